import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { build } from 'esbuild'

const RUNTIME = 'node_modules/onnxruntime-web/dist'
const OUT = 'dist/onnxruntime'
/** The module for browsers. Its threads ask for it by this name. */
const BROWSER = 'ort.wasm.bundle.min.mjs'

/**
 * Packs onnxruntime's WebAssembly: of its four variants the one that we use, so that nobody installs the others. The module for Node gets
 * onnxruntime-common inside.
 */
export async function packRuntime(): Promise<void> {
  mkdirSync(OUT, { recursive: true })
  for (const name of ['ort-wasm-simd-threaded.wasm', 'ort-wasm-simd-threaded.mjs']) copyFileSync(`${RUNTIME}/${name}`, `${OUT}/${name}`)
  writeFileSync(`${OUT}/${BROWSER}`, readFileSync(`${RUNTIME}/${BROWSER}`, 'utf8').replace(/\n\/\/# sourceMappingURL=.*/, ''))
  await build({
    entryPoints: [`${RUNTIME}/ort.node.min.mjs`],
    outfile: `${OUT}/ort.node.mjs`,
    bundle: true,
    minify: true,
    platform: 'node',
    format: 'esm',
    logLevel: 'error',
  })
}
