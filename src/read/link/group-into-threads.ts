import { addTo, countEach } from '../../base/statistics/group-by.js'
import {
  type CaptureCount,
  type CaptureLedger,
  emptyLedger,
} from '../../base/thread/capture-ledger.js'
import type { NodeKind, Post, PostFacts, PostMeta } from '../../base/thread/post.js'
import { isBotName } from '../record/deleted-or-bot.js'
import { type IngestCounter, summarise } from '../record/ingest-counter.js'
import type { IngestResult, RepliesCounted, Skip } from '../record/ingest-result.js'
import { parseLeadingMentions } from '../record/parse-leading-mentions.js'
import { type Linked, tieByKeys } from './tie-by-keys.js'

interface AssembleOptions {
  readonly source: string
  readonly facts?: ReadonlyMap<string, ThreadFacts>
  /** Reach of the counts of replies that posts carry. Default: direct replies. */
  readonly repliesCounted?: RepliesCounted | undefined
  readonly skips?: readonly Skip[]
  readonly counter?: IngestCounter
  readonly headers?: ReadonlyMap<string, readonly string[]>
}

/**
 * Ties found posts to threads, in any order. Linear time, no recursion.
 *
 * - Repeated id: the later edit stays, else the longer text (see `mergeFound`). The other counts as
 *   a duplicate, unless inferred.
 * - A parent outside of the post's thread becomes `meta.missingParent`, with `parentId` null.
 * - A post without a parent answers the post whose id its thread has.
 * - A cycle of parents is cut at its earliest post, which becomes a root; a note says so.
 * - Thread: the given one, else that of the parent or a reply, else the id of the root reached.
 * - Posts with a missing root get its id, so replies to one missing post stay together.
 *
 * Posts stand together by thread, in the given order; threads in order of their first post. That
 * post carries the thread's capture ledger.
 */
export function groupIntoThreads(
  foundPosts: Iterable<FoundPost>,
  options: AssembleOptions,
): IngestResult {
  const {
    source,
    repliesCounted,
    facts = new Map<string, ThreadFacts>(),
    headers = new Map<string, readonly string[]>(),
  } = options
  const duplicates: string[] = []
  const linked = tieByKeys(foundPosts, {
    keyOf: ({ id }) => id,
    parentKeyOf: (post) => post.parentId ?? (mayAnswerRoot(post) ? post.threadId : null),
    take: (next, first) => {
      if (first === undefined) return next
      if (first.meta['inferred'] !== true && next.meta['inferred'] !== true)
        duplicates.push(next.id)
      return mergeFound(first, next)
    },
  })
  const threadOf = nameThreads(linked)
  const groups = new Map<string, Post[]>()
  for (const post of linked.nodes.values()) {
    const threadId = threadOf.get(post.id) ?? post.id
    const parent = linked.parentOf(post)
    const isTied = parent !== undefined && threadOf.get(parent.id) === threadId
    addTo(
      groups,
      threadId,
      isTied
        ? toPost(post, threadId, parent.id, undefined)
        : toPost(post, threadId, null, missingOf(post, linked)),
    )
  }
  const duplicatesByThread = countEach(duplicates.map((id) => threadOf.get(id) ?? id))
  const posts = [...groups].flatMap(([threadId, threadPosts]) => {
    const { duplicateCount = 0, ...threadFacts } = facts.get(threadId) ?? {}
    const all = {
      ...threadFacts,
      ...(repliesCounted && { repliesCounted }),
      duplicateCount: duplicateCount + (duplicatesByThread.get(threadId) ?? 0),
    }
    const capture = ledgerOf(threadPosts, source, all)
    return threadPosts.map((post, index) =>
      index === 0 ? { ...post, meta: { ...post.meta, capture } } : post,
    )
  })
  const skips = (options.skips ?? []).toSorted((left, right) => left.lineNumber - right.lineNumber)
  const sourceFacts = {
    source,
    reason: `read as ${source}`,
    skips,
    notes: noteCuts([...linked.cuts]),
  }
  return { posts, headers, summary: summarise(posts, headers, sourceFacts, options.counter) }
}

function noteCuts([first, ...others]: readonly FoundPost[]): string[] {
  if (first === undefined) return []
  const isOne = others.length === 0
  const what = isOne ? 'a cycle of parents' : `${others.length + 1} cycles of parents`
  return [
    `${what} cut at the earliest post (${isOne ? '' : 'first: '}"${first.id}"), which counts as a root`,
  ]
}

/** True if nothing says that the post answers another one than the first of its thread. */
const mayAnswerRoot = (post: FoundPost): boolean => {
  const { missingParent, isParentInferred, node } = post.meta
  return (
    post.id !== post.threadId &&
    (missingParent ?? isParentInferred) === undefined &&
    node !== 'retweet' &&
    !isPlaceholder(post)
  )
}

