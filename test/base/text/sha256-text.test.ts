import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { CODE_POINT } from '../../support/code-point.js'
import { forAny } from '../../support/for-any.js'

const byNode = (text: string) => createHash('sha256').update(text).digest('hex')

describe.each(['Node', 'a browser'])('sha256OfText in %s', async (host) => {
  vi.resetModules()
  const { sha256OfText } = await import('../../../src/base/text/sha256-text.js')
  beforeEach(
    () =>
      void (host !== 'Node' && vi.spyOn(process, 'getBuiltinModule').mockReturnValue(undefined)),
  )
  afterEach(() => vi.restoreAllMocks())

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
    forAny(
      fc.string({ unit: CODE_POINT, maxLength: 200 }),
      (text) => sha256OfText(text) === byNode(text),
    )
    for (let length = 50; length < 140; length++)
      expect(sha256OfText('x'.repeat(length))).toBe(byNode('x'.repeat(length)))
  })
})
