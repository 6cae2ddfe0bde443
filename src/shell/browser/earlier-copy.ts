import { groupBy } from '../../base/statistics/group-by.js'
import { sha256OfText } from '../../base/text/sha256-text.js'
import { listMoves } from '../../base/thread/deal-record.js'
import type { Post } from '../../base/thread/post.js'
import { postKeyOfUnit, unitKeyOf } from '../../base/thread/unit-key.js'
import type { LabelEvent } from '../../count/audit/audit-event.js'
import type { AuditFile } from '../../count/audit/audit-file.js'
import type { ScoredPost } from '../../judge/stance/stance-prediction.js'
import { type KeptThread, listKeptThreads } from './kept-threads.js'
import type { Kept } from './page-messages.js'
import { parseLabels } from './parse-labels.js'
import { FROM_EARLIER } from './tool-notes.js'

/** A kept thread that a longer copy continues, and its labels. */
export interface EarlierCopy {
  readonly key: string
  readonly thread: KeptThread
  readonly file: AuditFile
}

/** Fewer posts in common may be greetings that many threads have. Choice. */
const LEAST_COMMON_COUNT = 3

const MARK_DIGITS = 16

/** Hash of a post's author and words, 16 hex digits: ids and likes change between copies. */
export const markOf = ({ author, text }: Pick<Post, 'author' | 'text'>): string =>
  sha256OfText(JSON.stringify([author, text]), MARK_DIGITS)

/**
 * The kept thread that shares most posts with these, half of its drawn ones at least; null where
 * none does.
 */
export function findEarlierThread(
  posts: readonly Post[],
  kept: Kept,
): Pick<EarlierCopy, 'key' | 'thread'> | null {
  const threads = listKeptThreads(kept)
  if (threads.length === 0) return null
  const marks = new Set(posts.map(markOf))
  const candidates = threads.map((each) => {
    const drawn = Object.values(each.thread.marks)
    const common = drawn.filter((mark) => marks.has(mark)).length
    return { ...each, common, isCopy: common >= LEAST_COMMON_COUNT && common * 2 >= drawn.length }
  })
  const copies = candidates.filter(({ isCopy }) => isCopy)
  const [best] = copies.sort(
    (one, other) => other.common - one.common || (one.thread.at < other.thread.at ? 1 : -1),
  )
  return best === undefined ? null : { key: best.key, thread: best.thread }
}

/** {@link findEarlierThread} with its labels, where they are about the same moves. */
export function findEarlierCopy(posts: readonly ScoredPost[], kept: Kept): EarlierCopy | null {
  const earlier = findEarlierThread(posts, kept)
  const text = earlier === null ? undefined : kept[earlier.key]
  if (earlier === null || text === undefined) return null
  try {
    const file = parseLabels(text, 'the labels that were kept')
    const isSame = JSON.stringify(file.design.deals ?? []) === JSON.stringify(listMoves(posts))
    return isSame ? { ...earlier, file } : null
  } catch {
    return null
  }
}

/**
 * Labels of an earlier copy that hold for drawn posts by the same author with the same words: not
 * those of posts that have one, and no skips.
 */
export function labelsOfEarlier(
  { thread, file }: EarlierCopy,
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
  return file.labels.flatMap((label) => {
    const post = postOf.get(postKeyOfUnit(label))
    if (post === undefined || label.label === null) return []
    const unit = { threadId: post.threadId, postId: post.id, dealId: label.dealId }
    if (!open.has(unitKeyOf(unit))) return []
    const { note = FROM_EARLIER } = label
    return { ...label, ...unit, kind: 'label', note, at: label.at ?? null }
  })
}
