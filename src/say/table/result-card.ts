import { sum } from '../../base/statistics/estimate/mean.js'
import {
  formatCount,
  formatNumber,
  formatPart,
  MIN_SHARE_COUNT,
} from '../../base/text/format-count.js'
import { isolate, isolateRuns } from '../../base/text/right-to-left.js'
import { nameOfDeal } from '../../base/thread/deal-record.js'
import { isFew } from '../../count/audit/draw/draw-audit.js'
import type { Breakdown, DealBreakdown } from '../../count/breakdown/breakdown.js'
import type { GroupAudit } from '../../count/breakdown/breakdown-audit.js'
import type { FindingId } from '../../count/breakdown/finding.js'
import { mainDealOf } from '../../count/breakdown/main-deal.js'
import type { Shortfall } from '../../count/breakdown/shortfall.js'
import { auditOf, rivalsOf } from '../../count/may-print/refusals.js'
import { citedOf } from '../cite/quote-shares.js'
import { renderSentence } from '../cite/sentence.js'
import { otherCautionWords, shortfallWords, verb } from '../facts/finding-words.js'
import { describeWorth, type ModelFigures } from '../facts/model-figures.js'
import { readShares, type ShareTable } from '../facts/share-words.js'
import { countOf, type Subject, subjectOf } from '../facts/subject.js'
import { labelledBy } from '../facts/wording.js'
import { wrapLine } from '../format/display-width.js'
import { formatDates } from '../format/format-value.js'
import { capitalise, givenName, listed, spelled } from '../format/names.js'
import { type TableOptions, tableWidth } from './render-post-table.js'
import { renderShareBars } from './render-share-bars.js'

/** The finding, which every output shows first. */
export interface ResultCard extends ShareTable {
  /** Null where the posts have no deal. */
  readonly subject: string | null
  /** The deal that the card is of; null for all posts. */
  readonly dealId: string | null
  /** The finding in one sentence, without a full stop. */
  readonly headline: string
  /** `open`: the check is not sufficient yet. `unchecked`: nobody has labelled a sample. */
  readonly light: 'ready' | 'open' | 'unchecked'
  /** Words of the light, with the labels that are missing. */
  readonly status: string
  /** Words on the accuracy of the model, beside unchecked counts. */
  readonly worth: string | null
  /** Posts, authors, dates and coders. */
  readonly basis: string
  /** Cautions on the numbers of the card, each once; "not checked" is in the status. */
  readonly cautions: readonly string[]
  /** The other deals, one line each; small ones share the last, without an id. */
  readonly others: readonly {
    readonly dealId: string | null
    readonly name: string
    readonly line: string
  }[]
}

/** A symbol for each light, so that colour alone distinguishes none. */
export const LIGHT_SYMBOLS: Readonly<Record<ResultCard['light'], string>> = {
  ready: '●',
  open: '◐',
  unchecked: '○',
}

/** Findings on a complete sample; before, the status says what is missing. */
const OF_PRINTED: readonly FindingId[] = ['labels-missing', 'chosen-draw']

/**
 * The finding of a breakdown: of its largest deal, or of all posts without a deal. The headline is
 * the sentence where the verdict allows.
 *
 * @param figures measured quality of the model, printed beside unchecked counts
 */
