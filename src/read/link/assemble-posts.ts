import { addTo } from '../../base/statistics/group-by.js'
import { type CaptureCount, type CaptureLedger, emptyLedger } from '../../base/thread/capture-ledger.js'
import type { NodeKind, Post, PostFacts, PostMeta } from '../../base/thread/post.js'
import { firstOfCycles } from '../../base/thread/walk-thread.js'
import { summarise } from '../record/ingest-counter.js'
import type { IngestResult, Skip } from '../record/ingest-result.js'
import { parseLeadingMentions } from '../record/parse-leading-mentions.js'
import { isBotName } from '../record/sentinels.js'

/** What a source says beside its posts. */
export interface AssembleOptions {
  readonly source: string
  readonly facts?: ReadonlyMap<string, ThreadFacts>
  readonly skips?: readonly Skip[]
  readonly notes?: readonly string[]
  readonly headers?: ReadonlyMap<string, readonly string[]>
}

interface Node {
  readonly found: FoundPost
  parentId: string | null
  threadId: string | null
  missingParent: string | undefined
}

/**
 * Ties found posts to threads, whatever their order: one pass gathers them by id, the next links them. Linear time, no recursion.
 *
 * - One id twice: the later edit stays, else the longer text (see `mergeFound`); the other is counted as a duplicate, unless one
 *   was only inferred (`meta.inferred`).
 * - A parent that is not in the post's thread becomes `meta.missingParent`, `parentId` null.
 * - A cycle of parents is cut at its earliest post, which becomes a root; a note says so.
 * - The thread is the given one, else that of the post answered (or of an answer), else the id of the root reached; posts whose root is
 *   missing get its id, so that answers to one missing post stay together.
 *
 * Posts of a thread stand together, in the order given, threads in the order of their first post. The first post of each carries the
 * thread's capture ledger.
 */
export function assemblePosts(found: Iterable<FoundPost>, options: AssembleOptions): IngestResult {
  const skips: Skip[] = [...(options.skips ?? [])]
  const notes: string[] = [...(options.notes ?? [])]
  const { postById, duplicateCounts } = gather(found)
  const nodes = new Map<string, Node>()
  for (const post of postById.values()) {
    const missing = post.parentId !== null && !postById.has(post.parentId)
    nodes.set(post.id, {
      found: post,
      parentId: missing ? null : post.parentId,
      threadId: post.threadId,
      missingParent: missing ? (post.parentId ?? undefined) : post.parentId === null ? post.meta.missingParent : undefined,
    })
  }
  const parentIn = ({ parentId }: Node): Node | undefined => (parentId === null ? undefined : nodes.get(parentId))
  cutCycles([...nodes.values()], parentIn, notes)
  settleThreads(nodes, parentIn)
  const groups = new Map<string, Post[]>()
  const duplicatesByThread = new Map<string, number>()
  for (const node of nodes.values()) {
    const threadId = node.threadId ?? node.found.id
    const parent = parentIn(node)
    if (parent !== undefined && parent.threadId !== threadId) {
      node.missingParent = parent.found.id
      node.parentId = null
    }
    addTo(groups, threadId, toPost(node, threadId))
    const duplicates = duplicateCounts.get(node.found.id)
    if (duplicates !== undefined) duplicatesByThread.set(threadId, (duplicatesByThread.get(threadId) ?? 0) + duplicates)
  }
  const posts = keepLedgers(groups, { source: options.source, facts: options.facts ?? new Map(), duplicatesByThread })
  const headers = options.headers ?? new Map<string, readonly string[]>()
  skips.sort((left, right) => left.lineNumber - right.lineNumber)
  const { source } = options
  return { posts, headers, summary: summarise(posts, headers, { source, reason: `read as ${source}`, skips, ambiguities: [], notes }) }
}

function gather(found: Iterable<FoundPost>) {
  const postById = new Map<string, FoundPost>()
  const duplicateCounts = new Map<string, number>()
  for (const post of found) {
    const first = postById.get(post.id)
    if (first === undefined) postById.set(post.id, post)
    else {
      postById.set(post.id, mergeFound(first, post))
      if (first.meta['inferred'] !== true && post.meta['inferred'] !== true)
        duplicateCounts.set(post.id, (duplicateCounts.get(post.id) ?? 0) + 1)
    }
  }
  return { postById, duplicateCounts }
}

