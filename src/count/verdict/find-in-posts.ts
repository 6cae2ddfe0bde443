import { givenNameOf } from '../../judge/stance/stance-prediction.js'
import type { BreakdownOptions, GroupBreakdown } from '../breakdown/breakdown.js'
import { type Finding, found } from '../breakdown/finding.js'
import type { GroupSums } from '../tally/post-sums.js'

/**
 * Maximum number of notes kept. A source has one or two; more come from many sources or from edited
 * ledgers.
 */
const NOTE_LIMIT = 5

/** Facts about the scoring and counting of a group's posts. */
interface CountFacts {
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

type Counted = Omit<GroupBreakdown, 'verdict' | 'findings'>

export function findInCounts(group: Counted, facts: CountFacts): Finding[] {
  const { postCount, unsureCount, unscoredCount } = group
  if (postCount === 0) return [found('unlabelled', { postCount, unsureCount, unscoredCount })]
  const { twoWay, minProbability } = facts.options
  const isTwoWay = twoWay === true
  const threshold = Number(minProbability ?? 0)
  return [
    ...(facts.defaultCount > 0
      ? [found('tied-by-heading', { count: facts.defaultCount, postCount })]
      : []),
    ...(facts.dealCount > 1 ? [found('several-deals', { count: facts.dealCount })] : []),
    found('not-audited', { handCount: facts.handCount }),
    ...(unsureCount + unscoredCount > 0
      ? [found('unlabelled', { postCount, unsureCount, unscoredCount })]
      : []),
    ...(isTwoWay || threshold > 0 ? [found('scored-with', { isTwoWay, threshold })] : []),
  ]
}

export function findInCapture(
  capture: CaptureTotals | null,
  { counts, originals }: Pick<GroupSums, 'counts' | 'originals'>,
  model: string | null,
): Finding[] {
  const { postCount, truncatedCount, foreignCount, foreignScoredCount, repeatedCount } = counts
  if (postCount === 0 && capture === null) return []
  const isByOthers = model !== null && (givenNameOf(model) !== null || /(?:^|\+)llm:/.test(model))
  const foreign = {
    count: foreignCount,
    scoredCount: foreignScoredCount,
    postCount,
    ...(isByOthers && { isByOthers }),
  }
  return [
    ...(capture === null
      ? [found('total-unknown', { count: 0, threadCount: 0 })]
      : findMissing(capture)),
    ...(truncatedCount > 0 ? [found('cut-posts', { count: truncatedCount })] : []),
    ...(foreignCount > 0 ? [found('other-languages', foreign)] : []),
    ...(repeatedCount > 0
      ? [found('repeated-words', { count: repeatedCount, originalCount: originals.size })]
      : []),
  ]
}

function findMissing({
  uncapturedCount,
  silentThreadCount: count,
  threadCount,
  depthLimits,
  notes,
}: CaptureTotals): Finding[] {
  const allNotes = [...depthLimits.map((limit) => `the capture is limited: ${limit}`), ...notes]
  return [
    ...(uncapturedCount > 0 ? [found('replies-missing', { count: uncapturedCount })] : []),
    ...(count > 0 ? [found('total-unknown', { count, threadCount })] : []),
    ...(allNotes.length > 0
      ? [
          found('capture-notes', {
            notes: allNotes.slice(0, NOTE_LIMIT),
            moreCount: Math.max(0, allNotes.length - NOTE_LIMIT),
          }),
        ]
      : []),
  ]
}
