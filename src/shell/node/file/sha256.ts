import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'

/** @returns 64 hex digits */
export const sha256Of = (bytes: string | Uint8Array): string => createHash('sha256').update(bytes).digest('hex')

/** SHA-256 of the bytes of files, one after the other, read as streams; 64 hex digits. */
export async function hashFiles(...paths: readonly string[]): Promise<string> {
  const hash = createHash('sha256')
  for (const path of paths) for await (const chunk of createReadStream(path)) hash.update(chunk as Uint8Array)
  return hash.digest('hex')
}

const SEAL_DIGITS = 16

/**
 * Renders a record as a line of JSON whose last key, `key`, holds the start of SHA-256 over `previous` and the line without it. It reveals
 * damage and edits.
 */
export function sealLine(record: object, key: string, previous = ''): { readonly line: string; readonly seal: string } {
  const body = JSON.stringify(record)
  const seal = sha256Of(previous + body).slice(0, SEAL_DIGITS)
  return { line: `${body.slice(0, -1)},"${key}":"${seal}"}\n`, seal }
}

/** The line without its seal, and the seal; null where it does not hold: the line was changed, or stands behind another one. */
export function unsealLine(line: string, key: string, previous = ''): { readonly body: string; readonly seal: string } | null {
  const [body = '', rest = ''] = line.split(new RegExp(`,"${key}":"(?=[0-9a-f]{${SEAL_DIGITS}}"}$)`))
  const seal = rest.slice(0, SEAL_DIGITS)
  return seal !== '' && sha256Of(`${previous}${body}}`).startsWith(seal) ? { body: `${body}}`, seal } : null
}
