import { expect, test } from 'vitest'
import { sketchText } from '../../../../src/base/text/duplicate/same-words.js'
import { prefilterEnglish } from '../../../../src/base/text/language/detect-language.js'

const TEXTS = [
  "The deal isn't a retreat: they've kept an option, and the rest is a rental of 100k chips.",
  'SELLING the Data-Centre... again; what A MOVE, an honest one (so the boss says) in 2026!',
  'now. know. wow. how they went from leading to renting is beyond me: nobody wants it',
  'Die Firma gibt auf und vermietet ihre Rechner an den Gegner, mehr ist da nicht zu holen.',
  'lol no',
  "' '' a an the",
  '',
]

test.each(TEXTS)('sketched as beside a link: %s', (text) => {
  expect(sketchText(text)).toEqual(sketchText(`https://example.com/x ${text}`))
})

test.each(TEXTS)('pre-checked as beside a handle: %s', (text) => {
  expect(prefilterEnglish(text) === null).toBe(prefilterEnglish(`@somebody ${text}`) === null)
})

test('sketched alike with typographic apostrophes', () => {
  const text = TEXTS[0] as string
  expect(sketchText(text)).not.toBeNull()
  expect(sketchText(text.replaceAll("'", '’'))).toEqual(sketchText(text))
})
