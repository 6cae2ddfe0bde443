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

/** Words that get a number at most. Choice: the 32,768 that first occur twice make up nearly all words of posts; each fact of them takes 0.3 MB. */
const MAX_WORD_COUNT = 32_768
const NO_NUMBER = -1

const numbers = new Map<string, number>()

/** A token that may bear the number of its word: tokens of one number have the same text, normal form and kind. */
export class WordToken implements Token {
  readonly text: string
  readonly normal: string
  readonly start: number
  readonly end: number
  readonly kind: TokenKind
  // Private, since it depends on the texts seen before: two tokens are equal whatever their numbers.
  readonly #number: number

  constructor({ text, normal, start, end, kind }: Token, offset: number, number: number) {
    this.text = text
    this.normal = normal
    this.start = start + offset
    this.end = end + offset
    this.kind = kind
    this.#number = number
  }

  /** The number of a token's word; -1 for none. */
  static numberOf(token: Token): number {
    return token instanceof WordToken ? token.#number : NO_NUMBER
  }

  /** The token with a number for its word, while there are any left. */
  static numbered(token: Token): WordToken {
    const word = `${token.kind} ${token.normal} ${token.text}`
    const number = numbers.get(word) ?? (numbers.size < MAX_WORD_COUNT ? numbers.size : NO_NUMBER)
    if (number !== NO_NUMBER) numbers.set(word, number)
    return new WordToken(token, 0, number)
  }

  /** The token of a piece of a text that starts at `offset`, in the whole text. */
  static shifted(token: Token, offset: number): WordToken {
    return new WordToken(token, offset, WordToken.numberOf(token))
  }
}

/** Keeps a fact of each word that has a number. The fact follows from a token's text, normal form and kind alone. */
export class WordFacts<Fact extends NonNullable<unknown> | null> {
  readonly #find: (token: Token) => Fact
  readonly #known: (Fact | undefined)[] = []

  constructor(find: (token: Token) => Fact) {
    this.#find = find
  }

  /** What is known of the word of a token. */
  of(token: Token): Fact {
    const number = WordToken.numberOf(token)
    if (number === NO_NUMBER) return this.#find(token)
    const known = this.#known[number]
    if (known !== undefined) return known
    while (this.#known.length <= number) this.#known.push(undefined)
    const found = this.#find(token)
    this.#known[number] = found
    return found
  }
}

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
