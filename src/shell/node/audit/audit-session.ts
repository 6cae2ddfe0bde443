import type { StanceScheme } from '../../../base/scheme/stance-scheme.js'
import type { AuditLabel } from '../../../count/audit/audit.js'
import { plannedHalfWidth, widthWords } from '../../../count/audit/draw/plan-audit.js'
import { type LabelTask, labelEvent, progressOf, type TaskProgress, undoEvent } from '../../../count/audit/label/label-task.js'
import type { ShownUnit } from '../../../count/audit/label/show-unit.js'
import type { AuditLog } from './audit-log.js'

/** What a coder has before them. Nothing of it comes from the model. */
export interface SessionState extends Omit<TaskProgress, 'current' | 'givenLabels'> {
  /** Events so far: an answer given to another revision is not taken. */
  readonly revision: number
  readonly coder: string
  readonly isAdjudication: boolean
  /** Null when all is labelled. */
  readonly unit: ShownUnit | null
  /** What may be known of the width while labels are given; empty where units were suggested. */
  readonly plannedWidth: string
  /** What the coders said, when their differences are to be settled; else empty. */
  readonly givenLabels: readonly Pick<AuditLabel, 'coder' | 'label'>[]
}

/** A coder at work on an audit file. */
export interface LabelSession {
  readonly labels: readonly string[]
  /** Of these labels; absent for those that ship. */
  readonly scheme?: StanceScheme | undefined
  /** The unit to label now, null when all are done, and the progress. */
  state(): SessionState
  /**
   * Labels the unit of `revision`, null to skip it, and waits until the disk has it.
   *
   * @returns the state after it; of a revision that has passed nothing is taken, so that an answer sent twice counts once
   */
  take(label: string | null, revision: number): Promise<SessionState>
  /** Takes back the coder's last label, with the same care. */
  undo(revision: number): Promise<SessionState>
}

/** The file that takes the labels, the task, and how a unit is shown. */
export interface LabelSessionOptions {
  readonly log: AuditLog
  readonly task: LabelTask
  /** The post of a unit with what a coder may see of it. */
  show(unit: AuditLog['design']['units'][number]): ShownUnit
  /** The time for the record, ISO 8601 UTC. */
  now(): string
}

/** Leads a coder through the units of a task, each label on disk before the next unit shows. */
export function createLabelSession(options: LabelSessionOptions): LabelSession {
  const { log, task, show, now } = options
  const { design } = log
  const plannedWidth = design.method === 'suggested' ? '' : widthWords(plannedHalfWidth(design))
  let progress = progressOf(design, log.events, task)
  const state = (): SessionState => {
    const { current, givenLabels, ...counts } = progress
    return {
      revision: log.events.length,
      coder: task.coder,
      isAdjudication: task.isAdjudication,
      unit: current && show(current),
      plannedWidth,
      givenLabels: givenLabels.map(({ coder, label }) => ({ coder, label })),
      ...counts,
    }
  }
  let queue: Promise<unknown> = Promise.resolve()
  /** One answer after the other: each sees what the one before left. */
  const inTurn = (step: () => Promise<void>): Promise<SessionState> => {
    const done = queue.then(step).then(() => {
      progress = progressOf(design, log.events, task)
      return state()
    })
    queue = done.catch(() => {})
    return done
  }
  return {
    labels: design.labels,
    scheme: design.scheme,
    state,
    take: (label, revision) =>
      inTurn(async () => {
        if (revision !== log.events.length || progress.current === null) return
        await log.append([labelEvent(progress.current, label, task, now())])
      }),
    undo: (revision) =>
      inTurn(async () => {
        if (revision !== log.events.length || !progress.canUndo) return
        await log.append([undoEvent(task, now())])
      }),
  }
}
