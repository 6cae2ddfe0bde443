import { type Estimate, formatEstimate } from '../facts/estimate.js'
import type { LabelLook } from '../facts/label-look.js'
import { renderMarker } from '../svg/marks.js'
import { element, textElement } from '../svg/svg-element.js'

/** Half the height of an interval's bar, and average width of a letter of a value, in pixels. */
const BAR_HALF = 8
const LETTER_WIDTH = 7

/**
 * Draws the interval as a bar with the value beside it. An audited share is a heavy tick, beside a faint one where the model counted it; a
 * counted one is an open mark.
 */
export function drawEstimate(estimate: Estimate, x: (share: number) => number, y: number, { shape, series }: LabelLook): string[] {
  const { share, interval, counted } = estimate
  const [low, high] = [x(interval?.low ?? share), x(interval?.high ?? share)]
  const tick = (at: number, half: number): { x1: number; x2: number; y1: number; y2: number } => ({
    x1: at,
    x2: at,
    y1: y - half,
    y2: y + half,
  })
  const text = formatEstimate(estimate)
  const width = text.length * LETTER_WIDTH
  // Beside the bar, and beyond the tick of the model where that stands further out.
  const [from, to] = [Math.min(low, x(counted ?? share)), Math.max(high, x(counted ?? share))]
  const isRight = to + 10 + width <= x(1) + 20
  return [
    ...(counted === null ? [] : [element('line', { ...tick(x(counted), 10), class: 'faint axis', 'stroke-width': 2 })]),
    ...(interval === null
      ? []
      : [element('rect', { x: low, width: high - low, y: y - BAR_HALF, height: 2 * BAR_HALF, class: `band fill${series}` })]),
    counted === null
      ? renderMarker(shape, { x: x(share), y }, series, { fill: 'open' })
      : element('line', { ...tick(x(share), 12), class: `stroke${series}`, 'stroke-width': 5 }),
    textElement(text, {
      x: isRight ? to + 10 : Math.max(from - 10, width),
      y: y + 4,
      'text-anchor': isRight ? 'start' : 'end',
      class: counted === null ? 'soft over' : 'strong over',
    }),
  ]
}

/** How to read what {@link drawEstimate} draws. */
export const describeMarks = (hasAudited: boolean, hasCounted: boolean, level: string): string =>
  [
    ...(hasAudited
      ? [
          `Heavy tick: estimate from a random sample labelled by hand; bar: its ${level} interval, for the posts captured here. Faint tick: what the model counted.`,
        ]
      : []),
    ...(hasCounted
      ? [
          `Open mark: what the model counted. Its bar: ${level} interval, if different but similar people had posted; errors of the model are not in it.`,
        ]
      : []),
  ].join(' ')
