import { sha256 } from '@noble/hashes/sha2.js'
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js'
import { lazily } from './lazily.js'

type NodeCrypto = { hash?(algorithm: string, data: Uint8Array | string): string }
const nodeCrypto = lazily((): NodeCrypto => Object(globalThis).process?.getBuiltinModule?.('node:crypto') ?? {})

/** SHA-256 of bytes or of a text's UTF-8 (FIPS 180-4, section 6.2), 64 hex digits. By Node where there is one, in a seventh of the time. */
export const sha256Of = (data: Uint8Array | string): string =>
  nodeCrypto().hash?.('sha256', data) ?? bytesToHex(sha256(typeof data === 'string' ? utf8ToBytes(data) : data))

/** The first hex digits of {@link sha256Of} a text, as many as `digitCount`: by default all 64. */
export const sha256OfText = (text: string, digitCount = 64): string => sha256Of(text).slice(0, digitCount)

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
