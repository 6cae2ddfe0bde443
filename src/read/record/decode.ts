import { PipelineError } from '../../base/errors.js'

/**
 * Longest line, in bytes, of a text in UTF-8 that is read from a disk or a stream. A file without
 * line ends is rarely a list of posts.
 */
export const MAX_LINE_BYTE_COUNT = 64 * 1024 * 1024

const AS_TEXT = 'Export the posts as text, CSV or JSON Lines in UTF-8.'
const OF_ZIP =
  'Unpack it, or export it as text, CSV or JSON Lines in UTF-8. Only classify and ingest read workbooks (.xlsx); other commands read what classify writes.'

/** First bytes of binary formats, and the way on. */
const SIGNATURES: readonly {
  readonly what: string
  readonly start: readonly number[]
  readonly advice?: string
}[] = [
  {
    what: 'a ZIP archive (or a file of Excel or Word)',
    start: [0x50, 0x4b, 0x03, 0x04],
    advice: OF_ZIP,
  },
  { what: 'a PDF', start: [0x25, 0x50, 0x44, 0x46, 0x2d] },
  { what: 'a gzip archive', start: [0x1f, 0x8b] },
  { what: 'a PNG picture', start: [0x89, 0x50, 0x4e, 0x47] },
  { what: 'a JPEG picture', start: [0xff, 0xd8, 0xff] },
  // The fifth byte is a Thrift field header, which text cannot have.
  {
    what: 'a Parquet file',
    start: [0x50, 0x41, 0x52, 0x31, 0x15],
    advice: 'Only classify and ingest read Parquet; other commands read what classify writes.',
  },
]

/** Encoding that a byte order mark of UTF-16 names; null without one. */
export function utf16Of([first, second]: Uint8Array): 'utf-16le' | 'utf-16be' | null {
  if (first === 0xff && second === 0xfe) return 'utf-16le'
  return first === 0xfe && second === 0xff ? 'utf-16be' : null
}

/**
 * Decodes UTF-8, or UTF-16 with a byte order mark. The mark is removed: offsets refer to the
 * decoded text.
 *
 * @param name source of the bytes, for messages: a path or `stdin`
 * @throws {PipelineError} `INGEST_EMPTY` for no bytes, `INGEST_BINARY` for zero bytes or a known
 *   signature, `INGEST_ENCODING` for invalid UTF-8 (with its first bad line) or UTF-16
 */
export function decode(
  bytes: Uint8Array,
  { name = 'input' }: { readonly name?: string } = {},
): string {
  if (bytes.length === 0) {
    const message = `${name}: expected text with posts, got no bytes. Check that the export or paste was saved.`
    throw new PipelineError('INGEST_EMPTY', message, { context: { name } })
  }
  const wide = utf16Of(bytes)
  if (wide === null) refuseBinary(bytes, name)
  try {
    const text = new TextDecoder(wide ?? 'utf-8', { fatal: true }).decode(bytes)
    if (wide !== null && text.includes('\0'))
      throw binaryError(name, 'a zero character', 2 * text.indexOf('\0'))
    return text
  } catch (cause) {
    throw cause instanceof PipelineError ? cause : encodingError(bytes, name, wide, cause)
  }
}

function refuseBinary(bytes: Uint8Array, name: string): void {
  const { what, advice } =
    SIGNATURES.find(({ start }) => start.every((byte, index) => bytes[index] === byte)) ?? {}
  if (what !== undefined) throw binaryError(name, what, 0, advice)
  const zeroOffset = bytes.indexOf(0)
  if (zeroOffset === -1) return
  throw binaryError(name, isWide(bytes) ? WIDE : `a zero byte at byte ${zeroOffset}`, zeroOffset)
}

function encodingError(
  bytes: Uint8Array,
  name: string,
  wide: string | null,
  cause: unknown,
): PipelineError {
  const lineNumber = wide === null ? firstInvalidLine(bytes) : null
  if (wide === null && lineNumber === null) {
    const message = `${name}: expected a text short enough for one string, got ${bytes.length} bytes. Split the file.`
    return new PipelineError('INPUT_UNREADABLE', message, {
      cause,
      context: { name, byteCount: bytes.length },
    })
  }
  const expected = wide === null ? 'UTF-8' : `${wide.toUpperCase()} as the byte order mark says`
  const place = wide === null ? ` on line ${lineNumber}` : ''
  const message = `${name}: expected ${expected}, got other bytes${place}. Save the file as UTF-8.`
  return new PipelineError('INGEST_ENCODING', message, {
    cause,
    context: { name, ...(lineNumber !== null && { lineNumber }) },
  })
}

const WIDE = 'what looks like UTF-16 without a byte order mark'
/**
 * Bytes looked at, and the share of pairs that holds one zero in UTF-16 of European letters.
 * Choice.
 */
const WIDE_BYTE_COUNT = 4096
const WIDE_SHARE = 0.5

