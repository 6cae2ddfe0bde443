import { countEach } from '../../base/statistics/group-by.js'
import type { Thread } from '../../base/thread/thread.js'
import { splitText } from '../features/tokenise.js'

const READ_COUNT = 100
/** Months and days, which are no companies. */
const TIME =
  /^(?:January|February|March|April|May|June|July|August|September|October|November|December|(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day)$/
/** Texts that must name a company. */
const MIN_TEXT_COUNT = 2

/**
 * Names that the company of threads may have, to be offered: those of a heading or an opening post,
 * else of the first post, that another text names too, in their order: the mover of "Vireo Semi
 * sells its phone chips to Quandt" stands first. A name has a capital more often than not, and not
 * only where a sentence begins.
 */
export function findCompanies(threads: readonly Thread[]): string[] {
  const posts = threads.flatMap((thread) => thread.posts).slice(0, READ_COUNT)
  const headers = threads.flatMap((thread) => thread.headers)
  const wordsOf = (text: string): string[] =>
    splitText(text).words.flatMap((word) => (word.kind === 'word' ? [word.text] : []))
  const texts = [...headers, ...posts.map(({ text }) => text)]
  const counts = countEach(texts.flatMap((text) => [...new Set(wordsOf(text))]))
  const roots = posts.filter(({ meta }) => meta.role === 'root')
  // The first word of a sentence has a capital anyway, but a title begins with its subject.
  const titles = roots.length === 1 ? roots.map(({ text }) => text) : []
  const titled = new Set([...headers, ...titles].flatMap((text) => wordsOf(text).slice(0, 1)))
  const inner = new Set(texts.flatMap(innerWords))
  const countOf = (word: string): number => counts.get(word) ?? 0
  const hasCapital = (word: string): boolean =>
    /\p{Lu}/u.test(word.slice(0, -1)) && (inner.has(word) || titled.has(word))
  const isName = (word: string): boolean =>
    /^\p{L}{2,}$/u.test(word) &&
    !TIME.test(word) &&
    hasCapital(word) &&
    countOf(word) > countOf(word.toLowerCase())
  const names = new Set<string>()
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

/** The words of a text that do not begin a sentence. */
const innerWords = (text: string): string[] =>
  splitText(text).words.flatMap((word, at, words) =>
    at === 0 || /[.!?…]$/.test(words[at - 1]?.text ?? '') ? [] : [word.text],
  )
