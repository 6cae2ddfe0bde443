import { expect, it } from 'vitest'
import { withdrawnBy } from '../../../src/read/record/sentinels.js'

it.each([
  ['[deleted]', 'deleted'],
  [' [deleted by user]\n', 'deleted'],
  ['[ Removed by Reddit ]', 'removed'],
  ['[removed by moderator]', 'removed'],
  ['[post removed by author]', 'deleted'],
  ['[comment deleted by its author]', 'deleted'],
  ['[removed the plant from the list]', null],
  ['they removed [it]', null],
])('%j stands for a text that is gone: %s', (text, who) => {
  expect(withdrawnBy(text)).toBe(who)
})
