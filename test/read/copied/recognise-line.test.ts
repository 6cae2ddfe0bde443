import { expect, it } from 'vitest'
import { nameAnswered, parseTime } from '../../../src/read/copied/line-kinds.js'
import { parsePageCount } from '../../../src/read/record/json-fields.js'

it.each([
  ['Replying to Ann Bo', 'Ann Bo'],
  ['En réponse à G. Mesnard', 'G. Mesnard'],
  ['Als Antwort auf @kurt', 'kurt'],
  ['返信先: @mori', 'mori'],
  ['↪ Ann Bo', 'Ann Bo'],
  ['Ann Bo said:', 'Ann Bo'],
])('%j names the answered account', (words, name) => {
  expect(nameAnswered(words, {}, new Set([name]))).toBe(name)
})

it.each([
  ['Il y a 58 minutes', 'Il y a 58 minutes'],
  ['3 d  Me gusta  Responder', '3 d'],
  ['2 Std. · Gefällt mir · Antworten', '2 Std.'],
  ['3 d de retraso', null],
])('of %j the time is %j', (words, time) => {
  expect(parseTime(words.replace(/\s+/g, ' '))).toBe(time)
})

it.each([
  ['1,2K', 1200],
  ['1,23M', 1_230_000],
  ['1,234', 1234],
  ['12,345K', 12_345_000],
  ['1.204', 1204],
])('reads the count %s as %d', (words, count) => expect(parsePageCount(words)).toBe(count))
