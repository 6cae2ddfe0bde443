import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { tokenise } from '../../../../src/judge/features/tokenise.js'

const text = readFileSync(new URL('../../../../models/linear-en/cues.tsv', import.meta.url), 'utf8')
const lines = text.split('\n')
const entries = lines.slice(1, -1).map((line, index) => {
  const fields = line.split('\t')
  const [cue = '', side = '', weight = '', origin = ''] = fields
  return { line: index + 2, fieldCount: fields.length, cue, side, weight, origin }
})

/** Lists the entries that break a rule, so that a failing test names the lines to fix. */
function offending(fails: (entry: (typeof entries)[number]) => boolean): string[] {
  return entries.filter(fails).map(({ line, cue }) => `line ${line}: "${cue}"`)
}

describe('models/linear-en/cues.tsv', () => {
  it('has the header, Unix line ends, a closing line break and four fields a line', () => {
    expect(lines[0]).toBe('cue\tside\tweight\torigin')
    expect(text).not.toContain('\r')
    expect(lines.at(-1)).toBe('')
    expect(offending(({ fieldCount }) => fieldCount !== 4)).toEqual([])
  })

  it('spells every cue as the tokeniser normalises it, since others are never found', () => {
    const asTokens = (cue: string) =>
      tokenise(cue)
        .map(({ normal }) => normal)
        .join(' ')
    expect(offending(({ cue }) => asTokens(cue) !== cue)).toEqual([])
  })

  it('lists no cue twice, so that each favours one label', () => {
    const seen = new Set<string>()
    const repeated = offending(({ cue }) => {
      const again = seen.has(cue)
      seen.add(cue)
      return again
    })
    expect(repeated).toEqual([])
  })
})
