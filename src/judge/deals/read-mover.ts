import { countEach } from '../../base/statistics/group-by.js'
import type { Thread } from '../../base/thread/thread.js'
import { splitText } from '../features/tokenise.js'

const READ_COUNT = 100
/** Texts that must name a company. */
const MIN_TEXT_COUNT = 2

/**
 * Suggests the company that threads are about: the first name in a heading or an opening post that another text names too. The mover of
 * "Vireo Semi sells its phone chips to Quandt" stands first. Names have a capital in every text.
 *
 * @returns null where no name stands in two texts
 */
export function readMover(threads: readonly Thread[]): string | null {
  const posts = threads.flatMap((thread) => thread.posts).slice(0, READ_COUNT)
  const texts = [...threads.flatMap(({ headers }) => headers), ...posts.map(({ text }) => text)].map((text) =>
    splitText(text).words.filter(({ kind }) => kind === 'word'),
  )
  const lower = new Set(texts.flatMap((words) => words.flatMap(({ text }) => (/^\p{Ll}+$/u.test(text) ? [text] : []))))
  const isName = (word: string): boolean => /^\p{L}{2,}$/u.test(word) && /\p{Lu}/u.test(word.slice(0, -1)) && !lower.has(word.toLowerCase())
  const counts = countEach(texts.flatMap((words) => [...new Set(words.map(({ text }) => text).filter(isName))]))
  const leading = [
    ...threads.flatMap(({ headers }) => headers),
    ...posts.filter(({ meta }) => meta.role === 'root').map(({ text }) => text),
  ]
  for (const text of leading) {
    const words = splitText(text).words.map((word) => word.text)
    const first = words.findIndex((word) => isName(word) && (counts.get(word) ?? 0) >= MIN_TEXT_COUNT)
    const after = words.slice(first).findIndex((word) => !isName(word))
    if (first !== -1) return words.slice(first, after === -1 ? undefined : first + after).join(' ')
  }
  return null
}