function cutCycles(nodes: readonly Node[], parentOf: (node: Node) => Node | undefined, notes: string[]): void {
  const cuts = firstOfCycles(nodes, parentOf)
  if (cuts.length === 0) return
  for (const node of cuts) node.parentId = null
  const what = cuts.length === 1 ? 'a cycle of parents' : `${cuts.length} cycles of parents`
  notes.push(`${what} cut at the earliest post (${cuts.length === 1 ? '' : 'first: '}"${cuts[0]?.found.id}"), which counts as a root`)
}

function settleThreads(nodes: ReadonlyMap<string, Node>, parentOf: (node: Node) => Node | undefined): void {
  // Up first: what is answered by a post of a known thread is in that thread.
  for (const start of nodes.values()) {
    if (start.found.threadId === null) continue
    for (let node = parentOf(start); node !== undefined && node.threadId === null; node = parentOf(node)) node.threadId = start.threadId
  }
  for (const start of nodes.values()) {
    const path: Node[] = []
    let node: Node | undefined = start
    let top = start
    while (node !== undefined && node.threadId === null) {
      path.push(node)
      top = node
      node = parentOf(node)
    }
    const threadId = node?.threadId ?? top.missingParent ?? top.found.id
    for (const each of path) each.threadId = threadId
  }
}

function toPost({ found, parentId, missingParent }: Node, threadId: string): Post {
  const { missingParent: _, addressees: given, ...facts } = found.meta
  const addressees = given ?? parseLeadingMentions(found.text).handles
  const meta: PostMeta = {
    // Of a node without text nobody knows what it answers: only the thread's own id is its root.
    role: parentId === null && missingParent === undefined && (!isPlaceholder(found) || found.id === threadId) ? 'root' : 'reply',
    ...(addressees.length > 0 && { addressees }),
    ...(missingParent !== undefined && { missingParent }),
    ...(isBotName(found.author) && { node: 'bot' as const }),
    ...facts,
  }
  return { id: found.id, threadId, parentId, author: found.author, createdAt: found.createdAt, text: found.text, meta }
}

/** Whether a record only says that there is, or was, such a post. */
const isPlaceholder = ({ meta, text }: FoundPost): boolean =>
  text === '' && (meta.node === 'not-found' || meta.node === 'blocked' || meta.node === 'deleted')

/** How much a record says of a post: nothing for a placeholder, unless it says that its author took the post back. */
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
  // ISO 8601 in UTC sorts as text; a post never edited sorts first.
  if (edited !== firstEdited) return edited > firstEdited
  return next.text.length > first.text.length
}

/** One post of two records of it. A deletion wins over a text: who took a post back does not come back through an older capture. */
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

/** A post as its source gives it, before it is tied to its thread. Ids are strings, whatever the source writes. */
export interface FoundPost {
  /** Unique in the whole input, not only in its thread. */
  readonly id: string
  /** Null when the source names none: the thread is then that of the root reached. */
  readonly threadId: string | null
  readonly parentId: string | null
  readonly author: string | null
  readonly createdAt: string | null
  readonly text: string
  readonly meta: PostFacts
}

/** What a source says of a thread as a whole, for its capture ledger. */
export interface ThreadFacts {
  readonly reportedCount?: number
  readonly depthLimit?: string
  readonly notOpenedCount?: number
  readonly advertCount?: number
  readonly duplicateCount?: number
  readonly notes?: readonly string[]
}

/** Gathers what a source says of its threads while its posts are read. */
export class ThreadFactsBook {
  readonly byThread = new Map<string, ThreadFacts>()

  /** A later and higher count wins: threads grow while they are captured. */
  report(threadId: string, count: number | null): void {
    if (count !== null) this.#change(threadId, ({ reportedCount = 0 }) => ({ reportedCount: Math.max(reportedCount, count) }))
  }

  leaveUnopened(threadId: string, count: number): void {
    this.#change(threadId, ({ notOpenedCount = 0 }) => ({ notOpenedCount: notOpenedCount + count }))
  }

