import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { packNatural, packRuntime } from './bundle/pack-packages.js'

// Packs the shipped weights into a JavaScript module, so that browsers can score without a file system.
const id = 'linear-en'
const pack = (model: string, name: string): string =>
  `header: ${readFileSync(`models/${model}/${name}`, 'utf8').trim()}, weights: '${readFileSync(`models/${model}/weights.bin`).toString('base64')}'`
const relation = { id: 'relation-en', table: readFileSync('models/relation-en/relation.tsv', 'utf8') }
mkdirSync('dist/models', { recursive: true })
writeFileSync(
  `dist/models/${id}.js`,
  `export default { ${pack(id, 'model.json')}, relation: ${JSON.stringify(relation)}, reasons: { ${pack('reason-en', 'reasons.json')} } }\n`,
)
writeFileSync(
  `dist/models/${id}.d.ts`,
  `import type { PackedLinearModel } from 'dealstance'\ndeclare const linearEn: PackedLinearModel\nexport default linearEn\n`,
)
await Promise.all([packRuntime(), packNatural()])
