import { sha256OfText } from '../text/sha256-text.js'
import type { Post } from './post.js'

/** Names a judgement: one post on one deal. */
export interface UnitId {
  readonly threadId: string
  readonly postId: string
  /** null: a post tied to no deal. */
  readonly dealId: string | null
}

export function unitKeyOf({ threadId, postId, dealId }: UnitId): string {
  return JSON.stringify([threadId, postId, dealId])
}

/** One text for a unit, unique in its file: `t1/r7/rivian-vw`. A `/` within a part is `%2F`. */
export const unitIdOf = ({ threadId, postId, dealId }: UnitId): string =>
  [threadId, postId, dealId]
    .flatMap((part) => part?.replaceAll('%', '%25').replaceAll('/', '%2F') ?? [])
    .join('/')

/** Hex digits of a text's hash in an audit's design. */
const TEXT_DIGITS = 16

/** Hash of a post's words as an audit's design keeps it: 16 hex digits of SHA-256. */
export const hashWords = (text: string): string => sha256OfText(text, TEXT_DIGITS)

/** Names a post within a run. The length keeps the two parts apart; the key is never written. */
export const postKeyOf = ({ threadId, id }: Pick<Post, 'threadId' | 'id'>): string =>
  `${threadId.length} ${threadId}${id}`

/** Key of a unit's post. */
export const postKeyOfUnit = ({ threadId, postId }: Omit<UnitId, 'dealId'>): string =>
  postKeyOf({ threadId, id: postId })
