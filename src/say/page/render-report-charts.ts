import { mainDealOf } from '../../count/verdict/outlook.js'
import type { ChartContext, ChartLook, ReportChart } from '../charts/chart-context.js'
import { renderSharesChart } from '../charts/share-rows.js'
import type { ReportInput } from '../facts/report.js'
import { hasPictures, listGroups, type ReportGroup } from '../facts/report-group.js'
import { sourceOf } from '../facts/thread-source.js'
import { CHART_WIDTH } from '../svg/chart.js'

/**
 * Charts of one deal, or of all posts. A chart is null where the posts lack its data. Few posts give only counts, for the main group and
 * citable deals. All posts together are drawn only where they are the finding: they mix unlike deals.
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

export function buildReportCharts({ breakdown, posts, scheme }: ReportInput, options: ReportChartOptions) {
  const { groups = listGroups(breakdown, posts), isShown = () => true, ...look } = options
  const context: ChartContext = {
    ...{ width: CHART_WIDTH, theme: 'light', isBare: false, isTitled: false, credit: undefined, link: undefined },
    ...look,
    ...{ breakdown, scheme, origin: sourceOf(posts, breakdown) },
  }
  const main = mainDealOf(breakdown)
  return {
    groups: groups.filter(isShown).map((reported): GroupCharts => {
      const isMain = reported.dealId === (main?.dealId ?? null)
      const isDrawn = isMain || (reported.dealId !== null && hasPictures(reported, main))
      const shares = isDrawn ? renderSharesChart(reported, { ...context, isTitled: isMain && context.isTitled }) : null
      return { reported, isMain, shares }
    }),
  }
}

/**
 * Renders the charts of a report as separate files. With too few posts for percentages, only the counts of the main deal. Each has a title,
 * n, interval and source.
 */
export function renderReportCharts(input: ReportInput, look: Omit<Partial<ChartLook>, 'isBare' | 'isTitled'> = {}): ReportChart[] {
  return buildReportCharts(input, look).groups.flatMap(({ shares }) => shares ?? [])
}