export function resultCard(breakdown: Breakdown, figures: ModelFigures | null = null): ResultCard {
  const { deals, overall, unlinkedPostCount } = breakdown
  const main = mainDealOf(breakdown)
  const total = sum(deals.map(({ postCount }) => postCount)) + unlinkedPostCount
  const isMentioned = (deal: DealBreakdown): boolean =>
    isFew(deal.postCount, total) && auditOf(breakdown, deal) === null
  const further = deals.filter((deal) => deal !== main)
  const mentioned = further
    .filter(isMentioned)
    .map((deal) => `${nameOfDeal(deal)} (${formatNumber(deal.postCount)})`)
  const subject = subjectOf(breakdown, main ?? overall)
  const { group, dealId, audit, wording } = subject
  const { verdict, findings } = group
  const shares = readShares(subject)
  const waiting = audit === null ? 'unchecked' : 'open'
  const rivals = rivalsOf(breakdown, dealId)
  return {
    subject: main === undefined ? null : nameOfDeal(main),
    dealId,
    headline: headlineOf(breakdown, subject, shares),
    light: verdict.isReady ? 'ready' : waiting,
    status: verdict.isReady
      ? ['Ready to cite', ...rivals.map((rival) => `not beside ${nameOfDeal(rival)}`)].join(', ')
      : `Not for print: ${statusWords(verdict.missing[0])}`,
    worth:
      audit === null && shares.rows.length > 0 && figures !== null ? describeWorth(figures) : null,
    basis: basisOf(breakdown, subject),
    ...shares,
    cautions: otherCautionWords(
      findings.filter(({ id }) => verdict.isReady || !OF_PRINTED.includes(id)),
      wording.name,
    ),
    others: [
      ...further
        .filter((deal) => !isMentioned(deal))
        .map((deal) => ({
          dealId: deal.dealId,
          name: nameOfDeal(deal),
          line: lineOf(subjectOf(breakdown, deal), breakdown.audit !== null),
        })),
      ...(mentioned.length === 0
        ? []
        : [{ dealId: null, name: 'With few posts', line: mentioned.join(', ') }]),
    ],
  }
}

/** "nobody has checked a sample; it takes 66 labels" */
function statusWords(shortfall: Shortfall): string {
  if (shortfall.code !== 'CITE_NOT_AUDITED' || shortfall.needed === null || shortfall.labelled)
    return shortfallWords(shortfall)
  return `${shortfallWords(shortfall)}; it takes ${formatCount(shortfall.needed.count, 'label')}`
}

function headlineOf(
  breakdown: Breakdown,
  subject: Subject,
  { rows, count, isPercent }: ShareTable,
): string {
  const { group, audit } = subject
  if (rows.length === 0)
    return group.postCount === 0 ? 'No posts were counted' : 'No post got a label'
  const { verdict } = group
  if (verdict.isReady) return renderSentence(citedOf(breakdown, subject))
  const [first] = verdict.missing
  if (audit === null) {
    const parts = listed(
      rows.flatMap(({ label, text, share }) =>
        isPercent || share > 0 ? [`${text} ${isolate(label)}`] : [],
      ),
    )
    const posts = countOf(group, count)
    const checked =
      first.code === 'CITE_DEAL_BY_DEAL'
        ? 'the labels by hand count for each move alone'
        : 'nobody has checked them'
    const labels = `${parts}; ${checked}`
    return count >= MIN_SHARE_COUNT
      ? `The model labels ${posts}: ${labels}`
      : `Too few posts for percentages: of ${posts}, the model labels ${labels}`
  }
  if (first.code === 'CITE_NOT_AUDITED' && first.needed === null)
    return `${countOf(group)} are too few for a share: quote what was written`
  const isShort = lacksLabels(first)
  if (isShort && isLeftToSettle(audit)) return differingWords(audit)
  return isShort
    ? `Not done yet: ${formatNumber(audit.labelledCount)} of the ${countOf(group)} ${verb(audit.labelledCount, 'is', 'are')} read`
    : `Not printable yet: ${shortfallWords(first)}`
}

/** True where labels are missing. */
export const lacksLabels = (shortfall: Shortfall): boolean =>
  'needed' in shortfall || shortfall.code === 'CITE_INCOMPLETE'

/** True if readers gave every post drawn a label, and differ on some. */
const isLeftToSettle = ({ drawnCount, labelledCount, undecidedCount }: GroupAudit): boolean =>
  undecidedCount > 0 && labelledCount + undecidedCount === drawnCount

