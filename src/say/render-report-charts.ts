import { formatCount, formatNumber, MIN_PERCENT_COUNT } from '../base/text/format-count.js'
import { buildThreads } from '../base/thread/thread.js'
import { placePosts } from '../base/thread/walk-thread.js'
import { type ChartContext, chartFrame, drawReportChart, lookOf, type ReportChart } from './charts/chart-context.js'
import { renderOverviewChart, renderSharesChart } from './charts/shares-chart.js'
import { binPosts, renderTimeChart } from './charts/time-chart.js'
import type { ReportInput } from './facts/report.js'
import { listGroups, type ReportGroup } from './facts/report-group.js'
import { labelledCountOf } from './facts/share-words.js'
import { linearScale, renderBottomAxis } from './svg/axes.js'
import { CHART_WIDTH, type ChartTheme } from './svg/chart.js'
import { element, renderMarker, textElement } from './svg/marks.js'

/** Charts of one deal, or of all posts. A chart is null where the posts lack its data; of few posts there are counts alone, and those of the first group only. */
export interface GroupCharts {
  readonly reported: ReportGroup
  readonly shares: ReportChart | null
  readonly time: ReportChart | null
  readonly depth: ReportChart | null
}

export interface ReportCharts {
  /** One chart per side: its share in each deal. */
  readonly overview: readonly ReportChart[]
  readonly groups: readonly GroupCharts[]
}

/** How the pictures of a report look, and which are drawn. */
interface ReportChartOptions {
  /** In pixels; default 560. */
  readonly width?: number
  /** Default light. */
  readonly theme?: ChartTheme
  /** Where the posts come from, for the source line; default nothing. */
  readonly credit?: string | undefined
  /** Title of the first picture of shares; default one made of what was found. */
  readonly title?: string | undefined
  /** Leaves the style out of each chart, for a page that holds it once. */
  readonly isBare?: boolean
  /** Groups to draw; default all. */
  readonly groups?: readonly ReportGroup[]
}

/** Builds all charts of a report. */
export function buildReportCharts(
  { breakdown, posts, scheme, date }: ReportInput,
  { width = CHART_WIDTH, theme = 'light', credit, title, isBare = false, groups = listGroups(breakdown, posts) }: ReportChartOptions = {},
): ReportCharts {
  const { confidenceLevel } = breakdown.options
  const context: ChartContext = {
    scheme,
    model: breakdown.model,
    date,
    confidenceLevel,
    width,
    isBare,
    theme,
    credit: credit ?? null,
    title: null,
  }
  const [depthOf, binning] = [findDepths(posts), binPosts(posts)]
  const large = groups.filter(({ dealId, group }) => dealId !== null && labelledCountOf(group) >= MIN_PERCENT_COUNT)
  return {
    overview: scheme.sides.flatMap((side) => renderOverviewChart(large, side, context) ?? []),
    groups: groups.map((reported) => {
      const isMain = reported === groups[0]
      const isSmall = labelledCountOf(reported.group) < MIN_PERCENT_COUNT
      const shares = isSmall && !isMain ? null : renderSharesChart(reported, { ...context, title: isMain ? (title ?? null) : null })
      if (isSmall) return { reported, shares, time: null, depth: null }
      return {
        reported,
        shares,
        time: renderTimeChart(reported, context, breakdown.options, binning),
        depth: renderDepthChart(reported, context, depthOf),
      }
    }),
  }
}

/** Kinds of pictures, for a choice among them. */
export const CHART_KINDS = ['shares', 'overview', 'time', 'depth'] as const
export type ChartKind = (typeof CHART_KINDS)[number]

/**
 * Renders the charts of a report as separate files; of fewer posts than a percentage needs, the counts of the main deal alone. Each has a title, n,
 * interval, source, and the given date.
 *
 * @param options `only`: the kinds to draw; default all
 */
export function renderReportCharts(
  input: ReportInput,
  { only = CHART_KINDS, ...options }: Omit<ReportChartOptions, 'isBare' | 'groups'> & { readonly only?: readonly ChartKind[] } = {},
): ReportChart[] {
  const { overview, groups } = buildReportCharts(input, options)
  const wanted = (kind: ChartKind, charts: readonly (ReportChart | null)[]): ReportChart[] =>
    only.includes(kind) ? charts.flatMap((chart) => chart ?? []) : []
  const groupCharts = groups.flatMap(({ shares, time, depth }) => [
    ...wanted('shares', [shares]),
    ...wanted('time', [time]),
    ...wanted('depth', [depth]),
  ])
  return [...wanted('overview', overview), ...groupCharts]
}

/** Posts at this depth and deeper share one row. */
const LAST_DEPTH = 6
const ROW_HEIGHT = 30
/** Of less of the posts a chart would show what the source tells, not how the thread is. Choice. */
const MIN_KNOWN_SHARE = 0.5
/** Pixels that a marker, or a marker with a number, needs inside a bar. */
const MARK_WIDTH = 18
const COUNT_WIDTH = 36

