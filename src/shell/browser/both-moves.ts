import { formatCount } from '../../base/text/format-count.js'
import type { Deal } from '../../judge/deals/deal.js'
import { isCounted, isOnBoth } from '../../judge/post-flags.js'
import type { ScoredPost } from '../../judge/stance/stance-prediction.js'
import { countOf } from '../../say/facts/subject.js'
import { possessive } from '../../say/facts/wording.js'
import { listed } from '../../say/format/names.js'
import type { MoveQuestion } from './page-messages.js'
import type { ThreadMove } from './thread-moves.js'

/**
 * The choice to read the two moves of a thread as one; undefined where most posts of both
 * name a move, or two companies moved.
 *
 * @param moves of the thread
 * @param deals the known ones
 */
export function bothMoves(
  posts: readonly ScoredPost[],
  moves: readonly ThreadMove[],
  deals: ReadonlyMap<string, Deal>,
): MoveQuestion['both'] {
  const [one, other, ...more] = moves.flatMap(({ dealId }) => deals.get(dealId) ?? [])
  if (one === undefined || one.mover !== other?.mover || more.length > 0) return undefined
  const counted = posts.filter(isCounted)
  const sharedCount = counted.filter(isOnBoth).length
  if (moves.every(({ postCount }) => 2 * sharedCount <= postCount)) return undefined
  const rootCount = counted.filter(({ meta }) => meta.role === 'root').length
  const about = joinMoves(one, other)
  return {
    about,
    words: `Both together: ${about.title} (${formatCount(counted.length, 'post')})`,
    note: `${countOf({ rootCount, postCount: sharedCount })} name neither move; they would be counted for both.`,
  }
}

/** Two moves of a company as one: "xAI's deals with Google and Anthropic". */
function joinMoves(one: Deal, other: Deal) {
  const { mover } = one
  const [company = ''] = mover.split('/')
  const partners = [one, other].flatMap(({ counterparties }) => firstSpelling(counterparties[0]))
  const further = other.move.startsWith(mover) ? other.move.slice(mover.length + 1) : other.move
  return {
    mover,
    move: `${one.move.replace(/\.$/, '')}, and ${further}`,
    title: `${possessive(company)} deals with ${listed(partners)}`,
  }
}

const firstSpelling = (names = ''): string => names.split('/')[0] ?? ''
