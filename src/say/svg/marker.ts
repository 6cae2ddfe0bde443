import { element, roundPixel, type SvgAttributes } from './svg-element.js'

/** Shapes that can be distinguished without colour. */
export type MarkerShape = keyof typeof CORNERS | 'dot'

const CORNERS = {
  left: '-1.1,0 0.8,-1 0.8,1',
  right: '1.1,0 -0.8,-1 -0.8,1',
  up: '0,-1.1 1,0.8 -1,0.8',
  down: '0,1.1 1,-0.8 -1,-0.8',
  diamond: '0,-1.2 1.2,0 0,1.2 -1.2,0',
  square: '-0.9,-0.9 0.9,-0.9 0.9,0.9 -0.9,0.9',
  cross: '-1,-0.5 -0.5,-1 0,-0.5 0.5,-1 1,-0.5 0.5,0 1,0.5 0.5,1 0,0.5 -0.5,1 -1,0.5 -0.5,0',
}

const MARKER_RADIUS = 6

const LOOKS: Readonly<Record<MarkerFill, (series: number) => SvgAttributes>> = {
  series: (series) => ({ class: `fill${series}` }),
  open: (series) => ({ class: `open stroke${series}`, 'stroke-width': 2 }),
  paper: () => ({ class: 'open' }),
}

/** Path data of a marker at `(x, y)`, to combine many markers in one path. Not available for dots. */
function markerPath(shape: Exclude<MarkerShape, 'dot'>, { x, y }: { readonly x: number; readonly y: number }, radius: number): string {
  const corners = CORNERS[shape].split(' ').map((corner) => {
    const [dx = 0, dy = 0] = corner.split(',').map(Number)
    return `${roundPixel(x + dx * radius)},${roundPixel(y + dy * radius)}`
  })
  return `M${corners.join('L')}Z`
}

/** `open`: outline only; `paper`: in the background colour, on something filled. */
export type MarkerFill = 'series' | 'open' | 'paper'

/** Renders a marker. */
export function renderMarker(
  shape: MarkerShape,
  at: { readonly x: number; readonly y: number },
  series: number,
  { radius = MARKER_RADIUS, fill = 'series' }: { readonly radius?: number; readonly fill?: MarkerFill } = {},
): string {
  const look = LOOKS[fill](series)
  if (shape === 'dot') return element('circle', { cx: at.x, cy: at.y, r: radius * 0.9, ...look })
  return element('path', { d: markerPath(shape, at, radius), ...look })
}
