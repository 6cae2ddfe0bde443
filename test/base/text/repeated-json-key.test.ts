import fc from 'fast-check'
import { expect, it } from 'vitest'
import { findRepeatedKey } from '../../../src/base/text/repeated-json-key.js'
import { forAny } from '../../support/for-any.js'

it.each([
  ['{"a":1,"b":2,"a":3}', 'a'],
  ['[{"a":1},{"a":1}]', null],
  ['{"a":{"a":{"a":1}}}', null],
  ['{"a":{"b":1,"b" : 2}}', 'b'],
  ['{"a":"b","b":"a","c":["a","b"]}', null],
  ['{"a":"{\\"b\\":1,\\"b\\":2}"}', null],
  ['{"a\\\\":1,"a":2,"a\\\\":3}', 'a\\\\'],
  ['{"a":[{"b":1}],"c":[{"b":1}],"a":0}', 'a'],
  ['null', null],
  ['"', null],
])('%s holds %s twice', (text, key) => {
  expect(findRepeatedKey(text)).toBe(key)
})

it('says nothing of JSON as JSON.stringify writes it', () => {
  forAny(fc.json(), (text) => {
    expect(findRepeatedKey(JSON.stringify(JSON.parse(text)))).toBeNull()
  })
})
