import { PipelineError } from '../../base/errors.js'
import type { StanceScheme } from '../../base/scheme/stance-scheme.js'
import { formatCount, formatNumber } from '../../base/text/format-count.js'
import { sha256OfText } from '../../base/text/sha256-text.js'
import { listMoves } from '../../base/thread/deal-record.js'
import { aggregate } from '../../count/aggregate.js'
import { type AuditDesign, auditPathBeside } from '../../count/audit/audit.js'
import { type AuditEvent, isSampleComplete, labelsInForce } from '../../count/audit/audit-event.js'
import { type AuditFile, chainLines, parseAuditFile } from '../../count/audit/audit-file.js'
import { asDrawn } from '../../count/audit/drawn-record.js'
import { createLabelSession, type LabelSession, type SessionState, soFarWords } from '../../count/audit/label/label-session.js'
import { unitViewer } from '../../count/audit/label/show-unit.js'
import { hashPopulation, sortPopulation } from '../../count/audit/population.js'
import { settleLabels } from '../../count/audit/settle-labels.js'
import { widthWatcher } from '../../count/audited/apply-audit.js'
import type { Breakdown } from '../../count/breakdown/breakdown.js'
import type { Deal } from '../../judge/deals/deal.js'
import type { ScoredPost } from '../../judge/stance/stance-prediction.js'
import { concludeAudit, type NextStep, nextStep, nounOf } from '../../say/card/conclude-audit.js'
import { resultCard } from '../../say/card/result-card.js'
import { cite } from '../../say/cite/cite.js'
import type { ReportInput } from '../../say/facts/report.js'
import { widenSpan } from '../../say/format/format-value.js'
import { renderReportPage } from '../../say/page/render-report-page.js'
import { renderSharesOf } from '../../say/render-report-charts.js'
import type { CheckView, PageFile, PageRequest } from './page-messages.js'

/** A scored thread as its file holds it. */
export interface CheckedThread {
  readonly posts: readonly ScoredPost[]
  /** Name of the file of scored posts, and SHA-256 of its bytes. */
  readonly name: string
  readonly sha256: string
  readonly scheme: StanceScheme
  readonly deals: ReadonlyMap<string, Deal>
}

/** As wide as the report draws pictures: one fits on a phone. */
const PICTURE_WIDTH = 360

/** The one who labels on the page. */
const CODER = 'a'

/** The check of a thread by hand: the sample, its labels and what they say, by the functions of `audit`, `cite` and `report`. */
export class ThreadCheck {
  readonly #thread: CheckedThread
  readonly #keep: (key: string, text: string) => Promise<void>
  readonly #key: string
  /** The audit file; empty before the draw. */
  #text = ''
  #session: LabelSession | null = null

  /** @param keep fulfilled when the labels are safe */
  constructor(thread: CheckedThread, keep: (key: string, text: string) => Promise<void>) {
    this.#thread = thread
    this.#keep = keep
    this.#key = sha256OfText(JSON.stringify([hashPopulation(thread.posts), listMoves(thread.posts)]), 32)
  }

  /**
   * Takes the labels of an audit file; none of an empty text.
   *
   * @throws {PipelineError} `AUDIT_MISMATCH` for those of other posts, `AUDIT_EDITED` and `AUDIT_INVALID`
   */
  load(text: string): void {
    if (text !== '' && parseText(text, 'the labels').design.populationSha256 !== hashPopulation(this.#thread.posts))
      throw new PipelineError(
        'AUDIT_MISMATCH',
        'These labels are of other posts. Score the thread that they were given for, then load them again.',
      )
    this.#text = text
    this.#session = null
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
    const isReady = card.light === 'ready'
    const picture = renderSharesOf(this.#reported(breakdown), card.dealId, { width: PICTURE_WIDTH, theme: 'auto' })
    return {
      card,
      picture: picture && { svg: picture.svg, alt: picture.alt },
      key: this.#key,
      progress: file === null ? '' : this.#progress(file, soFar),
      next: isReady ? null : (this.#next(file, soFar)?.words ?? null),
      claim: isReady ? cite(breakdown, card.dealId === null ? {} : { dealId: card.dealId }) : null,
      labels: file === null ? null : { name: auditPathBeside(name), type: 'application/x-ndjson', content: this.#text },
    }
  }

  /** The report, with the labels as soon as the whole sample has them. */
  report(): PageFile {
    const input = this.#reported(this.#count(completeOf(this.#file())))
    const base64 = (text: string): string =>
      btoa(sha256OfText(text).replace(/../g, (digits) => String.fromCharCode(Number.parseInt(digits, 16))))
    return { name: 'report.html', type: 'text/html', content: renderReportPage(input, base64) }
  }

  #reported(breakdown: Breakdown): ReportInput {
    const { posts, scheme } = this.#thread
    return { breakdown, posts, scheme, title: null, date: null, figures: null, facts: null }
  }

  async #write(text: string): Promise<void> {
    await this.#keep(this.#key, text)
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

const parseText = (text: string, name: string): AuditFile => parseAuditFile(new TextEncoder().encode(text), name)
