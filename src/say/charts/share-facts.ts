import { isDefaultScheme } from '../../base/scheme/scheme-tag.js'
import type { StanceScheme } from '../../base/scheme/stance-scheme.js'
import { roundOutwards } from '../../base/text/format-count.js'
import { SEEN } from '../facts/label-meanings.js'
import type { ReportGroup } from '../facts/report-group.js'
import {
  type Estimate,
  estimateOf,
  labelledCountOf,
  roundParts,
  shareWords,
} from '../facts/share-words.js'

/** Up to this number, each post is a mark; more, and estimates, are a bar with its interval. */
const MAX_MARKS = 100

/**
 * The rows of a picture of a group's shares, one for each label. Null for a group without shares.
 */
export function rowsOf(
  { group, audit }: Pick<ReportGroup, 'group' | 'audit'>,
  scheme: StanceScheme,
  isUnbounded: boolean,
) {
  const count = audit === null ? labelledCountOf(group) : group.postCount
  const words = shareWords(count)
  const estimates = scheme.labels.flatMap((label) => {
    const estimate = estimateOf({ group, audit }, label)
    return estimate === null ? [] : [{ label, estimate }]
  })
  if (estimates.length === 0) return null
  const shares = estimates.map(({ estimate }) => estimate.share)
  const markCounts = roundParts(shares, count)
  const parts = words.parts(shares)
  const isOwn = !isDefaultScheme(scheme)
  const rows = estimates.map(({ label, estimate: fullEstimate }, index) => {
    // As in the sentence: a bracket would read as the margin of the whole thread.
    const estimate = isUnbounded ? { ...fullEstimate, interval: null } : fullEstimate
    const markCount = markCounts[index] as number
    const readCount = Math.min(markCount, audit?.labelCounts[label] ?? 0)
    const names = {
      label,
      name: label === scheme.neutral && !isOwn ? 'took no side' : label,
      seen: isOwn ? undefined : SEEN[label],
    }
    const value = amountIn(estimate, parts[index] ?? '', { count, words })
    return {
      ...names,
      estimate,
      value,
      markCount,
      readCount: audit?.isCensus ? markCount : readCount,
    }
  })
  // A mark is a post: a range has none.
  const isRanged = rows.some(({ estimate }) => estimate.interval !== null)
  return { rows, count, isPercent: words.isPercent, isMarked: count <= MAX_MARKS && !isRanged }
}

/** True if both ends of a share's interval are printed. */
export const hasRange = ({ share, interval }: Pick<Estimate, 'share' | 'interval'>): boolean =>
  interval !== null && share > 0 && share < 1

/** "41% (34% to 49%)", "15 of 41", "at most 2%": none of a sample is not none of all. */
function amountIn(
  { share, interval }: Estimate,
  part: string,
  { count, words }: { readonly count: number; readonly words: ReturnType<typeof shareWords> },
): string {
  const of = words.isPercent ? '' : ` of ${count}`
  if (interval === null) return `${part}${of}`
  if (hasRange({ share, interval })) return `${part}${of} (${words.range(interval)})`
  const { low, high } = roundOutwards(interval, words.isPercent ? 100 : count)
  return `${share === 0 ? `at most ${high}` : `at least ${low}`}${words.isPercent ? '%' : of}`
}

/** The rows of a picture, and how it counts. */
export type ShareRows = NonNullable<ReturnType<typeof rowsOf>>
