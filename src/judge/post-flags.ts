/**
 * Prefix of the flag for a post that repeats another. The other post's id follows, as `THREAD/ID`
 * when it is in another thread.
 */
export const DUPLICATE_FLAG = 'duplicate-of:'
/** Prefix of the flag for a post in another language than the model's. The language tag follows. */
export const LANGUAGE_FLAG = 'language:'

/** Prefix of the flag for a post whose row names a deal that is not known. The name follows. */
export const UNKNOWN_DEAL_FLAG = 'unknown-deal:'

/** The part of a flag after its prefix; null when no flag has the prefix. */
export function flagValue(flags: readonly string[], prefix: string): string | null {
  const flag = flags.find((each) => each.startsWith(prefix))
  return flag === undefined ? null : flag.slice(prefix.length)
}
