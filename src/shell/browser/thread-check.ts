import { PipelineError } from '../../base/errors.js'
import { formatCount, formatNumber } from '../../base/text/format-count.js'
import { sha256OfText } from '../../base/text/sha256-text.js'
import { listMoves } from '../../base/thread/deal-record.js'
import { unitKeyOf } from '../../base/thread/unit-key.js'
import {
  type AuditDesign,
  type AuditUnit,
  auditPathBeside,
  type CoderKind,
} from '../../count/audit/audit.js'
import { type AuditEvent, isSampleComplete } from '../../count/audit/audit-event.js'
import { type AuditFile, auditLines, parseAuditFile } from '../../count/audit/audit-file.js'
import type {
  LabelLog,
  LabelledUnit,
  SessionAnswer,
  SessionState,
} from '../../count/audit/label/label-session.js'
import { hashUnits, nameUnit, sortPopulation } from '../../count/audit/population.js'
import { kindOfCoder, rankCoders, settleLabels } from '../../count/audit/settle-labels.js'
import type { Breakdown } from '../../count/breakdown/breakdown.js'
import type { Verdict } from '../../count/breakdown/verdict.js'
import { mainDealOf, outlookOf } from '../../count/verdict/outlook.js'
import { type NextStep, nextStep } from '../../say/card/conclude-audit.js'
import { captureLine } from '../../say/card/outlook-lines.js'
import { cite } from '../../say/cite/cite.js'
import { buildDisclosure } from '../../say/disclosure/disclosure.js'
import { type DisclosureFacts, parseFacts } from '../../say/facts/disclosure-facts.js'
import type { ReportInput } from '../../say/facts/report.js'
import type { ReportGroup } from '../../say/facts/report-group.js'
import { buildReportCharts } from '../../say/page/render-report-charts.js'
import { renderReportPage } from '../../say/page/render-report-page.js'
import { resultCard } from '../../say/table/result-card.js'
import { AuditDesk, countThread, type DeskTask, type DeskThread } from '../desk/audit-desk.js'
import type { CheckView, PageFile, PageRequest } from './page-messages.js'

/** A scored thread, equal to its file. */
interface CheckedThread extends DeskThread, Pick<ReportInput, 'figures'> {
  readonly name: string
}

/** What only people know of a thread. */
interface ThreadAnswers {
  readonly facts: DisclosureFacts
  readonly why: string
}

const NO_ANSWERS: ThreadAnswers = { facts: {}, why: '' }

type LabelAnswer = Omit<Extract<PageRequest, { readonly kind: 'answer' }>, 'kind'>

/** Posts that a reader sorts in a minute. Choice: the median of those who tried. */
const POSTS_PER_MINUTE = 6
const minutesFor = (postCount: number): string =>
  `about ${formatCount(Math.ceil(postCount / POSTS_PER_MINUTE), 'minute')}`

const CODER = 'a'
/** Widths of the picture in pixels: for the column, and for phones. */
const WIDTHS = [640, 360]

/**
 * The check of a thread by hand: sample, labels and result, by the functions of `audit`, `cite` and
 * `report`.
 */
export class ThreadCheck implements LabelLog {
  readonly #thread: CheckedThread
  readonly #keep: (key: string, text: string) => void
  readonly #key: string
  readonly #units: readonly AuditUnit[]
  /** The audit file that the browser keeps; null before the draw. */
  #file: AuditFile | null = null
  #text = ''
  #desk: AuditDesk | null = null
  #reader: CoderKind = 'unknown'
  #answers: ThreadAnswers = NO_ANSWERS

  constructor(thread: CheckedThread, keep: (key: string, text: string) => void) {
    this.#thread = thread
    this.#keep = keep
    this.#units = sortPopulation(thread.posts).units.map(nameUnit)
    this.#key = sha256OfText(JSON.stringify([hashUnits(this.#units), listMoves(thread.posts)]), 32)
  }

