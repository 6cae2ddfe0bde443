import type { CaptureLedger } from './capture-ledger.js'

/** A value that survives JSON unchanged. */
export type JsonValue = string | number | boolean | null | readonly JsonValue[] | { readonly [key: string]: JsonValue }

/** Whether a post starts a thread or answers one. */
export type PostRole = 'root' | 'reply'

/**
 * Why a node of a thread is no contribution to be judged: it has no text (deleted, blocked, not found), or its text is not its author's
 * word in this discussion (an advert, a retweet, a bot's post). Such nodes are kept in the tree and never scored.
 */
export type NodeKind = 'deleted' | 'blocked' | 'not-found' | 'advert' | 'retweet' | 'bot'

/** How people reacted to a post, as the source counted it when it was captured. */
export interface Engagement {
  readonly replies?: number
  readonly likes?: number
  readonly reposts?: number
  readonly quotes?: number
  readonly views?: number
  readonly [key: string]: number
}

/** What a source says of a post beyond the six fixed fields. Sources may add keys of their own. */
export interface PostFacts {
  /** Handles at the start of the text, without `@`, in the order they stand. */
  readonly addressees?: readonly string[]
  /** Id or handle (with `@`) of the parent when it is not in the thread; `parentId` is then null. */
  readonly missingParent?: string
  /** Absent for a post like any other. */
  readonly node?: NodeKind
  /** The source gave the beginning of the text only. */
  readonly truncated?: true
  /** BCP 47, as the source says. */
  readonly language?: string
  /** ISO 8601, UTC: the last edit. */
  readonly editedAt?: string
  /** Id of the post quoted. */
  readonly quotes?: string
  readonly url?: string
  readonly engagement?: Engagement
  readonly [key: string]: JsonValue | undefined
}

export interface PostMeta extends PostFacts {
  readonly role: PostRole
  /** What was captured of the thread, on the first of its posts. */
  readonly capture?: CaptureLedger
}

/**
 * One contribution to a thread: ConvoKit's six fields plus `meta`.
 * All ids are strings; `author` and `createdAt` (ISO 8601) may be unknown.
 *
 * @see https://convokit.cornell.edu/documentation/data_format.html
 */
export interface Post {
  readonly id: string
  readonly threadId: string
  readonly parentId: string | null
  readonly author: string | null
  readonly createdAt: string | null
  readonly text: string
  readonly meta: PostMeta
}
