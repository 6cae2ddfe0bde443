/** The token kinds of wink-nlp, except `tabCRLF`, which never occurs. */
export type TokenKind =
  | 'word'
  | 'number'
  | 'ordinal'
  | 'punctuation'
  | 'symbol'
  | 'emoji'
  | 'emoticon'
  | 'hashtag'
  | 'mention'
  | 'url'
  | 'email'
  | 'time'
  | 'currency'
  | 'other'

/** One token of a post. Offsets are UTF-16 code units into the tokenised text, half-open. */
export interface Token {
  /** As written. */
  readonly text: string
  /** Normalised as by wink-nlp: lower case, contractions spelled out ("don't" becomes "do" and "not"), emoji without style modifiers. */
  readonly normal: string
  readonly start: number
  readonly end: number
  readonly kind: TokenKind
}

/** Whether a token can be evidence for a label: not punctuation and not a handle. */
export const isWordLike = ({ kind }: Token): boolean => kind !== 'punctuation' && kind !== 'other' && kind !== 'mention'

/** The parts of a post in its thread that a classifier may use. Excludes the author, the label, the meaning of ids, and other threads. */
export interface PostFeatures {
  readonly postId: string
  readonly text: string
  readonly tokens: readonly Token[]
  /** Number of leading tokens that only address someone (`@name`). */
  readonly addresseeTokenCount: number
  /** 0 for a root. */
  readonly depth: number
  /** The parent; null for none, and where it is a guess or one of several. */
  readonly parent: PostFeatures | null
  /** The posts that it may answer where they are several, nearest first; null for one of them that is not in the thread. Empty elsewhere. */
  readonly possibleParents: readonly (PostFeatures | null)[]
  /** The first post of the branch; null for a root. */
  readonly root: PostFeatures | null
}
