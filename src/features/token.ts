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
  /**
   * Normalised as by wink-nlp: lower case, contractions split and spelled out ("don't" becomes "do" and "not"), emoji without style
   * modifiers.
   */
  readonly normal: string
  readonly start: number
  readonly end: number
  readonly kind: TokenKind
}

/** Whether a token can be evidence for a label: not punctuation and not a handle. */
export const isWordLike = ({ kind }: Token): boolean => kind !== 'punctuation' && kind !== 'other' && kind !== 'mention'
