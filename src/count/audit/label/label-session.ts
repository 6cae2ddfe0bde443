import { PipelineError } from '../../../base/errors.js'
import type { StanceScheme } from '../../../base/scheme/stance-scheme.js'
import { unitKeyOf } from '../../../base/thread/unit-key.js'
import type { AuditDesign, AuditLabel, AuditUnit } from '../audit.js'
import { type AuditEvent, isSampleComplete, labelsInForce } from '../audit-event.js'
import { plannedWidthWords } from '../draw/sample-size.js'
import { type Correction, correctionEvent, findStanding } from './corrections.js'
import {
  isOwnLabel,
  type LabelRemark,
  type LabelTask,
  labelEvent,
  labelWord,
  progressOf,
  type TaskProgress,
  undoEvent,
} from './label-task.js'
import type { ShownUnit } from './show-unit.js'

/** A label as a coder gave it, with note and doubt. */
type SaidLabel = Pick<AuditLabel, 'coder'> & { readonly label: string } & Required<
    Omit<LabelRemark, 'isUnclear'>
  >
const withRemarks = ({ isInDoubt = false, note = '', ...label }: AuditLabel): SaidLabel => ({
  coder: label.coder,
  label: labelWord(label),
  isInDoubt,
  note,
})

/** The coder's view of the session. It shows nothing from the model. */
export interface SessionState
  extends Omit<TaskProgress, 'current' | 'open' | 'givenLabels' | 'last'> {
  /** Events so far: an answer given to another revision is not taken. */
  readonly revision: number
  readonly coder: string
  readonly isAdjudication: boolean
  /** Null when all is labelled. */
  readonly unit: ShownUnit | null
  /** Planned width of the interval, which coders may know; empty where all posts are picked. */
  readonly plannedWidth: string
  /** Labels of the coders whose differences are to be settled; else empty. */
  readonly givenLabels: readonly SaidLabel[]
  /** This coder's last labels, the newest at the end. */
  readonly last: readonly SaidLabel[]
  /** The result in sentences, once the whole sample is labelled; else empty. */
  readonly conclusion: readonly string[]
  /** The next labelling step as its button says it; null if nothing more helps. */
  readonly more: string | null
}

/** The state after an answer, accepted or not. */
export interface SessionAnswer extends SessionState {
  /**
   * Sentence for the coder: the reason why the answer was not taken, and the label that stands.
   * Null where it was taken.
   */
  readonly notTaken: string | null
}

/** A coder at work on an audit. */
export interface LabelSession {
  readonly labels: readonly string[]
  /** Scheme of these labels; absent for the default one. */
  readonly scheme?: StanceScheme | undefined
  /** The unit to label now, null when all are done, and the progress. */
  state(): SessionState
  /**
   * Labels the unit of `revision`, null to skip it, and waits until it is on disk.
   *
   * @returns the state after it; of a revision that has passed nothing is taken, so that an answer
   *   sent twice counts once
   */
  take(label: string | null, revision: number, remark?: LabelRemark): Promise<SessionAnswer>
  /** Takes back the coder's last label, with the same care. */
  undo(revision: number): Promise<SessionAnswer>
  /** The coder's labels that stand, in the order of the sample. */
  labelled(): readonly LabelledUnit[]
  /**
   * Gives the unit at a place of the sample a second label that counts, with its reason. The first
   * one stays in the log.
   */
  correct(place: number, correction: Correction, revision: number): Promise<SessionAnswer>
}

/** A unit that its coder labelled. */
export interface LabelledUnit {
  readonly place: number
  readonly unit: ShownUnit
  readonly label: string
}

/** The store of labels. */
export interface LabelLog {
  readonly design: AuditDesign
  /** Everything that is kept, in order. */
  readonly events: readonly AuditEvent[]
  /** Keeps events behind the others, and waits until they are safe. */
  append(events: readonly AuditEvent[]): Promise<void>
}

