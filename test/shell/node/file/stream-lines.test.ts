import fc from 'fast-check'
import { expect, it } from 'vitest'
import { streamLines } from '../../../../src/shell/node/file/stream-lines.js'
import { forSomeAwaited } from '../../../support/for-any.js'
import { runCount } from '../../../support/run-count.js'

async function readAll(
  chunks: readonly Uint8Array[],
  maxLineByteCount?: number,
): Promise<string[]> {
  const source = async function* (): AsyncGenerator<Uint8Array> {
    yield* chunks
  }
  const lines: string[] = []
  for await (const batch of streamLines(source(), {
    name: 'posts',
    ...(maxLineByteCount !== undefined && { maxLineByteCount }),
  })) {
    expect(batch.firstLineNumber).toBe(lines.length + 1)
    lines.push(...batch.lines)
  }
  return lines
}

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text)

it.each([
  { text: '', lines: [] },
  { text: '\n', lines: [''] },
  { text: 'a\nb\n', lines: ['a', 'b'] },
  { text: 'a\n\nb', lines: ['a', '', 'b'] },
  { text: '\ufeffa\nb\r\n', lines: ['a', 'b\r'] },
])('splits $text at line feeds alone', async ({ text, lines }) => {
  expect(await readAll([bytes(text)])).toEqual(lines)
})

it('refuses a line that is too long, by its number', async () => {
  const chunks = [bytes('a\nb\n0123'), bytes('456789'), bytes('0\nc\n')]
  await expect(readAll(chunks, 10)).rejects.toMatchObject({
    code: 'INGEST_LINE_TOO_LONG',
    context: { lineNumber: 3 },
  })
})

it('refuses bytes that are no UTF-8', async () => {
  const chunks = [0x61, 0x0a, 0xff, 0x0a].map((byte) => Uint8Array.of(byte))
  await expect(readAll(chunks)).rejects.toMatchObject({ code: 'INGEST_ENCODING' })
})

it('gives the same lines however the bytes are cut', async () => {
  const some = fc.oneof(fc.constant('\n'), fc.constant('é'), fc.string({ maxLength: 3 }))
  await forSomeAwaited(
    runCount(),
    fc.array(some, { maxLength: 40 }),
    fc.array(fc.nat({ max: 80 }), { maxLength: 6 }),
    async (given, cuts) => {
      const all = bytes(given.join(''))
      const places = [
        0,
        ...cuts.map((cut) => Math.min(cut, all.length)).sort((a, b) => a - b),
        all.length,
      ]
      const pieces = places.slice(1).map((end, index) => all.subarray(places[index], end))
      const whole = given.join('').replace(/^\ufeff/, '')
      const lines = whole.split('\n')
      expect(await readAll(pieces)).toEqual(lines.at(-1) === '' ? lines.slice(0, -1) : lines)
    },
  )
})
