import type { OtherCompany } from '../../base/thread/capture-ledger.js'
import { nodeKindOf } from '../../base/thread/post.js'
import { findPrompts } from '../../base/thread/prompt-posts.js'
import type { Thread } from '../../base/thread/thread.js'
import type { Deal } from './deal.js'
import { namesDeal, namesShortly } from './deal-names.js'
import { findCompanies } from './find-companies.js'
import { joinedMoves } from './join-moves.js'
import { KNOWN_DEALS_BY_ID } from './known-deals.js'

/** Least part of the posts that is worth a word, and least posts: some name a town. Choice. */
const LEAST_SHARE = 0.2
const LEAST_COUNT = 5

/**
 * The company that most of the counted posts name in place of the mover; null where few do, and of
 * two moves that are read as one.
 */
export function findOtherCompany(thread: Thread, deal: Deal): OtherCompany | null {
  // Many threads have one post.
  if (thread.posts.length < LEAST_COUNT) return null
  if (joinedMoves(deal.move, KNOWN_DEALS_BY_ID).length > 0) return null
  const prompts = findPrompts(thread)
  const posts = thread.posts.filter(({ id, meta }) => !prompts.has(id) && nodeKindOf(meta) === null)
  const least = Math.max(LEAST_COUNT, LEAST_SHARE * posts.length)
  const others = posts.filter(({ text }) => !namesDeal(deal, [text]))
  if (others.length < least) return null
  const texts = others.map(({ text }) => text)
  const moverWords = wordsOf(deal.mover)
  const [first] = findCompanies([thread])
    .filter((name) => !moverWords.includes(wordsOf(name)))
    .map((name) => ({ name, count: texts.filter((text) => hasName(text, name)).length }))
    .sort((one, other) => other.count - one.count)
  if (first === undefined || first.count < least) return null
  // Of a company that the move names, posts may speak more, unless the opening says that it acts.
  const acting = findCompanies([thread], true)
  const isActing = acting.includes(first.name) && !acting.some((name) => hasName(deal.mover, name))
  const isAside = !isActing && hasName([deal.move, deal.title ?? ''].join(' '), first.name)
  const isLarger = !isAside && first.count > posts.length - others.length
  return { ...first, ofCount: posts.length, isLarger }
}

const hasName = (text: string, name: string): boolean =>
  wordsOf(text).includes(wordsOf(name)) || namesShortly(name, text)

/** The words of a text in small letters, with a space around each. */
const wordsOf = (text: string): string =>
  ` ${text
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .join(' ')} `.replace(/ {2,}/g, ' ')
