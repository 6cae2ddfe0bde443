import { addTo } from '../../base/statistics/group-by.js'
import type { Post, PostMeta } from '../../base/thread/post.js'
import { summarise } from '../record/ingest-counter.js'
import type { IngestResult, Skip } from '../record/ingest-result.js'
import { parseLeadingMentions } from '../record/parse-leading-mentions.js'
import { isBotName } from '../record/sentinels.js'
import type { FoundPost, ThreadFacts } from './found-post.js'
import { keepLedgers } from './keep-ledgers.js'
import { findCycles } from './link-parents.js'

/** What a source says beside its posts. */
export interface AssembleOptions {
  /** Where the posts are from, for the ledgers. */
  readonly source: string
  /** What the source says of whole threads, by thread id. */
  readonly facts?: ReadonlyMap<string, ThreadFacts>
  /** Records that the source left out itself. */
  readonly skips?: readonly Skip[]
  readonly notes?: readonly string[]
  readonly headers?: ReadonlyMap<string, readonly string[]>
}

/** A found post on its way into a thread. */
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
  cutCycles(nodes, parentIn, notes)
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

/** Clears the parent of the earliest post of each cycle. */
function cutCycles(nodes: ReadonlyMap<string, Node>, parentOf: (node: Node) => Node | undefined, notes: string[]): void {
  const cycles = findCycles(nodes.values(), parentOf)
  if (cycles.length === 0) return
  const order = new Map([...nodes.values()].map((node, index) => [node, index]))
  const placeOf = (node: Node): number => order.get(node) ?? 0
  const cuts = cycles.map((cycle) => cycle.reduce((earliest, node) => (placeOf(node) < placeOf(earliest) ? node : earliest)))
  for (const node of cuts) node.parentId = null
  const what = cycles.length === 1 ? 'a cycle of parents' : `${cycles.length} cycles of parents`
  notes.push(`${what} cut at the earliest post (${cycles.length === 1 ? '' : 'first: '}"${cuts[0]?.found.id}"), which counts as a root`)
}

/** Gives every node its thread. Each is walked over at most twice. */
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

/**
 * One post of two records of it: the later edit stays, else the longer text, else the first. A text wins over a placeholder, but a
 * deletion over a text: who took a post back does not come back through an older capture. What the winner does not know of its place
 * (parent, thread, author, time) is taken from the other.
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