const missingOf = (post: FoundPost, { cuts }: Linked<FoundPost>): string | undefined =>
  cuts.has(post) ? undefined : (post.parentId ?? post.meta.missingParent)

function nameThreads(linked: Linked<FoundPost>): Map<string, string> {
  const { nodes, parentOf } = linked
  const threadOf = new Map<string, string>()
  for (const { id, threadId } of nodes.values()) if (threadId !== null) threadOf.set(id, threadId)
  // Goes upwards first: the parent of a reply is in the same thread.
  for (const start of nodes.values()) {
    if (start.threadId === null) continue
    for (
      let node = parentOf(start);
      node !== undefined && !threadOf.has(node.id);
      node = parentOf(node)
    )
      threadOf.set(node.id, start.threadId)
  }
  for (const start of nodes.values()) {
    const path: FoundPost[] = []
    let node: FoundPost | undefined = start
    for (; node !== undefined && !threadOf.has(node.id); node = parentOf(node)) path.push(node)
    const top = path.at(-1) ?? start
    const threadId = (node && threadOf.get(node.id)) ?? missingOf(top, linked) ?? top.id
    for (const { id } of path) threadOf.set(id, threadId)
  }
  return threadOf
}

function toPost(
  foundPost: FoundPost,
  threadId: string,
  parentId: string | null,
  missingParent: string | undefined,
): Post {
  const { missingParent: _, addressees: recordAddressees, ...facts } = foundPost.meta
  const addressees = recordAddressees ?? parseLeadingMentions(foundPost.text).handles
  const meta: PostMeta = {
    // A node without text has an unknown parent, so only the thread's own id is a root.
    role:
      parentId === null &&
      missingParent === undefined &&
      (!isPlaceholder(foundPost) || foundPost.id === threadId)
        ? 'root'
        : 'reply',
    ...(addressees.length > 0 && { addressees }),
    ...(missingParent !== undefined && { missingParent }),
    ...(isBotName(foundPost.author) && { node: 'bot' as const }),
    ...facts,
  }
  const { id, author, createdAt, text } = foundPost
  return { id, threadId, parentId, author, createdAt, text, meta }
}

const isPlaceholder = ({ meta, text }: FoundPost): boolean =>
  text === '' && (meta.node === 'not-found' || meta.node === 'blocked' || meta.node === 'deleted')

/** Information in a record: 0 for a placeholder, unless its author deleted it. */
function weightOf(post: FoundPost): number {
  if (post.meta.node === 'deleted') return 3
  if (isPlaceholder(post)) return 0
  return post.text === '' ? 1 : 2
}

function isBetter(next: FoundPost, first: FoundPost): boolean {
  const difference = weightOf(next) - weightOf(first)
  if (difference !== 0) return difference > 0
  const edited = next.meta.editedAt ?? ''
  const firstEdited = first.meta.editedAt ?? ''
  // ISO 8601 in UTC sorts as text; unedited posts come first.
  if (edited !== firstEdited) return edited > firstEdited
  return next.text.length > first.text.length
}

/**
 * Merges two records of one post. A deletion wins: an older capture does not restore a withdrawn
 * text.
 */
function mergeFound(first: FoundPost, next: FoundPost): FoundPost {
  const [winner, loser] = isBetter(next, first) ? [next, first] : [first, next]
  const isGone = winner.meta.node === 'deleted'
  return {
    ...winner,
    threadId: winner.threadId ?? loser.threadId,
    parentId: winner.parentId ?? loser.parentId,
    author: winner.author ?? (isGone ? null : loser.author),
    createdAt: winner.createdAt ?? loser.createdAt,
  }
}

export interface FoundPost {
  /** Unique in the whole input. */
  readonly id: string
  /** Null if the source names none: the root's thread is used. */
  readonly threadId: string | null
  readonly parentId: string | null
  readonly author: string | null
  readonly createdAt: string | null
  readonly text: string
  readonly meta: PostFacts
}

/** Facts about a whole thread, for its capture ledger. */
export interface ThreadFacts {
  readonly reportedCount?: number
  readonly repliesCounted?: RepliesCounted
  readonly depthLimit?: string
  readonly notOpenedCount?: number
  readonly advertCount?: number
  /** Replies that the page shows only as deleted or hidden. */
  readonly goneCount?: number
  readonly duplicateCount?: number
  readonly notes?: readonly string[]
}

export class ThreadFactsBook {
  readonly byThread = new Map<string, ThreadFacts>()

  /**
   * Adds up unopened replies, and keeps the highest count: threads grow while they are captured.
   * Without a thread nothing is added.
   */
  add(threadId: string | null, more: ThreadFacts): void {
    if (threadId === null) return
    const facts = this.byThread.get(threadId) ?? {}
    const reportedCount = Math.max(facts.reportedCount ?? -1, more.reportedCount ?? -1)
    this.byThread.set(threadId, {
      ...facts,
      ...more,
      ...(reportedCount >= 0 && { reportedCount }),
      notOpenedCount: (facts.notOpenedCount ?? 0) + (more.notOpenedCount ?? 0),
      notes: [...new Set([...(facts.notes ?? []), ...(more.notes ?? [])])],
    })
  }
}

