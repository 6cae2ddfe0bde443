import type { PartialBreakdown } from '../../aggregate/partial/partial-breakdown.js'
import { sha256Of } from '../file/sha256.js'

/** The hash of a partial in a file: of everything in it but that hash, as JSON without spaces, in the order of the file. */
export function hashPartial(fields: Readonly<Record<string, unknown>>): string {
  const { sha256: _, ...rest } = fields
  return sha256Of(JSON.stringify(rest))
}

/** A partial breakdown as the one line of its file, with a hash by which any change of it is noticed. */
export function sealPartial(partial: PartialBreakdown): string {
  return `${JSON.stringify({ ...partial, sha256: hashPartial({ ...partial }) })}\n`
}
