import { countEach } from '../../base/statistics/group-by.js'
import { formatCount, formatNumber, formatPart } from '../../base/text/format-count.js'
import { nameOfDeal } from '../../base/thread/deal-record.js'
import type { Post } from '../../base/thread/post.js'
import type { AuditDesign } from '../../count/audit/audit.js'
import type { AuditEvent } from '../../count/audit/audit-event.js'
import type { AuditFile } from '../../count/audit/audit-file.js'
import { wholeSize } from '../../count/audit/draw/draw-deal.js'
import { acceptEvent } from '../../count/audit/label/corrections.js'
import { timeOf } from '../../count/audit/label/show-unit.js'
import { judgedDealsOf } from '../../count/audit/population.js'
import { settleLabels } from '../../count/audit/settle-labels.js'
import type { Breakdown, GroupBreakdown } from '../../count/breakdown/breakdown.js'
import { mainDealOf } from '../../count/breakdown/main-deal.js'
import type { Shortfall, Verdict } from '../../count/breakdown/shortfall.js'
import { outlookOf } from '../../count/may-print/labels-needed.js'
import { auditOfDeal, MIN_POST_COUNT, rivalsOf } from '../../count/may-print/refusals.js'
import { isCounted } from '../../judge/post-flags.js'
import type { ScoredPost } from '../../judge/stance/stance-prediction.js'
import { renderCorrection } from '../../say/cite/correction.js'
import { buildDisclosure } from '../../say/disclosure/render-disclosure.js'
import { cautionWords, shortfallWords, verb } from '../../say/facts/finding-words.js'
import { type ModelFigures, modelWords } from '../../say/facts/model-figures.js'
import type { ReportInput } from '../../say/facts/report.js'
import { listGroups } from '../../say/facts/report-group.js'
import { countOf, otherWords, promptWords, subjectOf } from '../../say/facts/subject.js'
import { sourceOf, sourceWords } from '../../say/facts/thread-source.js'
import { formatDays } from '../../say/format/format-value.js'
import { authorName, capitalise, listed } from '../../say/format/names.js'
import type { NextStep } from '../../say/next-step/conclude-audit.js'
import { captureLine } from '../../say/next-step/outlook-lines.js'
import { buildReportCharts } from '../../say/page/render-report-charts.js'
import { lacksLabels, type ResultCard } from '../../say/table/result-card.js'
import type { CheckView, Picture } from './page-messages.js'
import { SAMPLE_URL } from './tool-notes.js'

/** Posts that a reader sorts in a minute. Choice: the median of those who tried. */
const POSTS_PER_MINUTE = 6
const minutesFor = (postCount: number): string =>
  `about ${formatCount(Math.ceil(postCount / POSTS_PER_MINUTE), 'minute')}`

interface ReadThread {
  readonly posts: readonly ScoredPost[]
  /** The move that is read now; null without one. */
  readonly dealId: string | null
  readonly file: AuditFile | null
}

/** True for the quotations of an article. */
export const isArticle = ([first]: readonly Post[]): boolean =>
  first?.meta.capture?.unitTaken === 'quotation'

/** What a text is whose only post may be a reply. */
const NO_PAGES: readonly unknown[] = ['paste', 'article']

/** True for the opening post of a page, without a reply. */
const isOpeningAlone = ([first, ...others]: readonly Post[]): boolean =>
  first?.meta.role === 'root' &&
  !NO_PAGES.includes(first.meta.capture?.source) &&
  others.length === 0

/** The posts to quote: those of an article, or too few to count; else empty. */
function postsToQuote(thread: ReadThread, verdict?: Verdict): readonly ScoredPost[] {
  const { replies, all } = repliesOn(thread)
  const isMany = all.length >= MIN_POST_COUNT && !isArticle(thread.posts)
  if (isOpeningAlone(all)) return []
  const isCountable = isMany && (verdict?.isReady || verdict?.missing[0].code !== FEW)
  return isCountable || thread.file !== null ? [] : replies.filter(({ text }) => text.trim() !== '')
}

/** "“They gave up.” (Ann Bo, 26 November 2026) Source: posts in @dana's X thread." */
export function quotesOf(
  thread: ReadThread,
  facts: CheckView['facts'],
  verdict: Verdict,
): CheckView['quotes'] {
  const source = sourceWords(sourceOf(thread.posts), facts)
  return postsToQuote(thread, verdict).map((post) => `${quoted(post)} ${source}`.trimEnd())
}

