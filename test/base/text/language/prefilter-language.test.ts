import { expect, it } from 'vitest'
import { prefilterEnglish } from '../../../../src/base/text/language/detect-language.js'

it.each([
  {
    text: 'Everyone at Google already knows, nobody wants GPUs',
    isDecided: true,
    of: 'English words alone',
  },
  {
    text: 'Everyone at Google already knows, nobody wants señor GPUs',
    isDecided: false,
    of: 'English words beside an accent',
  },
  {
    text: 'Google verkauft nun endlich seine alten GPUs an Anthropic weiter',
    isDecided: false,
    of: 'German words',
  },
])('decides without the detector on a text of $of: $isDecided', ({ text, isDecided }) => {
  expect(prefilterEnglish(text) === null).toBe(isDecided)
})
