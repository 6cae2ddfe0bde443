import { mainDealOf } from '../../count/breakdown/main-deal.js'
import { type ReportChart, renderSharesChart } from '../charts/draw-shares.js'
import type { Origin } from '../charts/share-notes.js'
import type { ReportInput } from '../facts/report.js'
import { hasPictures, listGroups, type ReportGroup } from '../facts/report-group.js'
import { sourceOf } from '../facts/thread-source.js'
import type { ChartLook } from '../svg/chart.js'

/** A deal, or all posts, with its picture. */
export interface GroupCharts {
  readonly reported: ReportGroup
  /** True for the group of the card. */
  readonly isMain: boolean
  /** Null without data. */
  readonly shares: ReportChart | null
}

/** Colours and source line of the pictures of a report. */
export type PictureLook = Partial<Pick<ChartLook, 'theme'> & Pick<Origin, 'credit'>>

const contextOf = ({ breakdown, posts, facts }: ReportInput, look: PictureLook) => ({
  theme: 'light' as const,
  credit: undefined,
  ...look,
  breakdown,
  facts,
  origin: sourceOf(posts),
})

/** Pictures for a page. @param groups default: all */
export function buildReportCharts(
  input: ReportInput,
  look: PictureLook & Pick<ChartLook, 'width' | 'isBare'>,
  groups: readonly ReportGroup[] = listGroups(input.breakdown, input.posts),
): GroupCharts[] {
  const context = { ...contextOf(input, look), width: look.width, isBare: look.isBare, height: 0 }
  const main = mainDealOf(input.breakdown)
  return groups.map((reported) => ({
    reported,
    isMain: reported.deal === (main ?? null),
    shares: hasPictures(reported, main) ? renderSharesChart(reported, context) : null,
  }))
}

/** Forms of a picture of shares: height by width, and the width of its PNG in pixels. */
const FORMS = { wide: { ratio: 9 / 16, pixels: 1600 }, square: { ratio: 1, pixels: 1080 } }
/** Widths that are tried: the first with room for all words has the largest letters. */
const WIDTHS = [448, 480, 512, 544, 576, 608, 640, 720, 800, 880, 960, 1040]

/** A picture as a file of its own, with the width of its PNG in pixels. */
export interface SavedChart extends ReportChart {
  readonly pixels: number
}

/** Renders the pictures of a report as separate files, each in a wide and a square form. */
export function renderReportCharts(input: ReportInput, look: PictureLook = {}): SavedChart[] {
  const context = contextOf(input, look)
  const main = mainDealOf(input.breakdown)
  return listGroups(input.breakdown, input.posts)
    .filter((reported) => hasPictures(reported, main))
    .flatMap((reported) =>
      Object.entries(FORMS).flatMap(([form, { ratio, pixels }]) => {
        let chart: ReportChart | null = null
        for (const width of WIDTHS) {
          const height = Math.round(width * ratio)
          chart = renderSharesChart(reported, { ...context, isBare: false, width, height })
          if (chart === null || chart.size[1] <= height) break
        }
        return chart === null ? [] : [{ ...chart, name: `${chart.name}-${form}`, pixels }]
      }),
    )
}
