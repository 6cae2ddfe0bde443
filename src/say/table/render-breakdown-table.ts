import type { ByLabel, StanceScheme } from '../../base/scheme/stance-scheme.js'
import { formatCount, formatNumber, MIN_PERCENT_COUNT } from '../../base/text/format-count.js'
import { nameOfDeal } from '../../base/thread/deal-record.js'
import { auditOf } from '../../count/audited/readiness.js'
import { type Breakdown, CLUSTER_BOOTSTRAP, type GroupBreakdown } from '../../count/breakdown/breakdown.js'
import type { GroupAudit } from '../../count/breakdown/breakdown-audit.js'
import { breakdownCaptureOf } from '../../count/breakdown/breakdown-capture.js'
import { listDispositions } from '../../count/breakdown/dispositions.js'
import { isUnaudited, NOT_AUDITED } from '../../count/breakdown/list-cautions.js'
import { captureOf, describeCapture } from '../facts/describe-capture.js'
import { describeDispositions } from '../facts/describe-dispositions.js'
import { lacksSentiment } from '../facts/lacks-sentiment.js'
import { WHOSE_POSTS } from '../facts/report.js'
import { labelledCountOf, shareWords } from '../facts/share-words.js'
import { wrapLine } from '../format/display-width.js'
import { formatSentiment } from '../format/format-share.js'
import { AUDITED_LEGEND, describeAudit, renderAuditedShares } from './render-audited-shares.js'
import type { TableOptions } from './render-post-table.js'
import { listRanges, renderShareBars } from './render-share-bars.js'

const MIN_WIDTH = 50
/** Longer lines of prose are hard to read, even on a wide terminal. */
const MAX_WIDTH = 100

const INTERVAL_LEGEND = '▓░ the interval around a share, if different but similar people had posted (cluster bootstrap over authors)'

/**
 * Renders a breakdown for a terminal: shares as bars with their intervals, the counts they come from, and every caution in full. One
 * block per deal, then one for all posts unless the only deal covers them all.
 *
 * @returns lines of at most `width` columns, each ended by a line break
 */
export function renderBreakdownTable(breakdown: Breakdown, options: TableOptions): string {
  const { scheme, width: terminalWidth, style } = options
  const width = Math.min(MAX_WIDTH, Math.max(MIN_WIDTH, Math.floor(terminalWidth)))
  const layout = { scheme, width, style }
  const { deals, overall, unlinkedPostCount, model } = breakdown
  const isOverallShown = deals.length !== 1 || unlinkedPostCount > 0
  const groups: readonly GroupBreakdown[] = isOverallShown ? [...deals, overall] : deals
  const common = overall.cautions.filter((caution) => groups.every(({ cautions }) => cautions.includes(caution)))

  const lines: string[] = []
  for (const deal of deals) {
    lines.push(...wrapLine(nameOfDeal(deal), width).map(style.strong))
    if (deal.move !== null && deal.move !== `${nameOfDeal(deal)}.`) lines.push(...wrapLine(deal.move, width).map(style.dim))
    lines.push(...renderGroup(deal, breakdown, common, layout), '')
  }
  if (isOverallShown) {
    const unlinked = unlinkedPostCount === 0 ? '' : ` · ${formatCount(unlinkedPostCount, 'post')} on no named deal`
    lines.push(
      ...wrapLine(`All posts, each once${unlinked}`, width).map(style.strong),
      ...renderGroup(overall, breakdown, common, layout),
      '',
    )
  }
  const showsBootstrap = (group: GroupBreakdown): boolean =>
    auditOf(breakdown, group) === null &&
    labelledCountOf(group) >= MIN_PERCENT_COUNT &&
    group.intervals.some(({ method }) => method === CLUSTER_BOOTSTRAP)
  if (groups.some((group) => auditOf(breakdown, group) !== null)) lines.push(...wrapLine(AUDITED_LEGEND, width).map(style.dim))
  if (groups.some(showsBootstrap)) lines.push(...wrapLine(INTERVAL_LEGEND, width).map(style.dim))
  if (breakdown.audit !== null) lines.push(...wrapLine(describeAudit(breakdown.audit), width))
  const capture = breakdownCaptureOf(breakdown)
  if (capture !== null) lines.push(...wrapLine(describeCapture(capture), width))
  for (const caution of common) lines.push(...wrapLine(`! ${caution}`, width, 2).map(style.caution))
  lines.push(...wrapLine(`${WHOSE_POSTS}${model === null ? '' : ` Model: ${model}.`}`, width))
  return `${lines.join('\n')}\n`
}

