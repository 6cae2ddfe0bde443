import { PipelineError } from '../errors.js'
import type { StanceScheme } from '../scheme/stance-scheme.js'
import type { ScoredPost } from '../stance/stance-prediction.js'
import { nodeKindOf } from '../thread/node-kind.js'
import type { JsonValue } from '../thread/post.js'
import { type AuditInput, applyAudit } from './apply-audit.js'
import {
  type AggregateOptions,
  BREAKDOWN_SCHEMA,
  type Breakdown,
  type BreakdownOptions,
  type CountedPosts,
  type DealBreakdown,
} from './breakdown.js'
import type { BreakdownCapture } from './breakdown-capture.js'
import { buildGroup } from './build-group.js'
import { withoutDuplicates } from './group-duplicates.js'
import { groupByDeal, judgeOverall } from './judged-post.js'
import { listCaptureCautions } from './list-capture-cautions.js'
import { boundGroup, type CaptureRecord, readCapture, summariseCapture } from './summarise-capture.js'

/** What a breakdown says of a deal. */
export interface DealInfo {
  readonly mover: string
  readonly move: string
}

/** What to count scored posts with: their scheme and deals, how to count, and an audit where there is one. */
export interface AggregateInput {
  readonly scheme: StanceScheme
  /** By deal id; a deal that is missing here gets mover and move null. */
  readonly deals?: ReadonlyMap<string, DealInfo>
  /** Each absent one takes its default. */
  readonly options?: Partial<AggregateOptions>
  /** Labels of a sample of exactly these posts; the shares are then estimated from both. */
  readonly audit?: AuditInput
  /** Recorded in the breakdown beside the options, such as those of the classification; they change nothing. */
  readonly callerOptions?: { readonly [key: string]: JsonValue }
}

/** 2,000 resamples keep the bounds of a 95 % interval within about a point of a much longer run. */
export const DEFAULT_AGGREGATE_OPTIONS: AggregateOptions = Object.freeze({
  count: 'posts',
  confidenceLevel: 0.95,
  resampleCount: 2000,
  seed: 1,
  phraseCount: 5,
})

/**
 * Breaks scored posts down by deal and overall. A post about two deals counts in both, with its stance on each, and
 * once overall, with its top-level label. Nodes that are no contributions (deleted posts, adverts, retweets) are not counted: the
 * capture ledger has their numbers. An author is one cluster wherever the same name stands; a post without an
 * author is a cluster of its own. The result depends neither on the order of posts nor on any id.
 *
 * @param posts of one model and of `scheme`; each id once in its thread
 * @returns shares in [0, 1], null where nothing can be shared out; keys in a fixed order
 * @throws {PipelineError} `SCORED_INVALID` for a post that stands twice, posts of two models, or a label outside the scheme
 * @throws {PipelineError} `USAGE_OPTION_INVALID` for an option out of its range
 * @throws {PipelineError} `AUDIT_MISMATCH` or `AUDIT_LABEL_UNKNOWN` for an audit of other posts or another scheme
 */
export function aggregate(
  posts: readonly ScoredPost[],
  { scheme, deals = new Map(), options = {}, callerOptions = {}, audit }: AggregateInput,
): Breakdown {
  const settings = checkOptions({ ...DEFAULT_AGGREGATE_OPTIONS, ...options }, callerOptions)
  checkPosts(posts, scheme)
  const eligible = eligiblePosts(posts, settings.count)
  const isOnce = settings.countDuplicates === 'once'
  const counted = isOnce ? withoutDuplicates(eligible) : eligible
  const capture = readCapture(posts)
  const cautionsOf = (group: readonly ScoredPost[]): string[] =>
    listCaptureCautions({ posts: group, isDuplicateCountedOnce: isOnce, capture })
  const eligibleOf = groupByDeal(eligible)
  const dealBreakdowns = [...groupByDeal(counted)].map(([dealId, judged]): DealBreakdown => {
    const deal = deals.get(dealId)
    const cautions = cautionsOf((eligibleOf.get(dealId) ?? []).map(({ post }) => post))
    const group = buildGroup(judged, { scheme, options: settings, dealCount: 1, cautions })
    return { dealId, mover: deal?.mover ?? null, move: deal?.move ?? null, ...group }
  })
  dealBreakdowns.sort((one, other) => other.postCount - one.postCount || (one.dealId < other.dealId ? -1 : 1))
  const breakdown: Breakdown = {
    schema: BREAKDOWN_SCHEMA,
    model: posts[0]?.model ?? null,
    options: settings,
    deals: dealBreakdowns,
    overall: buildGroup(judgeOverall(counted), {
      scheme,
      options: settings,
      dealCount: dealBreakdowns.length,
      cautions: cautionsOf(eligible),
    }),
    unlinkedPostCount: counted.filter((post) => post.stances.length === 0).length,
    audit: null,
    capture: null,
  }
  const countedPosts = new Set(counted)
  const audited =
    audit === undefined ? breakdown : applyAudit(breakdown, posts, { ...audit, scheme, isCounted: (post) => countedPosts.has(post) })
  return capture === null ? audited : { ...audited, capture: captureOf(audited, capture, eligible) }
}

