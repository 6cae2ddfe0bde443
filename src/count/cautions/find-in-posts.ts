import type { UnitTaken } from '../../base/thread/capture-ledger.js'
import { givenNameOf } from '../../judge/stance/stance-prediction.js'
import type { BreakdownOptions } from '../breakdown/breakdown.js'
import { type Finding, findingIf, findingOf } from '../breakdown/finding.js'
import type { GroupSums } from '../tally/post-sums.js'

/** Maximum number of notes kept. A source has one or two; more come from many sources. */
const NOTE_LIMIT = 5

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
  readonly unitTaken: UnitTaken | undefined
}

export function findInCounts(
  { counts }: GroupSums,
  { dealCount, handCount, options, model }: CountFacts,
): Finding[] {
  const { postCount, unsureCount, unscoredCount, defaultCount } = counts
  const { foreignCount, foreignScoredCount, sharedCount } = counts
  const byModel = {
    handCount,
    postCount,
    unsureCount,
    unscoredCount,
    isTwoWay: options['twoWay'] === true,
    threshold: Number(options['minProbability'] ?? 0),
    foreignCount,
    foreignScoredCount,
    isByOthers: model !== null && (givenNameOf(model) !== null || /(?:^|\+)llm:/.test(model)),
  }
  return [
    ...findingIf(dealCount === 1 && 2 * sharedCount > postCount, 'tied', {
      by: 'both',
      count: sharedCount,
      ofCount: postCount,
    }),
    ...findingIf(defaultCount > 0, 'tied', {
      by: 'thread',
      count: defaultCount,
      ofCount: postCount,
    }),
    findingOf('not-for-print', { dealCount, byModel }),
  ]
}

export function findInCapture(capture: CaptureTotals | null, { counts }: GroupSums): Finding[] {
  const { postCount, truncatedCount, repeatedCount } = counts
  if (postCount === 0 && capture === null) return []
  const count = capture?.uncapturedCount ?? 0
  const silentCount = capture?.silentThreadCount ?? 0
  const threadCount = capture?.threadCount ?? 0
  const isMissing = capture === null || count + silentCount > 0
  const limits = capture?.depthLimits ?? []
  const notes = [
    ...limits.map((limit) => `the capture is limited: ${limit}`),
    ...(capture?.notes ?? []),
  ]
  return [
    ...findingIf(isMissing, 'replies-missing', { count, silentCount, threadCount }),
    ...findingIf(notes.length > 0, 'capture-notes', {
      notes: notes.slice(0, NOTE_LIMIT),
      moreCount: Math.max(0, notes.length - NOTE_LIMIT),
    }),
    ...findingIf(truncatedCount > 0, 'cut-posts', { count: truncatedCount }),
    ...findingIf(repeatedCount > 0, 'repeated-words', { count: repeatedCount }),
  ]
}
