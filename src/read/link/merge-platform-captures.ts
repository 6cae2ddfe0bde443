import { addTo, countEach } from '../../base/statistics/group-by.js'
import { parseLedger } from '../../base/thread/capture-ledger.js'
import { isContentId } from '../../base/thread/content-id.js'
import type { NodeKind, Post } from '../../base/thread/post.js'
import type { IngestResult } from '../record/ingest-result.js'
import { type FoundPost, groupIntoThreads, type ThreadFacts } from './group-into-threads.js'

/**
 * Platforms whose ids are unique. Forms of X share them, so captures by several of them belong
 * together.
 */
const FAMILIES: ReadonlySet<string> = new Set(
  'x,bluesky,mastodon,reddit,hacker-news,youtube,zeeschuimer,discord,telegram,discourse,disqus'.split(
    ',',
  ),
)

/**
 * Joins captures of one platform from several inputs, such as a status and its context. Searches
 * parents in all, merges repeated posts, and gives each thread one ledger.
 *
 * @returns the results in their order: the first of a family holds all its posts, its others are
 *   empty, and the rest is unchanged
 */
export function mergeCaptures(results: readonly IngestResult[]): readonly IngestResult[] {
  const joined = [...results]
  for (const members of familiesIn(results).values()) {
    const [first] = members
    if (first === undefined || members.length < 2) continue
    const parts = members.flatMap((index) => results[index] ?? [])
    const source = [...new Set(parts.map(({ summary }) => summary.source))].join(' + ')
    const all = parts.flatMap(({ posts }) => posts)
    const threadOf = threadFinder(all)
    // Where a source counts each post's replies, the joined posts' counts are summed anew.
    const { repliesCounted } = parts.find((part) => part.repliesCounted !== undefined) ?? {}
    const facts = factsOf(all, threadOf, repliesCounted !== undefined)
    const { posts } = groupIntoThreads(findAgain(all, threadOf), { source, facts, repliesCounted })
    for (const index of members) {
      const result = results[index]
      if (result) joined[index] = { ...result, posts: index === first ? posts : [] }
    }
  }
  return joined
}

/** Inputs that may share posts, by index: one family of sources, or a thread with a content id. */
function familiesIn(results: readonly IngestResult[]): ReadonlyMap<string, readonly number[]> {
  const members = new Map<string, number[]>()
  for (const [index, { summary, posts, records }] of results.entries()) {
    const threadId = posts[0]?.threadId ?? ''
    const worded = records === undefined && isContentId(threadId) ? threadId : undefined
    const source = summary.source.replace(/^x-(?:api|web|v1)$/, 'x')
    const known = FAMILIES.has(source) ? source : worded
    const family = source === 'html' ? siteOf(posts) : known
    if (family !== undefined && posts.length > 0) addTo(members, family, index)
  }
  return members
}

/** Site of pages in HTML, whose ids count from one on every site. */
function siteOf(posts: readonly Post[]): string {
  const urls = posts.flatMap(({ meta: { url } }) => url ?? [])
  const [url = ''] = urls
  return `html ${posts[0]?.meta['platform']} ${URL.canParse(url) ? new URL(url).hostname.replace(/^www\./, '') : ''}`
}

function findAgain(posts: readonly Post[], threadOf: (threadId: string) => string): FoundPost[] {
  const rootOf = new Map<string, string>()
  const ids = new Set(posts.map(({ id }) => id))
  for (const { id, threadId, meta } of posts)
    if (meta.role === 'root' && !rootOf.has(threadId) && !ids.has(threadId))
      rootOf.set(threadId, id)
  return posts.map(({ meta, threadId, parentId, ...post }) => {
    const { role: _, capture: __, missingParent, ...facts } = meta
    const root = missingParent === threadId ? rootOf.get(threadId) : undefined
    const guess = root === undefined ? {} : { isParentInferred: true as const }
    return {
      ...post,
      threadId: threadOf(threadId),
      parentId: parentId ?? root ?? missingParent ?? null,
      meta: { ...facts, ...guess },
    }
  })
}

/** Finds the thread that a thread's root belongs to in another capture. */
function threadFinder(posts: readonly Post[]): (threadId: string) => string {
  const threadOfPost = new Map<string, string>()
  for (const { id, threadId } of posts)
    if (!threadOfPost.has(id) || threadOfPost.get(id) === id) threadOfPost.set(id, threadId)
  const settled = new Map<string, string>()
  return (threadId) => {
    const path = new Set<string>()
    let current = threadId
    for (
      ;
      !path.has(current) && !settled.has(current);
      current = threadOfPost.get(current) ?? current
    )
      path.add(current)
    const family = settled.get(current) ?? current
    for (const each of path) settled.set(each, family)
    return family
  }
}

/** Facts of the ledgers of captures. These may repeat the same gone replies and unopened links. */
function factsOf(
  posts: readonly Post[],
  threadOf: (threadId: string) => string,
  isCountedByPost: boolean,
): Map<string, ThreadFacts> {
  const shown = countEach(posts.map(({ threadId, meta }) => `${meta.node} ${threadId}`))
  const facts = new Map<string, ThreadFacts>()
  for (const { threadId, meta } of posts) {
    if (meta.capture?.capturedCount === undefined) continue
    const {
      reportedCount,
      depthLimit,
      notOpenedCount,
      notFoundCount,
      advertCount,
      duplicateCount,
      notes,
    } = parseLedger(meta.capture)
    const before = facts.get(threadOf(threadId)) ?? {}
    const reported = isCountedByPost ? null : (reportedCount ?? before.reportedCount ?? null)
    const limit = before.depthLimit ?? depthLimit
    // Posts that are visible are counted again.
    const unseen = (node: NodeKind, count: number): number =>
      count - (shown.get(`${node} ${threadId}`) ?? 0)
    facts.set(threadOf(threadId), {
      ...(reported !== null && { reportedCount: Math.max(reported, before.reportedCount ?? 0) }),
      ...(limit !== null && { depthLimit: limit }),
      notOpenedCount: Math.max(before.notOpenedCount ?? 0, notOpenedCount),
      goneCount: Math.max(before.goneCount ?? 0, unseen('not-found', notFoundCount)),
      advertCount: Math.max(before.advertCount ?? 0, unseen('advert', advertCount)),
      duplicateCount: (before.duplicateCount ?? 0) + duplicateCount,
      notes: [...new Set([...(before.notes ?? []), ...notes])],
    })
  }
  return facts
}
