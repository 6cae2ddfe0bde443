import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  displayWidth,
  fitCell,
  toPlainLine,
  truncateLine,
  wrapCell,
  wrapLine,
} from '../../../src/say/format/display-width.js'
import { formatTime } from '../../../src/say/format/format-value.js'
import { CODE_POINT } from '../../support/code-point.js'
import { cpuTimeOf } from '../../support/cpu-time.js'
import { forAny } from '../../support/for-any.js'
import { IS_LONG } from '../../support/run-count.js'

const nasty = fc.oneof(
  fc.string({ unit: CODE_POINT }),
  fc
    .array(
      fc.constantFrom(
        ...'word 負け 👨‍👩‍👧‍👦 🔥 سعر é e\u0301 🇩🇪 1️⃣ \u200b \ud800 \u001b[31m \u202e \n'.split(' '),
        '55 %',
      ),
    )
    .map((words) => words.join(' ')),
)

// By Unicode Standard Annex 11 (East Asian width) and emoji presentation (Technical Standard 51).
it.each([
  { text: '', width: 0 },
  { text: 'plain', width: 5 },
  { text: 'café', width: 4 },
  { text: 'cafe\u0301', width: 4 },
  { text: '撤退', width: 4 },
  { text: '한국', width: 4 },
  { text: 'ｆｕｌｌ', width: 8 },
  { text: '🔥', width: 2 },
  { text: '👨‍👩‍👧‍👦', width: 2 },
  { text: '🤦🏻‍♂️', width: 2 },
  { text: '🇩🇪', width: 2 },
  { text: '❤️', width: 2 },
  { text: '1️⃣', width: 2 },
  { text: 'سعر', width: 3 },
  { text: 'a\u200bb', width: 2 },
  { text: '“…–·█░', width: 6 },
])('displayWidth "$text" takes $width columns', ({ text, width }) => {
  expect(displayWidth(text)).toBe(width)
})

describe('cells and lines', () => {
  it('are truncated between graphemes and end in "…"', () => {
    expect(truncateLine('giving up', 9)).toBe('giving up')
    expect(truncateLine('giving up', 8)).toBe('giving…')
    expect(truncateLine('👨‍👩‍👧‍👦👨‍👩‍👧‍👦', 3)).toBe('👨‍👩‍👧‍👦…')
    expect(truncateLine('撤退', 2)).toBe('…')
  })

  it('let no post move the cursor, colour the screen, reverse the line, or carry other words in hidden marks', () => {
    expect(toPlainLine('\u001b[31mred\u001b[0m\u0007 a\r\nb\u202eevil')).toBe(
      '[31mred [0m a b evil',
    )
    expect(toPlainLine('re\u200btr\u00adeat\u2060 \u{e0073}\u{e0065}now\ufeff')).toBe('retreat now')
    expect(toPlainLine('👩\u200d🚀 ❤\ufe0f نمی\u200cخواهم')).toBe(
      '👩\u200d🚀 ❤\ufe0f نمی\u200cخواهم',
    )
  })

  it.runIf(IS_LONG)('wrap 300,000 characters beyond ASCII in less than two seconds (100 s)', () => {
    expect(
      cpuTimeOf(() => expect(wrapLine('é'.repeat(300_000), 80)).toHaveLength(3750)),
    ).toBeLessThan(2000)
  })

  it('isolate right-to-left text', () => {
    expect(fitCell('سعر', 5)).toBe('\u2068سعر\u2069  ')
  })

  it('wrap at spaces, with a hanging indent', () => {
    expect(wrapLine('retreat 38% to 72% of all', 16, 2)).toEqual(['retreat 38% to', '  72% of all'])
    expect(wrapLine('aaaaaaaa', 3)).toEqual(['aaa', 'aaa', 'aa'])
    expect(wrapLine('', 10)).toEqual([])
    expect(wrapLine('50% مؤيد, 50% معارض', 40)).toEqual([
      '50% \u2068مؤيد\u2069, 50% \u2068معارض\u2069',
    ])
    expect(wrapCell('one two three four five', 9, 2)).toEqual(['one two', 'three fo…'])
    expect(wrapCell('one', 9, 2)).toEqual(['one'])
  })

  it('have exactly the given width for any text', () => {
    forAny(nasty, fc.integer({ min: 2, max: 60 }), (text, width) => {
      expect(displayWidth(fitCell(text, width))).toBe(width)
    })
  })

  it('wrap within the width without losing a character', () => {
    forAny(
      nasty,
      fc.integer({ min: 8, max: 60 }),
      fc.integer({ min: 0, max: 2 }),
      (text, width, indent) => {
        const lines = wrapLine(text, width, indent)
        // Wrapping removes the isolates of the text and adds its own around right-to-left words.
        expect(lines.join('').replace(/[\s\u2068\u2069]/g, '')).toBe(
          toPlainLine(text).replace(/\s/g, ''),
        )
        for (const line of lines) expect(displayWidth(line)).toBeLessThanOrEqual(width)
      },
    )
  })
})

it.each([
  ['2026-03-14T18:05:00.000Z', '14 March 2026, 18:05 UTC'],
  ['2026-03-14T18:05Z', '14 March 2026, 18:05 UTC'],
  ['2026-03-14T00:00:00.000Z', '14 March 2026'],
  ['2026-03-14', '14 March 2026'],
  ['2026-03-14T18:05:00+02:00', '2026-03-14T18:05:00+02:00'],
  ['yesterday <b>', 'yesterday <b>'],
])('formatTime %s as %s', (createdAt, expected) => {
  expect(formatTime(createdAt)).toBe(expected)
})
