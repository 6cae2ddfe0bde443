import { sha256 } from '@noble/hashes/sha2.js'
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js'
import { lazily } from './lazily.js'

type NodeCrypto = { hash?(algorithm: string, data: Uint8Array | string): string }
const nodeCrypto = lazily((): NodeCrypto => Object(globalThis).process?.getBuiltinModule?.('node:crypto') ?? {})

/** SHA-256 of bytes or of a text's UTF-8 (FIPS 180-4, section 6.2), 64 hex digits. Node's own takes a seventh of the time. */
export const sha256Of = (data: Uint8Array | string): string =>
  nodeCrypto().hash?.('sha256', data) ?? bytesToHex(sha256(typeof data === 'string' ? utf8ToBytes(data) : data))

/** The first hex digits of a text's SHA-256. */
export const sha256OfText = (text: string, digitCount = 64): string => sha256Of(text).slice(0, digitCount)

const SEAL_DIGITS = 16

/** Renders a record as a line of JSON that ends in a seal: SHA-256 of `previous` and the line. It reveals damage and edits. */
export function sealLine(record: object, key: string, previous = ''): { readonly line: string; readonly seal: string } {
  const body = JSON.stringify(record)
  const seal = sha256OfText(previous + body).slice(0, SEAL_DIGITS)
  return { line: `${body.slice(0, -1)},"${key}":"${seal}"}\n`, seal }
}

/** A line without its seal, and the seal; null for a line that was changed or moved. */
export function unsealLine(line: string, key: string, previous = ''): { readonly body: string; readonly seal: string } | null {
  const [body = '', rest = ''] = line.split(new RegExp(`,"${key}":"(?=[0-9a-f]{${SEAL_DIGITS}}"}$)`))
  const seal = rest.slice(0, SEAL_DIGITS)
  return seal !== '' && sha256OfText(`${previous}${body}}`).startsWith(seal) ? { body: `${body}}`, seal } : null
}
