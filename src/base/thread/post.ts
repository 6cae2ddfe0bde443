import type { CaptureLedger, DealRecord } from './capture-ledger.js'

/** A value that JSON round-trips. */
export type JsonValue =
  | string
  | number
  | boolean
  | null
  | readonly JsonValue[]
  | { readonly [key: string]: JsonValue }

/** Place of a post in its thread. */
export type PostRole = 'root' | 'reply'

/**
 * Kinds of nodes that are not contributions. Deleted, blocked, not-found and empty ones lack a
 * text, empty ones in their row of a table; adverts, retweets and bots lack an author's statement.
 * They stay in the tree and are never scored.
 */
export type NodeKind = 'deleted' | 'blocked' | 'not-found' | 'empty' | 'advert' | 'retweet' | 'bot'

/** Reactions to a post, as the source counted them at capture time. */
type Engagement = {
  readonly replies?: number
  readonly likes?: number
  readonly reposts?: number
  readonly quotes?: number
  readonly views?: number
} & { readonly [key: string]: number }

/** A deal that was given, or that the heading of the thread named. */
export type EarlierDeal = { readonly by: 'given' | 'default'; readonly dealId: string }

/** The label that another model or tool gave a post, and its probability where that is told. */
export type GivenLabel = { readonly label: string; readonly probability?: number }

/**
 * Facts a source gives about a post beyond the six fixed fields. Sources may add their own keys.
 */
export interface PostFacts {
  /** Handles at the start of the text, without `@`, in order. */
  readonly addressees?: readonly string[]
  /** Id or handle (with `@`) of a parent that is not in the thread; `parentId` is then null. */
  readonly missingParent?: string
  /** `parentId` is a guess: no page, id or addressee names the parent. No model reads it. */
  readonly isParentInferred?: true
  /**
   * Ids of the posts that it may answer, nearest first, `parentId` among them: the account
   * addressed wrote several above.
   */
  readonly possibleParents?: readonly string[]
  /** Absent for a normal post. */
  readonly node?: NodeKind
  /** The source gave only the beginning of the text. */
  readonly truncated?: true
  /** BCP 47, according to the source. */
  readonly language?: string
  /** Time of the last edit, ISO 8601, UTC. */
  readonly editedAt?: string
  readonly quotes?: string
  /** The words of the quoted post, behind its author, where a page shows them in the post. */
  readonly quotedText?: string
  readonly url?: string
  /** Ids, movers or names in the row's column of deals; empty for an empty cell. */
  readonly rowDeals?: readonly string[]
  /** Deals that an earlier run tied the post to, not by words of posts; not in results. */
  readonly earlierDeals?: readonly EarlierDeal[]
  readonly engagement?: Engagement
  readonly given?: GivenLabel
  readonly [key: string]: JsonValue | undefined
}

export interface PostMeta extends PostFacts {
  readonly role: PostRole
  /**
   * Present on the first post of a thread: capture counts, records of the user's own deals, and
   * learnt labels.
   */
  readonly capture?: Partial<CaptureLedger> & {
    readonly deals?: readonly DealRecord[]
    readonly learnt?: JsonValue
  }
}

/**
 * A contribution to a thread: ConvoKit's six fields plus `meta`. All ids are strings; `author` and
 * `createdAt` may be unknown.
 *
 * @see https://convokit.cornell.edu/documentation/data_format.html
 */
export interface Post {
  readonly id: string
  readonly threadId: string
  readonly parentId: string | null
  readonly author: string | null
  /** Time in UTC, ISO 8601, or the day alone where the source shows no clock: `2026-06-05`. */
  readonly createdAt: string | null
  readonly text: string
  readonly meta: PostMeta
}

/**
 * A header piece as a record in a file of posts. It serves to find deals, and is never scored or
 * counted.
 */
export interface HeaderRecord extends Omit<Post, 'parentId' | 'author' | 'createdAt' | 'meta'> {
  readonly parentId: null
  readonly author: null
  readonly createdAt: null
  readonly meta: { readonly role: 'header' }
}

/** A line of a file of posts: a post, or a header piece of its thread. */
export type PostRecord = Post | HeaderRecord

/** The role of a post that names none. */
export const roleBy = (post: Pick<Post, 'parentId'> & { readonly meta: PostFacts }): PostRole =>
  post.parentId === null && post.meta.missingParent === undefined ? 'root' : 'reply'

export const NODE_KINDS: readonly NodeKind[] = [
  'deleted',
  'blocked',
  'not-found',
  'empty',
  'advert',
  'retweet',
  'bot',
]

export function nodeKindOf(meta: Pick<PostMeta, 'node'>): NodeKind | null {
  const { node } = meta
  return node === undefined ? null : (NODE_KINDS.find((kind) => kind === node) ?? null)
}
