import model from 'wink-eng-lite-web-model'
import winkNLP from 'wink-nlp'
import { joinEmoji } from './join-emoji.js'
import type { Token, TokenKind } from './token.js'

// No pipe: only wink's tokeniser runs. Sentence bounds, tags and sentiment would cost twice its time and are not used.
const nlp = winkNLP(model, [])
const its = nlp.its

const KINDS: Readonly<Record<string, TokenKind>> = {
  word: 'word',
  number: 'number',
  ordinal: 'ordinal',
  punctuation: 'punctuation',
  symbol: 'symbol',
  emoji: 'emoji',
  emoticon: 'emoticon',
  hashtag: 'hashtag',
  mention: 'mention',
  url: 'url',
  email: 'email',
  time: 'time',
  currency: 'currency',
}

/**
 * Splits a text into tokens with wink-nlp. White space and line breaks are no tokens; an emoji is one, whatever it is joined from.
 *
 * @param text any string
 * @returns tokens in order; `text.slice(token.start, token.end) === token.text` holds for each
 */
export function tokenise(text: string): Token[] {
  // wink reads typographic apostrophes as part of the token but normalises only some of them.
  const plain = text.replaceAll('’', "'")
  const tokens = nlp.readDoc(plain).tokens()
  const written = tokens.out() as string[]
  const normals = tokens.out(its.normal) as string[]
  const types = tokens.out(its.type) as string[]
  const spaces = tokens.out(its.precedingSpaces) as string[]
  const result: Token[] = []
  let offset = 0
  let mayHoldEmoji = false
  for (let index = 0; index < written.length; index++) {
    const token = written[index] as string
    let start = offset + (spaces[index] as string).length
    // wink drops a byte order mark inside the text without counting it as white space.
    if (!plain.startsWith(token, start)) start = Math.max(offset, plain.indexOf(token, offset))
    offset = start + token.length
    const type = types[index] as string
    if (type === 'tabCRLF') continue
    // wink splits joined emoji into their code points, and does not know the younger ones (unk).
    if (type === 'emoji' || type === 'unk') mayHoldEmoji = true
    const push = (from: number, end: number, normal: string): void => {
      result.push({ text: text.slice(from, end), normal, start: from, end, kind: KINDS[type] ?? 'other' })
    }
    const normal = normals[index] as string
    // wink remembers words it has met before full stops and then keeps their possessive: "Acme's" would be one token or two, depending
    // on the posts before. Always two.
    if (type === 'word' && token.length > 2 && /'s$/i.test(token)) {
      push(start, offset - 2, normal.slice(0, -2))
      push(offset - 2, offset, "'s")
    } else push(start, offset, normal)
  }
  return mayHoldEmoji ? joinEmoji(text, result) : result
}
