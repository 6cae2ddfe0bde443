import { nodeKindOf, type Post } from '../base/thread/post.js'

/**
 * Prefix of the flag for a post that repeats another. The other post's id follows, as `THREAD/ID`
 * when it is in another thread.
 */
export const DUPLICATE_FLAG = 'duplicate-of:'
/** Prefix of the flag for a post in another language than the model's. The language tag follows. */
export const LANGUAGE_FLAG = 'language:'

/** Prefix of the flag for an opening post that others answer. The number of replies follows. */
export const PROMPT_FLAG = 'prompt:'

type Flagged = Pick<Post, 'meta'> & { readonly flags: readonly string[] }

/** True for an opening post that others answer: it is labelled and shown, and in no share. */
export const isPrompt = ({ flags }: Flagged): boolean => flagValue(flags, PROMPT_FLAG) !== null

/** True for a post that counts in shares: a contribution, not a prompt. */
export const isCounted = (post: Flagged): boolean =>
  nodeKindOf(post.meta) === null && !isPrompt(post)

/** A post that its thread alone ties to two moves. */
export const isOnBoth = ({ stances }: { stances: readonly { by: string }[] }) =>
  stances.length === 2 && stances.every(({ by }) => !/text|given|column/.test(by))

/** The part of a flag after its prefix; null when no flag has the prefix. */
export function flagValue(flags: readonly string[], prefix: string): string | null {
  const flag = flags.find((each) => each.startsWith(prefix))
  return flag?.slice(prefix.length) ?? null
}