  /**
   * Continues with the stored labels and answers of these judgements. Damaged ones are left out.
   */
  resume(kept: Readonly<Record<string, string>>): void {
    ;[this.#file, this.#desk, this.#reader, this.#answers] = [null, null, 'unknown', NO_ANSWERS]
    const text = kept[this.#key]
    const answers = kept[this.#answersKey]
    try {
      if (answers !== undefined) {
        const { why, facts } = JSON.parse(answers) as {
          readonly why: unknown
          readonly facts: unknown
        }
        this.#answers = { why: String(why), facts: parseFacts(facts, 'the answers that were kept') }
      }
    } catch {}
    if (text === undefined) return
    try {
      const file = parseText(text, 'the labels that were kept')
      ;[this.#file, this.#text, this.#reader] = [file, text, kindOfCoder(file.labels, CODER)]
    } catch {}
  }

  /** Takes the labels of an audit file: not those of other posts, nor fewer than are here. */
  take(text: string): void {
    const { design, labels } = parseText(text, 'the labels')
    const labelled = new Set(labels.map(unitKeyOf))
    const fault =
      design.populationSha256 !== hashUnits(this.#units)
        ? 'These labels belong to other posts. Score the thread that they were given for, then load them again.'
        : this.#file?.labels.some((label) => !labelled.has(unitKeyOf(label)))
          ? 'The file lacks labels that are here. Go on with these, or erase them and load it again.'
          : null
    if (fault !== null) throw new PipelineError('AUDIT_MISMATCH', fault)
    this.#write(text)
  }

  async begin(): Promise<void> {
    const next = this.#next()
    if (next === null) return
    const drawn = this.#file
    if (drawn === null) this.#write(auditLines([next.design]))
    const desk = this.#open({ coder: CODER, coderKind: this.#reader })
    if (drawn !== null && next.design !== drawn.design) await desk.grow(next.design)
    desk.open(next.again)
  }

  /** Says who reads: the labels that are there become theirs. */
  setReader(reader: CoderKind): void {
    const lines = this.#text
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as { readonly coder?: string })
    this.#write(
      auditLines(
        lines.map((line) =>
          line.coder === CODER && 'label' in line ? { ...line, coderKind: reader } : line,
        ),
      ),
    )
    this.#reader = reader
    if (this.#desk !== null) this.#open({ coder: CODER, coderKind: reader }).open()
  }

  /**
   * Takes what only people know: facts of the study, and the reason why labels hold that agree with
   * the model as few people do.
   */
  tell(told: Partial<ThreadAnswers>): void {
    const { why, facts } = this.#answers
    const known = Object.entries({ ...facts, ...told.facts }).filter(
      ([, text]) => text.trim() !== '',
    )
    this.#answers = {
      why: told.why ?? why,
      facts: parseFacts(Object.fromEntries(known), 'the answers'),
    }
    this.#keep(this.#answersKey, JSON.stringify(this.#answers))
  }

  get #answersKey(): string {
    return `${this.#key} answers`
  }

  /** Opens the labels that are there, to correct them under their coder's name. */
  reopen(): void {
    const labels = this.#file?.labels ?? []
    const [[coder] = [CODER]] = rankCoders(labels)
    this.#open({ coder, coderKind: kindOfCoder(labels, coder) }).open()
  }

  #open(coder: Pick<DeskTask, 'coder' | 'coderKind'>): AuditDesk {
    const task = { ...coder, doubleCodeShare: 0, isAdjudication: false, isReopened: false }
    this.#desk = new AuditDesk(this.#thread, this, task)
    return this.#desk
  }

  // A desk is opened on a sample that was drawn.
  get design(): AuditDesign {
    return (this.#file as AuditFile).design
  }

  get events(): readonly AuditEvent[] {
    return this.#file?.events ?? []
  }

  async append(events: readonly AuditEvent[]): Promise<void> {
    this.#write(this.#text + auditLines(events))
  }

  /** Answers the label page as the server of `audit` does. */
  async answer({
    route,
    revision,
    label,
    place = -1,
    reason = '',
    ...remark
  }: LabelAnswer): Promise<SessionState | SessionAnswer | readonly LabelledUnit[]> {
    if (this.#desk === null)
      throw new PipelineError('INTERNAL', 'expected a sample that is open, got none.')
    if (route === 'more') return { ...(await this.#desk.more()).state(), notTaken: null }
    const { session } = this.#desk
    if (route === 'label') return session.take(label, revision, remark)
    if (route === 'labelled') return session.labelled()
    if (route === 'correct') return session.correct(place, { label, reason }, revision)
    return route === 'undo' ? session.undo(revision) : session.state()
  }

  view(): CheckView {
    const { scheme, name, figures } = this.#thread
    const file = this.#file
    const soFar = this.#count(file)
    const shown = completeOf(file)
    const breakdown = shown === file ? soFar : this.#count(shown)
    const card = resultCard({ breakdown, scheme, figures })
    const isReady = card.light === 'ready'
    const { verdict } = mainDealOf(breakdown) ?? breakdown.overall
    const next = this.#next(soFar)
    const look = {
      ...this.#look(),
      theme: 'auto',
      isShown: ({ dealId }: ReportGroup) => dealId === card.dealId,
    } as const
    const [wide, narrow] = WIDTHS.map(
      (width) =>
        buildReportCharts(this.#reported(breakdown), { ...look, width }).groups[0]?.shares ?? null,
    )
    return {
      heading: isReady ? 'You can print this' : (this.#outlook(next) ?? card.headline),
      card,
      missing: [
        captureLine(outlookOf(soFar)),
        ...(isReady || file === null || shown === null
          ? []
          : [adviceOn(verdict) ?? `${card.status}.`]),
      ],
      picture: wide && narrow ? { wide: wide.svg, narrow: narrow.svg, alt: wide.alt } : null,
      needsReason: adviceOn(verdict) !== null,
      reader: file === null ? null : this.#reader,
      next: isReady ? null : (next?.words ?? null),
      claim: isReady ? cite(breakdown, card.dealId === null ? {} : { dealId: card.dealId }) : null,
      asked: this.#asked(breakdown, card.dealId),
      facts: this.#answers.facts,
      labels:
        file === null
          ? null
          : { name: auditPathBeside(name), type: 'application/x-ndjson', content: this.#text },
    }
  }

  /** What the disclosure lacks and only people know: names and questions. */
  #asked(breakdown: Breakdown, dealId: string | null): CheckView['asked'] {
    if (dealId === null && breakdown.deals.length > 0) return []
    const { figures } = this.#thread
    const { items } = buildDisclosure(breakdown, { figures, ...(dealId !== null && { dealId }) })
    return items.flatMap(({ missing }) =>
      missing.flatMap(({ what, fact }) => (fact === null ? [] : [{ fact, what }])),
    )
  }

  #look(): { link?: string } {
    const { url } = this.#answers.facts
    return url === undefined ? {} : { link: url }
  }

  /** The report, with the labels as soon as the whole sample has them. */
  report(): PageFile {
    const audit = completeOf(this.#file)
    const input = { ...this.#reported(this.#count(audit)), audit }
    const base64 = (text: string): string =>
      btoa(
        sha256OfText(text).replace(/../g, (digits) =>
          String.fromCharCode(Number.parseInt(digits, 16)),
        ),
      )
    return {
      name: 'report.html',
      type: 'text/html',
      content: renderReportPage(input, base64, this.#look()),
    }
  }

  #reported(breakdown: Breakdown): ReportInput {
    const { posts, scheme, figures } = this.#thread
    return { breakdown, posts, scheme, figures, facts: this.#answers.facts }
  }

  #write(text: string): void {
    this.#file = parseText(text, auditPathBeside(this.#thread.name))
    this.#text = text
    if (this.#reader === 'unknown') this.#reader = kindOfCoder(this.#file.labels, CODER)
    this.#keep(this.#key, text)
  }

  #count(file: AuditFile | null): Breakdown {
    const { name, sha256 } = this.#thread
    const scored = { role: 'scored', name, sha256 } as const
    const evidence =
      file === null
        ? [scored]
        : [scored, { role: 'audit', name: auditPathBeside(name), sha256: file.sha256 } as const]
    return { ...countThread(this.#thread, file, file?.sha256 ?? null, this.#answers.why), evidence }
  }

  /** The next labelling step; null if more labels would not help. */
  #next(breakdown = this.#count(this.#file)): NextStep | null {
    const audit = this.#file
    if (audit === null || isSampleComplete(audit))
      return nextStep({ ...this.#thread, audit, coder: CODER, breakdown })
    const openCount = settleLabels(audit).filter(({ outcome }) => outcome === 'open').length
    return { words: `Go on: ${formatCount(openCount, 'post')} left`, design: audit.design }
  }

  /** How many posts are read, and how many lead to a sentence; null where labels would not help. */
  #outlook(next: NextStep | null): string | null {
    const { posts } = this.#thread
    const file = this.#file
    if (next === null || (file !== null && isSampleComplete(file))) return null
    const { units } = next.design
    if (file !== null && file.labels.length > 0) {
      const openCount = settleLabels(file).filter(({ outcome }) => outcome === 'open').length
      return `${formatNumber(units.length - openCount)} of ${formatCount(units.length, 'post')} checked. ${formatNumber(openCount)} more (${minutesFor(openCount)}) to get a sentence`
    }
    const which =
      units.length === posts.length
        ? posts.length === 2
          ? 'both'
          : 'all'
        : formatNumber(units.length)
    return `${formatCount(posts.length, 'post')} read. Check ${which} of them (${minutesFor(units.length)}) to get a sentence`
  }
}

/**
 * What to do about labels that agree with the model as few people do; null for any other verdict.
 */
function adviceOn(verdict: Verdict): string | null {
  const code = verdict.isReady ? '' : verdict.missing[0].code
  if (code === 'CITE_LABELS_COPIED')
    return 'Have somebody else read the posts, or say why the labels hold.'
  if (code === 'CITE_LABELS_ALIKE')
    return 'Was a key held? Look through the labels with “Correct a label”, or say why they hold.'
  return code === 'CITE_LABELS_AT_CHANCE'
    ? 'Read the posts again with “Correct a label”, or say why the labels hold.'
    : null
}

/** The audit of a complete sample; null before, when its result must not be seen. */
const completeOf = (file: AuditFile | null): AuditFile | null =>
  file !== null && isSampleComplete(file) ? file : null

const parseText = (text: string, name: string): AuditFile =>
  parseAuditFile(new TextEncoder().encode(text), name)
