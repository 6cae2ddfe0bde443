import { formatCount } from '../../base/text/format-count.js'
import type { ReportGroup } from '../facts/report-group.js'
import { shareWords } from '../facts/share-words.js'
import { MARGIN } from '../svg/chart.js'
import { quotedHeadline } from '../table/result-card.js'
import { type ChartContext, chartFrame, drawReportChart, oneOf, type ReportChart } from './chart-context.js'
import { layRows, readShares } from './share-rows.js'

/**
 * Draws the shares of a group: of up to 100 posts a mark each, of more each share with its interval as a bar. The finding is the title where it
 * can be quoted; any other chart is titled by what was asked. Null for a group without shares.
 */
export function renderSharesChart(reported: ReportGroup, context: ChartContext): ReportChart | null {
  const { scheme, breakdown, title, width, isTitled } = context
  const { name, bands, group, dealId } = reported
  const shares = readShares(reported, scheme, context.level)
  if (shares === null) return null
  const { rows, count, subtitle, reading, description } = shares
  const headline = bands.shares === null ? quotedHeadline(breakdown, group) : null
  const band =
    bands.shares === null || shareWords(count).isPercent ? bands.shares : `${bands.shares}; ${formatCount(count, 'post')}, counts only`
  const layout = layRows(shares, scheme, width - MARGIN.text - MARGIN.right)
  const over = [title ?? [], headline === null || dealId === null ? [] : name].flat().join(' · ')
  const frame = chartFrame({ ...reported, band }, context, {
    ...{ kind: 'shares', over: over === '' ? undefined : over, subtitle, reading, postCount: group.postCount },
    ...{ title: headline ?? `${name}: ${oneOf(rows.map(({ label }) => label))}?`, isTitled: isTitled && headline !== null },
    ...{ plotHeight: layout.height, plotBottom: layout.bottom },
  })
  return drawReportChart(frame, { description, data: rows.map((row) => ({ name, postCount: count, ...row })) }, layout.draw)
}
