import { mainDealOf } from '../../count/verdict/outlook.js'
import {
  type ChartContext,
  type ChartLook,
  type ReportChart,
  renderSharesChart,
} from '../charts/draw-shares.js'
import type { ReportInput } from '../facts/report.js'
import { hasPictures, listGroups, type ReportGroup } from '../facts/report-group.js'
import { sourceOf } from '../facts/thread-source.js'
import { CHART_WIDTH } from '../svg/chart.js'

/**
 * Charts of one deal, or of all posts. A chart is null where the posts lack its data. Few posts
 * give only counts, for the main group and citable deals. All posts together are drawn only where
 * they are the finding: they mix unlike deals.
 */
export interface GroupCharts {
  readonly reported: ReportGroup
  /** True for the group of the card. */
  readonly isMain: boolean
  readonly shares: ReportChart | null
}

/** Look and choice of the pictures of a report. */
export interface ReportChartOptions extends Partial<ChartLook> {
  readonly groups?: readonly ReportGroup[]
  /** True if a group has charts of its own; default all. */
  readonly isShown?: (group: ReportGroup) => boolean
}

export function buildReportCharts(
  { breakdown, posts, scheme }: ReportInput,
  options: ReportChartOptions,
) {
  const { groups = listGroups(breakdown, posts), isShown = () => true, ...look } = options
  const context: ChartContext = {
    width: CHART_WIDTH,
    height: 0,
    theme: 'light',
    isBare: false,
    credit: undefined,
    link: undefined,
    ...look,
    breakdown,
    scheme,
    origin: sourceOf(posts),
  }
  const main = mainDealOf(breakdown)
  return {
    context,
    groups: groups.filter(isShown).map((reported): GroupCharts => {
      const isMain = reported.dealId === (main?.dealId ?? null)
      const isDrawn = isMain || (reported.dealId !== null && hasPictures(reported, main))
      const shares = isDrawn ? renderSharesChart(reported, context) : null
      return { reported, isMain, shares }
    }),
  }
}

/** Forms of a picture of shares: height by width, and the width of its PNG in pixels. */
const FORMS = { wide: { ratio: 9 / 16, pixels: 1600 }, square: { ratio: 1, pixels: 1080 } }
/**
 * Widths that are tried for a form, the first with room for all words: letters are as large as they
 * can be.
 */
const WIDTHS = [448, 480, 512, 544, 576, 608, 640, 720, 800, 880, 960, 1040]

/** A picture as a file of its own, with the width of its PNG in pixels. */
export interface SavedChart extends ReportChart {
  readonly pixels: number
}

/**
 * Renders the charts of a report as separate files, each in a wide and a square form. With too few
 * posts for percentages, only the counts of the main deal. Each has a title, n, interval and
 * source.
 */
export function renderReportCharts(
  input: ReportInput,
  look: Omit<Partial<ChartLook>, 'isBare' | 'width' | 'height'> = {},
): SavedChart[] {
  const { groups, context } = buildReportCharts(input, look)
  return groups.flatMap(({ reported, shares }) =>
    shares === null ? [] : inForms(reported, context),
  )
}

function inForms(reported: ReportGroup, context: ChartContext): SavedChart[] {
  return Object.entries(FORMS).flatMap(([form, { ratio, pixels }]) => {
    let chart: ReportChart | null = null
    for (const width of WIDTHS) {
      const height = Math.round(width * ratio)
      chart = renderSharesChart(reported, { ...context, width, height })
      if (chart === null || chart.size[1] <= height) break
    }
    return chart === null ? [] : [{ ...chart, name: `${chart.name}-${form}`, pixels }]
  })
}
