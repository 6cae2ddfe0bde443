import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { IS_LONG } from '../support/run-count.js'
import { ALL_CHEATS } from './all-cheats.js'
import { sitDown } from './cheat-harness.js'
import { BREAKS, judge, type Outcome, type Verdict } from './verdict.js'
import { ALL_SIZES, SIZES } from './world.js'

const HERE = import.meta.dirname
/** The verdicts that the list wants, by cheat. */
const WANTED = new Map(
  [...readFileSync(join(HERE, 'README.md'), 'utf8').matchAll(/^\| `([\w-]+)` \|.*\| ([\w, ]+) \|$/gm)].map(
    ([, name = '', verdicts = '']) => [name, verdicts.split(', ') as Verdict[]] as const,
  ),
)
/** `npm test` plays the middle size alone. */
const sizes = IS_LONG ? ALL_SIZES : SIZES.filter(({ name }) => name === 'middle')
const outcomes = new Map<string, Outcome[]>()

beforeAll(
  async () => {
    for (const [name, cheat] of Object.entries(ALL_CHEATS)) {
      const played: Outcome[] = []
      for (const size of sizes) played.push(await judge(name, cheat, await sitDown(size), WANTED.get(name) ?? []))
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

  it('assumes away what is listed alone, each play by the words of the footnote that it breaks', () => {
    const assumed = [...WANTED].flatMap(([name, verdicts]) => (verdicts.includes('assumed') ? [name] : []))
    expect(Object.keys(BREAKS).sort()).toEqual(assumed.sort())
  })

  it('prints no false sentence without a word', () => {
    expect([...outcomes].filter(([, played]) => played.some(isBad))).toEqual([])
  })

  it('printed what the results say, and as many of each as the list says', async () => {
    const cellsOf = (played: readonly Outcome[]): string[] => played.map(({ verdict, printed }) => `${verdict}: ${printed}`)
    if (IS_LONG) {
      const head = [
        '# What was printed',
        '',
        `| cheat | ${SIZES.map(({ name }) => name).join(' | ')} |`,
        `|---|${'---|'.repeat(SIZES.length)}`,
      ]
      const rows = [...outcomes].map(([name, played]) => `| \`${name}\` | ${cellsOf(played.slice(0, SIZES.length)).join(' | ')} |`)
      await expect(`${[...head, ...rows].join('\n')}\n`).toMatchFileSnapshot('results.md')
    }
    const kept = readFileSync(join(HERE, 'results.md'), 'utf8')
    const rows = [...kept.matchAll(/^\| `([\w-]+)` \| (.*) \|$/gm)].map(([, name = '', cells = '']) => [name, cells.split(' | ')] as const)
    const middle = SIZES.findIndex(({ name }) => name === 'middle')
    if (!IS_LONG)
      expect([...outcomes].map(([name, played]) => [name, cellsOf(played)])).toEqual(rows.map(([name, cells]) => [name, [cells[middle]]]))
    const verdicts = rows.flatMap(([, cells]) => cells.map((cell) => cell.slice(0, cell.indexOf(':'))))
    const countOf = (verdict: string): number => verdicts.filter((one) => one === verdict).length
    expect(readFileSync(join(HERE, 'README.md'), 'utf8')).toContain(
      `${rows.length} plays at three sizes: ${countOf('refused')} are refused, ${countOf('said')} said, ${countOf('true')} came out true, ${countOf('assumed')} are undetectable and assumed away; ${countOf('FALSE') + countOf('SILENT')} printed a false sentence without a word.`,
    )
  })
})
