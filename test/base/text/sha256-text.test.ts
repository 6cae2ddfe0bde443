import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { sha256OfText } from '../../../src/base/text/sha256-text.js'
import { runCount } from '../../run-count.js'

describe('sha256OfText', () => {
  // FIPS 180-2, appendix B.1 and B.2.
  it.each([
    { text: 'abc', hash: 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad' },
    {
      text: 'abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq',
      hash: '248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1',
    },
    { text: '', hash: 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855' },
  ])('of "$text"', ({ text, hash }) => expect(sha256OfText(text)).toBe(hash))

  it('equals node:crypto for any text of any length', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 200 }), (text) => {
        expect(sha256OfText(text)).toBe(createHash('sha256').update(text).digest('hex'))
      }),
      { numRuns: runCount() },
    )
    for (let length = 50; length < 140; length++) {
      const text = 'x'.repeat(length)
      expect(sha256OfText(text)).toBe(createHash('sha256').update(text).digest('hex'))
    }
  })
})
