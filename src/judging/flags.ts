/** Opens the flag of a post that repeats another: its id follows, behind `THREAD/` where it is in another thread. */
export const DUPLICATE_FLAG = 'duplicate-of:'
/** Opens the flag of a post that is not in the language the model reads: its language follows. */
export const LANGUAGE_FLAG = 'language:'

/** What follows a flag's opening; null where no flag opens so. */
export function readFlag(flags: readonly string[], opening: string): string | null {
  const flag = flags.find((each) => each.startsWith(opening))
  return flag === undefined ? null : flag.slice(opening.length)
}
