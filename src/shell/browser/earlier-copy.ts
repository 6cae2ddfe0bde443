import { groupBy } from '../../base/statistics/group-by.js'
import { sha256OfText } from '../../base/text/sha256-text.js'
import { type AuditedMove, listMoves } from '../../base/thread/deal-record.js'
import type { Post } from '../../base/thread/post.js'
import { postKeyOfUnit, unitKeyOf } from '../../base/thread/unit-key.js'
import type { AuditLabel } from '../../count/audit/audit.js'
import type { LabelEvent } from '../../count/audit/audit-event.js'
import type { AuditFile } from '../../count/audit/audit-file.js'
import type { ScoredPost } from '../../judge/stance/stance-prediction.js'
import { type KeptThread, listKeptThreads } from './kept-threads.js'
import type { Kept } from './page-messages.js'
import { parseLabels } from './parse-labels.js'
import { joinedLabels } from './thread-moves.js'
import { FROM_EARLIER } from './tool-notes.js'

/** A kept thread that a longer copy continues, and its labels. */
export interface EarlierCopy {
  readonly key: string
  readonly thread: KeptThread
  readonly labels: readonly AuditLabel[]
  /** False if it was read on each of the moves that are read as one here. */
  readonly isSame: boolean
}

/** Fewer posts in common may be greetings that many threads have. Choice. */
const LEAST_COMMON_COUNT = 3

const MARK_DIGITS = 16

/** Hash of a post's author and words, 16 hex digits: ids and likes change between copies. */
export const markOf = ({ author, text }: Pick<Post, 'author' | 'text'>): string =>
  sha256OfText(JSON.stringify([author, text]), MARK_DIGITS)

/** The kept threads that share half of their drawn posts with these; first the one with most. */
export function listEarlierThreads(
  posts: readonly Post[],
  kept: Kept,
): Pick<EarlierCopy, 'key' | 'thread'>[] {
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
 * The first of {@link listEarlierThreads} with labels about the same moves, or about each of those
 * that are read as one.
 *
 * @param joined the moves that are read as one; else empty
 */
export function findEarlierCopy(
  posts: readonly ScoredPost[],
  kept: Kept,
  joined: readonly AuditedMove[],
): EarlierCopy | null {
  const moves = listMoves(posts)
  for (const { key, thread } of listEarlierThreads(posts, kept)) {
    try {
      const file = parseLabels(kept[key] ?? '', 'the labels that were kept')
      const isSame = JSON.stringify(file.design.deals ?? []) === JSON.stringify(moves)
      const labels = isSame ? file.labels : joinedLabels(file.labels, joined, moves[0]?.id ?? '')
      if (labels.length > 0) return { key, thread, labels, isSame }
    } catch {
      // Kept by another version: not offered.
    }
  }
  return null
}

/**
 * Labels of an earlier copy that hold for drawn posts by the same author with the same words: not
 * those of posts that have one, and no skips.
 */
export function labelsOfEarlier(
  { thread, labels: before }: EarlierCopy,
  posts: readonly ScoredPost[],
  { design, labels }: Pick<AuditFile, 'design' | 'labels'>,
): LabelEvent[] {
  const waiting = groupBy(Object.entries(thread.marks), ([, mark]) => mark)
  const postOf = new Map<string, ScoredPost>()
  for (const post of posts) {
    const [key] = waiting.get(markOf(post))?.shift() ?? []
    if (key !== undefined) postOf.set(key, post)
  }
  const open = new Set(design.units.map(unitKeyOf))
  for (const label of labels) open.delete(unitKeyOf(label))
  return before.flatMap((label) => {
    const post = postOf.get(postKeyOfUnit(label))
    if (post === undefined || label.label === null) return []
    const unit = { threadId: post.threadId, postId: post.id, dealId: label.dealId }
    if (!open.has(unitKeyOf(unit))) return []
    const { note = FROM_EARLIER } = label
    return { ...label, ...unit, kind: 'label', note, at: label.at ?? null }
  })
}
