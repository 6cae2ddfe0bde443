import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { expect, it } from 'vitest'
import { benchmark } from '../scripts/benchmark/run-benchmark.js'
import { checkCorpus } from '../scripts/corpus/check-corpus-command.js'
import { coverage } from '../scripts/coverage/run-coverage.js'
import { evaluate } from '../scripts/research/evaluate/evaluate-command.js'
import { train } from '../scripts/research/train/train-command.js'
import { COMMANDS } from '../src/shell/cli/run.js'
import { runCli, runScriptCommand } from './shell/cli/cli-harness.js'

/**
 * What texts tell a reader to type, to open or to call is there: commands, options, files and names
 * in strings, comments, pages and guides.
 */
const TRACKED = execFileSync('git', ['ls-files', '-co', '--exclude-standard'], {
  encoding: 'utf8',
  maxBuffer: 1e8,
})
  .trim()
  .split('\n')
  .filter((path) => existsSync(path))

/** Files that speak to a reader: of other projects' data and of long figures there are others. */
const SPEAKING = TRACKED.filter(
  (path) =>
    /^(?:src|scripts|models)\/.*\.(?:ts|mts|mjs|py|sh|md|R|html|ipynb)$/.test(path) ||
    /^(?:\.ci\/run|[^/]+\.md|corpus\/.*\.md|\.github\/.*\.yml)$/.test(path),
)
const textOf = (path: string): string => readFileSync(path, 'utf8')
const { scripts } = JSON.parse(textOf('package.json')) as { scripts: Record<string, string> }

/** Help pages, by what is typed: of a script of the clone, or of a command of the package. */
const ENV = { npm_package_name: 'dealstance', npm_lifecycle_event: 'help' }
const scriptHelp: Record<string, string> = {}
const commandHelp: Record<string, string> = {}
for (const name of Object.keys(COMMANDS)) {
  commandHelp[name] = (await runCli([name, '--help'], { env: ENV })).stdout
  scriptHelp[name] = commandHelp[name]
}
const CLONE_COMMANDS = { benchmark, 'check-corpus': checkCorpus, coverage, evaluate, train }
for (const [name, command] of Object.entries(CLONE_COMMANDS))
  scriptHelp[name] = (await runScriptCommand(command, ['--help'], { env: ENV })).stdout

