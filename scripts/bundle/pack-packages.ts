import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { build, type Metafile } from 'esbuild'

const RUNTIME = 'node_modules/onnxruntime-web/dist'
const OUT = 'dist/onnxruntime'
/** The module for browsers. Its threads ask for it by this name. */
const BROWSER = 'ort.wasm.bundle.min.mjs'

const LINEAR_MODEL = 'linear-en'

/**
 * Packs the shipped weights, and what we use of packages, for browsers without a file system and
 * for a small install.
 */
export async function packModules(): Promise<void> {
  packLinearModel()
  await Promise.all([packRuntime(), packNatural()])
}

function packLinearModel(): void {
  const header = readFileSync(`models/${LINEAR_MODEL}/model.json`, 'utf8').trim()
  const weights = readFileSync(`models/${LINEAR_MODEL}/weights.bin`).toString('base64')
  mkdirSync('dist/models', { recursive: true })
  writeFileSync(
    `dist/models/${LINEAR_MODEL}.js`,
    `export default { header: ${header}, weights: '${weights}' }\n`,
  )
  writeFileSync(
    `dist/models/${LINEAR_MODEL}.d.ts`,
    `import type { PackedLinearModel, StanceLabel } from 'dealstance'
declare const linearEn: PackedLinearModel<StanceLabel>
export default linearEn
`,
  )
}

/**
 * Packs onnxruntime's WebAssembly: of its four variants the one that we use, so that nobody
 * installs the others. The module for Node gets onnxruntime-common inside.
 */
async function packRuntime(): Promise<void> {
  mkdirSync(OUT, { recursive: true })
  for (const name of ['ort-wasm-simd-threaded.wasm', 'ort-wasm-simd-threaded.mjs'])
    copyFileSync(`${RUNTIME}/${name}`, `${OUT}/${name}`)
  writeFileSync(
    `${OUT}/${BROWSER}`,
    readFileSync(`${RUNTIME}/${BROWSER}`, 'utf8').replace(/\n\/\/# sourceMappingURL=.*/, ''),
  )
  await pack(`export * from './ort.node.min.mjs'`, `${OUT}/ort.node.mjs`, RUNTIME)
}

/**
 * Packs what we use of natural, so that nobody installs its clients of databases and its dictionary
 * (77 MB). Its files are taken one by one: its root writes to stdout.
 */
export const packNatural = (): Promise<Metafile> =>
  pack(
    `export { default } from 'natural/lib/natural/distance/index.js'`,
    'dist/natural/distance.mjs',
  )

async function pack(contents: string, outfile: string, resolveDir = '.'): Promise<Metafile> {
  const { metafile } = await build({
    stdin: { contents, resolveDir },
    outfile,
    bundle: true,
    minify: true,
    metafile: true,
    platform: 'node',
    format: 'esm',
    logLevel: 'error',
  })
  return metafile
}
