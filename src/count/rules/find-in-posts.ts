import { sum } from '../../base/statistics/estimate/mean.js'
import type { JsonValue } from '../../base/thread/post.js'
import { givenNameOf } from '../../judge/stance/stance-prediction.js'
import type { BreakdownOptions, GroupBreakdown } from '../breakdown/breakdown.js'
import { type Finding, found, MIN_KNOWN_AUTHOR_COUNT } from '../breakdown/finding.js'
import { countDeep } from '../thread/depth.js'

/** Maximum number of notes kept. A source has one or two; more come from many sources or from edited ledgers. */
const NOTE_LIMIT = 5

/** Facts about the scoring and counting of a group's posts. */
interface CountFacts {
  readonly labelledAuthorCount: number
  readonly dealCount: number
  readonly handCount: number
  readonly defaultCount: number
  readonly options: BreakdownOptions
}

export interface CaptureTotals {
  readonly threadCount: number
  readonly silentThreadCount: number
  readonly uncapturedCount: number
  readonly capturedCount: number
  readonly isReported: boolean
  readonly depthLimits: readonly string[]
  readonly notes: readonly string[]
}

type Counted = Omit<GroupBreakdown, 'cautions' | 'findings'>

export function findInCounts(group: Counted, facts: CountFacts): Finding[] {
  const { postCount, rootCount, authorCount, unknownAuthorCount, unsureCount, unscoredCount, shares, depths } = group
  if (postCount === 0) return [found('no-posts', {})]
  const findings: Finding[] = [facts.handCount === 0 ? found('not-audited', {}) : found('learnt-labels', { count: facts.handCount })]
  const { twoWay, minProbability = 0 } = facts.options
  if (twoWay === true) findings.push(found('two-way', {}))
  const deepCount = countDeep(depths)
  if (2 * deepCount > postCount) findings.push(found('deep-replies', { deepCount, postCount }))
  const thresholds = thresholdsOf(minProbability)
  if (thresholds.some(([, threshold]) => threshold > 0)) findings.push(found('labels-withheld', { thresholds }))
  if (shares === null) findings.push(found('no-label', { postCount }))
  else if (unsureCount + unscoredCount > 0) findings.push(found('unlabelled', { postCount, unsureCount, unscoredCount }))
  if (authorCount < MIN_KNOWN_AUTHOR_COUNT) findings.push(found('few-authors', { count: authorCount }))
  if (unknownAuthorCount > 0) findings.push(found('unknown-authors', { count: unknownAuthorCount }))
  if (facts.labelledAuthorCount === 1) findings.push(found('one-author', {}))
  else if (shares !== null && Object.values(shares).some((share) => share === 0 || share === 1)) findings.push(found('no-width', {}))
  if (rootCount > 0 && rootCount < postCount) findings.push(found('opening-posts', { count: rootCount }))
  if (facts.dealCount > 1) findings.push(found('several-deals', { count: facts.dealCount }))
  if (facts.defaultCount > 0) findings.push(found('tied-by-heading', { count: facts.defaultCount, postCount }))
  return findings
}

/** @param minProbability below it a label was withheld: a number, or one by label */
function thresholdsOf(minProbability: JsonValue): [label: string, threshold: number][] {
  if (typeof minProbability === 'number') return [['', minProbability]]
  return Object.entries(Object(minProbability)).map(([label, threshold]) => [label, Number(threshold)])
}

/** @param repeated number of posts that repeat each text */
export function findInCapture(
  capture: CaptureTotals | null,
  counts: Readonly<Record<'postCount' | 'truncatedCount' | 'foreignCount' | 'foreignScoredCount', number>>,
  model: string | null,
  repeated: readonly { readonly repeatedCount: number }[],
): Finding[] {
  const { postCount, truncatedCount, foreignCount, foreignScoredCount } = counts
  if (postCount === 0 && capture === null) return []
  const isByOthers = model !== null && (givenNameOf(model) !== null || /(?:^|\+)llm:/.test(model))
  const foreign = { count: foreignCount, scoredCount: foreignScoredCount, postCount, ...(isByOthers && { isByOthers }) }
  const repeatedCount = sum(repeated.map((text) => text.repeatedCount))
  return [
    ...(capture === null ? [found('total-unknown', { count: 0, threadCount: 0 })] : findMissing(capture)),
    ...(truncatedCount > 0 ? [found('cut-posts', { count: truncatedCount })] : []),
    ...(foreignCount > 0 ? [found('other-languages', foreign)] : []),
    ...(repeatedCount > 0 ? [found('repeated-words', { count: repeatedCount, originalCount: repeated.length })] : []),
  ]
}

function findMissing({
  uncapturedCount,
  capturedCount,
  silentThreadCount: count,
  threadCount,
  depthLimits,
  notes,
}: CaptureTotals): Finding[] {
  return [
    ...(uncapturedCount > 0
      ? [found('replies-missing', { count: uncapturedCount }, uncapturedCount > capturedCount ? 'sentence' : 'table')]
      : []),
    // If only some sources report totals, the others leave a gap in the number.
    ...(count > 0 ? [found('total-unknown', { count, threadCount }, count < threadCount ? 'footnote' : 'table')] : []),
    ...depthLimits.map((limit) => found('capture-limit', { limit })),
    ...notes.slice(0, NOTE_LIMIT).map((note) => found('capture-note', { note })),
    ...(notes.length > NOTE_LIMIT ? [found('further-notes', { count: notes.length - NOTE_LIMIT })] : []),
  ]
}
