import { givenNameOf } from '../../judge/stance/stance-prediction.js'
import type { BreakdownOptions } from '../breakdown/breakdown.js'
import { type Finding, findingOf } from '../breakdown/finding.js'
import type { GroupSums } from '../tally/post-sums.js'

/**
 * Maximum number of notes kept. A source has one or two; more come from many sources or from edited
 * ledgers.
 */
const NOTE_LIMIT = 5

/** Facts about the scoring of a group's posts. */
interface CountFacts {
  readonly dealCount: number
  readonly handCount: number
  readonly options: BreakdownOptions
  readonly model: string | null
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

/** Findings in the counts of a group: the ties of its posts, and reasons against print. */
export function findInCounts(
  { counts }: Pick<GroupSums, 'counts'>,
  { dealCount, handCount, options, model }: CountFacts,
): Finding[] {
  const { postCount, unsureCount, unscoredCount, defaultCount } = counts
  const isByOthers = model !== null && (givenNameOf(model) !== null || /(?:^|\+)llm:/.test(model))
  const byModel = {
    handCount,
    postCount,
    unsureCount,
    unscoredCount,
    isTwoWay: options['twoWay'] === true,
    threshold: Number(options['minProbability'] ?? 0),
    foreignCount: counts.foreignCount,
    foreignScoredCount: counts.foreignScoredCount,
    isByOthers,
  }
  return [
    ...(defaultCount > 0
      ? [findingOf('tied', { by: 'thread', count: defaultCount, ofCount: postCount })]
      : []),
    findingOf('not-for-print', { dealCount, byModel }),
  ]
}

/** Findings in the capture of a group: posts missing, cut or repeated. */
export function findInCapture(
  capture: CaptureTotals | null,
  { counts, originals }: Pick<GroupSums, 'counts' | 'originals'>,
): Finding[] {
  const { postCount, truncatedCount, repeatedCount } = counts
  if (postCount === 0 && capture === null) return []
  return [
    ...(capture === null
      ? [findingOf('replies-missing', { count: 0, silentCount: 0, threadCount: 0 })]
      : findMissing(capture)),
    ...(truncatedCount > 0 ? [findingOf('cut-posts', { count: truncatedCount })] : []),
    ...(repeatedCount > 0
      ? [findingOf('repeated-words', { count: repeatedCount, originalCount: originals.size })]
      : []),
  ]
}

function findMissing({
  uncapturedCount: count,
  silentThreadCount: silentCount,
  threadCount,
  depthLimits,
  notes,
}: CaptureTotals): Finding[] {
  const allNotes = [...depthLimits.map((limit) => `the capture is limited: ${limit}`), ...notes]
  return [
    ...(count + silentCount > 0
      ? [findingOf('replies-missing', { count, silentCount, threadCount })]
      : []),
    ...(allNotes.length > 0
      ? [
          findingOf('capture-notes', {
            notes: allNotes.slice(0, NOTE_LIMIT),
            moreCount: Math.max(0, allNotes.length - NOTE_LIMIT),
          }),
        ]
      : []),
  ]
}
