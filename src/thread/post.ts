/** A value that survives JSON unchanged. */
export type JsonValue = string | number | boolean | null | readonly JsonValue[] | { readonly [key: string]: JsonValue }

export type PostRole = 'root' | 'reply'

/** What is known of a post beyond the six fixed fields. Sources may add keys of their own. */
export interface PostMeta {
  readonly role: PostRole
  /** Handles at the start of the text, without `@`, in the order they stand. */
  readonly addressees?: readonly string[]
  /** Id or handle (with `@`) of the parent when it is not in the thread; `parentId` is then null. */
  readonly missingParent?: string
  readonly [key: string]: JsonValue | undefined
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
