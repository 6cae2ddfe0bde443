import type { Estimate } from '../facts/estimate.js'
import type { LabelLook } from '../facts/label-look.js'
import { renderMarker } from '../svg/marks.js'
import { element } from '../svg/svg-element.js'

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
