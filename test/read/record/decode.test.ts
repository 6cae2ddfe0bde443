import fc from 'fast-check'
import { expect, it } from 'vitest'
import { decode, decodeAny } from '../../../src/read/record/decode.js'
import { forAny } from '../../support/for-any.js'

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text)
const withCode = (code: string, context: Record<string, unknown> = {}): unknown =>
  expect.objectContaining({ code, context: expect.objectContaining(context) })

it('decodes UTF-8 with and without a byte order mark, and UTF-16 with one', () => {
  expect(decode(bytesOf('שלום 👩‍💻'))).toBe('שלום 👩‍💻')
  expect(decode(bytesOf('\ufeffhi'))).toBe('hi')
  expect(decode(new Uint8Array([0xff, 0xfe, 0x68, 0, 0x69, 0]))).toBe('hi')
  expect(decode(new Uint8Array([0xfe, 0xff, 0, 0x68, 0, 0x69]))).toBe('hi')
})

it.each([
  { name: 'no bytes', bytes: new Uint8Array(), code: 'INGEST_EMPTY', context: {} },
  {
    name: 'Parquet',
    bytes: new TextEncoder().encode('PAR1\u0015\u0004'),
    code: 'INGEST_BINARY',
    context: { byteOffset: 0 },
  },
  {
    name: 'a zero byte',
    bytes: new Uint8Array([65, 66, 0, 67]),
    code: 'INGEST_BINARY',
    context: { byteOffset: 2 },
  },
  { name: 'a PDF', bytes: bytesOf('%PDF-1.7\n…'), code: 'INGEST_BINARY', context: {} },
  {
    name: 'Latin-1',
    bytes: new Uint8Array([65, 10, 66, 0xe9, 67]),
    code: 'INGEST_ENCODING',
    context: { lineNumber: 2 },
  },
  {
    name: 'half of a surrogate pair in UTF-16',
    bytes: new Uint8Array([0xff, 0xfe, 0x00, 0xd8]),
    code: 'INGEST_ENCODING',
    context: {},
  },
])('refuses $name with $code', ({ bytes, code, context }) => {
  expect(() => decode(bytes, { name: 'a.txt' })).toThrow(
    withCode(code, { name: 'a.txt', ...context }) as Error,
  )
  expect(() => decode(bytes, { name: 'a.txt' })).toThrow(/^a\.txt: expected .+, got [^\n]+$/)
})

it('decodes encoded text unchanged, and names the first line that is no UTF-8', () => {
  forAny(
    fc.string({ unit: 'grapheme', minLength: 1 }),
    fc.constantFrom(0xff, 0xc0, 0xf5),
    (text, bad) => {
      const bytes = bytesOf(text)
      fc.pre(!text.includes('\0') && !text.startsWith('\ufeff'))
      expect(decode(bytes)).toBe(text)
      const lineNumber = text.split('\n').length
      expect(() => decode(new Uint8Array([...bytes, bad, 10, bad]))).toThrow(
        withCode('INGEST_ENCODING', { lineNumber }) as Error,
      )
    },
  )
})

it('decodeAny reads windows-1252 whose letters look like the start of a character', () => {
  const bytes = Uint8Array.from('the caf\u00e9\u0092s ovens', (sign) => sign.charCodeAt(0))
  expect(decodeAny(bytes).text).toBe('the café’s ovens')
})
