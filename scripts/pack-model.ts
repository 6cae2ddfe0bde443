import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { packRuntime } from './bundle/pack-runtime.js'

// Packs the shipped weights into a JavaScript module, so that browsers can score without a file system.
const id = 'linear-en'
const header = readFileSync(`models/${id}/model.json`, 'utf8').trim()
const weights = readFileSync(`models/${id}/weights.bin`).toString('base64')
const relation = { id: 'relation-en', table: readFileSync('models/relation-en/relation.tsv', 'utf8') }
mkdirSync('dist/models', { recursive: true })
writeFileSync(
  `dist/models/${id}.js`,
  `export default { header: ${header}, weights: '${weights}', relation: ${JSON.stringify(relation)} }\n`,
)
writeFileSync(
  `dist/models/${id}.d.ts`,
  `import type { PackedLinearModel } from 'dealstance'\ndeclare const linearEn: PackedLinearModel\nexport default linearEn\n`,
)
await packRuntime()
