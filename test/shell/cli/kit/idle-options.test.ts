import { cpSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { beforeAll, expect, it } from 'vitest'
import { COMMANDS } from '../../../../src/shell/cli/run.js'
import { sampleCases } from '../../../support/run-count.js'
import { wordsOf } from '../../../support/shell-lines.js'
import { newFolder, runCli, runWell, SAMPLE } from '../cli-harness.js'
import CASES from './idle-options.json' with { type: 'json' }

/**
 * Command lines that end well, by `files` and the command lines of `set`. Any option beside one
 * must change what it writes, or be refused. `values` changes something wherever an option counts;
 * `held` says why one that changes nothing is heeded.
 */
const { files, set, roads } = CASES
const values: Readonly<Record<string, string>> = CASES.values
const prepared = newFolder()
const typed = (line: string, { path } = prepared) =>
  runCli(wordsOf(line).map((word) => word.replace('@', `${path('')}/`)))

beforeAll(async () => {
  expect(new Set(roads.map((road) => road.split(' ')[0]))).toEqual(new Set(Object.keys(COMMANDS)))
  for (const [name, text] of Object.entries(files)) prepared.write(name, text)
  for (const line of set) expect((await typed(line)).stderr).not.toMatch(/^dealstance: /m)
})

/** All that a command line says and leaves, without times and the name of its folder. */
async function outcomeOf(line: string) {
  const folder = newFolder()
  const root = folder.path('')
  cpSync(prepared.path(''), root, { recursive: true })
  const { code, stdout, stderr } = await typed(line, folder)
  const written = readdirSync(root, { recursive: true, encoding: 'utf8' })
    .filter((name) => statSync(folder.path(name)).isFile())
    .map((name) => `${name}: ${readFileSync(folder.path(name), 'latin1')}`)
  const all = [stdout, stderr, ...written].join('\n').replaceAll(root, '@')
  return { code, stderr, all: all.replaceAll(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, 'TIME') }
}

it.each(sampleCases(roads, 5))(
  '%s: every option counts or is refused',
  async (road) => {
    const [command = ''] = road.split(' ')
    const { stdout } = await runWell([command, '--help'])
    const plain = await outcomeOf(road)
    expect(plain.code, plain.stderr).toBe(0)
    const ignored: string[] = []
    for (const [, option = '', placeholder] of stdout.matchAll(/^ {2}--([\w-]+)(?: (\S+))?/gm)) {
      const isHeld = [option, `${road} ${option}`].some((name) => name in CASES.held)
      if (isHeld || road.includes(` --${option}`)) continue
      const value = values[`${command} ${option}`] ?? values[option]
      if (placeholder !== undefined) expect(value, option).toBeDefined()
      const given = placeholder === undefined ? `--${option}` : `--${option} "${value}"`
      const { code, all } = await outcomeOf(`${road} ${given}`)
      if (code !== 64 && all === plain.all) ignored.push(given)
    }
    expect(ignored).toEqual([])
  },
  600_000,
)

it('names the options that npm run kept, since no -- stands before them', async () => {
  const env = { npm_lifecycle_event: 'classify', npm_config_mover: 'true', npm_config_out: 'true' }
  const { code, stderr } = await runCli(['classify', SAMPLE, 'Quire', 'scored.jsonl'], { env })
  expect(code).toBe(64)
  expect(stderr).toContain(
    'expected the options behind --, got --mover and --out before it: npm keeps those. Write npm run classify -- FILE --mover …',
  )
  const other = { ...env, npm_lifecycle_event: 'test' }
  expect((await runCli(['classify', SAMPLE, '--out', '-'], { env: other })).code).toBe(0)
})
