import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { build, type Metafile, type Plugin } from 'esbuild'
import { compactDeals } from './compact-deals.js'
import { compactEld } from './compact-eld.js'
import { compactWink } from './compact-wink.js'

const OUT = 'dist/src/shell/cli'
/** Entry files of processes and worker threads. `startWorker` looks for a worker's entry next to the bundle. */
const ENTRIES = {
  main: 'src/shell/cli/main.ts',
  run: 'src/shell/cli/run.ts',
  'score-worker': 'src/shell/node/score/score-worker.ts',
  'encoder-worker': 'src/shell/node/model/encoder-worker.ts',
}
/** Packages that stay outside the bundle: they have native code or choose their own runtime. Only the commands that need them load them. */
const OUTSIDE = ['@duckdb/node-api', '@resvg/resvg-js', 'onnxruntime-node', '#onnxruntime-web']
const CHUNK = /^chunk-\w+\.js$/

const COMMANDS = resolve('src/shell/cli/run.ts')
/** Puts all commands into one chunk: to find and open a file for each part that some commands share took longer than to read all. */
const joinCommands: Plugin = {
  name: 'join-commands',
  setup: ({ onResolve, onLoad, onEnd }) => {
    let isJoined = false
    onResolve({ filter: /^\.\// }, ({ kind, importer }) =>
      kind === 'dynamic-import' && importer === COMMANDS ? { path: 'commands', namespace: 'joined' } : null,
    )
    onEnd(() => (isJoined ? null : { errors: [{ text: `expected ${COMMANDS} to load the commands, got no command of it` }] }))
    onLoad({ filter: /^commands$/, namespace: 'joined' }, () => {
      isJoined = true
      const paths = [...readFileSync(COMMANDS, 'utf8').matchAll(/import\('(.+?)'\)/g)].map(([, path]) => path)
      return { contents: paths.map((path) => `export * from '${path}'`).join('\n'), loader: 'ts', resolveDir: dirname(COMMANDS) }
    })
  },
}

const TABLES = 'src/shell/node/score/share-tables.ts'
/** Lets threads share the tables that lie next to the bundle. */
const shareTables: Plugin = {
  name: 'share-tables',
  setup: ({ onLoad, onEnd }) => {
    let isReplaced = false
    onLoad({ filter: /share-tables\.ts$/ }, ({ path }) => {
      isReplaced = path === resolve(TABLES)
      return { contents: `export { shareTables } from './read-bundle-file.js'`, loader: 'js', resolveDir: resolve('scripts/bundle') }
    })
    // Without the replacement each thread has tables of its own, and no result differs.
    onEnd(() => (isReplaced ? null : { errors: [{ text: `expected the commands to load ${TABLES}, got none of that name` }] }))
  },
}

/**
 * Bundles the commands and replaces the compiler's output for the entries. Loading the modules one by one took longer than scoring a thread.
 * What a worker or a rare format needs is in chunks of its own.
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
    plugins: [joinCommands, compactWink(OUT), compactEld(OUT), compactDeals(OUT), shareTables],
  })
  for (const path of Object.keys(metafile.outputs)) writeFileSync(path, toAscii(readFileSync(path, 'utf8')))
  return metafile
}

/** Escapes what esbuild leaves as it is, in regular expressions. V8 keeps a file of ASCII in half the memory, once per thread. */
const toAscii = (code: string): string =>
  code.replace(
    /(\\*)([^\0-\x7f])/g,
    (_, slashes: string, unit: string) => `${slashes.slice(slashes.length % 2)}\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
