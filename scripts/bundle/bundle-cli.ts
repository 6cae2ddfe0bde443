import { readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { build, type Metafile } from 'esbuild'
import { compactDeals } from './compact-deals.js'
import { compactEld } from './compact-eld.js'
import { compactWink } from './compact-wink.js'

const OUT = 'dist/src/cli'
/** Entry files of processes and worker threads. `startWorker` looks for a worker's entry next to the bundle. */
const ENTRIES = {
  main: 'src/cli/main.ts',
  'run-process': 'src/cli/run-process.ts',
  'score-worker': 'src/node/score/score-worker.ts',
  'encoder-worker': 'src/node/model/encoder-worker.ts',
}
/** Packages that stay outside the bundle: they have native code or choose their own runtime. Only the commands that need them load them. */
const OUTSIDE = ['@duckdb/node-api', '@resvg/resvg-js', 'onnxruntime-node', '#onnxruntime-web']
const CHUNK = /^chunk-\w+\.js$/

/**
 * Bundles the commands and replaces the compiler's output for the entries. Loading the modules one by one took longer than scoring a thread.
 * Each command has its own file; shared code is in chunks.
 */
export async function bundleCli(): Promise<Metafile> {
  for (const name of readdirSync(OUT)) if (CHUNK.test(name)) rmSync(join(OUT, name))
  const { metafile } = await build({
    entryPoints: ENTRIES,
    metafile: true,
    outdir: OUT,
    chunkNames: 'chunk-[hash]',
    bundle: true,
    splitting: true,
    platform: 'node',
    format: 'esm',
    // Shorter code compiles faster; identifiers stay, for stack traces.
    minifyWhitespace: true,
    minifySyntax: true,
    target: 'node20.19',
    external: OUTSIDE,
    logLevel: 'error',
    // CommonJS packages load Node's built-in modules with `require`.
    banner: { js: "import { createRequire as requireFor } from 'node:module'; const require = requireFor(import.meta.url);" },
    plugins: [compactWink(OUT), compactEld(OUT), compactDeals(OUT)],
  })
  return metafile
}
