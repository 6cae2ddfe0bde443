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

/** A token wherever it stands. Posts share their words, and what is known of a word by itself is kept with it: see `factOf`. */
export interface Word extends Pick<Token, 'text' | 'normal' | 'kind'> {
  readonly facts: unknown[]
}

/** The words of a text, and where each starts. */
export interface SplitText {
  readonly words: readonly Word[]
  readonly starts: readonly number[]
}

export const splitOf = (tokens: readonly Token[]): SplitText => ({
  words: tokens.map(({ text, normal, kind }) => ({ text, normal, kind, facts: [] })),
  starts: tokens.map(({ start }) => start),
})

export const tokensOf = ({ words, starts }: SplitText): Token[] =>
  words.map(({ text, normal, kind }, at) => {
    const start = starts[at] as number
    return { text, normal, start, end: start + text.length, kind }
  })

let factCount = 0

/** A pure function of a word that is asked once for each. For constants of modules: words keep a place for each fact. */
export function factOf<Fact extends NonNullable<unknown>>(find: (word: Word) => Fact): (word: Word) => Fact {
  const place = factCount++
  return (word) => (word.facts[place] ??= find(word)) as Fact
}

/** The same for what a table says of a word. A word keeps it for the table that was asked last. */
export function factIn<Table extends object, Fact>(find: (table: Table, word: Word) => Fact): (table: Table, word: Word) => Fact {
  const place = factCount++
  return (table, word) => {
    let known = word.facts[place] as { readonly table: Table; readonly fact: Fact } | undefined
    if (known?.table !== table) word.facts[place] = known = { table, fact: find(table, word) }
    return known.fact
  }
}

/** Whether a token can be evidence for a label: not punctuation and not a handle. */
export const isWordLike = ({ kind }: Token): boolean => kind !== 'punctuation' && kind !== 'other' && kind !== 'mention'

/** The parts of a post in its thread that a classifier may use. Excludes the author, the label, the meaning of ids, and other threads. */
export class PostFeatures {
  declare readonly postId: string
  declare readonly text: string
  declare readonly words: readonly Word[]
  declare readonly starts: readonly number[]
  /** Number of leading tokens that only address someone (`@name`). */
  declare readonly addresseeTokenCount: number
  /** 0 for a root. */
  declare readonly depth: number
  /** The parent; null for none, and where it is a guess or one of several. */
  declare readonly parent: PostFeatures | null
  /** The posts that it may answer where they are several, nearest first; null for one of them that is not in the thread. Empty elsewhere. */
  declare readonly possibleParents: readonly (PostFeatures | null)[]
  /** The first post of the branch; null for a root. */
  declare readonly root: PostFeatures | null
  #tokens: readonly Token[] | null = null

  constructor(parts: Omit<PostFeatures, 'tokens'>) {
    Object.assign(this, parts)
  }

  /** The words with their places; made when they are first asked for. */
  get tokens(): readonly Token[] {
    return (this.#tokens ??= tokensOf(this))
  }
}
