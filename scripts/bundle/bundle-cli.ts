import { readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { build } from 'esbuild'
import { compactDeals } from './compact-deals.js'
import { compactEld } from './compact-eld.js'
import { compactWink } from './compact-wink.js'
import { directImports } from './direct-imports.js'

const OUT = 'dist/src/cli'
/**
 * Files that a process or a worker thread starts from. A worker's entry lies beside the others: `startWorker` looks for it beside the
 * bundle.
 */
const ENTRIES = {
  main: 'src/cli/main.ts',
  'run-process': 'src/cli/run-process.ts',
  'score-worker': 'src/node/score/score-worker.ts',
  'encoder-worker': 'src/node/model/encoder-worker.ts',
}
/** Packages with native code or a choice of runtime of their own; loaded by the commands that need them alone. */
const OUTSIDE = ['@duckdb/node-api', '@resvg/resvg-js', 'onnxruntime-node', 'onnxruntime-web']
const CHUNK = /^chunk-\w+\.js$/

/**
 * Puts the commands into a few files, in place of what the compiler wrote for the entries: loading the modules one by one took longer than
 * scoring a thread. Each command is a file of its own, what several share are others.
 */
export async function bundleCli(): Promise<void> {
  for (const name of readdirSync(OUT)) if (CHUNK.test(name)) rmSync(join(OUT, name))
  await build({
    entryPoints: ENTRIES,
    outdir: OUT,
    chunkNames: 'chunk-[hash]',
    bundle: true,
    splitting: true,
    platform: 'node',
    format: 'esm',
    // What is shorter is compiled sooner; names stay, for traces.
    minifyWhitespace: true,
    minifySyntax: true,
    target: 'node20.19',
    external: OUTSIDE,
    logLevel: 'error',
    // Packages in the older module format ask for Node's own modules by it.
    banner: { js: "import { createRequire as requireFor } from 'node:module'; const require = requireFor(import.meta.url);" },
    plugins: [directImports, compactWink(OUT), compactEld(OUT), compactDeals(OUT)],
  })
}