const COUNT_OF_NODE: Readonly<Partial<Record<NodeKind, CaptureCount>>> = {
  deleted: 'deletedCount',
  blocked: 'blockedCount',
  'not-found': 'notFoundCount',
  advert: 'advertCount',
  retweet: 'retweetCount',
  bot: 'botCount',
}

type OpenLedger = { -readonly [Key in keyof CaptureLedger]: CaptureLedger[Key] }

function countMarks(ledger: OpenLedger, meta: PostMeta): void {
  const count = meta.node && COUNT_OF_NODE[meta.node]
  if (count !== undefined) ledger[count] += 1
  if (meta.truncated === true) ledger.truncatedCount += 1
  if (meta.missingParent !== undefined) ledger.missingParentCount += 1
  if (isOtherLanguage(meta.language)) ledger.otherLanguageCount += 1
}

export function ledgerOf(
  posts: readonly Post[],
  source: string,
  facts: ThreadFacts,
): CaptureLedger {
  const ledger: OpenLedger = emptyLedger(source)
  const coverOf = coverFinder(posts, facts.repliesCounted === 'all depths')
  const coveredCounts = new Map<string, number>()
  for (const { parentId, meta } of posts) {
    countMarks(ledger, meta)
    if (meta.role === 'root' || meta.node === 'advert' || meta.node === 'retweet') continue
    ledger.capturedCount += 1
    const cover = coverOf(parentId)
    if (cover !== undefined) coveredCounts.set(cover, (coveredCounts.get(cover) ?? 0) + 1)
  }
  const { goneCount = 0 } = facts
  const beyond = countBeyond(posts, coveredCounts, coverOf)
  ledger.capturedCount += goneCount
  ledger.notFoundCount += goneCount
  ledger.reportedCount =
    facts.reportedCount ??
    (beyond === null ? null : ledger.capturedCount + Math.max(0, beyond - goneCount))
  ledger.notOpenedCount = facts.notOpenedCount ?? 0
  ledger.advertCount += facts.advertCount ?? 0
  ledger.duplicateCount = facts.duplicateCount ?? 0
  ledger.depthLimit = facts.depthLimit ?? null
  ledger.notes = [...(facts.notes ?? [])]
  return ledger
}

/**
 * Count of replies that a post carries. Retweets and adverts count replies of other discussions.
 */
const replyCountOf = ({ meta }: Post): number | undefined =>
  meta.node === 'retweet' || meta.node === 'advert' ? undefined : meta.engagement?.replies

/**
 * Finds the post whose count covers the replies to a post: that post, or the topmost above it with
 * a count. Linear time.
 */
function coverFinder(
  posts: readonly Post[],
  countsDepths: boolean,
): (id: string | null) => string | undefined {
  if (!countsDepths) return (id) => id ?? undefined
  const byId = new Map(posts.map((post) => [post.id, post]))
  const root = posts.find((post) => post.meta.role === 'root' && replyCountOf(post) !== undefined)
  const covers = new Map<string, string | undefined>()
  return (id) => {
    // The count of the root covers answers to missing posts too.
    if (id === null) return root?.id
    const path: Post[] = []
    for (
      let post = byId.get(id);
      post !== undefined && !covers.has(post.id);
      post = byId.get(post.parentId ?? '')
    ) {
      path.push(post)
      covers.set(post.id, undefined)
    }
    for (const post of path.reverse())
      covers.set(
        post.id,
        covers.get(post.parentId ?? '') ?? (replyCountOf(post) === undefined ? undefined : post.id),
      )
    return covers.get(id)
  }
}

/** Sum of printed reply counts beyond captured replies; null if no post has a count. */
function countBeyond(
  posts: readonly Post[],
  counts: ReadonlyMap<string, number>,
  coverOf: ReturnType<typeof coverFinder>,
) {
  let beyond: number | null = null
  for (const post of posts) {
    const replyCount = replyCountOf(post)
    if (replyCount === undefined || coverOf(post.id) !== post.id) continue
    beyond = (beyond ?? 0) + Math.max(0, replyCount - (counts.get(post.id) ?? 0))
  }
  return beyond
}

/**
 * Codes without a language: undetermined, several, uncoded, and X's own for tags, links and media.
 */
const NO_LANGUAGE = /^(?:und|zxx|mul|mis|art|q[a-t][a-z])$/

function isOtherLanguage(language: string | undefined): boolean {
  const primary = language?.split(/[-_]/)[0]?.toLowerCase() ?? ''
  return primary !== '' && primary !== 'en' && !NO_LANGUAGE.test(primary)
}
