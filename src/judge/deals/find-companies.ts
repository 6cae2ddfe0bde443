import { countEach } from '../../base/statistics/group-by.js'
import type { Thread } from '../../base/thread/thread.js'
import { splitText } from '../features/tokenise.js'

const READ_COUNT = 100
/** Months and days, which are no companies. */
const TIME =
  /^(?:January|February|March|April|May|June|July|August|September|October|November|December|(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day)$/
/** Words before a partner of the move: "Kelvar sells its mill to Orbis". */
const TOWARDS = /^(?:to|with|from|by)$/
/** Texts that must name a company by one word. */
const MIN_TEXT_COUNT = 2

/** A name stands within sentences for each fifth time, or more, that it begins one. Choice. */
const MIN_INNER_SHARE = 0.2

/**
 * Names that the company of threads may have: those of a heading or an opening post, else of the
 * first post, that another text names too, in their order: the mover of "Now Vireo Semi sells its
 * phone chips to Quandt" stands first. A name has a capital more often than not, and within
 * sentences: each word has one where a sentence begins.
 *
 * @param isActing leaves names that begin no sentence, as whoever acts does, and partners
 */
export function findCompanies(threads: readonly Thread[], isActing = false): string[] {
  const posts = threads.flatMap((thread) => thread.posts).slice(0, READ_COUNT)
  const headers = threads.flatMap((thread) => thread.headers)
  const texts = [...headers, ...posts.map(({ text }) => text)].map(placeWords)
  const countOf = countIn(texts.map(({ first, inner }) => [...first, ...inner]))
  const postTexts = texts.slice(headers.length)
  const postCountOf = countIn(postTexts.map(({ first, inner }) => [...first, ...inner]))
  const firstCountOf = countIn(texts.map(({ first }) => first))
  const labelCountOf = countIn(texts.map(({ label }) => label))
  const innerCountOf = countIn(texts.map(({ inner }) => inner))
  const beforeOf = wordsBefore(texts.map(({ words }) => words))
  const isSpelledAsName = (word: string): boolean =>
    /^\p{L}{2,}$/u.test(word) && !TIME.test(word) && /\p{Lu}/u.test(word.slice(0, -1))
  const isName = (word: string): boolean =>
    isSpelledAsName(word) &&
    innerCountOf(word) > MIN_INNER_SHARE * firstCountOf(word) &&
    innerCountOf(word) > labelCountOf(word) &&
    countOf(word) > countOf(word.toLowerCase())
  /** The only word that stands before a name, and begins it: "Harrow" of "Harrow Steel". */
  const beginningOf = (word: string): string => {
    const [before = '', ...others] = beforeOf.get(word) ?? []
    return others.length === 0 && isSpelledAsName(before) ? `${before} ` : ''
  }
  const openings = texts.flatMap((text) => text.openings)
  const acts = (name: string): boolean =>
    openings.some((opening) => `${opening} `.startsWith(`${name} `))
  const names = new Set<string>()
  const roots = posts.filter(({ meta }) => meta.role === 'root')
  const leading = headers.length + roots.length > 0 ? roots : posts.slice(0, 1)
  for (const text of [...headers, ...leading.map((post) => post.text)]) {
    const words = splitText(text).words.map((word) => word.text)
    for (const [first = '', ...others] of runsOf(words, isName)) {
      const name = beginningOf(first) + [first, ...others].join(' ')
      // Above the posts a page has words of its own: "Privacy Policy".
      const isOften = countOf(first) >= MIN_TEXT_COUNT && postCountOf(first) > 0
      const isWhole = isOften || name.includes(' ')
      const isPartner = TOWARDS.test(words[words.indexOf(first) - 1] ?? '')
      if (isActing ? isWhole && acts(name) && !isPartner : isOften) names.add(name)
    }
  }
  return [...names]
}

/** The words that stand before each word. */
function wordsBefore(texts: readonly (readonly string[])[]): ReadonlyMap<string, Set<string>> {
  const beforeOf = new Map<string, Set<string>>()
  for (const words of texts)
    for (const [at, word] of words.entries())
      beforeOf.set(word, (beforeOf.get(word) ?? new Set()).add(words[at - 1] ?? ''))
  return beforeOf
}

/** Stretches of words that are so. */
function runsOf(words: readonly string[], isOne: (word: string) => boolean): string[][] {
  const runs: string[][] = [[]]
  for (const word of words)
    if (isOne(word)) runs.at(-1)?.push(word)
    else runs.push([])
  return runs.filter(({ length }) => length > 0)
}

/** Counts for each word the texts that have it. */
function countIn(texts: readonly (readonly string[])[]): (word: string) => number {
  const counts = countEach(texts.flatMap((words) => [...new Set(words)]))
  return (word) => counts.get(word) ?? 0
}

/** Marks behind which a sentence may begin: a stop, an opening quote or bracket. */
const BEFORE_SENTENCE = /[.!?…]$|^["“„«‘([]$/
/** Tokens behind which a sentence may begin: "@ana They gave up". */
const APART: ReadonlySet<string> = new Set(['emoji', 'emoticon', 'mention', 'url', 'hashtag'])

/** Longest name, in words. */
const NAME_LENGTH = 5

/**
 * The words of a text: those that may begin a sentence, among them the labels before a colon
 * ("BREAKING:"), and those within one. `openings` are the words from where a sentence begins.
 */
function placeWords(text: string) {
  const tokens = splitText(text)
  const words = tokens.words.map((word) => word.text)
  const placed = { first: [] as string[], label: [] as string[], inner: [] as string[] }
  const openings: string[] = []
  let isFirst = true
  let end = 0
  for (const [at, word] of tokens.words.entries()) {
    const start = tokens.starts[at] ?? end
    isFirst ||= text.slice(end, start).includes('\n')
    if (word.kind === 'word') {
      const isLabel = isFirst && words[at + 1] === ':'
      placed[isFirst ? 'first' : 'inner'].push(word.text)
      if (isLabel) placed.label.push(word.text)
      const opening = isLabel ? at + 2 : at
      if (isFirst) openings.push(words.slice(opening, opening + NAME_LENGTH).join(' '))
      isFirst = false
    } else isFirst ||= APART.has(word.kind) || BEFORE_SENTENCE.test(word.text)
    end = start + word.text.length
  }
  return { ...placed, words, openings }
}
