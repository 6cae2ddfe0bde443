import { formatPart } from '../../base/text/format-count.js'
import { emptyLedger } from '../../base/thread/capture-ledger.js'
import { nodeKindOf, type Post } from '../../base/thread/post.js'
import { findPrompts } from '../../base/thread/prompt-posts.js'
import type { Thread } from '../../base/thread/thread.js'
import type { Deal } from '../../judge/deals/deal.js'
import { namesDeal, namesShortly } from '../../judge/deals/deal-names.js'
import { findCompanies } from '../../judge/deals/find-companies.js'
import { printableName } from '../../say/format/names.js'

/** A company that posts name in place of the company whose move is counted. */
export interface OtherCompany {
  readonly name: string
  /** "9 of 27 posts name Garmin and not Sonos" */
  readonly words: string
  /** True if more posts name it than the company whose move is counted. */
  readonly isLarger: boolean
}

/** Least part of the posts that is worth a word, and least posts: some name a town. Choice. */
const LEAST_SHARE = 0.2
const LEAST_COUNT = 5

/** The company that most of the counted posts name in place of the mover; null where few do. */
export function findOtherCompany(thread: Thread, deal: Deal): OtherCompany | null {
  const prompts = findPrompts(thread)
  const posts = thread.posts.filter(({ id, meta }) => !prompts.has(id) && nodeKindOf(meta) === null)
  const least = Math.max(LEAST_COUNT, LEAST_SHARE * posts.length)
  const others = posts.filter(({ text }) => !namesDeal(deal, [text]))
  if (others.length < least) return null
  const texts = others.map(({ text }) => ({ text, words: wordsOf(text) }))
  const moverWords = wordsOf(deal.mover)
  const moveWords = wordsOf([deal.move, deal.title ?? ''].join(' '))
  const candidates = findCompanies([thread])
    .filter((name) => !moverWords.includes(wordsOf(name)))
    .map((name) => {
      const nameWords = wordsOf(name)
      const named = texts.filter(
        ({ text, words }) => words.includes(nameWords) || namesShortly(name, text),
      )
      return { name, count: named.length }
    })
  const [first] = candidates.sort((one, other) => other.count - one.count)
  if (first === undefined || first.count < least) return null
  const part = formatPart(first.count, posts.length)
  return {
    name: first.name,
    words: `${part} posts name ${printableName(first.name)} and not ${printableName(deal.mover)}`,
    // Of a company that the move names, posts may speak more.
    isLarger:
      first.count > posts.length - others.length && !moveWords.includes(wordsOf(first.name)),
  }
}

/** The thread with notes in the record of its capture, for every output. */
export function withNotes(thread: Thread, words: readonly (string | null | undefined)[]): Thread {
  const holder = thread.posts.find(hasLedger) ?? thread.posts[0]
  const added = words.flatMap((each) => each ?? [])
  if (added.length === 0 || holder === undefined) return thread
  const { capture } = holder.meta
  const notes = [...added, ...(capture?.notes ?? [])]
  const meta = { ...holder.meta, capture: { ...emptyLedger('posts'), ...capture, notes } }
  return {
    ...thread,
    posts: thread.posts.map((post) => (post === holder ? { ...post, meta } : post)),
  }
}

export const hasLedger = ({ meta }: Post): boolean => meta.capture?.capturedCount !== undefined

/** The words of a text in small letters, with a space around each. */
const wordsOf = (text: string): string =>
  ` ${text
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .join(' ')} `.replace(/ {2,}/g, ' ')
