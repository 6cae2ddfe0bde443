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

const APOSTROPHE = 39

/** Whether a word ends in 's and is more than that. */
function isPossessive(word: string): boolean {
  const { length } = word
  return length > 2 && word.charCodeAt(length - 2) === APOSTROPHE && (word.endsWith('s') || word.endsWith('S'))
}

/**
 * Splits a text into tokens with wink-nlp. White space and line breaks are no tokens; an emoji is one, whatever it is joined from.
 *
 * @param text any string
 * @returns tokens in order; `text.slice(token.start, token.end) === token.text` holds for each
 */
export function tokenise(text: string): Token[] {
  if (!LONG_RUN.test(text)) return tokenisePiece(text)
  const tokens: Token[] = []
  for (const { start, end } of cutRuns(text)) {
    for (const token of tokenisePiece(text.slice(start, end))) {
      tokens.push({ ...token, start: token.start + start, end: token.end + start })
    }
  }
  return tokens
}

/** wink's time grows with the square of a run without white space (100,000 letters took half a minute): longer ones are cut. */
const MAX_RUN_LENGTH = 256
const LONG_RUN = new RegExp(`\\S{${MAX_RUN_LENGTH + 1}}`)
/** What must not begin a piece: the second half of a character, or what joins or colours the one before. */
const CONTINUES = /[\u{DC00}-\u{DFFF}]|\u{200D}|\p{M}/u

/** Stretches of a text that together are the whole of it, none with a longer run than {@link MAX_RUN_LENGTH}, give or take a character. */
function cutRuns(text: string): { readonly start: number; readonly end: number }[] {
  const pieces: { readonly start: number; readonly end: number }[] = []
  let start = 0
  for (const run of text.matchAll(new RegExp(`\\S{${MAX_RUN_LENGTH + 1},}`, 'g'))) {
    const last = run.index + run[0].length
    for (let at = run.index + MAX_RUN_LENGTH; at < last; at += MAX_RUN_LENGTH) {
      while (at < last && CONTINUES.test(text[at] as string)) at += 1
      pieces.push({ start, end: at })
      start = at
    }
  }
  return [...pieces, { start, end: text.length }]
}

function tokenisePiece(text: string): Token[] {
  // wink reads typographic apostrophes as part of the token but normalises only some of them.
  const plain = text.replaceAll('’', "'")
  const tokens = nlp.readDoc(plain).tokens()
  const written = tokens.out() as string[]
  const normals = tokens.out(its.normal) as string[]
  const types = tokens.out(its.type) as string[]
  const result: Token[] = []
  let offset = 0
  let mayHoldEmoji = false
  for (let index = 0; index < written.length; index++) {
    const token = written[index] as string
    // Only white space, and a byte order mark that wink drops, can stand between two tokens.
    const start = plain.startsWith(token, offset) ? offset : plain.indexOf(token, offset)
    offset = start + token.length
    const type = types[index] as string
    if (type === 'tabCRLF') continue
    // wink splits joined emoji into their code points, and does not know the younger ones (unk).
    if (type === 'emoji' || type === 'unk') mayHoldEmoji = true
    const kind = KINDS[type] ?? 'other'
    const normal = normals[index] as string
    // wink remembers words it has met before full stops and then keeps their possessive: "Acme's" would be one token or two, depending
    // on the posts before. Always two.
    if (type === 'word' && isPossessive(token)) {
      const end = offset - 2
      result.push({ text: text.slice(start, end), normal: normal.slice(0, -2), start, end, kind })
      result.push({ text: text.slice(end, offset), normal: "'s", start: end, end: offset, kind })
    } else result.push({ text: plain === text ? token : text.slice(start, offset), normal, start, end: offset, kind })
  }
  return mayHoldEmoji ? joinEmoji(text, result) : result
}
