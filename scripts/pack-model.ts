import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { packNatural, packRuntime } from './bundle/pack-packages.js'
import { packPageScripts } from './page/pack-page-scripts.js'

// Packs the shipped weights and the pages' scripts into modules, for browsers without a file system.
const id = 'linear-en'
const pack = (model: string, name: string): string =>
  `header: ${readFileSync(`models/${model}/${name}`, 'utf8').trim()}, weights: '${readFileSync(`models/${model}/weights.bin`).toString('base64')}'`
const relation = { id: 'relation-en', table: readFileSync('models/relation-en/relation.tsv', 'utf8') }
mkdirSync('dist/models', { recursive: true })
writeFileSync(
  `dist/models/${id}.js`,
  `export default { ${pack(id, 'model.json')}, relation: ${JSON.stringify(relation)}, reasons: { ${pack('reason-en', 'reasons.json')} } }\n`,
)
const types = `import type { PackedLinearModel, StanceLabel } from 'dealstance'\ndeclare const linearEn: PackedLinearModel<StanceLabel>\nexport default linearEn\n`
writeFileSync(`dist/models/${id}.d.ts`, types)
await Promise.all([packRuntime(), packNatural(), packPageScripts()])
