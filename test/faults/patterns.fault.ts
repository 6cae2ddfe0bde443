import { createHash } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { cpuTimeOf } from '../support/cpu-time.js'
import { listPatterns, type SourcePattern } from './list-patterns.js'

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

const isBounded = ({ file, source }: SourcePattern): boolean =>
  BOUNDED.some((bounded) => bounded.file === file && source.startsWith(bounded.source))

const patterns = listPatterns()
const LIST = 'test/golden/linear-patterns.txt'
/**
 * Patterns that this test found linear before. Looked at again in the large size;
 * `DEALSTANCE_WRITE=1` writes the list anew.
 */
const known = new Set(
  process.env['DEALSTANCE_RUNS'] === undefined ? readFileSync(LIST, 'utf8').split('\n') : [],
)
const nameOf = ({ source, flags }: SourcePattern): string =>
  createHash('sha256').update(`/${source}/${flags}`).digest('hex').slice(0, 16)
const SLOW_MS = 10_000
/** A quadratic pattern takes seconds on the texts that recheck finds. */
const MAX_MS = 300

// Found: `\S+@\S+\.\w+` cubic (980 "@" took half a second a post), and 40 patterns more that were
// quadratic.
describe('every regular expression of src', () => {
  it('is found', () => {
    expect(patterns.length).toBeGreaterThan(450)
    expect(patterns.filter(isBounded)).toHaveLength(BOUNDED.length)
  })

  it('takes linear time, by recheck', async () => {
    // The build in JavaScript, which needs neither Java nor a binary of the platform.
    process.env['RECHECK_BACKEND'] = 'pure'
    const { checkSync } = await import('recheck')
    const unbounded = patterns.filter((pattern) => !isBounded(pattern))
    const unsafe = unbounded
      .filter((pattern) => !known.has(nameOf(pattern)))
      .flatMap(({ file, source, flags }) => {
        const found = checkSync(source, flags, { timeout: SLOW_MS })
        // Its search by chance also names patterns that a bound within them keeps fast: the text
        // that it found decides.
        if (found.status !== 'vulnerable') return []
        const { attack } = found
        const ms = cpuTimeOf(() => new RegExp(source, flags).exec(attack.string))
        return ms < MAX_MS
          ? []
          : [`${file}: /${source}/${flags}: ${Math.round(ms)} ms on ${attack.pattern.slice(0, 80)}`]
      })
    expect(unsafe).toEqual([])
    if (process.env['DEALSTANCE_WRITE'] === '1')
      writeFileSync(LIST, `${unbounded.map(nameOf).sort().join('\n')}\n`)
  })
})
