/** What wink-nlp says a token is; `tabCRLF` never appears here. */
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

/** One token of a post. Offsets are UTF-16, half-open, into the text that was tokenised. */
export interface Token {
  /** As written. */
  readonly text: string
  /** As wink-nlp normalises: lower case, contractions apart and spelled out ("don't" is "do" and "not"); emoji without their looks. */
  readonly normal: string
  readonly start: number
  readonly end: number
  readonly kind: TokenKind
}

/** Whether a token can speak for a label: no punctuation, no address of someone. */
export function isWordLike({ kind }: Token): boolean {
  return kind !== 'punctuation' && kind !== 'other' && kind !== 'mention'
}
