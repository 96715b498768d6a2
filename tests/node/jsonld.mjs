// JSON-LD to N-Triples by a processor that is not ours, without fetching: node jsonld.mjs FOLDER OUT
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import jsonld from 'jsonld'

const documentLoader = url => { throw new Error(`nothing is fetched: ${url}`) }
const [folder, out] = process.argv.slice(2)
for (const file of readdirSync(folder).filter(file => file.endsWith('.jsonld'))) {
  const document = JSON.parse(readFileSync(`${folder}/${file}`, 'utf8'))
  const quads = await jsonld.toRDF(document, { format: 'application/n-quads', documentLoader })
  writeFileSync(`${out}/${file.replace('.jsonld', '.nt')}`, quads)
}
