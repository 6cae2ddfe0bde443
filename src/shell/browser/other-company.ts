import { formatPart } from '../../base/text/format-count.js'
import { buildThreads } from '../../base/thread/thread.js'
import type { Deal } from '../../judge/deals/deal.js'
import { namesDeal } from '../../judge/deals/deal-names.js'
import { findCompanies } from '../../judge/deals/find-companies.js'
import type { IngestResult } from '../../read/record/ingest-result.js'
import { printableName } from '../../say/format/names.js'

/** A company that posts name in place of the company whose move is counted. */
export interface OtherCompany {
  readonly name: string
  /** "9 of 27 posts name Garmin and not Sonos." */
  readonly words: string
  /** True if more posts name it than the company whose move is counted. */
  readonly isLarger: boolean
}

/** Least part of the posts that is worth a word, and least posts: some name a town. Choice. */
const LEAST_SHARE = 0.2
const LEAST_COUNT = 5

/**
 * The company that most posts name beside the one of the move; null where few do. A company in the
 * words of the move is part of it.
 */
export function findOtherCompany(
  { posts, headers }: IngestResult,
  deal: Deal,
): OtherCompany | null {
  const others = posts
    .filter(({ text }) => !namesDeal(deal, [text]))
    .map(({ text }) => wordsOf(text))
  const ownCount = posts.length - others.length
  const ownWords = wordsOf([deal.mover, deal.move, deal.title ?? ''].join(' '))
  const candidates = findCompanies(buildThreads(posts, headers))
    .filter((name) => !ownWords.includes(wordsOf(name)))
    .map((name) => {
      const words = wordsOf(name)
      return { name, count: others.filter((text) => text.includes(words)).length }
    })
  const [first] = candidates.sort((one, other) => other.count - one.count)
  if (first === undefined || first.count < Math.max(LEAST_COUNT, LEAST_SHARE * posts.length))
    return null
  const part = formatPart(first.count, posts.length)
  return {
    name: first.name,
    words: `${part} posts name ${printableName(first.name)} and not ${printableName(deal.mover)}.`,
    isLarger: first.count > ownCount,
  }
}

/** The words of a text in small letters, with a space around each. */
const wordsOf = (text: string): string =>
  ` ${text
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .join(' ')} `.replace(/ {2,}/g, ' ')
