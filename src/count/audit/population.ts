import { PipelineError } from '../../base/errors.js'
import { sum } from '../../base/statistics/estimate/mean.js'
import { smallestOf } from '../../base/statistics/extremes.js'
import { countEach, groupBy } from '../../base/statistics/group-by.js'
import { formatNumber } from '../../base/text/format-count.js'
import { sha256OfText } from '../../base/text/sha256-text.js'
import type { Post } from '../../base/thread/post.js'
import { hashWords, type UnitId, unitKeyOf } from '../../base/thread/unit-key.js'
import { isCounted } from '../../judge/post-flags.js'
import type { Judgement, ScoredPost } from '../../judge/stance/stance-prediction.js'
import type { AuditDesign, AuditUnit } from './audit.js'

export interface PopulationUnit extends UnitId {
  readonly key: string
  readonly judgement: Judgement
  readonly post: ScoredPost
}

export const groupByUnit = <Value extends UnitId>(values: readonly Value[]): Map<string, Value[]> =>
  groupBy(values, unitKeyOf)

/** Sorts behind every value. */
const LAST = '\uffff'

/** Values by key, in the order of the keys; those without one last. */
export const partsOf = <Value>(
  values: readonly Value[],
  keyOf: (value: Value) => string | null,
): [string | null, Value[]][] =>
  [...groupBy(values, keyOf)].sort(([one], [other]) => ((one ?? LAST) < (other ?? LAST) ? -1 : 1))

/**
 * Lists the units that an audit may draw, in the order of their keys: each counted post once for
 * each of its deals. A post on no deal has one unit: deal null and its top-level judgement.
 *
 * @throws {PipelineError} `SCORED_INVALID` for a post that stands twice, and for one thread under
 *   two ids
 */
export function listUnits(posts: readonly ScoredPost[]): PopulationUnit[] {
  const units: PopulationUnit[] = []
  for (const post of posts) {
    const { threadId, id: postId, stances } = post
    for (const judgement of stances.length === 0 ? [post] : stances) {
      const dealId = 'dealId' in judgement ? judgement.dealId : null
      const key = unitKeyOf({ threadId, postId, dealId })
      units.push({ threadId, postId, dealId, key, judgement, post })
    }
  }
  units.sort((one, other) => (one.key < other.key ? -1 : 1))
  for (const [at, { key, threadId, postId, post }] of units.entries()) {
    const before = units[at - 1]
    const isSamePost = before?.postId === postId && before.threadId === threadId
    if (!isSamePost || (before.post === post && before.key !== key)) continue
    throw repeatedPost(threadId, postId)
  }
  checkThreadsOnce(posts)
  return units.filter(({ post }) => isCounted(post))
}

export function repeatedPost(threadId: string, postId: string): PipelineError {
  const message = `expected every post once, got post "${postId}" of thread "${threadId}" twice. Leave one of them out.`
  return new PipelineError('SCORED_INVALID', message, { context: { threadId, postId } })
}

export function countUnits(posts: readonly ScoredPost[]): Map<string | null, number> {
  return countEach(posts.flatMap((post) => (isCounted(post) ? judgedDealsOf(post) : [])))
}

/** The deals that a post is judged for; null for one tied to none. */
export const judgedDealsOf = ({ stances }: ScoredPost): readonly (string | null)[] =>
  stances.length === 0 ? [null] : stances.map(({ dealId }) => dealId)

export const unitCountOf = (posts: readonly ScoredPost[]): number =>
  sum([...countUnits(posts).values()])

/** Threads that share more of the smaller one's posts are one. Choice: bots post as few twice. */
const MAX_COMMON_SHARE = 0.05

/** Refuses one thread under two ids: posts of the same author, words and time. */
function checkThreadsOnce(posts: readonly Post[]): void {
  const first = new Map<string, Post>()
  const pairs: string[] = []
  for (const post of posts) {
    if (post.author === null || post.createdAt === null) continue
    const key = `${post.createdAt}\n${post.author}`
    const other = first.get(key)
    if (other === undefined) first.set(key, post)
    else if (other.threadId !== post.threadId && other.text === post.text)
      pairs.push(JSON.stringify([other.threadId, post.threadId].sort()))
  }
  if (pairs.length === 0) return
  const sizes = countEach(posts.map(({ threadId }) => threadId))
  for (const [pair, count] of countEach(pairs)) {
    const threadIds = JSON.parse(pair) as [string, string]
    const smallest = smallestOf(threadIds.map((threadId) => sizes.get(threadId) ?? 0))
    if (count < 2 || count <= MAX_COMMON_SHARE * smallest) continue
    const [one, other] = threadIds
    const message = `expected every post once, got ${formatNumber(count)} posts of thread "${one}" again in thread "${other}", by the same authors, with the same words and times. One thread was captured twice: leave one of the two out.`
    throw new PipelineError('SCORED_INVALID', message, { context: { threadIds, count } })
  }
}

/** Hex digits of the seed: 52 bits, so that every seed is a whole number that JSON holds. */
const SEED_DIGITS = 13

export const hashUnits = (units: readonly AuditUnit[]): string =>
  sha256OfText(units.map((unit) => `${unitKeyOf(unit)} ${unit.textHash}\n`).join(''))

export const nameUnit = ({ threadId, postId, dealId, post }: PopulationUnit): AuditUnit => ({
  threadId,
  postId,
  dealId,
  textHash: hashWords(post.text),
})

export interface SortedPopulation {
  readonly posts: readonly ScoredPost[]
  readonly units: readonly PopulationUnit[]
  /** SHA-256 of the ids and words of each unit, whatever the model. Computed on first use. */
  readonly sha256: string
}

export function sortPopulation(posts: readonly ScoredPost[]): SortedPopulation {
  const units = listUnits(posts)
  let sha256: string | null = null
  return {
    posts,
    units,
    get sha256() {
      return (sha256 ??= hashUnits(units.map(nameUnit)))
    },
  }
}

/**
 * The default seed of a sample. It depends on the words of the posts alone.
 *
 * @param round number of the sample: a later one has another seed
 */
export function seedOfPosts(units: readonly Pick<AuditUnit, 'textHash'>[], round = 1): number {
  const hashes = [...new Set(units.map(({ textHash }) => textHash))].sort()
  const words = round === 1 ? hashes : [...hashes, `round ${round}`]
  return Number.parseInt(sha256OfText(words.join('\n'), SEED_DIGITS), 16)
}

export const isSeedChosen = (
  { seed, round }: AuditDesign,
  units: readonly PopulationUnit[],
): boolean => seed !== seedOfPosts(units.map(nameUnit), round)
