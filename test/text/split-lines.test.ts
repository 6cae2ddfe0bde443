import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { foldSpace, foldText } from '../../src/text/fold-text.js'
import { forEachLine, splitLines } from '../../src/text/split-lines.js'

const RUNS = Number(process.env['DEALSTANCE_RUNS'] ?? 1000)

describe('splitLines', () => {
  it('numbers lines by LF, CRLF and CR alike and counts the blank ones above', () => {
    const text = 'one\r\n\r\ntwo\rthree\n \n\u00a0\n  four  '
    expect(splitLines(text).map((line) => [text.slice(line.start, line.end), line.lineNumber, line.blankCountAbove])).toEqual([
      ['one', 1, 0],
      ['two', 3, 1],
      ['three', 4, 0],
      ['four', 7, 2],
    ])
  })

  it('visits what a split at line ends gives', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom('a', ' ', '\r', '\n', '\u2028') }), (text) => {
        const lines: string[] = []
        forEachLine(text, (start, end) => lines.push(text.slice(start, end)))
        const expected = text.split(/\r\n|\r|\n/)
        if (expected.at(-1) === '') expected.pop()
        expect(lines).toEqual(expected)
      }),
      { numRuns: RUNS },
    )
  })
})

describe('foldText', () => {
  it('makes direction marks, odd spaces, curly quotes and dashes plain, and keeps emoji joiners', () => {
    expect(foldText('\u2066@Ann\u2069\u00a0said \u201cno\u201d \u2014 it\u2019s')).toBe(`@ann said "no" - it's`)
    expect(foldSpace('👩\u200d💻')).toBe('👩\u200d💻')
  })
})
