import type { StanceScheme } from '../../base/scheme/stance-scheme.js'
import { aggregate } from '../../count/aggregate.js'
import type { Audit, AuditDesign, CoderKind } from '../../count/audit/audit.js'
import { designEvent } from '../../count/audit/audit-event.js'
import { settleEvents } from '../../count/audit/audit-file.js'
import {
  createLabelSession,
  type LabelLog,
  type LabelSession,
} from '../../count/audit/label/label-session.js'
import { unitViewer } from '../../count/audit/label/show-unit.js'
import type { Breakdown } from '../../count/breakdown/breakdown.js'
import type { Deal } from '../../judge/deals/deal.js'
import type { ScoredPost } from '../../judge/stance/stance-prediction.js'
import {
  type Conclusion,
  concludeAudit,
  type NextStep,
} from '../../say/next-step/conclude-audit.js'

/** Scored posts, equal to their file. */
export interface DeskThread {
  readonly posts: readonly ScoredPost[]
  readonly scheme: StanceScheme
  readonly deals: ReadonlyMap<string, Deal>
  readonly sha256: string
  /** The one deal that is read now; absent or null where all are. */
  readonly dealId?: string | null
}

export interface DeskTask {
  readonly coder: string
  readonly coderKind: CoderKind
  /** Part of the units that two coders label, as in `LabelTask`. */
  readonly doubleCodeShare: number
  readonly isAdjudication: boolean
  /** True if the coder goes through skipped units again. */
  readonly isReopened: boolean
}

/** Counts posts with an audit, or without one. */
export const countThread = (
  { posts, scheme, deals, sha256, dealId = null }: DeskThread,
  audit: Audit | null,
  auditSha256: string | null = null,
): Breakdown => {
  const breakdown = aggregate(posts, {
    scheme,
    deals,
    ...(audit && { audit: { audit, sha256: auditSha256, scoredSha256: sha256 } }),
  })
  return dealId === null ? breakdown : withFirst(breakdown, dealId)
}

/** The breakdown with the deal that is read before the others: the finding is of the first. */
function withFirst(breakdown: Breakdown, dealId: string): Breakdown {
  const first = breakdown.deals.filter((deal) => deal.dealId === dealId)
  const others = breakdown.deals.filter((deal) => deal.dealId !== dealId)
  return { ...breakdown, deals: [...first, ...others] }
}

const now = (): string => new Date().toISOString()

/**
 * The desk at which a drawn sample is labelled, corrected, enlarged and concluded. The command and
 * the scoring page use it.
 */
export class AuditDesk {
  readonly #thread: DeskThread
  readonly #task: DeskTask
  readonly log: LabelLog
  #session: LabelSession | null = null

  constructor(thread: DeskThread, log: LabelLog, task: DeskTask) {
    this.#thread = thread
    this.log = log
    this.#task = task
  }

  audit(): Audit {
    const { design, events } = this.log
    return { design, ...settleEvents(events) }
  }

  /** The current session; opens one if there is none. */
  get session(): LabelSession {
    return this.#session ?? this.open()
  }

  /** Opens the units left to label. @param again units to go through once more */
  open(again?: NextStep['again']): LabelSession {
    const { log } = this
    const { isReopened, coder, coderKind, doubleCodeShare } = this.#task
    const { dealId = null } = this.#thread
    const isAdjudication = this.#task.isAdjudication || again === 'disputed'
    this.#session = createLabelSession({
      log,
      task: {
        coder,
        coderKind,
        doubleCodeShare,
        isAdjudication,
        // Differences and skips are settled on all moves at once, as their count says.
        ...(dealId !== null && again === undefined && { dealId }),
        ...((isReopened || again === 'skipped') && { reopenedEventCount: log.events.length }),
      },
      show: unitViewer(this.#thread.posts, this.#thread.deals),
      now,
      conclude: () => this.conclude(),
    })
    return this.#session
  }

  /** Makes the sample larger, or takes another one. */
  async take(design: AuditDesign): Promise<void> {
    await this.log.append([designEvent(this.log.design, design, now())])
  }

  /** The labels of a complete sample in sentences, and the next step. */
  conclude(): Conclusion {
    const audit = this.audit()
    return concludeAudit({
      ...this.#thread,
      audit,
      coder: this.#task.coder,
      breakdown: countThread(this.#thread, audit),
    })
  }

  async more(): Promise<LabelSession> {
    const { next } = this.conclude()
    if (next !== null && next.design !== this.log.design) await this.take(next.design)
    return this.open(next?.again)
  }
}
