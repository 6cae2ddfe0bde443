import { formatCount } from '../../base/text/format-count.js'
import { nameOfDeal } from '../../base/thread/deal-record.js'
import type { Breakdown } from '../../count/breakdown/breakdown.js'
import { byLines } from '../cite/shares-by-group.js'
import { describeCapture, describeDispositions } from '../facts/describe-capture.js'
import { cautionWords, otherCautionWords, unprinted } from '../facts/finding-words.js'
import type { ModelFigures } from '../facts/model-figures.js'
import { WHOSE_POSTS } from '../facts/report.js'
import { readShares, shareWords } from '../facts/share-words.js'
import { type Subject, subjectOf } from '../facts/subject.js'
import { wrapLine } from '../format/display-width.js'
import type { TableOptions } from './render-post-table.js'
import { listRanges, renderShareBars } from './render-share-bars.js'
import { basisOf, proseWidth, renderCard, resultCard } from './result-card.js'

/**
 * Renders a breakdown for a terminal: the result card, then a block for each deal with the counts
 * behind its shares. A last block has all posts, unless the only deal covers them.
 *
 * @param figures measured quality of the model, printed beside unchecked counts
 * @returns lines of at most `width` columns, each ended by a line break
 */
export function renderBreakdownTable(
  breakdown: Breakdown,
  { figures = null, ...options }: TableOptions & { readonly figures?: ModelFigures | null },
): string {
  const { style } = options
  const width = proseWidth(options.width)
  const { deals, overall, unlinkedPostCount } = breakdown
  const isOverallShown = deals.length !== 1 || unlinkedPostCount > 0
  const groups = isOverallShown ? [...deals, overall] : deals
  const printed = new Set<string>()
  const card = resultCard(breakdown, figures)
  const blocks = [renderCard({ ...card, others: [] }, options), ['']]
  for (const [index, group] of groups.entries()) {
    const subject = subjectOf(breakdown, group)
    const { deal } = subject
    const unlinked =
      unlinkedPostCount === 0 ? '' : ` · ${formatCount(unlinkedPostCount, 'post')} on no named move`
    const title = deal === null ? `All posts, each once${unlinked}` : nameOfDeal(deal)
    if (groups.length > 1) blocks.push(wrapLine(title, width).map(style.strong))
    if (deal !== null && deal.move !== null && deal.move !== `${title}.`)
      blocks.push(wrapLine(deal.move, width).map(style.dim))
    // The card has drawn the first.
    if (index > 0) blocks.push(drawGroup(subject, breakdown, { ...options, width }))
    const { findings } = subject.group
    const cautions = printed.size === 0 ? cautionWords(findings) : otherCautionWords(findings)
    blocks.push(
      countLines(subject).flatMap((line) => wrapLine(line, width, 2)),
      unprinted(cautions, printed).flatMap((caution) =>
        wrapLine(`! ${caution}`, width, 2).map(style.caution),
      ),
      [''],
    )
  }
  const capture = breakdown.capture
  if (capture !== null) blocks.push(wrapLine(describeCapture(capture), width))
  blocks.push(wrapLine(WHOSE_POSTS, width))
  return `${blocks.flat().join('\n')}\n`
}

function drawGroup(subject: Subject, breakdown: Breakdown, layout: TableOptions): string[] {
  if (subject.group.postCount === 0) return []
  const shares = readShares(subject)
  return [
    ...wrapLine(`${basisOf(breakdown, subject)}.`, layout.width),
    ...(shares.rows.length === 0 ? [] : ['', ...renderShareBars(shares, layout), '']),
  ]
}

/** The counts behind the shares of a group, line by line. */
function countLines({ group, audit, capture, wording }: Subject): string[] {
  const { postCount, unsureCount, unscoredCount, by } = group
  const missing = capture.missingCount ?? 0
  const words = shareWords(postCount + missing, postCount)
  return [
    audit === null ? '' : describeDispositions(audit),
    ...(by === undefined ? [] : byLines(by, { capture, wording })),
    audit === null && group.shares !== null && unsureCount + unscoredCount > 0
      ? `With a label for every post: ${listRanges(group.bounds, shareWords(postCount))}.`
      : '',
    missing === 0
      ? ''
      : `With the ${formatCount(missing, 'missing reply', 'missing replies')}: ${listRanges(capture.bounds, words)}.`,
  ].filter(Boolean)
}