/** @param common cautions printed below the whole breakdown, and not repeated here */
function renderGroup(group: GroupBreakdown, breakdown: Breakdown, common: readonly string[], layout: TableOptions): string[] {
  const { scheme, width, style } = layout
  const [audit, capture] = [auditOf(breakdown, group), captureOf(breakdown, group)]
  const prose = (text: string, indent = 0): string[] => wrapLine(text, width, indent)
  const words = shareWords(group.postCount)
  const lines = group.postCount === 0 ? [] : prose(describeCounts(group, audit))
  if (audit !== null) {
    const way = listDispositions(breakdown).find(({ dealId }) => dealId === ('dealId' in group ? group.dealId : null))
    lines.push(...renderAuditedShares(group, audit, layout), ...(way ? prose(describeDispositions(way), 2) : []))
  } else if (group.shares !== null) {
    const labelledCount = labelledCountOf(group)
    const { isPercent } = shareWords(labelledCount)
    // An interval for a wider crowd is of shares: of few posts none is printed.
    const intervals = isPercent ? group.intervals.filter(({ method }) => method === CLUSTER_BOOTSTRAP) : []
    lines.push('', ...renderShareBars(group.shares, labelledCount, intervals, layout), '')
    if (isPercent && group.sidedShares !== null) lines.push(...prose(describeSides(labelledCount, group.shares, group.sidedShares)))
    if (group.unsureCount + group.unscoredCount > 0) {
      lines.push(...prose(`Of all posts, whatever those without a label would take: ${listRanges(group.bounds, words)}.`, 2))
    }
  }
  if (capture !== null && capture.uncapturedCount > 0 && capture.bounds.length > 0) {
    lines.push(
      ...prose(
        `Whatever ${capture.uncapturedCount === 1 ? 'the missing reply says' : `the ${formatNumber(capture.uncapturedCount)} missing replies say`}: ${listRanges(capture.bounds, shareWords(group.postCount + capture.uncapturedCount, group.postCount))}.`,
        2,
      ),
    )
  }
  if (group.sentiment.mean !== null && !lacksSentiment(group, scheme))
    lines.push(...prose(describeSentiment(group.sentiment.mean, group, scheme), 2))
  for (const side of scheme.sides) {
    const phrases = (group.phrases[side] ?? [])
      .filter(({ postCount }) => postCount > 1)
      .map(({ phrase, postCount }) => `“${phrase}” (${formatCount(postCount, 'post')})`)
    if (phrases.length > 0) lines.push(...prose(`Words for ${side}: ${phrases.join(', ')}.`, 2))
  }
  for (const caution of group.cautions) if (!common.includes(caution)) lines.push(...prose(`! ${caution}`, 2).map(style.caution))
  return lines
}

function describeCounts(
  { postCount, rootCount, authorCount, unknownAuthorCount, cautions }: GroupBreakdown,
  audit: GroupAudit | null,
): string {
  const opening = rootCount === 1 ? 'an opening post' : 'opening posts'
  const part = rootCount < postCount ? `${formatNumber(rootCount)} of them ` : rootCount === 1 ? '' : 'all '
  const roots = rootCount === 0 ? '' : `, ${part}${opening}`
  const unknown = unknownAuthorCount === 0 ? '' : `, ${formatCount(unknownAuthorCount, 'post')} without a known author`
  const audited =
    audit !== null
      ? `; audited: ${audit.isCensus ? 'all' : formatNumber(audit.labelledCount)} labelled in the audit`
      : cautions.some(isUnaudited)
        ? `; machine-labelled; ${cautions.includes(NOT_AUDITED) ? 'not checked by people' : 'some read by hand, no share checked'}`
        : ''
  return `${formatCount(postCount, 'post')}${roots}; ${formatCount(authorCount, 'known author')}${unknown}${audited}`
}

/** Shares of the sides with their post count. The breakdown does not hold that count: shares times labelled posts recover it. */
function describeSides(labelledCount: number, shares: ByLabel, sidedShares: ByLabel): string {
  const sidedCount = Math.round(labelledCount * Object.keys(sidedShares).reduce((total, side) => total + (shares[side] ?? 0), 0))
  const words = shareWords(sidedCount)
  const parts = Object.entries(sidedShares).map(([label, share]) => `${words.share(share)} ${label}`)
  return `Of the ${sidedCount === 1 ? 'one post that takes' : `${formatNumber(sidedCount)} posts that take`} a side: ${parts.join(', ')}.`
}

function describeSentiment(mean: number, group: GroupBreakdown, scheme: StanceScheme): string {
  const ofLabels = scheme.labels.flatMap((label) => {
    const summary = group.sentiment.byLabel[label]
    return summary ? [`${label} ${formatSentiment(summary.mean)}`] : []
  })
  return `Mean sentiment, from −1 to +1: ${formatSentiment(mean)}${ofLabels.length > 0 ? ` (${ofLabels.join(', ')})` : ''}.`
}
