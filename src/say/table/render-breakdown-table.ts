import { formatCount, formatNumber } from '../../base/text/format-count.js'
import { nameOfDeal } from '../../base/thread/deal-record.js'
import type { Breakdown, DealBreakdown, GroupBreakdown } from '../../count/breakdown/breakdown.js'
import {
  breakdownCaptureOf,
  captureCountOf,
  groupCaptureOf,
} from '../../count/breakdown/breakdown-capture.js'
import { auditOf } from '../../count/verdict/readiness.js'
import { byLines } from '../cite/by-words.js'
import { describeCapture, describeDispositions } from '../facts/describe.js'
import type { ModelFigures } from '../facts/model-figures.js'
import { WHOSE_POSTS } from '../facts/report.js'
import { labelledCountOf, shareWords } from '../facts/share-words.js'
import { wordingFor } from '../facts/wording.js'
import { wrapLine } from '../format/display-width.js'
import { cautionWords, otherCautionWords } from '../rules/finding-words.js'
import type { TableOptions } from './render-post-table.js'
import { listRanges, renderShareBars } from './render-share-bars.js'
import { basisOf, proseWidth, renderCard, resultCard } from './result-card.js'

/** Look of the table, and facts to print with it. */
type BreakdownOptions = TableOptions & {
  /**
   * Measured quality of the model, printed beside unchecked counts; null, the default, prints none.
   */
  readonly figures?: ModelFigures | null
}

/**
 * Renders a breakdown for a terminal: the result card, then a block per deal. A last block has all
 * posts, unless the only deal covers them. Blocks hold the counts behind the shares, and every
 * caution once.
 *
 * @returns lines of at most `width` columns, each ended by a line break
 */
export function renderBreakdownTable(breakdown: Breakdown, options: BreakdownOptions): string {
  const { scheme, style, figures = null } = options
  const layout = { scheme, width: proseWidth(options.width), style }
  const { width } = layout
  const { deals, overall, unlinkedPostCount } = breakdown
  const isOverallShown = deals.length !== 1 || unlinkedPostCount > 0
  const groups: readonly (GroupBreakdown | DealBreakdown)[] = isOverallShown
    ? [...deals, overall]
    : deals
  const printed = new Set<string>()
  const card = resultCard({ breakdown, scheme, figures })
  const blocks = [renderCard({ ...card, others: [] }, options), ['']]
  for (const group of groups) {
    const isDeal = 'dealId' in group
    const unlinked =
      unlinkedPostCount === 0 ? '' : ` · ${formatCount(unlinkedPostCount, 'post')} on no named move`
    const title = isDeal ? nameOfDeal(group) : `All posts, each once${unlinked}`
    if (groups.length > 1) blocks.push(wrapLine(title, width).map(style.strong))
    if (isDeal && group.move !== null && group.move !== `${title}.`)
      blocks.push(wrapLine(group.move, width).map(style.dim))
    // The card has drawn the first.
    blocks.push(renderGroup(group, breakdown, printed, group !== groups[0], layout), [''])
  }
  const capture = breakdownCaptureOf(breakdown)
  if (capture !== null) blocks.push(wrapLine(describeCapture(capture), width))
  blocks.push(wrapLine(WHOSE_POSTS, width))
  return `${blocks.flat().join('\n')}\n`
}

/**
 * @param printedCautions cautions of the groups before; takes those of the group
 * @param isDrawn true if the shares are drawn as bars
 */
function renderGroup(
  group: GroupBreakdown | DealBreakdown,
  breakdown: Breakdown,
  printedCautions: Set<string>,
  isDrawn: boolean,
  layout: TableOptions,
): string[] {
  const { scheme, width, style } = layout
  const dealId = 'dealId' in group ? group.dealId : null
  const audit = auditOf(breakdown, group)
  const capture = groupCaptureOf(breakdown, dealId)
  const prose = (text: string, indent = 0): string[] => wrapLine(text, width, indent)
  const labelledCount = audit === null ? labelledCountOf(group) : group.postCount
  const words = shareWords(group.postCount)
  const blocks = isDrawn && group.postCount > 0 ? [prose(`${basisOf(breakdown, group)}.`)] : []
  const shares = audit?.shares ?? group.shares
  if (isDrawn && shares !== null) {
    blocks.push([''], renderShareBars(shares, labelledCount, group.intervals, layout), [''])
  }
  if (audit !== null) blocks.push(prose(describeDispositions(audit), 2))
  if (group.by !== undefined) {
    const spoken = {
      capture: captureCountOf(breakdown, dealId),
      wording: wordingFor(scheme.labels, breakdown.scheme ?? null),
    }
    blocks.push(byLines(group.by, spoken).flatMap((line) => prose(line, 2)))
  }
  if (audit === null && group.shares !== null && group.unsureCount + group.unscoredCount > 0)
    blocks.push(
      prose(
        `Of all posts, whatever label the others would get: ${listRanges(group.bounds, words)}.`,
        2,
      ),
    )
  if (capture !== null && capture.uncapturedCount > 0 && capture.bounds.length > 0) {
    const count = capture.uncapturedCount
    const who =
      count === 1 ? 'the missing reply says' : `the ${formatNumber(count)} missing replies say`
    blocks.push(
      prose(
        `Whatever ${who}: ${listRanges(capture.bounds, shareWords(group.postCount + count, group.postCount))}.`,
        2,
      ),
    )
  }
  const cautions =
    printedCautions.size === 0 ? cautionWords(group.findings) : otherCautionWords(group.findings)
  const fresh = cautions.filter((caution) => !printedCautions.has(caution))
  for (const caution of fresh) {
    blocks.push(prose(`! ${caution}`, 2).map(style.caution))
    printedCautions.add(caution)
  }
  return blocks.flat()
}
