import { createHash } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'
import type { AttackPattern } from 'recheck'
import { describe, expect, it } from 'vitest'
import { cpuTimeOf } from '../support/cpu-time.js'
import { watchPatterns } from './built-patterns.js'
import { alternativesOf, listPatterns, repeatsGroup, type SourcePattern } from './list-patterns.js'

/**
 * Patterns that are not linear, and what bounds the texts they read. Each reads at most so many
 * characters.
 */
const BOUNDED: readonly {
  readonly file: string
  readonly source: string
  readonly bound: number
}[] = [
  { file: 'src/read/copied/plain/mention-lines.ts', source: '[.-]+$', bound: 64 },
  { file: 'src/base/text/format-count.ts', source: '\\B(?=(?:\\d{3})+$)', bound: 22 },
  {
    file: 'src/base/text/language/detect-language.ts',
    source: '(?<=[\\p{L}\\p{N},;:',
    bound: 1000,
  },
]

/** Characters that the patterns of a file read at most; more do not come. */
const READ_LENGTHS: Readonly<Record<string, number>> = { 'src/read/html/parse-fields.ts': 2000 }
/** Where a pattern of the user's own record is tried: it is built again where it reads. */
const TRYING = ['src/read/html/parse-site-record.ts', 'src/shell/node/read-layout.ts']

const isBounded = ({ file, source }: SourcePattern) =>
  BOUNDED.some((bounded) => bounded.file === file && source.startsWith(bounded.source))

const patterns = listPatterns()
const built = await watchPatterns()
const LIST = 'test/golden/linear-patterns.txt'
/**
 * Patterns that this test found linear before. Looked at again in the large size;
 * `DEALSTANCE_WRITE=1` writes the list anew.
 */
const known = new Set(
  process.env['DEALSTANCE_RUNS'] === undefined ? readFileSync(LIST, 'utf8').split('\n') : [],
)
const nameOf = ({ source, flags }: SourcePattern) =>
  createHash('sha256').update(`/${source}/${flags}`).digest('hex').slice(0, 16)
const SLOW_MS = 10_000
/** A quadratic pattern takes seconds on the texts that recheck finds. */
const MAX_MS = 300

/** The text that recheck found, as long as the pattern reads. */
function cutAttack(file: string, { base, pumps, string, suffix }: AttackPattern): string {
  const most = READ_LENGTHS[file] ?? Infinity
  if (string.length <= most) return string
  const cut = (count: number) =>
    pumps.map(({ prefix, pump, bias }) => prefix + pump.repeat(count + bias)).join('') + suffix
  let count = base
  while (count > 1 && cut(count).length > most) count = Math.floor(count * 0.9)
  return cut(count)
}

/** Patterns that take more than linear time on the texts they get, each with its time. */
async function findSlow(all: readonly SourcePattern[]): Promise<string[]> {
  // The build in JavaScript, which needs neither Java nor a binary of the platform.
  process.env['RECHECK_BACKEND'] = 'pure'
  const { checkSync } = await import('recheck')
  return all
    .filter((pattern) => !known.has(nameOf(pattern)))
    .flatMap(({ file, source, flags }) => {
      const found = checkSync(source, flags, { timeout: SLOW_MS })
      // Its search by chance also names patterns that a bound within them keeps fast: the text
      // that it found decides.
      if (found.status !== 'vulnerable') return []
      const text = cutAttack(file, found.attack)
      const ms = cpuTimeOf(() => new RegExp(source, flags).exec(text))
      return ms < MAX_MS
        ? []
        : [
            `${file}: /${source}/${flags}: ${Math.round(ms)} ms on ${found.attack.pattern.slice(0, 80)}`,
          ]
    })
}

// Found: `\S+@\S+\.\w+` cubic (980 "@" took half a second a post), and 40 patterns more that were
// quadratic.
describe('every regular expression of src', () => {
  const unbounded = patterns.filter((pattern) => !isBounded(pattern))

  it('is found', () => {
    expect(patterns.length).toBeGreaterThan(450)
    expect(patterns.filter(isBounded)).toHaveLength(BOUNDED.length)
  })

  // Words in languages, parts with names, records of sites.
  it('is found where it is built from texts', () => {
    expect(built.patterns.length).toBeGreaterThan(400)
    expect(built.unseen.map((place) => place.replace(/:\d+$/, ''))).toEqual(TRYING)
  })

  it('repeats no group without a bound where it is built', () => {
    expect(built.patterns.filter(({ source }) => repeatsGroup(source))).toEqual([])
  })

  // The time of a post in one forum took 6 s of 1,700 characters; recheck saw no label among many.
  it('takes linear time, by recheck', async () => {
    const all = [...unbounded, ...built.patterns].flatMap(alternativesOf)
    expect(await findSlow(all)).toEqual([])
    if (process.env['DEALSTANCE_WRITE'] !== '1') return
    const names = new Set(all.map(nameOf))
    writeFileSync(LIST, `${[...names].sort().join('\n')}\n`)
  })
})
