import { PipelineError } from '../../../base/errors.js'
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

type SaidLabel = Readonly<ReturnType<typeof withRemarks>>

const withRemarks = ({ isInDoubt = false, note = '', ...label }: AuditLabel) => ({
  coder: label.coder,
  label: labelWord(label),
  isInDoubt,
  note,
})

/** The coder's view of the session. It shows nothing from the model. */
export interface SessionState extends Omit<TaskProgress, 'open' | 'givenLabels' | 'last'> {
  /** Events so far: an answer given to another revision is not taken. */
  readonly revision: number
  readonly coder: string
  readonly isAdjudication: boolean
  readonly unit: ShownUnit | null
  readonly plannedWidth: string
  readonly givenLabels: readonly SaidLabel[]
  readonly last: readonly SaidLabel[]
  /** The result in sentences, once the whole sample is labelled; else empty. */
  readonly conclusion: readonly string[]
  /** The next labelling step as its button says it; null if nothing more helps. */
  readonly more: string | null
}

export interface SessionAnswer extends SessionState {
  /** Why the answer was not taken, in a sentence; null where it was. */
  readonly notTaken: string | null
}

export interface LabelSession {
  readonly design: AuditDesign
  state(): SessionState
  /**
   * Labels the unit of `revision`, null to skip it, and waits until it is on disk. Of a revision
   * that has passed nothing is taken, so that an answer sent twice counts once.
   */
  take(label: string | null, revision: number, remark?: LabelRemark): Promise<SessionAnswer>
  undo(revision: number): Promise<SessionAnswer>
  labelled(): readonly LabelledUnit[]
  /** Gives the unit at a place of the sample a second label that counts, with its reason. */
  correct(place: number, correction: Correction, revision: number): Promise<SessionAnswer>
}

export interface LabelledUnit {
  readonly place: number
  readonly unit: ShownUnit
  readonly label: string
  /** Words on the label, for a list. */
  readonly remarks?: readonly string[]
}

export interface LabelLog {
  readonly design: AuditDesign
  readonly events: readonly AuditEvent[]
  /** Keeps events behind the others, and waits until they are safe. */
  append(events: readonly AuditEvent[]): Promise<void>
}

interface LabelSessionOptions {
  readonly log: LabelLog
  readonly task: LabelTask
  show(unit: AuditUnit): ShownUnit
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
  const plannedWidth = plannedWidthWords(design)
  const standingLabels = (): AuditLabel[] => labelsInForce(log.events)
  let progress = progressOf(design, log.events, task)
  const state = (): SessionState => {
    const { open, givenLabels, last, ...counts } = progress
    const [current] = open
    const isDone = !current && isSampleComplete({ design, labels: standingLabels() })
    const conclusion = isDone ? conclude?.() : undefined
    return {
      revision: log.events.length,
      coder: task.coder,
      isAdjudication: task.isAdjudication,
      unit: current ? show(current) : null,
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
    const [current] = progressOf(design, log.events.slice(0, revision), task).open
    const standing = standingLabels().find(
      (one) => current && unitKeyOf(one) === unitKeyOf(current) && isOwnLabel(one, task),
    )
    if (standing === undefined)
      return 'Not taken: another window changed this post, and it has no label now.'
    const { coder, label, isUnclear } = standing
    const skipped = isUnclear ? 'called this post unreadable' : 'skipped this post'
    return label === null
      ? `Not taken: in another window coder ${coder} ${skipped}, and that stands.`
      : `Not taken: in another window coder ${coder} labelled this post ${label}, and that label stands.`
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
    design,
    state,
    take: (label, revision, remark) =>
      inTurn(revision, () => {
        const [current] = progress.open
        return current ? labelEvent(current, label, task, now(), remark) : null
      }),
    undo: (revision) =>
      inTurn(revision, () => (progress.last.length > 0 ? undoEvent(task, now()) : null)),
    labelled: () => {
      const ownLabels = standingLabels().filter((one) => isOwnLabel(one, task))
      const labelOf = new Map(ownLabels.map((one) => [unitKeyOf(one), one.label]))
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
          return correctionEvent(findStanding(standingLabels(), unit, task), correction, now())
        } catch (error) {
          if (error instanceof PipelineError) return error.message
          throw error
        }
      }),
  }
}
