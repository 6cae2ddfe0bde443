import fc from 'fast-check'
import { expect, it } from 'vitest'
import { parseJsonLossless } from '../../../src/base/text/parse-json-lossless.js'
import { forAny } from '../../support/for-any.js'

it.each([
  ['{"id":1979249076425363763}', { id: '1979249076425363763' }],
  ['[-9007199254740993, 9007199254740991]', ['-9007199254740993', 9007199254740991]],
  [
    '{"a":"x: 1979249076425363763","b":"\\" 1979249076425363763"}',
    { a: 'x: 1979249076425363763', b: '" 1979249076425363763' },
  ],
  ['{"a":"\\\\", "b":1979249076425363763}', { a: '\\', b: '1979249076425363763' }],
  ['[1.9792490764253637e18, 1234567890123456.5]', [1.9792490764253637e18, 1234567890123456.5]],
  ['1979249076425363763', '1979249076425363763'],
])('%s', (text, value) => expect(parseJsonLossless(text)).toEqual(value))

it('throws the errors of JSON.parse', () => {
  expect(() => parseJsonLossless('{"id":1979249076425363763')).toThrow(SyntaxError)
  expect(() => parseJsonLossless('{"id": 1979249076425363763, "x')).toThrow(SyntaxError)
})

it('supports the same depth as JSON.parse', () => {
  const deep = `${'['.repeat(100_000)}1979249076425363763${']'.repeat(100_000)}`
  expect(() => parseJsonLossless(deep)).not.toThrow()
})

it('equals JSON.parse for values without long numbers', () => {
  forAny(
    fc.json().filter((json) => !/\d{16}/.test(json)),
    fc.bigInt({ min: 2n ** 53n, max: 2n ** 70n }),
    (json, long) => {
      expect(parseJsonLossless(`[${json}, ${long}]`)).toEqual([JSON.parse(json), String(long)])
    },
  )
})
