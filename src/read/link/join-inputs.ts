import { addTo } from '../../base/statistics/group-by.js'
import { isContentId } from '../../base/thread/content-id.js'
import type { Post } from '../../base/thread/post.js'
import { buildThreads, type Thread } from '../../base/thread/thread.js'
import { postKeyOf } from '../../base/thread/unit-key.js'
import type { IngestResult, PlacedPost, Skip } from '../record/ingest-result.js'
import { isHeaderPiece } from '../record/parse-post.js'
import { settleOverlaps } from './find-overlapping-inputs.js'
import { linkRecords, NO_LINE, type OnBadRecord } from './link-records.js'
import { mergeCaptures } from './merge-platform-captures.js'
import { Namesakes } from './same-name-threads.js'

/** The post, under the settled name of a thread that had none. */
function settledPost({ post, isUnnamed }: PlacedPost, settled: string | undefined): Post {
  const threadId = isUnnamed === true ? (settled ?? post.threadId) : post.threadId
  return threadId === post.threadId ? post : { ...post, threadId }
}

/**
 * Ties posts of several inputs as if they stood in one. Parents are searched in all; equal names
 * are one thread. See `mergeCaptures`, `settleOverlaps` and `linkRecords`.
 *
 * @returns `repeatedCount`: posts of an earlier input, left out; `apart`: new names of threads that
 *   only begin like another
 */
export function joinInputs(
  inputResults: readonly IngestResult[],
  {
    names,
    threadIds,
    onBadRecord,
  }: Readonly<Record<'names' | 'threadIds', readonly string[]>> & {
    readonly onBadRecord: OnBadRecord
  },
) {
  const [only, ...others] = inputResults
  if (only !== undefined && others.length === 0)
    return {
      ...inRecordOrder(only),
      skips: [],
      isJoined: false,
      repeatedCount: 0,
      apart: [] as string[],
    }
  const { results, apart } = nameApart(inputResults)
  const joined = mergeCaptures(results)
  const settled = settleOverlaps(results, threadIds)
  const { placed, headersOf, keys } = placeRecords(joined, names, settled)
  const skips: Skip[] = []
  const again = new Set<string>()
  const threads = buildThreads(
    linkRecords([...placed.values()].flat(), onBadRecord, skips, {
      onRepeat: ({ input, post }) => again.add(`${input} ${postKeyOf(post)}`),
    }),
    headersOf,
  )
  const toldNames = new Set(
    results.flatMap((result, index) =>
      result.summary.skips.map((skip) => keyOf(skip, names[index])),
    ),
  )
  const inputOf = ({ message }: Skip): string | undefined =>
    names.find((name) => message.startsWith(`${name}: `))
  const fresh = skips.filter((skip) => !toldNames.has(keyOf(skip, inputOf(skip))))
  const missingCount = results.reduce((total, { summary }) => total + summary.missingParentCount, 0)
  const stillMissing = threads.reduce(
    (total, { posts }) =>
      total + posts.filter(({ meta }) => meta.missingParent !== undefined).length,
    0,
  )
  const isJoined =
    again.size > 0 ||
    joined.some((result, index) => result !== results[index]) ||
    fresh.length > 0 ||
    stillMissing < missingCount
  const countOf = (inputs: readonly IngestResult[]): number =>
    inputs.reduce((total, { posts }) => total + posts.length, 0)
  return {
    threads,
    posts: inOrderOf(keys, threads),
    skips: fresh,
    isJoined,
    repeatedCount: countOf(results) - countOf(joined) + again.size,
    apart,
  }
}

function addHeaders(headers: IngestResult['headers'], headersOf: Map<string, string[]>): void {
  for (const [threadId, pieces] of headers)
    for (const piece of pieces) addTo(headersOf, threadId, piece)
}

/** Posts and titles of all inputs by thread. */
function placeRecords(
  joined: readonly IngestResult[],
  names: readonly string[],
  settled: readonly (string | undefined)[],
) {
  const placed = new Map<string, PlacedPost[]>()
  const headersOf = new Map<string, string[]>()
  const keys = new Set<string>()
  const knownColumns = new Set<string>()
  for (const [index, { records, posts, headers, summary, ownColumns }] of joined.entries()) {
    const input = names[index] ?? summary.source
    if (records === undefined) addHeaders(headers, headersOf)
    for (const record of records ?? posts.map((post) => ({ post, lineNumber: NO_LINE }))) {
      const post = withoutKnownEmpty(settledPost(record, settled[index]), knownColumns)
      const { threadId } = post
      const group = placed.get(threadId) ?? []
      placed.set(threadId, group)
      if (records !== undefined && isHeaderPiece(record)) addTo(headersOf, threadId, post.text)
      else group.push({ ...record, input, post })
      keys.add(postKeyOf(post))
    }
    for (const name of ownColumns ?? []) knownColumns.add(name)
  }
  return { placed, headersOf, keys }
}

/** Omits empty cells of columns that an earlier input has: they name no new column. */
function withoutKnownEmpty(post: Post, knownColumns: ReadonlySet<string>): Post {
  const empty = Object.keys(post.meta).filter(
    (name) => post.meta[name] === null && knownColumns.has(name),
  )
  if (empty.length === 0) return post
  const meta = { ...post.meta }
  for (const name of empty) delete meta[name]
  return { ...post, meta }
}

function nameApart(inputResults: readonly IngestResult[]): {
  readonly results: readonly IngestResult[]
  readonly apart: readonly string[]
} {
  const threads = new Namesakes()
  for (const [index, { posts }] of inputResults.entries())
    for (const post of posts) if (isContentId(post.threadId)) threads.add(index, post)
  const names = threads.names()
  const results = inputResults.map((result, index) => {
    const newNames = names.get(index)
    if (newNames === undefined) return result
    const nameOf = (threadId: string): string => newNames.get(threadId) ?? threadId
    const rename = (post: Post): Post => ({ ...post, threadId: nameOf(post.threadId) })
    const { posts, headers, records } = result
    return {
      ...result,
      posts: posts.map(rename),
      headers: new Map([...headers].map(([threadId, pieces]) => [nameOf(threadId), pieces])),
      ...(records && {
        records: records.map((record) => ({ ...record, post: rename(record.post) })),
      }),
    }
  })
  return {
    results,
    apart: [...new Set([...names.values()].flatMap((newNames) => [...newNames.values()]))],
  }
}

function inOrderOf(keys: Iterable<string>, threads: readonly Thread[]): Post[] {
  const placeOf = new Map([...keys].map((key, place) => [key, place]))
  const posts = threads.flatMap((thread) => thread.posts)
  const placed = posts.map((post) => ({
    post,
    place: placeOf.get(postKeyOf(post)) ?? placeOf.size,
  }))
  return placed.sort((one, other) => one.place - other.place).map(({ post }) => post)
}

/**
 * Threads and posts of one input. A header piece or skipped record may be a thread's first. Posts
 * of records stand in the order of the records.
 */
function inRecordOrder({ posts, headers, records }: IngestResult) {
  if (records === undefined) {
    const threads = buildThreads(posts, headers)
    return { threads, posts: threads.flatMap((thread) => thread.posts) }
  }
  const order = new Map<string, number>()
  for (const { post } of records)
    if (!order.has(post.threadId)) order.set(post.threadId, order.size)
  const threads = buildThreads(posts, headers).sort(
    (one, other) => (order.get(one.id) ?? 0) - (order.get(other.id) ?? 0),
  )
  return { threads, posts }
}

const keyOf = ({ lineNumber, code }: Skip, name = ''): string => `${name}\n${lineNumber}\n${code}`
