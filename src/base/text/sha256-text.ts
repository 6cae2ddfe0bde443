import { sha256 } from '@noble/hashes/sha2.js'
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js'

/** SHA-256 of bytes, 64 hex digits, for code that runs without Node. */
export const sha256OfBytes = (bytes: Uint8Array): string => bytesToHex(sha256(bytes))

/**
 * SHA-256 of a text's UTF-8 bytes, for code that runs without Node.
 *
 * @param digitCount how many of the 64 hex digits to give
 * @see FIPS 180-4, section 6.2
 */
export const sha256OfText = (text: string, digitCount = 64): string => sha256OfBytes(utf8ToBytes(text)).slice(0, digitCount)

const SEAL_DIGITS = 16

/**
 * Renders a record as a line of JSON whose last key, `key`, holds the start of SHA-256 over `previous` and the line without it. It reveals
 * damage and edits.
 */
export function sealLine(record: object, key: string, previous = ''): { readonly line: string; readonly seal: string } {
  const body = JSON.stringify(record)
  const seal = sha256OfText(previous + body).slice(0, SEAL_DIGITS)
  return { line: `${body.slice(0, -1)},"${key}":"${seal}"}\n`, seal }
}

/** The line without its seal, and the seal; null where it does not hold: the line was changed, or stands behind another one. */
export function unsealLine(line: string, key: string, previous = ''): { readonly body: string; readonly seal: string } | null {
  const [body = '', rest = ''] = line.split(new RegExp(`,"${key}":"(?=[0-9a-f]{${SEAL_DIGITS}}"}$)`))
  const seal = rest.slice(0, SEAL_DIGITS)
  return seal !== '' && sha256OfText(`${previous}${body}}`).startsWith(seal) ? { body: `${body}}`, seal } : null
}
