import type { StanceScheme } from '../../base/scheme/stance-scheme.js'
import { aggregate } from '../../count/aggregate.js'
import { widthWatcher } from '../../count/apply-audit.js'
import type { Audit, AuditDesign, CoderKind } from '../../count/audit/audit.js'
import { type GrowEvent, hasUnseenLabels, isSampleComplete, type LabelEvent, labelsInForce } from '../../count/audit/audit-event.js'
import { settleEvents } from '../../count/audit/audit-file.js'
import { type Correction, correctionEvent, findDrawn, findStanding, type NamedPost } from '../../count/audit/corrections.js'
import { asDrawn } from '../../count/audit/drawn-record.js'
import { createLabelSession, type LabelLog, type LabelSession } from '../../count/audit/label/label-session.js'
import { unitViewer } from '../../count/audit/label/show-unit.js'
import { sortPopulation } from '../../count/audit/population.js'
import { mayGrow } from '../../count/audited/readiness.js'
import type { Breakdown } from '../../count/breakdown/breakdown.js'
import type { Deal } from '../../judge/deals/deal.js'
import type { ScoredPost } from '../../judge/stance/stance-prediction.js'
import { type Conclusion, concludeAudit, type NextStep } from '../../say/card/conclude-audit.js'

/** Store of the labels: a file, or the storage of a browser. */
export interface DeskLog extends LabelLog {
  /** Replaces the design by a larger one, with a note on its growth. */
  grow(design: AuditDesign, note: Pick<GrowEvent, 'isBlind' | 'at'>): Promise<void>
}

/** Scored posts, equal to their file. */
export interface DeskThread {
  readonly posts: readonly ScoredPost[]
  readonly scheme: StanceScheme
  readonly deals: ReadonlyMap<string, Deal>
  /** SHA-256 of the file of scored posts. */
  readonly sha256: string
}

/** The coder, and the way of labelling. */
export interface DeskTask {
  readonly coder: string
  readonly coderKind: CoderKind
  /** Part of the judgements that two coders label, as in `LabelTask`. */
  readonly doubleCodeShare: number
  readonly isAdjudication: boolean
  /** True if the coder goes through skipped judgements again. */
  readonly isReopened: boolean
  /** Half-width of the interval at which labelling stops; null for the whole sample. */
  readonly until: number | null
  /** True if shares of a complete sample are shown before they may be cited. It then never grows blind. */
  readonly isShown: boolean
}

/** Counts posts with an audit, or without one. */
export const countThread = (
  { posts, scheme, deals, sha256 }: DeskThread,
  audit: Audit | null,
  auditSha256: string | null = null,
): Breakdown => aggregate(posts, { scheme, deals, ...(audit && { audit: { audit, sha256: auditSha256, scoredSha256: sha256 } }) })

/** Half of the widest interval by labels of a sample, null while they are few. */
export const widthOf = ({ posts, scheme }: DeskThread, design: AuditDesign): ((labels: Audit['labels']) => number | null) =>
  widthWatcher(asDrawn(sortPopulation(posts), design).population, design, scheme)

const now = (): string => new Date().toISOString()

/** The desk at which a drawn sample is labelled, corrected, enlarged and concluded. The command and the scoring page use it. */
export class AuditDesk {
  readonly #thread: DeskThread
  readonly #task: DeskTask
  readonly log: DeskLog
  #session: LabelSession | null = null

  constructor(thread: DeskThread, log: DeskLog, task: DeskTask) {
    this.#thread = thread
    this.log = log
    this.#task = task
  }

  audit(): Audit {
    const { design, events } = this.log
    return { design, ...settleEvents(design, events) }
  }

  /** The current session; opens one if there is none. */
  get session(): LabelSession {
    return this.#session ?? this.open()
  }

  /** Opens the units left to label. @param again units to go through once more */
  open(again?: NextStep['again']): LabelSession {
    const { log } = this
    const { isReopened, until, coder, coderKind, doubleCodeShare } = this.#task
    const isAdjudication = this.#task.isAdjudication || again === 'disputed'
    const measure = widthOf(this.#thread, log.design)
    this.#session = createLabelSession({
      log,
      task: {
        ...{ coder, coderKind, doubleCodeShare, isAdjudication },
        ...((isReopened || again === 'skipped') && { reopenedEventCount: log.events.length }),
      },
      show: unitViewer(this.#thread.posts, this.#thread.deals),
      now,
      conclude: () => this.conclude(),
      measure: () => measure(labelsInForce(log.events)),
      until: isAdjudication ? null : until,
    })
    return this.#session
  }

  /** Enlarges the sample. It grows blind if none of its shares were shown. */
  async grow(larger: AuditDesign): Promise<void> {
    const audit = this.audit()
    const isUnseen = hasUnseenLabels(this.log.events) && !this.#task.isShown
    const isBlind = isUnseen && (!isSampleComplete(audit) || mayGrow(countThread(this.#thread, audit)))
    await this.log.grow(larger, { ...(isBlind && { isBlind }), at: now() })
  }

  /** The labels of a complete sample in sentences, and the next step. */
  conclude(): Conclusion {
    const audit = this.audit()
    return concludeAudit({ ...this.#thread, audit, coder: this.#task.coder, breakdown: countThread(this.#thread, audit) })
  }

  /** Opens the next step of the conclusion. */
  async more(): Promise<LabelSession> {
    const { next } = this.conclude()
    if (next !== null && next.design !== this.log.design) await this.grow(next.design)
    return this.open(next?.again)
  }

  /** Adds a second judgement of a post, which counts in place of the first. Throws as `findDrawn`, `findStanding` and `correctionEvent` do. */
  async relabel(post: NamedPost, correction: Correction): Promise<LabelEvent> {
    const standing = findStanding(this.audit(), findDrawn(this.log.design, post), this.#task)
    const event = correctionEvent(standing, correction, now())
    await this.log.append([event])
    return event
  }
}
