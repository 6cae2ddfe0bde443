import { createHash } from 'node:crypto'

/** @returns 64 hex digits */
export const sha256Of = (bytes: string | Uint8Array): string => createHash('sha256').update(bytes).digest('hex')
