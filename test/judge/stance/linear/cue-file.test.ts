import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { STANCE_SCHEME } from '../../../../src/base/scheme/stance-scheme.js'
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

  it('has cues of one to five tokens in lower case', () => {
    expect(offending(({ cue }) => !/^\S+(?: \S+){0,4}$/u.test(cue) || cue !== cue.toLowerCase())).toEqual([])
  })

  it('uses the scheme’s labels as sides, and has cues for every label', () => {
    expect(offending(({ side }) => !STANCE_SCHEME.labels.includes(side))).toEqual([])
    expect(new Set(entries.map(({ side }) => side))).toEqual(new Set(STANCE_SCHEME.labels))
  })

  it('has weights in (0, 1]', () => {
    expect(offending(({ weight }) => !/^(?:1|0\.\d{1,2})$/.test(weight) || Number(weight) <= 0)).toEqual([])
  })

  it('gives each cue an origin of one to three words', () => {
    expect(offending(({ origin }) => !/^[a-z]+(?: [a-z]+){0,2}$/.test(origin))).toEqual([])
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
