import type { Post } from '../../base/thread/post.js'
import { buildThreads, type Thread } from '../../base/thread/thread.js'
import { LINE_SOURCES } from '../json/line-source.js'
import type { IngestResult, PlacedPost, Skip } from '../record/ingest-result.js'
import { joinCaptures } from './join-captures.js'
import type { OnBadRecord } from './link-parents.js'
import { settleThreads, UnnamedPosts } from './settle-threads.js'
import { ThreadAssembler } from './thread-assembler.js'

/** How inputs that were read one by one are joined. All lists have one entry for each input. */
export interface JoinInputsOptions {
  /** Names of the inputs, for messages. */
  readonly names: readonly string[]
  /** The thread that each input's records got that name none. */
  readonly threadIds: readonly string[]
  readonly onBadRecord: OnBadRecord
}

/** The threads of all inputs. */
export interface JoinedInputs {
  /** In the order of their first record over all inputs. */
  readonly threads: readonly Thread[]
  /** Records that were left out because of another input. */
  readonly skips: readonly Skip[]
  /** Whether a post of one input was tied to, or taken for, one of another input. */
  readonly isJoined: boolean
}

/**
 * Ties the posts of several inputs to each other, as if they stood in one: parents are looked for in all inputs, threads of one name are
 * one thread. See `joinCaptures`, `settleThreads` and `ThreadAssembler`.
 */
export function joinInputs(results: readonly IngestResult[], { names, threadIds, onBadRecord }: JoinInputsOptions): JoinedInputs {
  const [only, ...others] = results
  if (only !== undefined && others.length === 0) return { threads: inRecordOrder(only), skips: [], isJoined: false }
  const joined = joinCaptures(results)
  const settled = settleThreads(results.map(unnamedOf), threadIds)
  const assembler = new ThreadAssembler(onBadRecord)
  const source = LINE_SOURCES.get('jsonl')
  for (const [index, { records, posts, headers, summary }] of joined.entries()) {
    const input = names[index] ?? summary.source
    if (records === undefined || source === undefined) assembler.addPosts(summary.source, input, posts, headers)
    else {
      for (const record of records) {
        const place = { ...record, input, post: inThread(record, settled[index]) }
        assembler.add(place.post.threadId, source, place)
      }
    }
  }
  const { threads, skips } = assembler.assemble()
  const told = new Set(results.flatMap((result, index) => result.summary.skips.map((skip) => keyOf(skip, names[index]))))
  const fresh = skips.filter(
    (skip) =>
      !told.has(
        keyOf(
          skip,
          names.find((name) => skip.message.startsWith(`${name}: `)),
        ),
      ),
  )
  const missingCount = results.reduce((total, { summary }) => total + summary.missingParentCount, 0)
  const stillMissing = threads.reduce((total, { posts }) => total + posts.filter(({ meta }) => meta.missingParent !== undefined).length, 0)
  const isJoined = joined.some((result, index) => result !== results[index]) || fresh.length > 0 || stillMissing < missingCount
  return { threads, skips: fresh, isJoined }
}

/** The threads of one input: a header piece or a skipped record may be the first record of one. */
function inRecordOrder({ posts, headers, records = [] }: IngestResult): Thread[] {
  const order = new Map<string, number>()
  for (const { post } of records) if (!order.has(post.threadId)) order.set(post.threadId, order.size)
  return buildThreads(posts, headers).sort((one, other) => (order.get(one.id) ?? 0) - (order.get(other.id) ?? 0))
}

function unnamedOf({ records = [] }: IngestResult): UnnamedPosts {
  const unnamed = new UnnamedPosts()
  for (const record of records) unnamed.add(record)
  return unnamed
}

function inThread({ post, isUnnamed }: PlacedPost, threadId = post.threadId): Post {
  return isUnnamed !== true || post.threadId === threadId ? post : { ...post, threadId }
}

const keyOf = ({ lineNumber, code }: Skip, name = ''): string => `${name}\n${lineNumber}\n${code}`
