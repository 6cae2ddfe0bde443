import { PipelineError } from '../../base/errors.js'
import type { StanceScheme } from '../../base/scheme/stance-scheme.js'
import { formatCount, formatNumber } from '../../base/text/format-count.js'
import { sha256OfText } from '../../base/text/sha256-text.js'
import { listMoves } from '../../base/thread/deal-record.js'
import { unitKeyOf } from '../../base/thread/unit-key.js'
import { aggregate } from '../../count/aggregate.js'
import { type AuditDesign, auditPathBeside, type NamedUnit } from '../../count/audit/audit.js'
import { type AuditEvent, isSampleComplete, labelsInForce } from '../../count/audit/audit-event.js'
import { type AuditFile, chainLines, parseAuditFile } from '../../count/audit/audit-file.js'
import { compareCaptures, continueAudit, type LaterCapture } from '../../count/audit/draw/draw-audit.js'
import { sizeToContinue } from '../../count/audit/draw/plan-audit.js'
import { asDrawn } from '../../count/audit/drawn-record.js'
import { createLabelSession, type LabelSession, type SessionState, soFarWords } from '../../count/audit/label/label-session.js'
import { unitViewer } from '../../count/audit/label/show-unit.js'
import { hashUnits, nameUnit, sortPopulation } from '../../count/audit/population.js'
import { settleLabels } from '../../count/audit/settle-labels.js'
import { widthWatcher } from '../../count/audited/apply-audit.js'
import { DEFAULT_HALF_WIDTH } from '../../count/audited/readiness.js'
import type { Breakdown } from '../../count/breakdown/breakdown.js'
import type { Deal } from '../../judge/deals/deal.js'
import type { ScoredPost } from '../../judge/stance/stance-prediction.js'
import { concludeAudit, type NextStep, nextStep, nounOf } from '../../say/card/conclude-audit.js'
import { resultCard } from '../../say/card/result-card.js'
import { cite } from '../../say/cite/cite.js'
import type { ReportInput } from '../../say/facts/report.js'
import type { ReportGroup } from '../../say/facts/report-group.js'
import { widenSpan } from '../../say/format/format-value.js'
import { renderReportPage } from '../../say/page/render-report-page.js'
import { buildReportCharts } from '../../say/render-report-charts.js'
import type { About, CheckView, KeptLabels, PageFile, PageRequest } from './page-messages.js'

/** A scored thread as its file holds it. */
export interface CheckedThread {
  readonly posts: readonly ScoredPost[]
  /** Name of the file of scored posts, and SHA-256 of its bytes. */
  readonly name: string
  readonly sha256: string
  readonly scheme: StanceScheme
  readonly deals: ReadonlyMap<string, Deal>
  /** What the reader said of it. */
  readonly about: About
}

/** Labels of another paste of the thread. */
interface EarlierLabels extends Pick<KeptLabels, 'units' | 'labelCount'> {
  readonly audit: AuditFile
  /** Labels of posts that are here with the same words. */
  readonly fitCount: number
  /** Those of them whose post has another id here: rows without ids are numbered in their order. */
  readonly movedCount: number
}

/** The one who labels on the page. */
const CODER = 'a'

/** The check of a thread by hand: the sample, its labels and what they say, by the functions of `audit`, `cite` and `report`. */
export class ThreadCheck {
  readonly #thread: CheckedThread
  readonly #keep: (key: string, text: string) => Promise<void>
  readonly #key: string
  /** Of all judgements. */
  readonly #units: readonly NamedUnit[]
  #earlier: EarlierLabels | null = null
  #isDamaged = false
  #title: string | null = null
  /** The audit file; empty before the draw. */
  #text = ''
  #session: LabelSession | null = null

  /** @param keep fulfilled when the labels are safe */
  constructor(thread: CheckedThread, keep: (key: string, text: string) => Promise<void>) {
    this.#thread = thread
    this.#keep = keep
    this.#units = sortPopulation(thread.posts).units.map(nameUnit)
    this.#key = sha256OfText(JSON.stringify([hashUnits(this.#units), listMoves(thread.posts)]), 32)
  }

