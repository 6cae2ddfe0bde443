import loadCore from 'wink-eng-lite-web-model/dist/load-core-model.js'
import createCache, { type WinkCache } from 'wink-nlp/src/cache.js'
import compileTrex from 'wink-nlp/src/compile-trex.js'
import wrapDocument from 'wink-nlp/src/dd-wrapper.js'
import createTokenizer from 'wink-nlp/src/tokenizer.js'
import { joinEmoji } from './join-emoji.js'
import type { Token, TokenKind } from './token.js'

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

/** What wink has met of words it keeps in lists even when they are forgotten: after so many the lists are cut. */
const MAX_MET_COUNT = 1000
/** Numbers that wink keeps of a token. */
const TOKEN_SIZE = 4
/** Above it the second number of a token names the piece of a contraction that the token is. */
const MAX_SPACE_COUNT = 0xffff

/** The beginnings of wink's first two patterns: a word, and one with a mark behind it, which is taken off. */
const PLAIN_WORD = /^[A-Za-z]+$/
const MARKED_WORD = /^[A-Za-z]{2,}[.,!?;:]$/

/**
 * wink's tokeniser without its memory. wink remembers each word that it has met, as the kind of word that it was there, and a word it
 * knows is not taken apart: "5k" would be one token or two depending on the posts before. Here it forgets after each reading.
 *
 * Put together from wink's own parts: what a document is beside its tokens takes three times as long as they do, and the models of
 * wink's other stages take longer to load than this one.
 */
class Wink {
  readonly #core = loadCore()
  readonly #tokenize: (document: object, text: string) => void
  readonly #ownCount = this.#core.features.lexeme.list.length
  #cache: WinkCache
  #keptCount = this.#ownCount

  constructor() {
    const { trex, tcat, preserve, packing } = this.#core
    // Shapes, prefixes and the like of words that wink does not know: not used.
    packing.efList = []
    this.#cache = this.#openCache()
    this.#tokenize = createTokenizer(compileTrex(trex), tcat.hash, preserve)
  }

  /** Calls `visit` with each token as wink gives it: as written, normalised, and its kind. */
  read(text: string, visit: Visit): void {
    if (!this.#readPlain(text, visit)) this.#readAny(text, visit)
    const { list, hash } = this.#core.features.lexeme
    for (; this.#keptCount < list.length; this.#keptCount++) delete hash[list[this.#keptCount] as string]
    if (this.#keptCount - this.#ownCount > MAX_MET_COUNT) this.#cutLists()
  }

  #openCache(): WinkCache {
    return createCache(this.#core, () => ({}))
  }

  /** A cache keeps of the words met what it cannot be made to drop, so there is a new one too. */
  #cutLists(): void {
    const { lexeme } = this.#core.features
    lexeme.list.length = lexeme.index = this.#keptCount = this.#ownCount
    this.#cache = this.#openCache()
  }

  /** What wink does with most words, without the road to it: looks a word up, or takes the mark off its end. */
  #readPlain(text: string, visit: Visit): boolean {
    const cache = this.#cache
    const { word, punctuation } = this.#core.tcat.hash
    const known = cache.lookup(text)
    if (known?.length === 1) this.#visitLexeme(known[0] as number, visit)
    else if (known !== null) return false
    else if (PLAIN_WORD.test(text)) this.#visitLexeme(cache.add(text, word), visit)
    else if (MARKED_WORD.test(text)) {
      this.#visitLexeme(cache.add(text.slice(0, -1), word), visit)
      this.#visitLexeme(cache.add(text.slice(-1), punctuation), visit)
    } else return false
    return true
  }

  #readAny(text: string, visit: Visit): void {
    const cache = this.#cache
    const tokens: number[] = []
    this.#tokenize(wrapDocument({ cache, tokens, nonBreakingSpaces: {} }), text)
    for (let at = 0; at < tokens.length; at += TOKEN_SIZE) {
      const lexeme = tokens[at] as number
      const spacesAndExpansion = tokens[at + 1] as number
      if (spacesAndExpansion <= MAX_SPACE_COUNT) this.#visitLexeme(lexeme, visit)
      else visit(cache.value(lexeme), cache.value(cache.nox(spacesAndExpansion)), cache.property(lexeme, 'tokenType'))
    }
  }

  #visitLexeme(lexeme: number, visit: Visit): void {
    const cache = this.#cache
    visit(cache.value(lexeme), cache.value(cache.normal(lexeme)), cache.property(lexeme, 'tokenType'))
  }
}

type Visit = (written: string, normal: string, type: string) => void

let wink: Wink | null = null

/**
 * Splits a run of characters without white space into tokens with wink-nlp; an emoji is one, whatever it is joined from.
 *
 * @param run as wink parts texts: other white space than blanks, tabs and line breaks may stand in it
 * @returns tokens in order, offsets into `run`
 */
export function readWinkTokens(run: string): Token[] {
  wink ??= new Wink()
  // wink reads typographic apostrophes as part of the token but normalises only some of them.
  const plain = run.replaceAll('’', "'")
  const tokens: Token[] = []
  let offset = 0
  let mayHoldEmoji = false
  wink.read(plain, (written, normal, type) => {
    // Only white space, and a byte order mark that wink drops, can stand between two tokens.
    const start = plain.startsWith(written, offset) ? offset : plain.indexOf(written, offset)
    offset = start + written.length
    // wink splits joined emoji into their code points, and does not know the younger ones (unk).
    if (type === 'emoji' || type === 'unk') mayHoldEmoji = true
    const kind = KINDS[type] ?? 'other'
    // Before a full stop wink keeps a possessive, elsewhere it is a token of its own. Always two.
    if (type === 'word' && isPossessive(written)) {
      const end = offset - 2
      tokens.push({ text: run.slice(start, end), normal: normal.slice(0, -2), start, end, kind })
      tokens.push({ text: run.slice(end, offset), normal: "'s", start: end, end: offset, kind })
    } else tokens.push({ text: run.slice(start, offset), normal, start, end: offset, kind })
  })
  return mayHoldEmoji ? joinEmoji(run, tokens) : tokens
}

const APOSTROPHE = 39

/** Whether a word ends in 's and is more than that. */
function isPossessive(word: string): boolean {
  const { length } = word
  return length > 2 && word.charCodeAt(length - 2) === APOSTROPHE && (word.endsWith('s') || word.endsWith('S'))
}
