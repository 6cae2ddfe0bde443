import { element, escapeXml, roundPixel, textElement } from './svg-element.js'

/** A point in pixels. */
export interface Point {
  readonly x: number
  readonly y: number
}

/** A point with an interval, in pixels. */
export interface RangePoint {
  readonly x: number
  readonly low: number
  readonly high: number
}

/** A line through points, in order; `isFaint` for a line that only guides the eye. */
export function renderLine(points: readonly Point[], series: number, { isFaint = false }: { readonly isFaint?: boolean } = {}): string {
  const path = points.map(({ x, y }, index) => `${index === 0 ? 'M' : 'L'}${roundPixel(x)},${roundPixel(y)}`).join('')
  return element('path', { d: path, class: `line ${isFaint ? 'faint ' : ''}stroke${series}` })
}

/** A bar between two heights; `hint` is its tooltip. */
export function renderBar(left: number, right: number, from: number, to: number, series: number, hint: string): string {
  return element('rect', { x: left, width: right - left, y: Math.min(from, to), height: Math.abs(from - to), class: `fill${series}` }, [
    renderHint(hint),
  ])
}

/** A point with its interval as a vertical line. */
export function renderInterval({ x, low, high }: RangePoint, y: number, series: number, hint: string): string {
  return element('g', { class: `stroke${series} fill${series}` }, [
    renderHint(hint),
    element('line', { x1: x, x2: x, y1: low, y2: high, 'stroke-width': 2 }),
    element('circle', { cx: x, cy: y, r: 4 }),
  ])
}

/** A dashed reference line, such as the diagonal. */
export const renderReference = (from: Point, to: Point): string =>
  element('line', { x1: from.x, y1: from.y, x2: to.x, y2: to.y, class: 'dash' })

/** A small number next to a mark, centred on `x`. */
export const renderCount = (count: number, { x, y }: Point): string =>
  textElement(String(count), { x, y, 'text-anchor': 'middle', class: 'soft count' })

const renderHint = (hint: string): string => element('title', {}, [escapeXml(hint)])
