import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { streamLineResults } from '../../../../src/shell/node/file/stream-lines.js'
import { forAnyAwaited } from '../../../for-any.js'

async function readAll(
  chunks: readonly Uint8Array[],
  maxLineByteCount?: number,
): Promise<{ lines: (string | { code: string })[]; isEnded: boolean }> {
  const source = async function* (): AsyncGenerator<Uint8Array> {
    yield* chunks
  }
  const lines: (string | { code: string })[] = []
  let last = true
  for await (const batch of streamLineResults(source(), maxLineByteCount === undefined ? {} : { maxLineByteCount })) {
    for (const line of batch.lines) lines.push(typeof line === 'string' ? line : { code: line.code })
    last = batch.isEnded
  }
  return { lines, isEnded: last }
}

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text)

describe('streamLineResults', () => {
  it.each([
    { text: '', lines: [], isEnded: true },
    { text: '\n', lines: [''], isEnded: true },
    { text: 'a\nb\n', lines: ['a', 'b'], isEnded: true },
    { text: 'a\n\nb', lines: ['a', '', 'b'], isEnded: false },
    { text: '\ufeffa\n\ufeffb\r\n', lines: ['a', 'b\r'], isEnded: true },
  ])('splits $text at line feeds alone', async ({ text, lines, isEnded }) => {
    expect(await readAll([bytes(text)])).toEqual({ lines, isEnded })
  })

  it('continues after a line that is not UTF-8, and after one that is too long', async () => {
    const chunks = [bytes('a\n'), Uint8Array.of(0xff, 0xfe, 10), bytes('b\n0123'), bytes('456789'), bytes('0\nc\n')]
    expect(await readAll(chunks, 10)).toEqual({
      lines: ['a', { code: 'INGEST_ENCODING' }, 'b', { code: 'INGEST_LINE_TOO_LONG' }, 'c'],
      isEnded: true,
    })
  })

  it('gives the same lines however the bytes are cut', async () => {
    const some = fc.oneof(fc.constant(10), fc.constant(0xc3), fc.constant(0xa9), fc.nat({ max: 255 }))
    await forAnyAwaited(fc.array(some, { maxLength: 80 }), fc.array(fc.nat({ max: 80 }), { maxLength: 6 }), async (given, cuts) => {
      const all = Uint8Array.from(given)
      const places = [0, ...cuts.map((cut) => Math.min(cut, all.length)).sort((a, b) => a - b), all.length]
      const pieces = places.slice(1).map((end, index) => all.subarray(places[index], end))
      const whole = await readAll([all])
      expect(await readAll(pieces)).toEqual(whole)
      const feedCount = given.filter((byte) => byte === 10).length
      expect(whole.lines).toHaveLength(feedCount + (given.length > 0 && given.at(-1) !== 10 ? 1 : 0))
    })
  })
})
