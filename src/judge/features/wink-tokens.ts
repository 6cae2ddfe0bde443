import loadCore from 'wink-eng-lite-web-model/dist/load-core-model.js'
import createCache, { type WinkCache } from 'wink-nlp/src/cache.js'
import compileTrex from 'wink-nlp/src/compile-trex.js'
import wrapDocument from 'wink-nlp/src/dd-wrapper.js'
import createTokenizer from 'wink-nlp/src/tokenizer.js'
import { joinEmoji } from './join-emoji.js'
import type { Token, TokenKind } from './token.js'

const KINDS: ReadonlySet<string> = new Set(
  'word number ordinal punctuation symbol emoji emoticon hashtag mention url email time currency'.split(' '),
)

/** wink keeps learned words in lists even after they are deleted from its hash. The lists are reset after this many. */
const MAX_LEARNED_COUNT = 1000
/** Numbers per token in wink's token array. */
const TOKEN_SIZE = 4
/** Above this, the second number of a token encodes a piece of a contraction. */
const MAX_SPACE_COUNT = 0xffff

/** Prefixes of wink's first two patterns: a word, and a word with a final mark, which wink splits off. */
const PLAIN_WORD = /^[A-Za-z]+$/
const MARKED_WORD = /^[A-Za-z]{2,}[.,!?;:]$/

/**
 * wink's tokeniser without its memory. wink adds each word it meets to its lexicon with the kind it had there, and does not split known
 * words. "5k" would be one token or two, depending on earlier posts. This class removes learned words after each call.
 *
 * Assembled from wink's internal modules: building a whole wink document takes three times as long as tokenising, and the models of wink's
 * other stages take longer to load than this one.
 */
class Wink {
  readonly #core = loadCore()
  readonly #tokenize: (document: object, text: string) => void
  readonly #builtInCount = this.#core.features.lexeme.list.length
  #cache: WinkCache
  #keptCount = this.#builtInCount

  constructor() {
    const { trex, tcat, preserve, packing } = this.#core
    // Drops the unused extraction of shapes, prefixes and the like for unknown words.
    packing.efList = []
    this.#cache = this.#openCache()
    this.#tokenize = createTokenizer(compileTrex(trex), tcat.hash, preserve)
  }

  /** Calls `visit` with each token: as written, normalised, and its kind. */
  tokenise(text: string, visit: Visit): void {
    if (!this.#tokenisePlain(text, visit)) this.#tokeniseAny(text, visit)
    const { list, hash } = this.#core.features.lexeme
    for (; this.#keptCount < list.length; this.#keptCount++) delete hash[list[this.#keptCount] as string]
    if (this.#keptCount - this.#builtInCount > MAX_LEARNED_COUNT) this.#resetLists()
  }

  #openCache(): WinkCache {
    return createCache(this.#core, () => ({}))
  }

  /** A wink cache cannot forget learned words, so it is replaced. */
  #resetLists(): void {
    const { lexeme } = this.#core.features
    lexeme.list.length = lexeme.index = this.#keptCount = this.#builtInCount
    this.#cache = this.#openCache()
  }

  /** Fast path for what wink does with most words: look the word up, or split off a final mark. */
  #tokenisePlain(text: string, visit: Visit): boolean {
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

  #tokeniseAny(text: string, visit: Visit): void {
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
 * Splits a run into tokens with wink-nlp. An emoji sequence is one token.
 *
 * @param run text without spaces, tabs and line breaks, at which wink splits first; other white space may occur
 * @returns tokens in order, offsets into `run`
 */
export function tokeniseWithWink(run: string): Token[] {
  // wink makes one number of digits, by way of all its patterns.
  if (DIGITS.test(run)) return [{ text: run, normal: run, start: 0, end: run.length, kind: 'number' }]
  wink ??= new Wink()
  // wink accepts typographic apostrophes within tokens but normalises only some of them.
  const plain = run.replaceAll('’', "'")
  const tokens: Token[] = []
  let offset = 0
  let mayContainEmoji = false
  wink.tokenise(plain, (written, normal, type) => {
    // Only white space, and a byte order mark that wink drops, can occur between two tokens.
    const start = plain.startsWith(written, offset) ? offset : plain.indexOf(written, offset)
    offset = start + written.length
    // wink splits joined emoji into code points, and labels newer emoji as unknown (unk).
    if (type === 'emoji' || type === 'unk') mayContainEmoji = true
    const kind = KINDS.has(type) ? (type as TokenKind) : 'other'
    // wink keeps a possessive joined before a full stop and splits it elsewhere. Here it is always two tokens.
    if (type === 'word' && isPossessive(written)) {
      const end = offset - 2
      tokens.push({ text: run.slice(start, end), normal: normal.slice(0, -2), start, end, kind })
      tokens.push({ text: run.slice(end, offset), normal: "'s", start: end, end: offset, kind })
    } else tokens.push({ text: run.slice(start, offset), normal, start, end: offset, kind })
  })
  return mayContainEmoji ? joinEmoji(run, tokens) : tokens
}

const DIGITS = /^[0-9]+$/
const APOSTROPHE = 39

/** Whether a word ends in 's after at least one other character. */
function isPossessive(word: string): boolean {
  const { length } = word
  return length > 2 && word.charCodeAt(length - 2) === APOSTROPHE && (word.endsWith('s') || word.endsWith('S'))
}