/** What capture leaves open of each deal, then of all posts. */
function captureOf({ deals, overall, audit }: Breakdown, record: CaptureRecord, posts: readonly ScoredPost[]): BreakdownCapture {
  const threadIdsOf = new Map<string, Set<string>>(deals.map(({ dealId }) => [dealId, new Set()]))
  for (const post of posts) for (const dealId of post.deals) threadIdsOf.get(dealId)?.add(post.threadId)
  const groups = deals.map((group) => {
    const auditedShares = audit?.deals.find(({ dealId }) => dealId === group.dealId)?.shares ?? null
    return boundGroup(record, { dealId: group.dealId, threadIds: threadIdsOf.get(group.dealId) ?? [], group, auditedShares })
  })
  // A thread of which no post is left to count is missing all the more.
  const all = boundGroup(record, {
    dealId: null,
    threadIds: record.threadIds,
    group: overall,
    auditedShares: audit?.overall?.shares ?? null,
  })
  return summariseCapture(record, [...groups, all])
}

/** The contributions that count, duplicates among them. */
export function eligiblePosts(posts: readonly ScoredPost[], count: CountedPosts): readonly ScoredPost[] {
  const contributions = posts.filter(({ meta }) => nodeKindOf(meta) === null)
  return count === 'replies' ? withoutAnsweredRoots(contributions) : contributions
}

/** Leaves out the roots that a post of their thread answers; a root without replies stays. */
function withoutAnsweredRoots(posts: readonly ScoredPost[]): ScoredPost[] {
  const answered = new Set(posts.flatMap(({ threadId, parentId }) => (parentId === null ? [] : [keyOf(threadId, parentId)])))
  return posts.filter(({ threadId, id, meta }) => meta.role !== 'root' || !answered.has(keyOf(threadId, id)))
}

const keyOf = (threadId: string, id: string): string => JSON.stringify([threadId, id])

function checkPosts(posts: readonly ScoredPost[], scheme: StanceScheme): void {
  const seen = new Set<string>()
  const model = posts[0]?.model
  for (const post of posts) {
    const fail = (message: string): never => {
      throw new PipelineError('SCORED_INVALID', message, { context: { threadId: post.threadId, postId: post.id } })
    }
    const key = keyOf(post.threadId, post.id)
    if (seen.has(key)) fail(`expected every post once, got post "${post.id}" of thread "${post.threadId}" twice. Leave one of them out.`)
    seen.add(key)
    if (post.model !== model) {
      fail(
        `expected posts of one model, got "${model}" and "${post.model}" (post "${post.id}"). Break them down apart, or score all with one model.`,
      )
    }
    for (const { label } of [post, ...post.stances]) {
      if (label !== null && !scheme.labels.includes(label)) {
        fail(
          `expected a label among ${scheme.labels.join(', ')}, got "${label}" (post "${post.id}"). Pass the scheme that it was scored with.`,
        )
      }
    }
  }
}

function checkOptions(
  { countDuplicates, ...options }: AggregateOptions,
  callerOptions: { readonly [key: string]: JsonValue },
): BreakdownOptions {
  const fail = (name: keyof AggregateOptions, expected: string): never => {
    const got = JSON.stringify(name === 'countDuplicates' ? countDuplicates : options[name])
    throw new PipelineError('USAGE_OPTION_INVALID', `expected ${name} to be ${expected}, got ${got}.`, {
      context: { name },
    })
  }
  const { count, confidenceLevel, resampleCount, seed, phraseCount } = options
  if (count !== 'posts' && count !== 'replies') fail('count', 'posts or replies')
  if (!(confidenceLevel > 0 && confidenceLevel < 1)) fail('confidenceLevel', 'a number between 0 and 1, such as 0.95')
  if (!Number.isInteger(resampleCount) || resampleCount < 1) fail('resampleCount', 'an integer of at least 1')
  if (!Number.isSafeInteger(seed) || seed < 0) fail('seed', 'an integer of at least 0')
  if (!Number.isInteger(phraseCount) || phraseCount < 0) fail('phraseCount', 'an integer of at least 0')
  if (countDuplicates !== undefined && countDuplicates !== 'all' && countDuplicates !== 'once') fail('countDuplicates', 'all or once')
  return Object.freeze({ ...callerOptions, ...options, ...(countDuplicates === 'once' && { countDuplicates }) })
}
