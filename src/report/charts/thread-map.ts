import { type MarkerShape, renderMarker } from '../../svg/marker.js'
import { element, escapeXml, roundPixel } from '../../svg/svg-element.js'
import type { ChartContext } from './chart-context.js'
import { lookOf } from './chart-context.js'

/** A post of a thread, in the order in which the thread is read. */
export interface MapPost {
  readonly depth: number
  readonly label: string | null
  /** Shown where a pointer rests. */
  readonly hint: string
  /** Place of the post in the page's list. */
  readonly index: number
}

const STEP = 14
const DEPTH_STEP = 16
const RADIUS = 4.5
const MARGIN = 12
const LINE_GAP = 14
/** Deeper answers are drawn at this depth. */
const MAX_DEPTH = 12

/**
 * A thread as a tree: posts from left to right as they are read, an answer below what it answers. A branch that does not fit begins a new line.
 *
 * @param name what screen readers call it
 */
export function renderThreadMap(posts: readonly MapPost[], id: string, name: string, context: ChartContext): string {
  const perLine = Math.floor((context.width - 2 * MARGIN) / STEP)
  const lines = breakLines(posts, perLine)
  const marks: string[] = []
  let top = MARGIN
  for (const line of lines) {
    const deepest = Math.max(...line.map(({ depth }) => Math.min(MAX_DEPTH, depth)))
    const at = line.map(({ depth }, column) => ({
      x: MARGIN + STEP * (column + 0.5),
      y: top + DEPTH_STEP * Math.min(MAX_DEPTH, depth) + RADIUS,
    }))
    const edges = line.flatMap(({ depth }, column) => {
      const parent = lastAbove(line, column, depth)
      const [to, from] = [at[column], parent === null ? undefined : at[parent]]
      return to && from ? [`M${roundPixel(from.x)},${roundPixel(from.y)}V${roundPixel(to.y)}H${roundPixel(to.x)}`] : []
    })
    if (edges.length > 0) marks.push(element('path', { d: edges.join(''), class: 'edge' }))
    line.forEach((post, column) => {
      const place = at[column]
      if (place === undefined) return
      const { shape, series } = lookOf(context, post.label)
      marks.push(
        element('g', { 'data-post': post.index }, [
          element('title', {}, [escapeXml(post.hint)]),
          renderMarker(shape satisfies MarkerShape, place, series, { radius: RADIUS, fill: post.label === null ? 'open' : 'series' }),
        ]),
      )
    })
    top += deepest * DEPTH_STEP + 2 * RADIUS + LINE_GAP
  }
  const height = top - LINE_GAP + MARGIN
  return element(
    'svg',
    {
      viewBox: `0 0 ${context.width} ${height}`,
      width: context.width,
      height,
      role: 'img',
      'aria-labelledby': `${id}-title`,
      class: 'chart map',
    },
    [element('title', { id: `${id}-title` }, [escapeXml(name)]), ...marks],
  )
}

/** The post before `column` that the one there hangs from: the last that is less deep, if it stands on this line. */
function lastAbove(line: readonly MapPost[], column: number, depth: number): number | null {
  for (let at = column - 1; at >= 0; at--) if ((line[at]?.depth ?? 0) < depth) return at
  return null
}

/** Lines of at most `width` posts, broken before the branch that would not fit: before the least deep post of the line's last third. */
function breakLines(posts: readonly MapPost[], width: number): MapPost[][] {
  const lines: MapPost[][] = []
  let start = 0
  while (posts.length - start > width) {
    let cut = start + width
    for (let at = start + width; at > start + (width * 2) / 3; at--) if ((posts[at]?.depth ?? 0) < (posts[cut]?.depth ?? 0)) cut = at
    lines.push(posts.slice(start, cut))
    start = cut
  }
  return [...lines, posts.slice(start)]
}
