import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { IS_LONG } from '../run-count.js'
import { ALL_CHEATS } from './all-cheats.js'
import { sitDown } from './sit-down.js'
import { judge, type Outcome, type Verdict } from './verdict.js'
import { ALL_SIZES, SIZES } from './world.js'

const HERE = import.meta.dirname
/** The verdicts that the list wants, by cheat. */
const WANTED = new Map(
  [...readFileSync(join(HERE, 'README.md'), 'utf8').matchAll(/^\| `([\w-]+)` \|.*\| ([\w, ]+) \|$/gm)].map(
    ([, name = '', verdicts = '']) => [name, verdicts.split(', ') as Verdict[]] as const,
  ),
)
const sizes = IS_LONG ? ALL_SIZES : SIZES
const outcomes = new Map<string, Outcome[]>()

beforeAll(
  async () => {
    for (const [name, cheat] of Object.entries(ALL_CHEATS)) {
      const played: Outcome[] = []
      for (const size of sizes) played.push(await judge(cheat, await sitDown(size), WANTED.get(name) ?? []))
      outcomes.set(name, played)
    }
  },
  IS_LONG ? 3_600_000 : 120_000,
)

const isBad = ({ verdict }: Outcome): boolean => verdict === 'FALSE' || verdict === 'SILENT'

describe('tried to lie', () => {
  it('plays every cheat of the list, and lists every cheat it plays', () => {
    expect(Object.keys(ALL_CHEATS).sort()).toEqual([...WANTED.keys()].sort())
    expect(WANTED.size).toBeGreaterThan(40)
  })

  it('prints no false sentence without a word', () => {
    expect([...outcomes].filter(([, played]) => played.some(isBad))).toEqual([])
  })

  it.skipIf(IS_LONG)('printed what the results say', async () => {
    const head = [
      '# What was printed',
      '',
      `| cheat | ${SIZES.map(({ name }) => name).join(' | ')} |`,
      `|---|${'---|'.repeat(SIZES.length)}`,
    ]
    const rows = [...outcomes].map(
      ([name, played]) => `| \`${name}\` | ${played.map(({ verdict, printed }) => `${verdict}: ${printed}`).join(' | ')} |`,
    )
    await expect(`${[...head, ...rows].join('\n')}\n`).toMatchFileSnapshot('results.md')
  })
})
