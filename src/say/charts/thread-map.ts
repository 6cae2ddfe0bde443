import { type MarkerShape, renderMarker } from '../svg/marks.js'
import { element, escapeXml, roundPixel } from '../svg/svg-element.js'
import { type ChartContext, lookOf } from './chart-context.js'

/** A post of a thread map. Posts are in reading order: each before its replies. */
export interface MapPost {
  readonly depth: number
  /** It is not known which post it answers: no line is drawn to it. */
  readonly isApart: boolean
  readonly label: string | null
  /** Tooltip. */
  readonly hint: string
  /** Index of the post in the page's list. */
  readonly index: number
}

const STEP = 14
const DEPTH_STEP = 16
const RADIUS = 4.5
const MARGIN = 12
const LINE_GAP = 14
/** Deeper posts are drawn at this depth. */
const MAX_DEPTH = 12

/**
 * Draws a thread as a tree: posts from left to right in reading order, each reply below its parent. A branch that does not fit starts a
 * new line.
 *
 * @param name accessible name of the tree
 */
export function renderThreadMap(posts: readonly MapPost[], id: string, name: string, context: ChartContext): string {
  const perLine = Math.floor((context.width - 2 * MARGIN) / STEP)
  const lines = breakLines(posts, perLine)
  const marks: string[] = []
  let top = MARGIN
  for (const line of lines) {
    const deepest = Math.max(...line.map(({ depth }) => Math.min(MAX_DEPTH, depth)))
    const centres = line.map(({ depth }, column) => ({
      x: MARGIN + STEP * (column + 0.5),
      y: top + DEPTH_STEP * Math.min(MAX_DEPTH, depth) + RADIUS,
    }))
    const edges = line.flatMap(({ depth, isApart }, column) => {
      const parent = isApart ? null : parentColumn(line, column, depth)
      const [to, from] = [centres[column], parent === null ? undefined : centres[parent]]
      return to && from ? [`M${roundPixel(from.x)},${roundPixel(from.y)}V${roundPixel(to.y)}H${roundPixel(to.x)}`] : []
    })
    if (edges.length > 0) marks.push(element('path', { d: edges.join(''), class: 'edge' }))
    line.forEach((post, column) => {
      const centre = centres[column]
      if (centre === undefined) return
      const { shape, series } = lookOf(context, post.label)
      marks.push(
        element('g', { 'data-post': post.index }, [
          element('title', {}, [escapeXml(post.hint)]),
          renderMarker(shape satisfies MarkerShape, centre, series, { radius: RADIUS, fill: post.label === null ? 'open' : 'series' }),
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

/** Column of the parent of the post at `column`: the last less deep post before it; null where the parent is on another line. */
function parentColumn(line: readonly MapPost[], column: number, depth: number): number | null {
  for (let at = column - 1; at >= 0; at--) if ((line[at]?.depth ?? 0) < depth) return at
  return null
}

/** Breaks posts into lines of at most `width`, each before the least deep post of its last third: a branch that does not fit moves on whole. */
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
