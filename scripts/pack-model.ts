import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { packNatural, packRuntime } from './bundle/pack-packages.js'
import { packPageScripts } from './page/pack-page-scripts.js'

// Packs the shipped weights and the pages' scripts into modules, for browsers without a file system.
const id = 'linear-en'
const header = readFileSync(`models/${id}/model.json`, 'utf8').trim()
const weights = readFileSync(`models/${id}/weights.bin`).toString('base64')
mkdirSync('dist/models', { recursive: true })
writeFileSync(
  `dist/models/${id}.js`,
  `export default { header: ${header}, weights: '${weights}' }\n`,
)
const types = `import type { PackedLinearModel, StanceLabel } from 'dealstance'\ndeclare const linearEn: PackedLinearModel<StanceLabel>\nexport default linearEn\n`
writeFileSync(`dist/models/${id}.d.ts`, types)
await Promise.all([packRuntime(), packNatural(), packPageScripts()])