/** True for bytes whose zeros stand at every other place. */
function isWide(bytes: Uint8Array): boolean {
  const zeroCounts: [number, number] = [0, 0]
  const end = Math.min(bytes.length, WIDE_BYTE_COUNT)
  for (let at = 0; at < end; at += 1) if (bytes[at] === 0) zeroCounts[(at & 1) as 0 | 1] += 1
  const most = Math.max(zeroCounts[0], zeroCounts[1])
  return most > (end / 2) * WIDE_SHARE && Math.min(zeroCounts[0], zeroCounts[1]) < most / 10
}

const binaryError = (
  name: string,
  what: string,
  byteOffset: number,
  advice = AS_TEXT,
): PipelineError =>
  new PipelineError('INGEST_BINARY', `${name}: expected text, got ${what}. ${advice}`, {
    context: { name, byteOffset },
  })

/**
 * Characters of windows-1252 from 0x80 to 0x9f, since some Node versions decode them as Latin-1.
 * Spaces are unassigned.
 */
const HIGH_1252 = '€ ‚ƒ„…†‡ˆ‰Š‹Œ Ž  ‘’“”•–—˜™š›œ žŸ'

/**
 * Decodes likewise, but reads windows-1252 (older Windows, Excel's plain CSV) with a note.
 * Refuses a text that is partly UTF-8.
 */
export function decodeAny(
  bytes: Uint8Array,
  options: { readonly name?: string } = {},
): { readonly text: string; readonly note: string | null } {
  try {
    return { text: decode(bytes, options), note: null }
  } catch (fault) {
    if (!(fault instanceof PipelineError) || fault.code !== 'INGEST_ENCODING' || !is1252(bytes))
      throw fault
    if (isOtherScript(bytes)) {
      const message = `${options.name ?? 'input'}: expected UTF-8, got bytes of another encoding that hold whole words of other letters, as Shift-JIS, GBK, windows-1251 and windows-1253 do. Save the file as UTF-8.`
      throw new PipelineError('INGEST_ENCODING', message, { cause: fault, context: fault.context })
    }
    return {
      text: decode1252(bytes),
      note: 'the bytes are not UTF-8: read as windows-1252. If letters are wrong, save the file as UTF-8',
    }
  }
}

/**
 * Fewest bytes above 0x7f in a row that are a word of other letters: windows-1252 has few letters
 * there, and languages written in it rarely three in a row. Choice.
 */
const WORD_LENGTH = 3
/** Fewest bytes above 0x7f to tell an encoding by. Choice. */
const LEAST_HIGH_COUNT = 6

/** True for bytes whose letters above 0x7f stand in words of their own. */
function isOtherScript(bytes: Uint8Array): boolean {
  let highCount = 0
  let wordCount = 0
  let length = 0
  for (let at = 0; at <= bytes.length; at += 1) {
    if ((bytes[at] ?? 0) >= 0x80) {
      length += 1
      continue
    }
    highCount += length
    if (length >= WORD_LENGTH) wordCount += length
    length = 0
  }
  return highCount >= LEAST_HIGH_COUNT && wordCount * 2 > highCount
}

/** Decodes windows-1252; unassigned bytes become control characters, as in browsers. */
export const decode1252 = (bytes: Uint8Array): string =>
  new TextDecoder('latin1').decode(bytes).replace(/[\u0080-\u009f]/g, (unit) => {
    const sign = HIGH_1252[unit.charCodeAt(0) - 0x80] ?? ' '
    return sign === ' ' ? unit : sign
  })

/** True for bytes without any UTF-8 character, all of them valid windows-1252. */
function is1252(bytes: Uint8Array): boolean {
  if (utf16Of(bytes) !== null) return false
  for (let index = 0; index < bytes.length; index += 1) {
    const byte = bytes[index] ?? 0
    if (byte < 0x80) continue
    if (HIGH_1252[byte - 0x80] === ' ') return false
    if (byte >= 0xc2 && byte <= 0xf4 && isCharacter(bytes, index)) return false
  }
  return true
}

/**
 * True where a lead byte has the bytes that UTF-8 needs behind it: "é’" in windows-1252 has one of
 * two.
 */
function isCharacter(bytes: Uint8Array, start: number): boolean {
  const lead = bytes[start] ?? 0
  const end = start + 1 + Number(lead >= 0xe0) + Number(lead >= 0xf0)
  for (let at = start + 1; at <= end; at += 1) if ((bytes[at] ?? 0) >> 6 !== 2) return false
  return true
}

/** 1-based first line with invalid UTF-8, or null. A line feed is part of no longer character. */
function firstInvalidLine(bytes: Uint8Array): number | null {
  const decoder = new TextDecoder('utf-8', { fatal: true })
  let lineNumber = 1
  for (let start = 0; start < bytes.length; lineNumber += 1) {
    const feed = bytes.indexOf(10, start)
    const end = feed === -1 ? bytes.length : feed
    try {
      decoder.decode(bytes.subarray(start, end))
    } catch {
      return lineNumber
    }
    start = end + 1
  }
  return null
}