const OPTION = /(?<![\w-])--([a-z][a-z\d]*(?:-[a-z\d]+)*)(?!\$\{|[\w-]*:)/g
const optionsIn = (text: string): string[] =>
  [...text.matchAll(OPTION)].map(([, name = '']) => name)

/** Options of other programs, by the program that has them. */
const OPTIONS_OF_OTHERS = {
  node: 'import input-type require expose-gc experimental-strip-types',
  npm: 'silent no omit ignore-scripts no-audit no-fund no-package-lock no-save pack-destination prefix reporter',
  'git and gh':
    'depth abbrev always detach dirty exclude force verify name-only bare verify-tag generate-notes',
  pip: 'no-deps wheel-dir only-binary quiet',
  apt: 'no-install-recommends',
  zstd: 'long',
  vllm: 'max-model-len',
  chromium: 'disable-dev-shm-usage disable-gpu no-sandbox headless',
  slurm: 'array dependency kill-on-invalid-dep output parsable',
  spark: 'archives files conf deploy-mode master py-files',
  jupyter: 'execute inplace to',
  deno: 'allow-all global install kernel',
  typedoc: 'options',
  uv: 'no-project with',
} as const
const KNOWN_OPTIONS = new Set([
  ...Object.values(OPTIONS_OF_OTHERS).flatMap((names) => names.split(' ')),
  ...Object.values({ ...commandHelp, ...scriptHelp }).flatMap(optionsIn),
  'version',
  // What scripts in other languages parse themselves: a quoted option, or a branch of a case.
  ...TRACKED.filter((path) => /^scripts\/.*\.(?:py|mjs|sh|ts)$/.test(path)).flatMap((path) =>
    [...textOf(path).matchAll(/["']--([a-z\d-]+)["']|--([a-z-]+)(?= \||\)$)/gm)].map(
      ([, quoted, branch]) => quoted ?? branch ?? '',
    ),
  ),
])

/** A command line in a text: how it starts, its name, and the words behind it. */
const NPM_LINE = /npm run(?: --silent)? ([a-z][\w:-]*)(?: --(?= ))?([^`"'\n…;]*)/g
const NAMED_LINE = /(?:npx --no |`|: )dealstance ([a-z][\w:-]*)([^`"'\n…;]*)/g
const TYPED_LINE = /\btyped(?:Command)?\((?:(?:run\.)?context, )?['`]([a-z][\w:-]*)([^'`\n]*)/g

/** What is wrong with a command line; null if it can be typed. */
function faultOf(
  [, name = '', words = '']: readonly string[],
  pages: Readonly<Record<string, string>>,
): string | null {
  const help = pages[name]
  if (help === undefined)
    return Object.hasOwn(scripts, name) && pages === scriptHelp ? null : `no command ${name}`
  const strange = optionsIn(words).filter((option) => !optionsIn(help).includes(option))
  if (strange.length > 0) return `${name} has no --${strange.join(', --')}`
  const takesInput = /^Usage: [^[]*[A-Z]/.test(help)
  const isInput = /^ [\w./-]+\.\w+/.test(words)
  return isInput && !takesInput ? `${name} takes no input` : null
}

function faultsOf(text: string): string[] {
  const faults = [
    ...[...text.matchAll(NPM_LINE)].map((line) => faultOf(line, scriptHelp)),
    ...[...text.matchAll(NAMED_LINE)]
      .filter(([, name]) => name !== 'serve')
      .map((line) => faultOf(line, commandHelp)),
    // The shell words these in both ways.
    ...[...text.matchAll(TYPED_LINE)].flatMap((line) => [
      faultOf(line, scriptHelp),
      faultOf(line, commandHelp),
    ]),
    ...optionsIn(text)
      .filter((name) => !KNOWN_OPTIONS.has(name))
      .map((name) => `no option --${name}`),
  ]
  return faults.filter((fault) => fault !== null)
}

it('every command and option in a text exists', () => {
  expect(SPEAKING.length).toBeGreaterThan(450)
  const faults = SPEAKING.flatMap((path) =>
    faultsOf(textOf(path)).map((fault) => `${path}: ${fault}`),
  )
  expect(faults).toEqual([])
})

it('no text of src types a command by hand: the shell words it where the reader stands', () => {
  const isByHand = (text: string): boolean =>
    [...text.matchAll(NPM_LINE)].some(([, name = '']) => Object.hasOwn(COMMANDS, name))
  const code = SPEAKING.filter((path) => path.startsWith('src/') && path.endsWith('.ts'))
  expect(code.length).toBeGreaterThan(300)
  expect(code.filter((path) => isByHand(textOf(path).replace(COMMENT, '')))).toEqual([])
})

it('every help page names commands that exist', () => {
  const pages = Object.entries({ ...commandHelp, ...scriptHelp })
  expect(pages.length).toBeGreaterThan(11)
  expect(
    pages.flatMap(([name, page]) => faultsOf(page).map((fault) => `${name}: ${fault}`)),
  ).toEqual([])
})

it.each([
  ['npm run audit -- scored.jsonl --terminal', ['audit has no --terminal', 'no option --terminal']],
  ['Rebuild it: npx --no dealstance train --model ID', ['train has no --model']],
  ['npm run train -- --model linear-en', []],
  ["typed('train --model ID')", ['train has no --model']],
  ['npm run embed', ['no command embed']],
  ['run `dealstance diff a b`', ['no command diff']],
  ['npm run page -- thread.txt', ['page takes no input']],
  ['npm run classify -- thread.txt --mover A', []],
])('%j has the faults %j', (text, faults) => {
  expect(faultsOf(text)).toEqual(faults)
})

const FOLDERS = new Set(
  TRACKED.flatMap((path) => {
    const above: string[] = []
    for (let folder = dirname(path); folder !== '.'; folder = dirname(folder)) above.push(folder)
    return above
  }),
)
const FILES = new Set(TRACKED)
const FILE_NAMES = new Set(TRACKED.map((path) => basename(path)))
const PATH =
  /(?<![\w./$-])(?:src|test|scripts|corpus|models|base|read|judge|pipeline|count|say|shell|entry)\/[\w./-]*\w/g
const FILE_NAME = /(?<![\w/.-])[\w-]+(?:\.[\w-]+)*\.(?:ts|mts|mjs|py|R)\b(?![\w/-])/g
/** Files that a command, a build or another project makes. */
const MADE_FILES = [
  'ort.wasm.bundle.min.mjs',
  'ort-wasm-simd-threaded.mjs',
  'temperature_scaling.py',
]
const isImport = (line: string): boolean => /^\s*(?:import|export) |from '/.test(line)
const isPattern = (path: string): boolean => /\b(?:NAME|KIND|ID)\b|parse-NAME/.test(path)

function missingFiles(path: string): string[] {
  const isThere = (named: string): boolean =>
    [named, `src/${named}`, join(dirname(path), named)].some(
      (place) => FILES.has(place) || FOLDERS.has(place),
    )
  const lines = textOf(path)
    .split('\n')
    .filter((line) => !isImport(line))
  return lines.flatMap((line) => [
    ...(line.match(PATH) ?? []).filter((named) => !isPattern(named) && !isThere(named)),
    ...(line.match(FILE_NAME) ?? []).filter(
      (name) => !FILE_NAMES.has(name) && !MADE_FILES.includes(name),
    ),
  ])
}

it('every file of this project in a text exists', () => {
  const missing = SPEAKING.flatMap((path) =>
    missingFiles(path).map((named) => `${path} names ${named}`),
  )
  expect(missing).toEqual([])
})

const COMMENT = /\/\*[\s\S]*?\*\/|(?<=^|\s)\/\/.*$|(?<=^|\s)#.*$|"""[\s\S]*?"""/gm
const REFERENCE = /\{@link ([\w.#]+)\}|`([\w.]+)(\([^`]*\))?`/g
/** `camelCase`, `PascalCase`, `UPPER_SNAKE`, `snake_case`. */
const NAME_OF_CODE = /^(?:[a-z]+[A-Z]\w*|[A-Z]\w*[a-z]\w*[A-Z]\w*|\w+_\w+)$/
/** Names of other programs, and words of posts. */
const OTHER_NAMES = [
  'SBATCH_MEM_PER_NODE',
  'maxFailures',
  'memoryOverhead',
  'LogisticRegression',
  'temperature_scaling',
  'tabCRLF',
  'McRae',
  't1_abc',
  'link_title',
  'pOnTheFence',
  'sourceName',
]
const IDENTIFIERS = new Set(
  TRACKED.filter(
    (path) =>
      /^(?:src|scripts|test)\/.*\.(?:ts|mts|mjs|py|sh|R|json)$/.test(path) &&
      !/fixtures|golden/.test(path),
  ).flatMap(
    (path) =>
      textOf(path)
        .replace(COMMENT, ' ')
        .match(/[A-Za-z_$][\w$]*/g) ?? [],
  ),
)

it('every name of code in a comment or a page exists', () => {
  const pages = TRACKED.filter(
    (path) => /\.md$/.test(path) && !/fixtures|^CHANGELOG/.test(path),
  ).map((path) => ({ path, texts: [textOf(path)] }))
  const code = SPEAKING.filter((path) => /\.(?:ts|mts|mjs|py)$/.test(path)).map((path) => ({
    path,
    texts: textOf(path).match(COMMENT) ?? [],
  }))
  const strange = [...pages, ...code].flatMap(({ path, texts }) =>
    [...texts.join('\n').matchAll(REFERENCE)].flatMap(([, linked, named = '', call]) =>
      (linked ?? named)
        .split(/[.#]/)
        .filter((name) => linked !== undefined || call !== undefined || NAME_OF_CODE.test(name))
        .filter((name) => !IDENTIFIERS.has(name) && !OTHER_NAMES.includes(name))
        .map((name) => `${path} names ${name}`),
    ),
  )
  expect(IDENTIFIERS.size).toBeGreaterThan(10_000)
  expect(strange).toEqual([])
})
