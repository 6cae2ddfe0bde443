import { PipelineError } from '../../base/errors.js'
import type { StanceScheme } from '../../base/scheme/stance-scheme.js'
import { formatCount, formatNumber } from '../../base/text/format-count.js'
import { sha256OfText } from '../../base/text/sha256-text.js'
import { listMoves } from '../../base/thread/deal-record.js'
import { aggregate } from '../../count/aggregate.js'
import { type AuditDesign, auditPathBeside } from '../../count/audit/audit.js'
import { type AuditEvent, isSampleComplete } from '../../count/audit/audit-event.js'
import { type AuditFile, chainLines, parseAuditFile } from '../../count/audit/audit-file.js'
import { drawAudit, growAudit } from '../../count/audit/draw/draw-audit.js'
import { createLabelSession, type LabelSession, type SessionState } from '../../count/audit/label/label-session.js'
import { unitViewer } from '../../count/audit/label/show-unit.js'
import { hashPopulation } from '../../count/audit/population.js'
import { settleLabels } from '../../count/audit/settle-labels.js'
import { marginOf } from '../../count/audited/lead.js'
import { isHeadline, readiness } from '../../count/audited/readiness.js'
import type { Breakdown, DealBreakdown, GroupBreakdown } from '../../count/breakdown/breakdown.js'
import type { Deal } from '../../judge/deals/deal.js'
import type { ScoredPost } from '../../judge/stance/stance-prediction.js'
import { concludeAudit, resultCard } from '../../say/card/result-card.js'
import { cite } from '../../say/cite/cite.js'
import { widenSpan } from '../../say/format/format-value.js'
import { renderReportPage } from '../../say/page/render-report-page.js'
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

/** What the button of a view does: a sample to label, and the skips among its first events that are open again. */
interface NextStep {
  readonly words: string
  readonly design: AuditDesign
  readonly reopenedEventCount: number
}

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
    const next = this.#next(file)
    if (next === null) return
    const { design, reopenedEventCount } = next
    const grown: AuditEvent[] =
      file === null || design === file.design ? [] : [{ kind: 'grow', unitCount: file.design.units.length, at: new Date().toISOString() }]
    const events = [...(file?.events ?? []), ...grown]
    if (file === null || grown.length > 0) await this.#write(chainLines([design, ...events]).text)
    const { posts, deals, scheme } = this.#thread
    this.#session = createLabelSession({
      log: {
        design,
        events,
        append: async (added) => {
          await this.#write(this.#text + chainLines(added, this.#file()?.chain).text)
          events.push(...added)
        },
      },
      task: { coder: CODER, coderKind: 'person', doubleCodeShare: 0, isAdjudication: false, reopenedEventCount },
      show: unitViewer(posts, deals),
      now: () => new Date().toISOString(),
      conclude: () => concludeAudit(this.#count(this.#file()), scheme),
    })
  }

  /** Answers the label page as the server of `audit` does. */
  async answer({
    route,
    revision,
    label,
  }: Pick<Extract<PageRequest, { readonly kind: 'answer' }>, 'route' | 'revision' | 'label'>): Promise<SessionState> {
    const session = this.#session
    if (session === null) throw new PipelineError('INTERNAL', 'expected a sample that is open, got none.')
    return route === 'label' ? session.take(label, revision) : route === 'undo' ? session.undo(revision) : session.state()
  }

  view(): CheckView {
    const { posts, scheme, name } = this.#thread
    const file = this.#file()
    const shown = completeOf(file)
    const soFar = this.#count(file)
    const breakdown = shown === file ? soFar : this.#count(shown)
    const card = resultCard({ breakdown, scheme, span: widenSpan(null, posts) })
    const isReady = card.light === 'ready'
    return {
      card,
      key: this.#key,
      progress: file === null ? '' : this.#progress(file, soFar),
      next: isReady ? null : (this.#next(file, soFar)?.words ?? null),
      claim: isReady ? cite(breakdown, card.dealId === null ? {} : { dealId: card.dealId }) : null,
      labels: file === null ? null : { name: auditPathBeside(name), type: 'application/x-ndjson', content: this.#text },
    }
  }

  /** The report, with the labels as soon as the whole sample has them. */
  report(): PageFile {
    const { posts, scheme } = this.#thread
    const input = { breakdown: this.#count(completeOf(this.#file())), posts, scheme, title: null, date: null, figures: null, facts: null }
    const base64 = (text: string): string =>
      btoa(sha256OfText(text).replace(/../g, (digits) => String.fromCharCode(Number.parseInt(digits, 16))))
    return { name: 'report.html', type: 'text/html', content: renderReportPage(input, base64) }
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

  #group(breakdown: Breakdown): GroupBreakdown | DealBreakdown {
    const { dealId } = resultCard({ breakdown, scheme: this.#thread.scheme, span: null })
    return breakdown.deals.find((deal) => deal.dealId === dealId) ?? breakdown.overall
  }

  /** What leads on from here; null where nothing is missing, or nothing that labels could give. */
  #next(file: AuditFile | null, soFar?: Breakdown): NextStep | null {
    const { posts, scheme, sha256 } = this.#thread
    const noun = posts.some(({ stances }) => stances.length > 1) ? 'judgement' : 'post'
    if (file !== null && !isSampleComplete(file)) {
      const openCount = settleLabels(file).filter(({ outcome }) => outcome === 'open').length
      return { words: `Go on: ${formatCount(openCount, noun)} left`, design: file.design, reopenedEventCount: 0 }
    }
    const breakdown = soFar ?? this.#count(file)
    const state = readiness(breakdown, this.#group(breakdown))
    if (state.isReady) return null
    const [first] = state.missing
    if (first.code === 'CITE_INCOMPLETE' && file !== null)
      return {
        words: `Label the ${formatCount(first.missingCount, noun)} that you skipped`,
        design: file.design,
        reopenedEventCount: file.events.length,
      }
    if (!('needed' in first) || first.needed === null) return null
    const { size } = first.needed
    if (file === null) {
      const design = drawAudit(posts, { size, scoredSha256: sha256, scheme, labels: scheme.labels })
      return { words: `Check ${formatCount(design.units.length, noun)}`, design, reopenedEventCount: 0 }
    }
    const design = growAudit(file.design, posts, Math.max(size, file.design.size + 1))
    const moreCount = design.units.length - file.design.units.length
    return moreCount === 0
      ? null
      : { words: `Check ${formatNumber(moreCount)} more ${moreCount === 1 ? noun : `${noun}s`}`, design, reopenedEventCount: 0 }
  }

  /** How far the labels are: while some are missing no share is told, only how wide the widest interval is. */
  #progress(file: AuditFile, breakdown: Breakdown): string {
    const { scheme } = this.#thread
    if (isSampleComplete(file)) return concludeAudit(breakdown, scheme)[0] ?? ''
    const { units } = file.design
    const doneCount = settleLabels(file).filter(({ outcome }) => outcome !== 'open').length
    const margins = this.#group(breakdown).intervals.filter(isHeadline).map(marginOf)
    const margin = margins.length === 0 ? '' : `; ±${Math.ceil(Math.max(...margins) * 100 - 1e-9)} points so far`
    return `${formatNumber(doneCount)} of ${formatNumber(units.length)} checked${margin}.`
  }
}

/** The audit once nothing of its sample is open; before, nobody has seen what it says. */
const completeOf = (file: AuditFile | null): AuditFile | null => (file !== null && isSampleComplete(file) ? file : null)

const parseText = (text: string, name: string): AuditFile => parseAuditFile(new TextEncoder().encode(text), name)
