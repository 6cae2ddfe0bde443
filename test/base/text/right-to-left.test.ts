import { expect, it } from 'vitest'
import { isolate, isolateRuns } from '../../../src/base/text/right-to-left.js'

const shown = (text: string) => text.replaceAll('\u2068', '<').replaceAll('\u2069', '>')

it('right-to-left words in left-to-right text are isolated as names', () => {
  expect(shown(isolate('مؤيد'))).toBe('<مؤيد>')
  expect(isolate('dafür')).toBe('dafür')
})

it.each([
  { line: '50 % of the posts take a side', isolated: '50 % of the posts take a side' },
  { line: '50 % مؤيد, 50 % معارض', isolated: '50 % <مؤيد>, 50 % <معارض>' },
  {
    line: 'Words: “صفقة خير بإذن الله” (1 post), “لا للبيع” (2 posts)',
    isolated: 'Words: “<صفقة خير بإذن الله>” (1 post), “<لا للبيع>” (2 posts)',
  },
  { line: 'מכירה and بيع', isolated: '<מכירה> and <بيع>' },
  { line: 'عَيب', isolated: '<عَيب>' },
])('$line', ({ line, isolated }) => expect(shown(isolateRuns(line))).toBe(isolated))