  limitDepth(threadId: string, depthLimit: string): void {
    this.#change(threadId, () => ({ depthLimit }))
  }

  note(threadId: string, words: string): void {
    this.#change(threadId, ({ notes = [] }) => ({ notes: notes.includes(words) ? notes : [...notes, words] }))
  }

  #change(threadId: string, change: (facts: ThreadFacts) => ThreadFacts): void {
    const facts = this.byThread.get(threadId) ?? {}
    this.byThread.set(threadId, { ...facts, ...change(facts) })
  }
}

interface LedgerContext {
  readonly source: string
  readonly facts: ReadonlyMap<string, ThreadFacts>
  readonly duplicatesByThread: ReadonlyMap<string, number>
}

const COUNT_OF_NODE: Readonly<Record<NodeKind, CaptureCount>> = {
  deleted: 'deletedCount',
  blocked: 'blockedCount',
  'not-found': 'notFoundCount',
  advert: 'advertCount',
  retweet: 'retweetCount',
  bot: 'botCount',
}

/** Lists the posts of all threads, a thread's capture ledger on its first post. */
export function keepLedgers(threads: ReadonlyMap<string, readonly Post[]>, context: LedgerContext): Post[] {
  const all: Post[] = []
  for (const [threadId, posts] of threads) {
    const capture = ledgerOf(threadId, posts, context)
    for (const [index, post] of posts.entries()) all.push(index === 0 ? { ...post, meta: { ...post.meta, capture } } : post)
  }
  return all
}

function ledgerOf(threadId: string, posts: readonly Post[], { source, facts: factsOf, duplicatesByThread }: LedgerContext): CaptureLedger {
  const facts = factsOf.get(threadId) ?? {}
  const ledger: { -readonly [Key in keyof CaptureLedger]: CaptureLedger[Key] } = emptyLedger(source)
  const childCounts = new Map<string, number>()
  for (const { parentId, meta } of posts) {
    const { node } = meta
    if (node !== undefined && Object.hasOwn(COUNT_OF_NODE, node)) ledger[COUNT_OF_NODE[node]] += 1
    if (meta.truncated === true) ledger.truncatedCount += 1
    if (meta.missingParent !== undefined) ledger.missingParentCount += 1
    if (isOtherLanguage(meta.language)) ledger.otherLanguageCount += 1
    if (meta.role === 'root' || node === 'advert' || node === 'retweet') continue
    ledger.capturedCount += 1
    if (parentId !== null) childCounts.set(parentId, (childCounts.get(parentId) ?? 0) + 1)
  }
  ledger.reportedCount = facts.reportedCount ?? reportedByPosts(posts, childCounts, ledger.capturedCount)
  ledger.notOpenedCount = facts.notOpenedCount ?? 0
  ledger.advertCount += facts.advertCount ?? 0
  ledger.duplicateCount = (facts.duplicateCount ?? 0) + (duplicatesByThread.get(threadId) ?? 0)
  ledger.depthLimit = facts.depthLimit ?? null
  ledger.notes = [...(facts.notes ?? [])]
  return ledger
}

/** Captured replies plus what each post's own count of replies lies above its captured ones; null when no post has a count. */
function reportedByPosts(posts: readonly Post[], childCounts: ReadonlyMap<string, number>, capturedCount: number): number | null {
  let isReported = false
  let beyond = 0
  for (const { id, meta } of posts) {
    const replyCount = meta.engagement?.replies
    // A retweet or an advert counts the replies of another discussion.
    if (replyCount === undefined || meta.node === 'retweet' || meta.node === 'advert') continue
    isReported = true
    beyond += Math.max(0, replyCount - (childCounts.get(id) ?? 0))
  }
  return isReported ? capturedCount + beyond : null
}

/** Codes that name no language: undetermined, none, several, uncoded, and those that X keeps for tags, links and media. */
const NO_LANGUAGE = /^(?:und|zxx|mul|mis|art|q[a-t][a-z])$/

/** Whether a source says that a post is in a language other than English. */
function isOtherLanguage(language: string | undefined): boolean {
  const primary = language?.split(/[-_]/)[0]?.toLowerCase() ?? ''
  return primary !== '' && primary !== 'en' && !NO_LANGUAGE.test(primary)
}