/** "Two readers differ on 5 of 30 posts: settle them" */
function differingWords({ coders, undecidedCount, agreement }: GroupAudit): string {
  const who = `${capitalise(spelled(coders.length))} readers`
  const them = undecidedCount === 1 ? 'it' : 'them'
  return `${who} differ on ${formatPart(undecidedCount, agreement.doubleCodedCount)} posts: settle ${them}`
}

/**
 * "228 posts by 120 known authors, 11–16 May 2026; 30 of the 228 labelled by hand (1 reader)"
 */
export function basisOf({ model, audit: record }: Breakdown, { group, audit }: Subject): string {
  const { authorCount, unknownAuthorCount } = group
  const authors =
    authorCount === 0
      ? ', whose authors are not known'
      : ` by ${formatCount(authorCount, 'known author')}`
  const unknown =
    authorCount > 0 && unknownAuthorCount > 0
      ? ` and ${formatNumber(unknownAuthorCount)} unknown`
      : ''
  const days = formatDates(group)
  const by = record === null ? '' : labelledBy(record)
  // Beside labels of readers, no label of a model is counted.
  const named = audit === null ? model : null
  const how = `labelled ${by}`.trim()
  const all = formatNumber(group.postCount)
  const part = audit?.labelledCount === group.postCount ? `all ${all}` : null
  const checked =
    audit === null
      ? ''
      : `; ${part ?? `${formatNumber(audit.labelledCount)} of the ${all}`} ${how} (${formatCount(audit.coders.length, 'reader')})`
  return `${countOf(group)}${authors}${unknown}${days === '' ? '' : `, ${days}`}${named === null ? '' : `; labelled by the model ${givenName(named)}`}${checked}`
}

/**
 * Line of a further deal: its posts, then its shares or their shortfall; no number of the model
 * beside labels of a sample.
 */
function lineOf(subject: Subject, isSampled: boolean): string {
  const { group, audit } = subject
  const { verdict } = group
  const posts = countOf(group)
  if (audit === null && isSampled) return `${posts}, not labelled for this move`
  if (audit !== null && !verdict.isReady)
    return `${posts}, not for print: ${shortfallWords(verdict.missing[0])}`
  const { isPercent, count, rows } = readShares(subject)
  const shares = rows.flatMap(({ label, share, text, range }) =>
    isPercent || share > 0
      ? [`${text} ${isolate(label)}${range === null ? '' : ` (${range})`}`]
      : [],
  )
  const few = count >= MIN_SHARE_COUNT || verdict.isReady ? '' : '; too few for percentages'
  return `${posts}, ${audit === null ? 'by the model ' : ''}${listed(shares)}${few}`
}

const AUDITED_LEGEND = '▓░ the interval: what another random sample of these posts could give'

/** The columns that prose and bars take on a terminal of this width. */
export const proseWidth = (width: number): number => tableWidth(width, 100)

/** Renders a card for a terminal, without its cautions, in 50 to 100 columns. */
export function renderCard(card: ResultCard, options: TableOptions): string[] {
  const { subject, headline, light, status, worth, basis, rows, isPercent, others } = card
  const { style } = options
  const width = proseWidth(options.width)
  const paint = light === 'ready' ? style.strong : style.caution
  const hasLegend = isPercent && rows.some(({ interval }) => interval !== null)
  return [
    ...(subject === null ? [] : wrapLine(subject, width).map(style.dim)),
    ...wrapLine(headline, width).map(style.strong),
    ...wrapLine(`${LIGHT_SYMBOLS[light]} ${status}`, width, 2).map(paint),
    ...(worth === null ? [] : wrapLine(worth, width).map(paint)),
    ...(rows.length === 0 ? [] : ['', ...renderShareBars(card, { ...options, width }), '']),
    ...(hasLegend ? wrapLine(AUDITED_LEGEND, width).map(style.dim) : []),
    ...wrapLine(isolateRuns(basis), width).map(style.dim),
    ...others.flatMap(({ name, line }) => wrapLine(`Also: ${name}: ${line}`, width, 2)),
  ]
}
