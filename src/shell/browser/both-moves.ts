import { formatCount, formatNumber } from '../../base/text/format-count.js'
import { postKeyOf } from '../../base/thread/unit-key.js'
import type { Deal } from '../../judge/deals/deal.js'
import { joinedMoves, joinMoves } from '../../judge/deals/join-moves.js'
import { isCounted, isOnBoth } from '../../judge/post-flags.js'
import type { ScoredPost } from '../../judge/stance/stance-prediction.js'
import { verb } from '../../say/facts/finding-words.js'
import { countOf } from '../../say/facts/subject.js'
import type { About, CheckView, MoveQuestion } from './page-messages.js'
import { moveWords, type ThreadMove } from './thread-moves.js'

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

/** Posts of joined moves; those that name neither are marked as tied by their thread alone. */
export function markUnnamed(
  posts: readonly ScoredPost[],
  tied: readonly ScoredPost[],
): ScoredPost[] {
  const unnamed = new Set(tied.filter(isOnBoth).map(postKeyOf))
  return posts.map((post) => {
    if (!unnamed.has(postKeyOf(post))) return post
    return { ...post, stances: post.stances.map((stance) => ({ ...stance, by: 'default' })) }
  })
}

/** "of 18 posts, 3 name Google and none names Anthropic": a note on joined moves. */
export function namedWords(tied: readonly ScoredPost[], parts: readonly Deal[]): string {
  const counted = tied.filter(isCounted)
  const names = parts.map(({ id, counterparties: [spellings = ''] }) => {
    const [partner = ''] = spellings.split('/')
    const isNamed = ({ dealId, by }: { dealId: string; by: string }): boolean =>
      dealId === id && by === 'text'
    const count = counted.filter(({ stances }) => stances.some(isNamed)).length
    return count === 0
      ? `none names ${partner}`
      : `${formatNumber(count)} ${verb(count, 'names', 'name')} ${partner}`
  })
  return `of ${formatCount(counted.length, 'post')}, ${names.join(' and ')}`
}

/** Other ways to read a thread: both moves as one, or each alone where `about` joined them. */
export function otherWays(
  posts: readonly ScoredPost[],
  moves: readonly ThreadMove[],
  about: About,
  deals: ReadonlyMap<string, Deal>,
): CheckView['ways'] {
  if (joinedMoves(about.move, deals).length > 0)
    return moves.map((move) => ({
      about: { dealId: move.dealId },
      words: `Show ${moveWords(move)} alone`,
    }))
  const both = bothMoves(posts, moves, deals)
  return both ? [both] : []
}
