import { countEach } from '../../base/statistics/group-by.js'
import type { Thread } from '../../base/thread/thread.js'
import { splitText } from '../features/tokenise.js'

const READ_COUNT = 100
/** Months and days, which are no companies. */
const TIME =
  /^(?:January|February|March|April|May|June|July|August|September|October|November|December|(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day)$/
/** Texts that must name a company. */
const MIN_TEXT_COUNT = 2

/** A name stands within sentences for each fifth time, or more, that it begins one. Choice. */
const MIN_INNER_SHARE = 0.2

/**
 * Names that the company of threads may have, to be offered: those of a heading or an opening post,
 * else of the first post, that another text names too, in their order: the mover of "Now Vireo Semi
 * sells its phone chips to Quandt" stands first. A name has a capital more often than not, and
 * within sentences: each word has one where a sentence begins.
 */
export function findCompanies(threads: readonly Thread[]): string[] {
  const posts = threads.flatMap((thread) => thread.posts).slice(0, READ_COUNT)
  const headers = threads.flatMap((thread) => thread.headers)
  const texts = [...headers, ...posts.map(({ text }) => text)].map(placeWords)
  const countOf = countIn(texts.map(({ first, inner }) => [...first, ...inner]))
  const firstCountOf = countIn(texts.map(({ first }) => first))
  const labelCountOf = countIn(texts.map(({ label }) => label))
  const innerCountOf = countIn(texts.map(({ inner }) => inner))
  const isSpelledAsName = (word: string): boolean =>
    /^\p{L}{2,}$/u.test(word) && !TIME.test(word) && /\p{Lu}/u.test(word.slice(0, -1))
  const isName = (word: string): boolean =>
    isSpelledAsName(word) &&
    innerCountOf(word) > MIN_INNER_SHARE * firstCountOf(word) &&
    innerCountOf(word) > labelCountOf(word) &&
    countOf(word) > countOf(word.toLowerCase())
  const names = new Set<string>()
  const roots = posts.filter(({ meta }) => meta.role === 'root')
  const leading = headers.length + roots.length > 0 ? roots : posts.slice(0, 1)
  for (const text of [...headers, ...leading.map((post) => post.text)]) {
    const words = splitText(text).words.map((word) => word.text)
    for (let start = 0; start < words.length; start++) {
      if (!isName(words[start] as string) || countOf(words[start] as string) < MIN_TEXT_COUNT)
        continue
      const after = words.slice(start).findIndex((word) => !isName(word))
      const end = after === -1 ? words.length : start + after
      names.add(words.slice(start, end).join(' '))
      start = end
    }
  }
  return [...names]
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

/**
 * The words of a text: those that may begin a sentence, among them the labels before a colon
 * ("BREAKING:"), and those within one.
 */
function placeWords(text: string) {
  const { words, starts } = splitText(text)
  const placed = { first: [] as string[], label: [] as string[], inner: [] as string[] }
  let isFirst = true
  let end = 0
  for (const [at, word] of words.entries()) {
    const start = starts[at] ?? end
    isFirst ||= text.slice(end, start).includes('\n')
    if (word.kind === 'word') {
      placed[isFirst ? 'first' : 'inner'].push(word.text)
      if (isFirst && words[at + 1]?.text === ':') placed.label.push(word.text)
      isFirst = false
    } else isFirst ||= APART.has(word.kind) || BEFORE_SENTENCE.test(word.text)
    end = start + word.text.length
  }
  return placed
}