/** The log that takes the labels, the task, and how a unit is shown. */
export interface LabelSessionOptions {
  readonly log: LabelLog
  readonly task: LabelTask
  /** The post of a unit with what a coder may see of it. */
  show(unit: AuditUnit): ShownUnit
  /** The time for the record, ISO 8601 UTC. */
  now(): string
  /** The result of a complete sample; called once nothing is left to label. */
  conclude?(): {
    readonly sentences: readonly string[]
    readonly next: { readonly words: string } | null
  }
}

/** Leads a coder through the units of a task, each label on disk before the next unit shows. */
export function createLabelSession(options: LabelSessionOptions): LabelSession {
  const { log, task, show, now, conclude } = options
  const { design } = log
  const isWhole = design.strata.every(
    ({ sampleCount, populationCount }) => sampleCount === 0 || sampleCount === populationCount,
  )
  const plannedWidth = isWhole ? '' : plannedWidthWords(design)
  let progress = progressOf(design, log.events, task)
  const state = (): SessionState => {
    const { current, open: _open, givenLabels, last, ...counts } = progress
    const isDone =
      current === null && isSampleComplete({ design, labels: labelsInForce(log.events) })
    const conclusion = isDone ? conclude?.() : undefined
    return {
      revision: log.events.length,
      coder: task.coder,
      isAdjudication: task.isAdjudication,
      unit: current && show(current),
      plannedWidth,
      givenLabels: givenLabels.map(withRemarks),
      last: last.map(withRemarks),
      conclusion: conclusion?.sentences ?? [],
      more: conclusion?.next?.words ?? null,
      ...counts,
    }
  }
  /** Message for a stale answer: the label that another window saved. */
  const describeStanding = (revision: number): string => {
    const { current } = progressOf(design, log.events.slice(0, revision), task)
    const standing = labelsInForce(log.events).find(
      (one) =>
        current !== null &&
        unitKeyOf(one) === unitKeyOf(current) &&
        one.coder === task.coder &&
        one.isAdjudication === task.isAdjudication,
    )
    if (standing === undefined)
      return 'Not taken: another window changed this post, and it has no label now.'
    return standing.label === null
      ? `Not taken: in another window coder ${standing.coder} ${standing.isUnclear ? 'called this post unreadable' : 'skipped this post'}, and that stands.`
      : `Not taken: in another window coder ${standing.coder} labelled this post ${standing.label}, and that label stands.`
  }
  let queue: Promise<unknown> = Promise.resolve()
  /** Serialises answers. `eventOf` gives the event to append, or why it is refused. */
  const inTurn = (
    revision: number,
    eventOf: () => AuditEvent | string | null,
  ): Promise<SessionAnswer> => {
    const done = queue.then(async () => {
      const event = revision === log.events.length ? eventOf() : null
      const isTaken = event !== null && typeof event !== 'string'
      if (isTaken) await log.append([event])
      progress = progressOf(design, log.events, task)
      return { ...state(), notTaken: isTaken ? null : (event ?? describeStanding(revision)) }
    })
    queue = done.catch(() => {})
    return done
  }
  return {
    labels: design.labels,
    scheme: design.scheme,
    state,
    take: (label, revision, remark) =>
      inTurn(revision, () =>
        progress.current === null ? null : labelEvent(progress.current, label, task, now(), remark),
      ),
    undo: (revision) =>
      inTurn(revision, () => (progress.last.length > 0 ? undoEvent(task, now()) : null)),
    labelled: () => {
      const labelOf = new Map(
        labelsInForce(log.events).flatMap((one) =>
          isOwnLabel(one, task) ? [[unitKeyOf(one), one.label]] : [],
        ),
      )
      return design.units.flatMap((unit, place) => {
        const label = labelOf.get(unitKeyOf(unit)) ?? null
        return label === null ? [] : [{ place, unit: show(unit), label }]
      })
    },
    correct: (place, correction, revision) =>
      inTurn(revision, () => {
        const unit = design.units[place]
        if (unit === undefined) return null
        try {
          return correctionEvent(
            findStanding({ labels: labelsInForce(log.events) }, unit, task),
            correction,
            now(),
          )
        } catch (error) {
          if (error instanceof PipelineError) return error.message
          throw error
        }
      }),
  }
}