/** "“They gave up.” (Ann Bo, 26 November 2026)" */
function quoted(post: ScoredPost): string {
  const name = post.author && authorName(post.author, post.meta)
  const by = [name, dayOf(post)].filter(Boolean).join(', ')
  return `“${post.text}”${by && ` (${by})`}`
}

/** The posts that are counted, and not for the move that is read now. */
export const leftOutOf = (
  thread: ReadThread,
  { breakdown, group }: Shown,
): CheckView['leftOut'] => ({
  words: otherWords(subjectOf(breakdown, group)),
  posts: thread.posts.filter((post) => isCounted(post) && !isOn(post, thread)).map(quoted),
})

/** "26 November 2026"; as the page shows it where that has no zone. */
function dayOf(post: ScoredPost): string | null {
  const time = timeOf(post)
  return time && time === post.createdAt ? formatDays({ first: time, last: time }) : time
}

/** True for a post on the move that is read now. */
const isOn = (post: ScoredPost, { dealId }: ReadThread): boolean =>
  dealId === null || judgedDealsOf(post).includes(dealId)

/** The counted posts on the move that is read now. */
function repliesOn(thread: ReadThread) {
  const { posts } = thread
  const all = posts.filter((post) => isCounted(post) && isOn(post, thread))
  const answers = all.filter(({ meta }) => meta.role !== 'root')
  const words = countOf({ rootCount: all.length - answers.length, postCount: all.length })
  const isAll = answers.length === 0 && !isArticle(posts)
  return { all, replies: isAll ? all : answers, words }
}

/** A count and what is shown of it. */
interface Shown {
  readonly breakdown: Breakdown
  readonly group: GroupBreakdown
  readonly card: ResultCard
  readonly facts: CheckView['facts']
  /** True if posts are shown to be quoted. */
  readonly isQuoted: boolean
}

/** Heading above the result: progress, and the step that leads to a sentence. */
export const headingOf = (thread: ReadThread, next: NextStep | null, shown: Shown): string =>
  stopHeading(shown) ??
  printHeading(shown) ??
  readingHeading(thread, next, shown.group.verdict) ??
  shown.card.headline

/** Heading above a sentence, null without one: of two on the same posts print one. */
function printHeading({
  breakdown,
  card: { light, dealId },
  facts: { url },
}: Shown): string | null {
  if (light !== 'ready') return null
  if (url === SAMPLE_URL) return 'This thread is made up: a sentence to try, not to print'
  const others = rivalsOf(breakdown, dealId).map(nameOfDeal)
  const group = breakdown.deals.find((deal) => deal.dealId === dealId) ?? breakdown.overall
  const shared = group.findings.find((one) => one.id === 'tied')
  const { acceptedAgreement, acceptedUnnamed } = breakdown.audit ?? {}
  if (acceptedAgreement ?? acceptedUnnamed) return 'For print with the reason that you gave'
  if (shared?.by !== 'both') return 'You can print this'
  if (shared.count === shared.ofCount) return 'No post names this move: print both together instead'
  if (others.length === 0) return 'You can print this, or both moves together'
  return `Print only one: the same ${formatCount(shared.count, 'post')} stand in the sentence on ${listed(others)}`
}

/** ", 2 without a sure speaker"; empty where every speaker is sure. */
function unsureWords(quotations: readonly Post[]): string {
  const unsure = quotations.filter(({ author, meta }) => !author || meta['isAuthorInferred'])
  return unsure.length === 0 ? '' : `, ${formatNumber(unsure.length)} without a sure speaker`
}

const FEW = 'CITE_FEW_CAPTURED'

/** Heading of a count that is not for print, whatever is read or quoted; null for others. */
function stopHeading({ group: { verdict }, isQuoted }: Shown): string | null {
  const missing = verdict.isReady ? [] : verdict.missing
  const stops = isQuoted ? [FEW] : [FEW, 'CITE_MOVER_UNNAMED', 'CITE_NO_POSTS']
  const stop = missing.find(({ code }) => stops.includes(code))
  if (stop?.code === 'CITE_NO_POSTS' && stop.unit === 'quotation')
    return 'This is an article: no comments were found. Paste its comments instead'
  return stop === undefined ? null : `Not for print: ${shortfallWords(stop)}`
}

