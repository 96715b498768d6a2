// csv2rdf in minimal mode by a processor that is not ours: node csv2rdf.mjs FOLDER OUT
// Converts every NAME.csv of FOLDER that has a NAME.csv-metadata.json to OUT/NAME.nt.
import { createReadStream, createWriteStream, readdirSync, readFileSync } from 'node:fs'
import { finished } from 'node:stream/promises'
import jsonld from 'jsonld'
import { Parser, Store, Writer } from 'n3'
import CsvwParser from 'rdf-parser-csvw'

// What our metadata uses of the CSVW context (http://www.w3.org/ns/csvw), so that nothing is fetched.
const context = {
  '@vocab': 'http://www.w3.org/ns/csvw#',
  dc: 'http://purl.org/dc/terms/',
  url: { '@id': 'url', '@type': '@id' },
  columns: { '@id': 'column', '@container': '@list' },
  titles: 'title',
  primaryKey: { '@container': '@list' }
}

const [folder, out] = process.argv.slice(2)
for (const file of readdirSync(folder).filter(file => file.endsWith('.csv-metadata.json'))) {
  const name = file.replace('.csv-metadata.json', '')
  const metadata = JSON.parse(readFileSync(`${folder}/${file}`, 'utf8'))
  for (const column of metadata.tableSchema.columns) {
    if (column.datatype) column.datatype = { '@id': `http://www.w3.org/2001/XMLSchema#${column.datatype}` }
  }
  const options = { format: 'application/n-quads', base: 'http://table.example/' }
  const quads = await jsonld.toRDF({ ...metadata, '@context': context }, options)
  const parser = new CsvwParser({ metadata: new Store(new Parser().parse(quads)), baseIRI: `http://table.example/${name}.csv` })
  const stream = createWriteStream(`${out}/${name}.nt`)
  const writer = new Writer(stream, { format: 'N-Triples' })
  for await (const quad of parser.import(createReadStream(`${folder}/${name}.csv`))) {
    // minimal mode: without the table group, the table and its rows, which are the blank nodes
    if (quad.subject.termType !== 'BlankNode') writer.addQuad(quad)
  }
  writer.end()
  await finished(stream)
}
