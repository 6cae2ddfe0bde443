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
  /** Text as written. */
  readonly text: string
  /**
   * Lower case, contractions spelled out ("don't" becomes "do" and "not"), emoji without style
   * modifiers.
   */
  readonly normal: string
  readonly start: number
  readonly end: number
  readonly kind: TokenKind
}

/** A token without its place. Texts share the words of runs that they have in common. */
export type Word = Pick<Token, 'text' | 'normal' | 'kind'>

/** The words of a text, and where each starts. */
export interface SplitText {
  readonly words: readonly Word[]
  readonly starts: readonly number[]
}

export const splitOf = (tokens: readonly Token[]): SplitText => ({
  words: tokens.map(({ text, normal, kind }) => ({ text, normal, kind })),
  starts: tokens.map(({ start }) => start),
})

export const tokensOf = ({ words, starts }: SplitText): Token[] =>
  words.map(({ text, normal, kind }, at) => {
    const start = starts[at] as number
    return { text, normal, start, end: start + text.length, kind }
  })

/** Tells a token that can be evidence: no punctuation and no handle. */
export const isWordLike = ({ kind }: Token): boolean =>
  kind !== 'punctuation' && kind !== 'other' && kind !== 'mention'

/**
 * The parts of a post in its thread that a classifier may use: no author, no label, no other
 * thread.
 */
export class PostFeatures {
  declare readonly postId: string
  /** Null for a text without a thread. */
  declare readonly threadId: string | null
  declare readonly text: string
  declare readonly words: readonly Word[]
  declare readonly starts: readonly number[]
  /** Number of leading tokens that only address someone (`@name`). */
  declare readonly addresseeTokenCount: number
  /** 0 for a root. */
  declare readonly depth: number
  /** The opening post that others answer: see `findPrompts`. */
  declare readonly isPrompt: boolean
  /** Null for a root, and for a parent that is a guess or one of several. */
  declare readonly parent: PostFeatures | null
  /** The first post of the branch; null for a root. */
  declare readonly root: PostFeatures | null
  #tokens: readonly Token[] | null = null
  #alone: PostFeatures | null = null

  constructor(parts: Omit<PostFeatures, 'tokens' | 'alone'>) {
    Object.assign(this, parts)
  }

  /** Tokens of the text, in order. */
  get tokens(): readonly Token[] {
    return (this.#tokens ??= tokensOf(this))
  }

  /**
   * The post without its thread, always the same object, for models that do not read the post
   * answered.
   */
  get alone(): PostFeatures {
    if (this.parent === null && this.depth === 0) return this
    return (this.#alone ??= new PostFeatures({ ...this, parent: null, root: null, depth: 0 }))
  }
}
