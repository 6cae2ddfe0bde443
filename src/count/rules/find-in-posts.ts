import type { JsonValue } from '../../base/thread/post.js'
import type { GroupBreakdown } from '../breakdown/breakdown.js'
import { type Finding, MIN_KNOWN_AUTHOR_COUNT } from '../breakdown/finding.js'
import { countDeep } from '../thread/depth.js'
import { found } from './levels.js'

/** Maximum number of notes kept. A source has one or two; more come from many sources or from edited ledgers. */
const NOTE_LIMIT = 5

/** How the posts of a group were scored and counted. */
export interface CountFacts {
  readonly labelledAuthorCount: number
  readonly dealCount: number
  readonly handCount: number
  readonly isTwoWay: boolean
  readonly isContextOn: boolean
  /** Below it a label was withheld: a number, or one by label. */
  readonly minProbability: JsonValue
  readonly defaultCount: number
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

/** Facts about the capture of a group's posts, before duplicates are removed. */
export interface CaptureFacts {
  readonly capture: CaptureTotals | null
  readonly truncatedCount: number
  readonly foreignCount: number
  readonly foreignScoredCount: number
  readonly repeatedCount: number
  readonly originalCount: number
}

type Counted = Omit<GroupBreakdown, 'cautions' | 'findings'>

export function findInCounts(group: Counted, facts: CountFacts): Finding[] {
  const { postCount, rootCount, authorCount, unknownAuthorCount, unsureCount, unscoredCount, shares, depths } = group
  if (postCount === 0) return [found('no-posts', {})]
  const findings: Finding[] = [facts.handCount === 0 ? found('not-audited', {}) : found('learnt-labels', { count: facts.handCount })]
  if (facts.isTwoWay) findings.push(found('two-way', {}))
  if (facts.isContextOn) findings.push(found('context-on', {}))
  const deepCount = countDeep(depths)
  if (2 * deepCount > postCount) findings.push(found('deep-replies', { deepCount, postCount, isContextOn: facts.isContextOn }))
  const thresholds = thresholdsOf(facts.minProbability)
  if (thresholds.some(([, threshold]) => threshold > 0)) findings.push(found('labels-withheld', { thresholds }))
  if (shares === null) findings.push(found('no-label', { postCount }))
  else if (unsureCount + unscoredCount > 0) findings.push(found('unlabelled', { postCount, unsureCount, unscoredCount }))
  if (authorCount < MIN_KNOWN_AUTHOR_COUNT) findings.push(found('few-authors', { count: authorCount }))
  if (unknownAuthorCount > 0) findings.push(found('unknown-authors', { count: unknownAuthorCount }))
  if (facts.labelledAuthorCount === 1) findings.push(found('one-author', {}))
  else if (shares !== null && Object.values(shares).some((share) => share === 0 || share === 1)) findings.push(found('no-width', {}))
  if (rootCount > 0) findings.push(found('opening-posts', { count: rootCount }))
  if (facts.dealCount > 1) findings.push(found('several-deals', { count: facts.dealCount }))
  if (facts.defaultCount > 0) findings.push(found('tied-by-heading', { count: facts.defaultCount, postCount }))
  return findings
}

function thresholdsOf(minProbability: JsonValue): [label: string, threshold: number][] {
  if (typeof minProbability === 'number') return [['', minProbability]]
  return Object.entries(Object(minProbability)).map(([label, threshold]) => [label, Number(threshold)])
}

export function findInCapture(facts: CaptureFacts, postCount: number): Finding[] {
  const { capture, truncatedCount, foreignCount, foreignScoredCount, repeatedCount, originalCount } = facts
  return [
    ...(capture === null ? [found('total-unknown', { count: 0, threadCount: 0 })] : findMissing(capture)),
    ...(truncatedCount > 0 ? [found('cut-posts', { count: truncatedCount })] : []),
    ...(foreignCount > 0 ? [found('other-languages', { count: foreignCount, scoredCount: foreignScoredCount, postCount })] : []),
    ...(repeatedCount > 0 ? [found('repeated-words', { count: repeatedCount, originalCount })] : []),
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
    // Where some sources tell, those that do not are a gap within the number.
    ...(count > 0 ? [found('total-unknown', { count, threadCount }, count < threadCount ? 'footnote' : 'table')] : []),
    ...depthLimits.map((limit) => found('capture-limit', { limit })),
    ...notes.slice(0, NOTE_LIMIT).map((note) => found('capture-note', { note })),
    ...(notes.length > NOTE_LIMIT ? [found('further-notes', { count: notes.length - NOTE_LIMIT })] : []),
  ]
}
