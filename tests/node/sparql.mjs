// Solutions of a query at a SPARQL endpoint, as Comunica finds them: node sparql.mjs ENDPOINT QUERY
import { QueryEngine } from "@comunica/query-sparql";

const [endpoint, query] = process.argv.slice(2);
const sources = [{ type: "sparql", value: endpoint }];
const found = await new QueryEngine().queryBindings(query, { sources });
const rows = (await found.toArray()).map((binding) => Object.fromEntries([...binding].map(([k, v]) => [k.value, v.value])));
process.stdout.write(JSON.stringify(rows));