/**
 * Draws the counts of labels by level in the thread. Posts whose depth is not known are left out, and counted.
 *
 * @param depthOf depth of a post, 0 for a root; null where it is not known
 * @returns null where all posts of known depth have the same one, or that of most is not known
 */
export function renderDepthChart(reported: ReportGroup, context: ChartContext, depthOf: DepthOf): ReportChart | null {
  const { scheme } = context
  const rows: { readonly name: string; readonly counts: number[]; readonly total: number }[] = []
  const placed = reported.judged.flatMap(({ post, judgement }) => {
    const depth = depthOf(post)
    return depth === null ? [] : { judgement, depth: Math.min(LAST_DEPTH, depth) }
  })
  const unknownCount = reported.judged.length - placed.length
  for (let depth = 0; depth <= LAST_DEPTH; depth++) {
    const members = placed.filter((each) => each.depth === depth)
    const counts = [...scheme.labels, null].map((label) => members.filter(({ judgement }) => judgement.label === label).length)
    if (members.length > 0) rows.push({ name: `${depth}${depth === LAST_DEPTH ? '+' : ''}`, counts, total: members.length })
  }
  if (rows.length < 2 || placed.length < MIN_KNOWN_SHARE * reported.judged.length) return null
  const names = [...scheme.labels, 'no label']
  const looks = [...scheme.labels, null].map((label) => lookOf(context, label))
  const hasUnlabelled = rows.some(({ counts }) => (counts.at(-1) ?? 0) > 0)
  const frame = chartFrame({ slug: reported.slug, band: reported.bands.counts }, context, {
    kind: 'depth',
    title: `${reported.name}: labels by reply level`,
    subtitle: `n = ${formatCount(placed.length, 'post')}; 0 = opening post, 1 = direct reply${unknownCount === 0 ? '' : `; ${formatNumber(unknownCount)} more of unknown level`}`,
    reading: 'Numbers of posts by the label that the model gave.',
    plotHeight: rows.length * ROW_HEIGHT + 6,
    legend: names
      .slice(0, hasUnlabelled ? undefined : -1)
      .map((label, index) => ({ mark: looks[index]?.shape ?? 'dot', series: looks[index]?.series ?? 0, label })),
  })
  const description = rows
    .map(
      ({ name, counts }) =>
        `level ${name}: ${counts.flatMap((count, index) => (count === 0 ? [] : [`${count} ${names[index]}`])).join(', ')}`,
    )
    .join('; ')
  return drawReportChart(frame, description, (area) => {
    const x = linearScale([0, Math.max(...rows.map(({ total }) => total))], [area.left, area.right - 20])
    return [
      ...renderBottomAxis(
        { scale: x, label: 'posts', format: (tick) => (Number.isInteger(tick) ? formatNumber(tick) : ''), tickCount: 5 },
        area,
      ),
      ...rows.flatMap(({ name, counts, total }, row) => {
        const top = area.top + row * ROW_HEIGHT + 4
        let drawnCount = 0
        return [
          textElement(`level ${name}`, { x: area.left - 6, y: top + 15, 'text-anchor': 'end' }),
          ...counts.flatMap((count, index) => {
            if (count === 0) return []
            const [from, to] = [x(drawnCount), x((drawnCount += count))]
            return drawSegment(from, to, top, count, looks[index] ?? lookOf(context, null), index === counts.length - 1)
          }),
          textElement(formatNumber(total), { x: x(total) + 6, y: top + 15, class: 'soft' }),
        ]
      }),
    ]
  })
}

/** Draws one segment of a bar. Gaps, markers and, where there is room, numbers distinguish segments without colour. */
function drawSegment(
  from: number,
  to: number,
  top: number,
  count: number,
  { shape, series }: ReturnType<typeof lookOf>,
  isOpen: boolean,
): string[] {
  const width = Math.max(0.5, to - from - 1.5)
  const look = isOpen ? { class: `open stroke${series}`, 'stroke-width': 1 } : { class: `fill${series}` }
  const bar = element('rect', { x: from, y: top, width, height: ROW_HEIGHT - 10, ...look })
  if (width < MARK_WIDTH) return [bar]
  const marker = renderMarker(shape, { x: from + 9, y: top + (ROW_HEIGHT - 10) / 2 }, series, {
    radius: 4,
    fill: isOpen ? 'series' : 'paper',
  })
  if (width < COUNT_WIDTH) return [bar, marker]
  return [bar, marker, textElement(formatNumber(count), { x: from + 17, y: top + 14, class: isOpen ? 'soft' : 'on' })]
}

export type DepthOf = (post: ReportGroup['judged'][number]['post']) => number | null

/** Finds the depths of all posts in their threads, as far as they are known. */
export function findDepths(posts: readonly ReportGroup['judged'][number]['post'][]): DepthOf {
  const depths = new Map<string, Map<string, number | null>>()
  for (const thread of buildThreads(posts)) depths.set(thread.id, new Map([...placePosts(thread)].map(([id, { level }]) => [id, level])))
  return ({ threadId, id }) => depths.get(threadId)?.get(id) ?? null
}