/** Heading above the result before it may be printed. */
function readingHeading(
  thread: ReadThread,
  next: NextStep | null,
  verdict: Verdict,
): string | null {
  const { all, replies, words } = repliesOn(thread)
  if (isArticle(thread.posts))
    return `This is an article: ${formatCount(replies.length, 'quotation')}${unsureWords(replies)}`
  if (isOpeningAlone(all)) return 'No reply is here. Open the replies, and copy the page again'
  if (postsToQuote(thread).length > 0) {
    const rootCount = replies.filter(({ meta }) => meta.role === 'root').length
    const count = countOf({ rootCount, postCount: replies.length })
    const what = replies.length === 1 ? 'it' : 'them'
    return `${count}: too few to count (${MIN_POST_COUNT} are needed). Quote ${what}`
  }
  const { looked, labelled, openCount } = lookedAt(thread)
  if (looked > 0 && openCount === 0)
    return next?.again === 'disputed' ? null : endHeading(looked, labelled, verdict)
  if (next === null) return `${words} found`
  const units = unitsOn(next.design, thread.dealId)
  if (looked > 0)
    return `${formatNumber(looked)} of ${formatCount(units.length, 'post')} read. ${formatNumber(openCount)} more (${minutesFor(openCount)}) to get a sentence`
  const part =
    units.length < all.length
      ? `${formatNumber(units.length)} of them, picked at random`
      : 'all of them'
  return `${words} found. Read ${part} (${minutesFor(units.length)}) to get a sentence`
}

const unitsOn = ({ units }: AuditDesign, dealId: string | null) =>
  dealId === null ? units : units.filter((unit) => unit.dealId === dealId)

/** Drawn posts of this move: those looked at, labelled, and not looked at. */
function lookedAt({ file, dealId }: ReadThread) {
  const settled = file === null ? [] : settleLabels(file)
  const drawn = settled.filter(({ unit }) => dealId === null || unit.dealId === dealId)
  const outcomes = countEach(drawn.map(({ outcome }) => outcome))
  const openCount = outcomes.get('open') ?? 0
  const labelled = (outcomes.get('labelled') ?? 0) + (outcomes.get('undecided') ?? 0)
  return { looked: drawn.length - openCount, labelled, openCount }
}

/** "4 of 8 posts have a label: too few for a sentence"; null where something else is missing. */
function endHeading(looked: number, labelled: number, verdict: Verdict): string | null {
  const isShort = !verdict.isReady && verdict.missing.some(lacksLabels)
  if (!isShort || labelled === looked) return null
  return `${formatPart(labelled, looked)} posts ${verb(labelled, 'has', 'have')} a label: too few for a sentence`
}

/** Lines beside a result that may not be printed yet. Of the model nothing is said before it. */
export function waitingWords(
  breakdown: Breakdown,
  group: GroupBreakdown,
  posts: readonly ScoredPost[],
): string[] {
  const subject = subjectOf(breakdown, group)
  const findings = group.findings.filter(({ id }) => id !== 'not-for-print')
  return [
    // How much of the thread is here; an article has no replies.
    isArticle(posts) ? '' : captureLine(outlookOf(breakdown)),
    promptWords(group, sourceOf(posts)),
    adviceOn(group.verdict) ?? '',
    missingWords(group.verdict),
    ...cautionWords(findings, subject.wording.name),
  ]
}

/** Why labels that are complete may not be printed, as far as no advice says so; empty else. */
function missingWords(verdict: Verdict): string {
  if (verdict.isReady) return ''
  const [shortfall] = verdict.missing
  if (shortfall.code === FEW) return 'Copy more of the thread, or quote these.'
  if (shortfall.code === 'CITE_NO_POSTS')
    return shortfall.unit === 'page' ? '' : `${capitalise(shortfallWords(shortfall))}.`
  return shortfall.code === 'CITE_CODERS_DISAGREE'
    ? `The ${shortfallWords(shortfall)}: settle what the labels mean, then read again.`
    : ''
}

/** Facts that the disclosure lacks and only people know: names and questions. */
export function factsAsked(
  breakdown: Breakdown,
  dealId: string | null,
  figures: ModelFigures | null,
): CheckView['asked'] {
  if (dealId === null && breakdown.deals.length > 0) return []
  const { items } = buildDisclosure(breakdown, { figures, dealId })
  return items.flatMap(({ missing }) =>
    missing.flatMap(({ what, fact }) => (fact === null ? [] : [{ fact, what }])),
  )
}

