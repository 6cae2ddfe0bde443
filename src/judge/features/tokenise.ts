import loadCore from 'wink-eng-lite-web-model/dist/load-core-model.js'
import createCache from 'wink-nlp/src/cache.js'
import compileTrex from 'wink-nlp/src/compile-trex.js'
import wrapDocument from 'wink-nlp/src/dd-wrapper.js'
import createTokenizer from 'wink-nlp/src/tokenizer.js'
import { lazily, memoise } from '../../base/text/lazily.js'
import { joinEmoji } from './join-emoji.js'
import { segmentWords } from './segment-words.js'
import {
  type SplitText,
  splitOf,
  type Token,
  type TokenKind,
  tokensOf,
  type Word,
} from './token.js'

/** The white space at which wink first splits a text: spaces of any width, tabs and line breaks. */
const SPACES: ReadonlySet<number> = new Set(
  [...' \u00a0\u2002\u2003\u2004\u2005\u2009\u200a\u202f\u205f\n\r\t'].map((space) =>
    space.charCodeAt(0),
  ),
)
const BLANK = 32
const LAST_ASCII = 127

const isSpace = (code: number): boolean =>
  code === BLANK || ((code < BLANK || code > LAST_ASCII) && SPACES.has(code))

const CACHED_RUN_COUNT = 16_384
/** Longer runs are mostly links and not worth caching. */
const MAX_CACHED_LENGTH = 40

const splitKnownRun = memoise((run) => splitOf(tokeniseWithWink(run)), CACHED_RUN_COUNT)

/**
 * Splits a text into tokens with wink-nlp, each run between two spaces by itself. White space is no
 * token; an emoji is one.
 *
 * @returns tokens in order; `text.slice(token.start, token.end) === token.text` holds for each
 */
export const tokenise = (text: string): Token[] => tokensOf(splitText(text))

export function splitText(text: string): SplitText {
  const split = { words: [] as Word[], starts: [] as number[] }
  for (let start = 0, end = 0; start < text.length; start = end + 1) {
    end = start
    while (end < text.length && !isSpace(text.charCodeAt(end))) end += 1
    if (end === start) continue
    const run = text.slice(start, end)
    if (run.length <= MAX_CACHED_LENGTH) append(split, splitKnownRun(run), start)
    else
      for (const piece of splitRun(run))
        append(split, splitOf(tokeniseWithWink(piece.text)), start + piece.start)
  }
  return split
}

function append(
  { words, starts }: { words: Word[]; starts: number[] },
  run: SplitText,
  offset: number,
): void {
  for (let at = 0; at < run.words.length; at++) {
    words.push(run.words[at] as Word)
    starts.push((run.starts[at] as number) + offset)
  }
}

/**
 * wink's time is quadratic in the length of a run. Longer runs are split at any white space
 * (U+3000), and every 256 letters.
 */
const MAX_RUN_LENGTH = 256
/**
 * Code units that must not start a piece: the second half of a surrogate pair, joiners and
 * combining marks.
 */
const CONTINUES = /[\u{DC00}-\u{DFFF}]|\u{200D}|\p{M}/u
const LOW_SURROGATE = /[\u{DC00}-\u{DFFF}]/u

function* splitRun(run: string): Generator<{ readonly text: string; readonly start: number }> {
  if (run.length <= MAX_RUN_LENGTH) return yield { text: run, start: 0 }
  for (const { 0: part, index } of run.matchAll(/\S+/g)) {
    for (let start = 0, end = 0; start < part.length; start = end) {
      end = Math.min(start + MAX_RUN_LENGTH, part.length)
      const limit = end + MAX_RUN_LENGTH
      while (
        end < part.length &&
        (end < limit ? CONTINUES : LOW_SURROGATE).test(part[end] as string)
      )
        end += 1
      yield { text: part.slice(start, end), start: index + start }
    }
  }
}

/** Splits a text into tokens. */
export type Tokenise = (text: string) => readonly Token[]

/** The tokeniser of a model's language; stored with its weights. */
export type TokeniserName = 'wink-nlp' | 'intl-segmenter'

/** Language of models that do not name one. */
export const ENGLISH = 'en'

/** A primary language tag, optionally with a script or region. */
export const LANGUAGE_TAG = /^[a-z]{2,3}(?:-[A-Za-z0-9]{2,8}){0,20}$/

