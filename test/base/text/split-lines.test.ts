import { execFileSync } from 'node:child_process'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { foldSpace, foldText } from '../../../src/base/text/fold-text.js'
import { forEachLine, splitLines } from '../../../src/base/text/split-lines.js'
import { forAny } from '../../support/for-any.js'
import { inRows } from '../../support/in-rows.js'
import { IS_LONG } from '../../support/run-count.js'

describe('splitLines', () => {
  it('numbers lines that end in LF, CRLF or CR, and counts the blank lines above', () => {
    const text = 'one\r\n\r\ntwo\rthree\n \n\u00a0\n  four  '
    const rows = inRows(
      splitLines(text).map((line) => [
        text.slice(line.start, line.end),
        line.lineNumber,
        line.blankCountAbove,
      ]),
    )
    expect(rows).toEqual(['one | 1 | 0', 'two | 3 | 1', 'three | 4 | 0', 'four | 7 | 2'])
  })

  it('visits the lines of a split at line endings', () => {
    forAny(fc.string({ unit: fc.constantFrom('a', ' ', '\r', '\n', '\u2028') }), (text) => {
      const lines: string[] = []
      forEachLine(text, (start, end) => lines.push(text.slice(start, end)))
      const expected = text.split(/\r\n|\r|\n/)
      if (expected.at(-1) === '') expected.pop()
      expect(lines).toEqual(expected)
    })
  })

  it.runIf(IS_LONG)(
    'takes time in proportion to the length, whatever the characters and once it is optimised',
    () => {
      // A process of its own: what other tests have run tells the compiler what to optimise.
      const script = `
      import { splitLines } from './dist/src/base/text/split-lines.js'
      const textOf = (length) => 'A fair deal – 我们 see 🤔 too\\n'.repeat(length / 25)
      const timeOf = (text) => {
        const start = performance.now()
        splitLines(text)
        return performance.now() - start
      }
      const [small, large] = [textOf(1e6), textOf(4e6)]
      const best = (text) => Math.min(...Array.from({ length: 7 }, () => timeOf(text)))
      for (const text of [small, small, small, large, large, large]) timeOf(text)
      console.log(best(large) / best(small))`
      const ratio = Number(
        execFileSync(process.execPath, ['--input-type=module', '--eval', script], {
          encoding: 'utf8',
        }),
      )
      expect(ratio).toBeLessThan(10)
    },
    120_000,
  )
})

it('foldText normalises direction marks, unusual spaces, curly quotes and dashes, and keeps emoji joiners', () => {
  expect(foldText('\u2066@Ann\u2069\u00a0said \u201cno\u201d \u2014 it\u2019s')).toBe(
    `@ann said "no" - it's`,
  )
  expect(foldSpace('👩\u200d💻')).toBe('👩\u200d💻')
})
