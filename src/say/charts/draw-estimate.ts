import { formatPercent, formatPercentRange } from '../../base/text/format-count.js'
import { CLUSTER_BOOTSTRAP, type ShareInterval } from '../../count/breakdown/breakdown.js'
import type { LabelLook } from '../facts/label-look.js'
import type { ReportGroup } from '../facts/report-group.js'
import { renderMarker } from '../svg/marks.js'
import { element } from '../svg/svg-element.js'

type Range = Pick<ShareInterval, 'low' | 'high'>

/** A share as charts draw it: audited, or else counted by the model. Shares in [0, 1]. */
export interface Estimate {
  readonly share: number
  /** Null where there is none, or one of no width. */
  readonly interval: ShareInterval | null
  /** What the model counted, where the share is audited; else null. */
  readonly counted: number | null
}

/** The share of a label in a group; null for a group without shares. */
export function estimateOf({ group, audit }: ReportGroup, label: string): Estimate | null {
  if (group.shares === null) return null
  const find = (isWanted: (interval: ShareInterval) => boolean): ShareInterval | null => {
    const found = group.intervals.find((interval) => interval.label === label && isWanted(interval))
    return found !== undefined && found.low < found.high ? found : null
  }
  const counted = group.shares[label] ?? 0
  if (!audit?.shares) return { share: counted, interval: find(({ method }) => method === CLUSTER_BOOTSTRAP), counted: null }
  const interval = find(({ isHeadline, estimand }) => isHeadline === true && estimand === 'captured')
  return { share: audit.shares[label] ?? 0, interval, counted }
}

/** "36% (28% to 45%)" */
export const formatEstimate = ({ share, interval }: { share: number; interval: Range | null }): string =>
  `${formatPercent(share)}${interval === null ? '' : ` (${formatPercentRange(interval)})`}`

/** Draws an audited share heavy, with a faint tick where the model counted it; a counted one faint, with an open mark. */
export function drawEstimate(
  { share, interval, counted }: Estimate,
  x: (share: number) => number,
  y: number,
  { shape, series }: LabelLook,
): string[] {
  const isAudited = counted !== null
  const line = { y1: y, y2: y, class: `${isAudited ? '' : 'faint '}stroke${series}`, 'stroke-width': isAudited ? 4 : 2 }
  return [
    ...(counted === null
      ? []
      : [element('line', { x1: x(counted), x2: x(counted), y1: y - 9, y2: y + 9, class: 'faint axis', 'stroke-width': 2 })]),
    ...(interval === null ? [] : [element('line', { x1: x(interval.low), x2: x(interval.high), ...line })]),
    renderMarker(shape, { x: x(share), y }, series, { fill: isAudited ? 'series' : 'open' }),
  ]
}

/** How to read what {@link drawEstimate} draws. */
export const describeMarks = (hasAudited: boolean, hasCounted: boolean, level: string): string =>
  [
    ...(hasAudited
      ? [
          `Filled mark: estimate from a random sample labelled by hand, with its ${level} interval, for the posts captured here. Faint tick: what the model counted.`,
        ]
      : []),
    ...(hasCounted
      ? [
          `Open mark: what the model counted. Its line: ${level} interval, if different but similar people had posted; errors of the model are not in it.`,
        ]
      : []),
  ].join(' ')
