import { groupBy } from '../../base/statistics/group-by.js'
import { sha256OfText } from '../../base/text/sha256-text.js'
import { listMoves } from '../../base/thread/deal-record.js'
import type { Post } from '../../base/thread/post.js'
import { postKeyOfUnit } from '../../base/thread/unit-key.js'
import type { AuditLabel } from '../../count/audit/audit.js'
import type { LabelEvent } from '../../count/audit/audit-event.js'
import type { AuditFile } from '../../count/audit/audit-file.js'
import { unlabelledOf } from '../../count/audit/settle-labels.js'
import type { Deal } from '../../judge/deals/deal.js'
import { joinedMoves } from '../../judge/deals/join-moves.js'
import type { ScoredPost } from '../../judge/stance/stance-prediction.js'
import { type KeptThread, listKeptThreads } from './kept-threads.js'
import type { About, Kept } from './page-messages.js'
import { readLabels } from './parse-labels.js'
import { type CarryTarget, carriedLabels } from './thread-moves.js'
import { FROM_EARLIER } from './tool-notes.js'

/** A kept thread of the same posts, and its labels. */
export interface EarlierCopy {
  readonly key: string
  readonly thread: KeptThread
  readonly labels: readonly AuditLabel[]
  /** Moves here that the labels may hold for; null where they are about the same moves. */
  readonly targets: readonly CarryTarget[] | null
}

/** Fewer posts in common may be greetings that many threads have. Choice. */
const LEAST_COMMON_COUNT = 3

const MARK_DIGITS = 16

/** Hash of a post's author and words, 16 hex digits: ids and likes change between copies. */
export const markOf = ({ author, text }: Pick<Post, 'author' | 'text'>): string =>
  sha256OfText(JSON.stringify([author, text]), MARK_DIGITS)

/** The kept threads that share half of their drawn posts with these; first the one with most. */
export function listEarlierThreads(posts: readonly Post[], kept: Kept) {
  const marks = new Set(posts.map(markOf))
  const candidates = listKeptThreads(kept).map((each) => {
    const drawn = Object.values(each.thread.marks)
    const common = drawn.filter((mark) => marks.has(mark)).length
    return { ...each, common, isCopy: common >= LEAST_COMMON_COUNT && common * 2 >= drawn.length }
  })
  const copies = candidates.filter(({ isCopy }) => isCopy)
  return copies.sort(
    (one, other) => other.common - one.common || (one.thread.at < other.thread.at ? 1 : -1),
  )
}

/**
 * The first of {@link listEarlierThreads} with labels about the same moves, or about both of them
 * together where one is read here, or the other way round.
 *
 * @param about the moves that are read here
 * @param deals the known ones
 */
export function findEarlierCopy(
  posts: readonly ScoredPost[],
  kept: Kept,
  about: About,
  deals: ReadonlyMap<string, Deal>,
): EarlierCopy | null {
  const moves = listMoves(posts)
  for (const { key, thread } of listEarlierThreads(posts, kept)) {
    const file = readLabels(kept[key])
    const isSame = JSON.stringify(file?.design.deals ?? []) === JSON.stringify(moves)
    const parts = joinedMoves(thread.about.move ?? about.move, deals)
    const targets =
      thread.about.move === undefined
        ? moves.map(({ id }) => ({ dealId: id, parts }))
        : parts.map(({ id }) => ({ dealId: id, parts: [] }))
    if (file?.labels.length && (isSame || parts.length > 0))
      return { key, thread, labels: file.labels, targets: isSame ? null : targets }
  }
  return null
}

/**
 * Labels of an earlier copy that hold for drawn posts by the same author with the same words: not
 * those of posts that have one, and no skips.
 */
export function labelsOfEarlier(
  { thread, labels: before, targets }: EarlierCopy,
  posts: readonly ScoredPost[],
  file: Pick<AuditFile, 'design' | 'labels'>,
): LabelEvent[] {
  const waiting = groupBy(Object.entries(thread.marks), ([, mark]) => mark)
  const postOf = new Map<string, ScoredPost>()
  for (const post of posts) {
    const [key] = waiting.get(markOf(post))?.shift() ?? []
    if (key !== undefined) postOf.set(key, post)
  }
  const placed = before.flatMap((label): LabelEvent | [] => {
    const post = postOf.get(postKeyOfUnit(label))
    if (post === undefined || label.label === null) return []
    const { note = FROM_EARLIER, at = null } = label
    return { ...label, threadId: post.threadId, postId: post.id, kind: 'label', note, at }
  })
  const events = targets?.flatMap((target) => carriedLabels(placed, posts, target)) ?? placed
  return unlabelledOf(events, file)
}