/** What a placeless sentence lacks. */
export function sourceHint(posts: readonly ScoredPost[], { url }: CheckView['facts']): string {
  const { opener, addressee } = sourceOf(posts)
  return (url ?? opener ?? addressee)
    ? ''
    : 'Say in print where this stood, or give its address under “Optional details for the report”.'
}

/** What the user said, and the days on which labels were given. */
export function factsWith({ audit }: Breakdown, facts: CheckView['facts']): CheckView['facts'] {
  const { labelled } = audit?.origin ?? {}
  return { ...(labelled && { labellingDates: formatDays(labelled) }), ...facts }
}

/** "Read all 600 posts instead", or behind a sentence "Read the other 517 posts too"; else null. */
export function wholeWords(
  file: AuditFile | null,
  next: NextStep | null,
  isReady: boolean,
): string | null {
  const design = isReady ? file?.design : next?.design
  if (design === undefined || (file !== null && !isReady)) return null
  const count = wholeSize(design)
  const others = count - design.units.length
  if (others === 0) return null
  return isReady
    ? `Read the other ${formatCount(others, 'post')} too (${minutesFor(others)}). Copy the sentence first: the next one waits for all`
    : `Read all ${formatCount(count, 'post')} instead (${minutesFor(count)})`
}

/** On the model, and how often it gave the readers' label. */
export function guessWords(
  breakdown: Breakdown,
  dealId: string | null,
  figures: ModelFigures | null,
): string[] {
  const { judgedCount = 0, equalCount = 0 } = auditOfDeal(breakdown, dealId)?.modelAgreement ?? {}
  const agreement = `Readers and model agree on ${formatPart(equalCount, judgedCount)}.`
  return [modelWords(breakdown.model, figures), ...(judgedCount === 0 ? [] : [agreement])]
}

/** The sentence that corrects another; null where nothing changed, or one may not be printed. */
export function correctionOf(
  ...[former, now, dealId]: Parameters<typeof renderCorrection>
): string | null {
  try {
    return renderCorrection(former, now, dealId)
  } catch {
    return null
  }
}

/** Widths of the picture, in pixels. */
const WIDTHS = [640, 360]

export function pictureOf(input: ReportInput, dealId: string | null): Picture | null {
  const look = { theme: 'auto', isBare: false } as const
  const groups = listGroups(input.breakdown, input.posts).filter((one) => one.dealId === dealId)
  const [wide, narrow] = WIDTHS.map(
    (width) => buildReportCharts(input, { ...look, width }, groups)[0]?.shares ?? null,
  )
  return wide && narrow ? { wide: wide.svg, narrow: narrow.svg, alt: wide.alt } : null
}

/** What a reason is for. */
export function acceptanceOf(breakdown: Breakdown, why: string): AuditEvent {
  const { verdict } = mainDealOf(breakdown) ?? breakdown.overall
  const of = mendable(verdict)?.code === 'CITE_MOVER_UNNAMED' ? 'mover' : undefined
  return acceptEvent(why, new Date().toISOString(), of)
}

/** Advice on suspicious labels, and on a company that no post names; else null. */
export function adviceOn(verdict: Verdict): string | null {
  return ADVICE[mendable(verdict)?.code ?? ''] ?? null
}

/** The shortfall that a reason mends next: the company before labels. */
function mendable(verdict: Verdict): Shortfall | undefined {
  const missing = verdict.isReady ? [] : verdict.missing
  const isDue = Object.hasOwn(ADVICE, missing[0]?.code ?? '')
  return isDue
    ? (missing.find(({ code }) => code === 'CITE_MOVER_UNNAMED') ?? missing[0])
    : undefined
}

const ADVICE: Readonly<Record<string, string>> = {
  CITE_LABELS_COPIED: 'Have somebody else read them, or say why the labels hold.',
  CITE_MOVER_UNNAMED:
    'If the posts are about another company’s move, change the company. Else say why they count.',
  CITE_LABELS_ALIKE:
    'Was a key held down? Look at them with “Correct a label”, or say why they hold.',
  CITE_LABELS_AT_CHANCE: 'Read them again with “Correct a label”, or say why they hold.',
}
