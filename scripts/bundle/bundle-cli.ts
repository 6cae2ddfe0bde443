import { createHash } from 'node:crypto'
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { type BuildOptions, build, type Metafile, type Plugin } from 'esbuild'
import { compactTables } from './compact-tables.js'

const OUT = 'dist/src/shell/cli'
/** Entry files of worker threads. `startWorker` looks for them next to the commands. */
const SCORE_WORKER = 'src/shell/node/score/score-worker.ts'
/** One file, without tables: the first label waits for it. */
const ENCODER_WORKER = 'src/shell/node/model/encoder-worker.ts'
/**
 * Packages that stay outside the bundle: they have native code or choose their own runtime. Only
 * the commands that need them load them.
 */
const OUTSIDE = [
  '@resvg/resvg-js',
  'onnxruntime-node',
  '#onnxruntime-web',
  '#linear-en',
  'tsx/esm/api',
]
const OLD = /^(?:chunk-\w+\.js|commands.*\.cjs.*)$/

const CACHED = 'scripts/bundle/run-cached.ts'
/** Puts the commands as they are cached in place of their sources. */
const runCached: Plugin = {
  name: 'run-cached',
  setup: ({ onResolve }) =>
    onResolve({ filter: /^\.\/run\.js$/ }, () => ({ path: resolve(CACHED) })),
}

/**
 * Bundles the commands and replaces the compiler's output for the entries. Loading the modules one
 * by one took longer than scoring a thread. The commands are one script, see `run-cached.ts`; its
 * name holds its hash, so that a cache never serves another build.
 */
export async function bundleCli(): Promise<Pick<Metafile, 'inputs'>> {
  for (const name of readdirSync(OUT)) if (OLD.test(name)) rmSync(join(OUT, name))
  const common = {
    metafile: true,
    outdir: OUT,
    bundle: true,
    platform: 'node',
    // Shorter code compiles faster; identifiers stay, for stack traces.
    minifyWhitespace: true,
    minifySyntax: true,
    target: 'node20.19',
    external: OUTSIDE,
    logLevel: 'error',
    plugins: [compactTables(OUT)],
  } satisfies BuildOptions
  const commands = await build({
    ...common,
    entryPoints: { commands: 'src/shell/cli/run.ts' },
    write: false,
    format: 'cjs',
    define: { 'import.meta.url': 'moduleUrl', 'import.meta.resolve': 'require.resolve' },
    banner: { js: "const moduleUrl=require('node:url').pathToFileURL(__filename).href;" },
  })
  const code = leadOutside(toAscii(commands.outputFiles[0]?.text ?? ''))
  const file = `commands-${createHash('sha256').update(code).digest('hex').slice(0, 12)}.cjs`
  writeFileSync(join(OUT, file), code)
  const asWorker = {
    ...common,
    chunkNames: 'chunk-[hash]',
    splitting: true,
    format: 'esm',
    // CommonJS packages load Node's built-in modules with `require`.
    banner: {
      js: "import { createRequire as requireFor } from 'node:module'; const require = requireFor(import.meta.url);",
    },
  } satisfies BuildOptions
  const scorer = await build({ ...asWorker, entryPoints: [SCORE_WORKER] })
  const encoder = await build({ ...asWorker, entryPoints: [ENCODER_WORKER], plugins: [] })
  const outputs = { ...scorer.metafile.outputs, ...encoder.metafile.outputs }
  for (const path of Object.keys(outputs)) writeFileSync(path, toAscii(readFileSync(path, 'utf8')))
  await build({
    entryPoints: { run: CACHED, main: 'src/shell/cli/main.ts' },
    outdir: OUT,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20.19',
    logLevel: 'error',
    define: { COMMANDS_FILE: JSON.stringify(`./${file}`) },
    plugins: [runCached],
  })
  return {
    inputs: { ...commands.metafile.inputs, ...scorer.metafile.inputs, ...encoder.metafile.inputs },
  }
}

/** A script cannot import: `run-cached.ts` does it for it. */
const leadOutside = (code: string): string =>
  OUTSIDE.reduce(
    (led, name) => led.replaceAll(`import("${name}")`, `importOutside("${name}")`),
    code,
  )

/**
 * Escapes what esbuild leaves as it is, in regular expressions. V8 keeps a file of ASCII in half
 * the memory, once per thread.
 */
const toAscii = (code: string): string =>
  code.replace(
    /(\\*)([^\0-\x7f])/g,
    (_, slashes: string, unit: string) =>
      `${slashes.slice(slashes.length % 2)}\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