  /** Goes on with the labels that were kept of these judgements; without them, looks for the most that fit among those of other pastes. */
  resume(kept: Readonly<Record<string, string>>): void {
    this.#text = ''
    this.#session = null
    this.#earlier = null
    this.#isDamaged = false
    const idOf = new Map(this.#units.map((unit) => [wordsOf(unit), unit.postId]))
    for (const [key, text] of Object.entries(kept)) {
      try {
        const { audit: lines, ...rest } = JSON.parse(text) as KeptLabels
        const audit = parseText(lines, 'the labels that were kept')
        if (key === this.#key) this.#text = lines
        const fitting = settleLabels(audit).filter(({ unit, label }) => label !== null && idOf.has(wordsOf(unit)))
        const movedCount = fitting.filter(({ unit }) => idOf.get(wordsOf(unit)) !== unit.postId).length
        if (fitting.length > (this.#earlier?.fitCount ?? 0)) this.#earlier = { ...rest, audit, fitCount: fitting.length, movedCount }
      } catch {
        if (key === this.#key) this.#isDamaged = true
      }
    }
  }

  /** What these posts hold of an earlier paste, under its name of their thread; null where its sample cannot go on. */
  #compare({ units, audit: { design } }: EarlierLabels): { readonly later: LaterCapture; readonly threadId: string } | null {
    const [[threadId = ''], posts] = [units.map((unit) => unit.threadId), this.#thread.posts]
    const isOne = [units, posts].every((all) => all.every((each) => each.threadId === all[0]?.threadId))
    try {
      if (hashUnits(units) !== design.populationSha256) return null
      return { threadId, later: compareCaptures({ design, units }, isOne ? posts.map((post) => ({ ...post, threadId })) : posts) }
    } catch {
      return null
    }
  }

  /**
   * Takes the labels of an audit file; of none, those that the view offers: their sample goes on with a sample of what is new.
   *
   * @throws {PipelineError} `AUDIT_MISMATCH` for those of other posts, or without one that is here; `AUDIT_EDITED` and `AUDIT_INVALID`
   */
  async take(text: string | null): Promise<void> {
    if (text !== null) {
      const { design, labels } = parseText(text, 'the labels')
      const labelled = new Set(labels.map(unitKeyOf))
      const fault =
        design.populationSha256 !== hashUnits(this.#units)
          ? 'These labels are of other posts. Score the thread that they were given for, then load them again.'
          : this.#file()?.labels.some((label) => !labelled.has(unitKeyOf(label)))
            ? 'The file lacks labels that are here. Go on with these, or erase them and load it again.'
            : null
      if (fault !== null) throw new PipelineError('AUDIT_MISMATCH', fault)
      return await this.#write(text)
    }
    const [earlier, { sha256, scheme }] = [this.#earlier, this.#thread]
    const later = earlier && this.#compare(earlier)?.later
    if (!later) return
    const drawn = { size: sizeToContinue(later, DEFAULT_HALF_WIDTH), scoredSha256: sha256, scheme, labels: scheme.labels }
    const { design, events } = continueAudit(earlier.audit, later, drawn)
    await this.#write(chainLines([design, ...events]).text)
  }

  /** Opens the sample that {@link view} offers. */
  async begin(): Promise<void> {
    const file = this.#file()
    const next = this.#next(file, this.#count(file))
    if (next === null) return
    const { design, again } = next
    const grown: AuditEvent[] =
      file === null || design === file.design ? [] : [{ kind: 'grow', unitCount: file.design.units.length, at: new Date().toISOString() }]
    const events = [...(file?.events ?? []), ...grown]
    if (file === null || grown.length > 0) await this.#write(chainLines([design, ...events]).text)
    const { posts, deals } = this.#thread
    const widthOf = this.#widthOf(design)
    this.#session = createLabelSession({
      log: {
        design,
        events,
        append: async (added) => {
          await this.#write(this.#text + chainLines(added, this.#file()?.chain).text)
          events.push(...added)
        },
      },
      task: {
        coder: CODER,
        coderKind: 'person',
        doubleCodeShare: 0,
        isAdjudication: again === 'disputed',
        reopenedEventCount: again === 'skipped' ? events.length : 0,
      },
      show: unitViewer(posts, deals),
      now: () => new Date().toISOString(),
      measure: () => widthOf(labelsInForce(events)),
      conclude: () => {
        const audit = { design, labels: labelsInForce(events) }
        return concludeAudit({ ...this.#thread, audit, coder: CODER, breakdown: this.#count(this.#file()) })
      },
    })
  }

  /** Answers the label page as the server of `audit` does. */
  async answer({
    route,
    revision,
    label,
    ...remark
  }: Omit<Extract<PageRequest, { readonly kind: 'answer' }>, 'kind'>): Promise<SessionState> {
    if (route === 'more') await this.begin()
    const session = this.#session
    if (session === null) throw new PipelineError('INTERNAL', 'expected a sample that is open, got none.')
    if (route === 'label') return session.take(label, revision, remark)
    return route === 'undo' ? session.undo(revision) : { ...session.state(), ...(route === 'more' && { notTaken: null }) }
  }

  view(): CheckView {
    const { posts, scheme, name } = this.#thread
    const file = this.#file()
    const shown = completeOf(file)
    const soFar = this.#count(file)
    const breakdown = shown === file ? soFar : this.#count(shown)
    const card = resultCard({ breakdown, scheme, span: widenSpan(null, posts) })
    this.#title = card.subject
    const isReady = card.light === 'ready'
    const next = this.#next(file, soFar)
    // As wide as the report draws pictures for phones.
    const look = { width: 360, theme: 'auto', isShown: ({ dealId }: ReportGroup) => dealId === card.dealId } as const
    const picture = buildReportCharts(this.#reported(breakdown), look).groups[0]?.shares ?? null
    return {
      card,
      picture: picture && { svg: picture.svg, alt: picture.alt },
      key: this.#key,
      progress: file === null ? '' : this.#progress(file, soFar),
      offer: this.#offer(),
      next: isReady ? null : (next?.words ?? null),
      claim: isReady ? cite(breakdown, card.dealId === null ? {} : { dealId: card.dealId }) : null,
      labels: file === null ? null : { name: auditPathBeside(name), type: 'application/x-ndjson', content: this.#text },
    }
  }

  #offer(): CheckView['offer'] {
    if (this.#isDamaged)
      return { words: 'The labels that this browser kept of this thread are damaged: the check begins anew.', threadId: null }
    if (this.#earlier === null || this.#text !== '') return null
    const { fitCount, movedCount, labelCount } = this.#earlier
    const fitting = `${formatNumber(fitCount)} of your ${formatCount(labelCount, 'label')} fit this thread`
    const found = this.#compare(this.#earlier)
    if (found === null) {
      if (fitCount * 2 < labelCount) return null
      const why =
        movedCount * 2 > fitCount
          ? 'its posts have other ids, as rows without ids do in another order'
          : 'nothing is new in it or most is gone'
      return { words: `${fitting}, but ${why}: the check begins anew.`, threadId: null }
    }
    const { later, threadId } = found
    const gone = later.gone.length === 0 ? '' : ` (gone or changed: ${formatCount(later.gone.length, 'post')})`
    return { words: `${fitting}${gone}: use them`, threadId: threadId === this.#units[0]?.threadId ? '' : threadId }
  }

  /** The report, with the labels as soon as the whole sample has them. */
  report(): PageFile {
    const audit = completeOf(this.#file())
    const input = { ...this.#reported(this.#count(audit)), audit }
    const base64 = (text: string): string =>
      btoa(sha256OfText(text).replace(/../g, (digits) => String.fromCharCode(Number.parseInt(digits, 16))))
    return { name: 'report.html', type: 'text/html', content: renderReportPage(input, base64) }
  }

  #reported(breakdown: Breakdown): ReportInput {
    const { posts, scheme } = this.#thread
    return { breakdown, posts, scheme, title: null, date: null, figures: null, facts: null }
  }

  async #write(text: string): Promise<void> {
    const labelCount = settleLabels(parseText(text, 'the labels')).filter(({ label }) => label !== null).length
    const kept: KeptLabels = { title: this.#title, about: this.#thread.about, labelCount, units: this.#units, audit: text }
    await this.#keep(this.#key, JSON.stringify(kept))
    this.#text = text
  }

  #file(): AuditFile | null {
    return this.#text === '' ? null : parseText(this.#text, auditPathBeside(this.#thread.name))
  }

  #count(file: AuditFile | null): Breakdown {
    const { posts, scheme, deals, name, sha256 } = this.#thread
    const options = { count: 'posts', countDuplicates: 'all', seed: 1 } as const
    const counted = aggregate(posts, {
      scheme,
      deals,
      options,
      ...(file && { audit: { audit: file, sha256: file.sha256, scoredSha256: sha256 } }),
    })
    const scored = { role: 'scored', name, sha256 } as const
    return { ...counted, evidence: file ? [scored, { role: 'audit', name: auditPathBeside(name), sha256: file.sha256 }] : [scored] }
  }

  /** What leads on from here; null where nothing is missing, or nothing that labels could give. */
  #next(file: AuditFile | null, breakdown: Breakdown): NextStep | null {
    if (file === null || isSampleComplete(file)) return nextStep({ ...this.#thread, audit: file, coder: CODER, breakdown })
    const openCount = settleLabels(file).filter(({ outcome }) => outcome === 'open').length
    return { words: `Go on: ${formatCount(openCount, nounOf(this.#thread.posts))} left`, design: file.design }
  }

  /** How far the labels are: while some are missing no share is told, only how wide the widest interval is. */
  #progress(file: AuditFile, breakdown: Breakdown): string {
    if (isSampleComplete(file)) return concludeAudit({ ...this.#thread, audit: file, coder: CODER, breakdown }).sentences[0] ?? ''
    const doneCount = settleLabels(file).filter(({ outcome }) => outcome !== 'open').length
    const width = soFarWords(this.#widthOf(file.design)(file.labels))
    return `${formatNumber(doneCount)} of ${formatNumber(file.design.units.length)} checked${width === '' ? '' : `; ${width}`}.`
  }

  /** Half of the widest interval by the labels so far, as `audit` measures it. */
  #widthOf(design: AuditDesign): (labels: AuditFile['labels']) => number | null {
    const { posts, scheme } = this.#thread
    return widthWatcher(asDrawn(sortPopulation(posts), design).population, design, scheme)
  }
}

/** The audit once nothing of its sample is open; before, nobody has seen what it says. */
const completeOf = (file: AuditFile | null): AuditFile | null => (file !== null && isSampleComplete(file) ? file : null)

/** What names a judgement in a thread under any name, whatever its posts are called. */
const wordsOf = ({ dealId, textHash }: NamedUnit): string => JSON.stringify([dealId, textHash])

const parseText = (text: string, name: string): AuditFile => parseAuditFile(new TextEncoder().encode(text), name)
