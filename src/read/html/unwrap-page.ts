import { bytesOf } from '../../base/text/bytes.js'
import { decode1252, utf16Of } from '../record/decode.js'
import { parseDate } from '../record/parse-date.js'

const HEAD_LENGTH = 8000
const TAGS =
  'html|head|body|title|meta|link|base|script|style|main|header|nav|div|section|article|ol|ul|li|table|tbody|tr|span|p|details|form'
const DOCUMENT = /^<!doctype html|^<(?:html|head|body)[\s>]/i
/** Part of a page, as the clipboard holds it: one of its first elements has a class or the like. */
const FRAGMENT = new RegExp(
  `^(?:<!--[^]{0,2000}?-->\\s{0,20}){0,3}<(?:${TAGS}|[a-z]{1,20}-[a-z-]{1,40})(?:\\s[^<>]{0,2000})?>`,
  'i',
)
const ATTRIBUTED =
  /<[a-z][a-z\d-]{0,40}\s[^<>]{0,2000}?\b(?:class|id|style|data-[a-z-]{1,40}|charset|content)\s?=/i
const HTTP_HEAD = /^HTTP\/[\d.]{1,3} \d{3}.{0,8000}?\r?\n\r?\n\s*/s
const MAIL_LINE = /^(?:[A-Z][A-Za-z-]{1,40}:|[ \t])/

/** Start of a text from its first visible character on. */
const headOf = (text: string): string =>
  text
    .slice(0, HEAD_LENGTH)
    .replace(/^[\ufeff\0\s]{1,400}/, '')
    .replaceAll('\0', '')

/** True for MHTML: headers alone up to the first empty line. */
function isMhtml(text: string): boolean {
  const head = text.slice(0, endOfHead(text, 0)).trimEnd()
  return (
    /^content-type:\s?multipart\/related/im.test(head) &&
    head.split('\n').every((line) => MAIL_LINE.test(line))
  )
}

/** Tells the text of a page in HTML, or of a part of one, also below headers; not XML. */
export function isPage(text: string): boolean {
  const head = headOf(text)
  if (isMhtml(head)) return true
  const body = head.replace(HTTP_HEAD, '').replace(/^<\?xml[^>]{0,200}\?>\s{0,20}/, '')
  return (
    DOCUMENT.test(body) ||
    (FRAGMENT.test(body) && (ATTRIBUTED.test(body) || /<(?:html|body)[\s>]/i.test(body)))
  )
}

/** Markup of a saved page, its address, and the time of the copy. */
export function unwrapPage(text: string) {
  const mail = isMhtml(headOf(text)) ? unwrapMhtml(text) : null
  const whole = mail?.html ?? text.replace(HTTP_HEAD, '')
  const html = whole.slice(Math.max(0, whole.indexOf('<'))).replaceAll('\0', '')
  return { html, address: mail?.address ?? null, savedAt: mail?.savedAt ?? null }
}

/**
 * Address and time of the copy in comments: of SingleFile, and of browsers ("saved from
 * url=(0021)https://…").
 */
export function parseSavedComments(comments: readonly string[]) {
  let address: string | null = null
  let savedAt: string | null = null
  for (const comment of comments) {
    address ??=
      /(?:^|\s)(?:url:|saved from url=\(\d{1,6}\))\s*(https?:\/\/\S{1,2000})/i.exec(comment)?.[1] ??
      null
    const date = /^[ \t]{0,20}saved date:[ \t]{0,20}([^\n(]{6,80})/im.exec(comment)?.[1]?.trim()
    savedAt ??= date === undefined ? null : parseDate(date)
  }
  return { address, savedAt }
}

const headerIn = (head: string, name: string): string | null =>
  new RegExp(`^${name}:[ \\t]*([^\\r\\n]*(?:\\r?\\n[ \\t][^\\r\\n]*){0,200})`, 'im')
    .exec(head)?.[1]
    ?.replace(/\r?\n[ \t]+/g, ' ')
    .trim() || null

/** The first part in HTML of a mail of parts, decoded. */
function unwrapMhtml(text: string) {
  const whole = text.slice(text.search(/[A-Za-z]/))
  const headEnd = endOfHead(whole, 0)
  const head = whole.slice(0, headEnd)
  const boundary = /boundary="?([^";\r\n]{1,200})"?/i.exec(head)?.[1]
  const parts = boundary === undefined ? [] : whole.slice(headEnd - 1).split(`\n--${boundary}`)
  const date = headerIn(head, 'date')
  return {
    html: parts.map(decodePart).find((html) => html !== null) ?? '',
    address: headerIn(head, 'snapshot-content-location'),
    savedAt: date === null ? null : parseDate(date.replace(/^[A-Za-z]{3}, /, '')),
  }
}