/** wink-nlp for English, `Intl.Segmenter` for every other language. */
export const tokeniserNameOf = (language: string): TokeniserName =>
  /^en(?:-|$)/.test(language) ? 'wink-nlp' : 'intl-segmenter'

export const tokeniserFor = (language: string = ENGLISH): Tokenise =>
  tokeniserNameOf(language) === 'wink-nlp' ? tokenise : (text) => segmentWords(text, language)

const KINDS: ReadonlySet<string> = new Set(
  'word number ordinal punctuation symbol emoji emoticon hashtag mention url email time currency'.split(
    ' ',
  ),
)

/** wink's lists keep words that are deleted from its hash. They are reset after this many. */
const MAX_LEARNED_COUNT = 1000
/** Numbers per token in wink's token array. */
const TOKEN_SIZE = 4
/** Above this, the second number of a token encodes a piece of a contraction. */
const MAX_SPACE_COUNT = 0xffff

type Visit = (written: string, normal: string, type: string) => void

/**
 * wink's tokeniser without its memory. wink learns words and does not split known ones: "5k" would
 * be one token or two, by earlier posts. Learned words are removed after each call. Built from
 * wink's modules: a whole wink document takes three times as long.
 */
const wink = lazily(() => {
  const core = loadCore()
  const { lexeme } = core.features
  const { list, hash } = lexeme
  // Unknown words need no shapes and prefixes.
  core.packing.efList = []
  const tokenize = createTokenizer(compileTrex(core.trex), core.tcat.hash, core.preserve)
  const openCache = () => createCache(core, () => ({}))
  const builtInCount = list.length
  let cache = openCache()
  let keptCount = builtInCount
  return (text: string, visit: Visit): void => {
    const tokens: number[] = []
    tokenize(wrapDocument({ cache, tokens, nonBreakingSpaces: {} }), text)
    for (let at = 0; at < tokens.length; at += TOKEN_SIZE) {
      const lexeme = tokens[at] as number
      const spacesAndExpansion = tokens[at + 1] as number
      const normal =
        spacesAndExpansion <= MAX_SPACE_COUNT ? cache.normal(lexeme) : cache.nox(spacesAndExpansion)
      visit(cache.value(lexeme), cache.value(normal), cache.property(lexeme, 'tokenType'))
    }
    for (; keptCount < list.length; keptCount++) delete hash[list[keptCount] as string]
    if (keptCount - builtInCount <= MAX_LEARNED_COUNT) return
    // A wink cache cannot forget learned words, so it is replaced.
    list.length = lexeme.index = keptCount = builtInCount
    cache = openCache()
  }
})

/**
 * Splits a run into tokens with wink-nlp.
 *
 * @param run text without spaces, tabs and line breaks, at which wink splits first
 */
export function tokeniseWithWink(run: string): Token[] {
  // wink accepts typographic apostrophes within tokens but normalises only some of them.
  const plain = run.replaceAll('’', "'")
  const tokens: Token[] = []
  let offset = 0
  let mayContainEmoji = false
  wink()(plain, (written, normal, type) => {
    // Between two tokens stand white space and a byte order mark at most.
    const start = plain.startsWith(written, offset) ? offset : plain.indexOf(written, offset)
    offset = start + written.length
    // wink splits joined emoji into code points, and calls newer ones unknown.
    if (type === 'emoji' || type === 'unk') mayContainEmoji = true
    const kind = KINDS.has(type) ? (type as TokenKind) : 'other'
    // wink keeps a possessive joined before a full stop. Here it is always two tokens.
    if (type === 'word' && isPossessive(written)) {
      const end = offset - 2
      tokens.push({ text: run.slice(start, end), normal: normal.slice(0, -2), start, end, kind })
      tokens.push({ text: run.slice(end, offset), normal: "'s", start: end, end: offset, kind })
    } else tokens.push({ text: run.slice(start, offset), normal, start, end: offset, kind })
  })
  return mayContainEmoji ? joinEmoji(run, tokens) : tokens
}

const APOSTROPHE = 39

function isPossessive(word: string): boolean {
  const { length } = word
  return (
    length > 2 &&
    word.charCodeAt(length - 2) === APOSTROPHE &&
    (word.endsWith('s') || word.endsWith('S'))
  )
}