const endOfHead = (text: string, from: number): number => {
  const headEnd = /\r?\n\r?\n/g
  headEnd.lastIndex = from
  const match = headEnd.exec(text)
  return match === null ? text.length : match.index + match[0].length
}

/** Text of a part in HTML; null for other parts. */
function decodePart(partText: string): string | null {
  const part = partText.trimStart()
  const bodyStart = endOfHead(part, 0)
  const head = part.slice(0, bodyStart)
  const type = headerIn(head, 'content-type') ?? ''
  if (!/^text\/html/i.test(type)) return null
  const body = part.slice(bodyStart)
  const way = headerIn(head, 'content-transfer-encoding')?.toLowerCase()
  // A decoded text stays as it is; else each character stands for one byte.
  const bytes = /[^\0-\u00ff]/.test(body) ? latin(new TextEncoder().encode(body)) : body
  const quoted = way === 'quoted-printable' ? unquote(bytes) : body
  const plain = way === 'base64' ? atob(bytes.replace(/[^A-Za-z\d+/=]/g, '')) : quoted
  return plain === body && bytes !== body
    ? body
    : decodeBytes(bytesOf(plain), /charset="?([\w-]{1,40})/i.exec(type)?.[1] ?? null)
}

/** Text of quoted-printable: "=3D" is a byte, and a line that ends in "=" goes on. */
const unquote = (body: string): string =>
  body
    .replace(/=\r?\n/g, '')
    .replace(/=([\dA-F]{2})/gi, (_, digits: string) =>
      String.fromCharCode(Number.parseInt(digits, 16)),
    )

const IS_LATIN = /^(?:iso-?8859-?1|latin-?1|us-ascii|ascii|windows-?1252|cp1252)$/i

/**
 * Decodes by the byte order mark, else as UTF-8, else by the charset given or in `meta`, else
 * windows-1252.
 */
function decodeBytes(bytes: Uint8Array, charset: string | null = null): string {
  const mark = utf16Of(bytes)
  if (mark !== null) return new TextDecoder(mark).decode(bytes)
  const named =
    charset ??
    /<meta[^>]{0,200}?charset\s?=\s?["']?([\w-]{1,40})/i.exec(
      latin(bytes.subarray(0, HEAD_LENGTH)),
    )?.[1] ??
    null
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    if (named === null || IS_LATIN.test(named)) return decode1252(bytes)
    try {
      // A page in UTF-8 with a broken character is still in UTF-8.
      return new TextDecoder(named).decode(bytes)
    } catch {
      return new TextDecoder('utf-8').decode(bytes)
    }
  }
}

const CHUNK_LENGTH = 8192

/** One character a byte. `TextDecoder` takes Latin-1 for windows-1252. */
function latin(bytes: Uint8Array): string {
  const pieces: string[] = []
  for (let at = 0; at < bytes.length; at += CHUNK_LENGTH)
    pieces.push(String.fromCharCode(...bytes.subarray(at, at + CHUNK_LENGTH)))
  return pieces.join('')
}

/** Decodes the bytes of a page in HTML or MHTML; null for other bytes. */
export function decodePage(bytes: Uint8Array): string | null {
  const head = latin(bytes.subarray(0, HEAD_LENGTH)).replace(
    /^(?:\u00ef\u00bb\u00bf|\u00ff\u00fe|\u00fe\u00ff)/,
    '',
  )
  if (!isPage(head)) return null
  // Each part of a mail has a charset of its own: bytes stay one a character.
  return isMhtml(headOf(head)) ? latin(bytes) : decodeBytes(bytes).replace(/^\ufeff/, '')
}
