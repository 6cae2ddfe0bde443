import { PipelineError } from '../../base/errors.js'
import { type UnitId, unitKeyOf } from '../../base/thread/unit-key.js'
import type { Audit, AuditDesign, AuditLabel, AuditUnit, Corrections } from './audit.js'
import { type AuditEvent, type LabelEvent, roleKey, standingEvents } from './audit-event.js'
import { groupByUnit } from './population.js'

/**
 * Counts the labels that were corrected. A result could be seen after the first logged look, and after the first complete sample, which
 * `cite` shows without a note.
 */
export function countCorrections({ units }: AuditDesign, events: readonly AuditEvent[]): Corrections {
  const standing = new Set<AuditEvent>(standingEvents(events))
  const [corrected, seen, labelled] = [new Set<string>(), new Set<string>(), new Set<string>()]
  let isShown = false
  for (const [at, event] of events.entries()) {
    if (event.kind === 'look' || (event.kind === 'grow' && event.isBlind !== true)) isShown = true
    if (event.kind !== 'label' || !standing.has(event)) continue
    const grown = events.slice(at).find((later) => later.kind === 'grow')
    if (labelled.size >= (grown?.unitCount ?? units.length)) isShown = true
    labelled.add(unitKeyOf(event))
    if (event.reason === undefined) continue
    corrected.add(roleKey(event))
    if (isShown) seen.add(roleKey(event))
  }
  return { count: corrected.size, seenCount: seen.size }
}

/** The events of the first reading, without corrections. */
export const firstReading = (events: readonly AuditEvent[]): AuditEvent[] =>
  events.filter((event) => event.kind !== 'label' || event.reason === undefined)

/** Longest reason of a correction, in characters. */
export const MAX_REASON_LENGTH = 500

/** Another label of a judgement, with its reason. */
export interface Correction {
  /** Null: the judgement has no label after all. */
  readonly label: string | null
  readonly reason: string
  /** See {@link AuditLabel.isUnclear}. */
  readonly isUnclear?: boolean
}

/**
 * The record of a second judgement, which counts in place of a label that stands. The first stays in the file.
 *
 * @param standing the label that it replaces
 * @param at when, ISO 8601 UTC; null where nobody knows
 * @throws {PipelineError} `AUDIT_LABEL_CONFLICT` for the label that stands already, and without a reason in words
 */
export function correctionEvent(
  standing: AuditLabel,
  { label, reason: given, isUnclear = false }: Correction,
  at: string | null,
): LabelEvent {
  const { threadId, postId, dealId, coder, coderKind = 'unknown', isAdjudication } = standing
  const reason = given.replace(/\s+/g, ' ').trim().slice(0, MAX_REASON_LENGTH)
  const fail = (message: string): never => {
    throw new PipelineError('AUDIT_LABEL_CONFLICT', message, { context: { threadId, postId, dealId } })
  }
  if (label === standing.label)
    fail(`expected another label of post "${postId}" by coder "${coder}", got "${label ?? 'skipped'}", which stands. Nothing was changed.`)
  if (!/\p{L}/u.test(reason)) fail(`expected a reason in words for the other label of post "${postId}", got none. Say why it changes.`)
  return { kind: 'label', threadId, postId, dealId, coder, coderKind, label, isAdjudication, ...(isUnclear && { isUnclear }), at, reason }
}

/** Names a judgement as a user does. */
export interface NamedPost {
  /** Id of the post, or `THREAD/ID` where several threads have it. */
  readonly id: string
  /** Of a post that is judged on several deals. */
  readonly dealId?: string | undefined
}

/**
 * The judgement of the sample that a post's id names.
 *
 * @throws {PipelineError} `AUDIT_POST_UNKNOWN` for a post that was not drawn or an id of several, `AUDIT_DEAL_MISSING` without the deal meant
 */
export function findDrawn({ units }: AuditDesign, { id, dealId }: NamedPost): AuditUnit {
  const named = units.filter(({ postId }) => postId === id)
  const posts = named.length > 0 ? named : units.filter(({ threadId, postId }) => `${threadId}/${postId}` === id)
  const found = posts.filter((unit) => dealId === undefined || unit.dealId === dealId)
  const [first, ...others] = found
  if (posts.length === 0)
    throw new PipelineError(
      'AUDIT_POST_UNKNOWN',
      `expected the id of a post in the sample, got "${id.slice(0, 80)}". --export lists the sample.`,
    )
  if (first === undefined) {
    const known = posts.map((unit) => unit.dealId ?? 'no deal').join(', ')
    throw new PipelineError('AUDIT_POST_UNKNOWN', `expected a deal of post "${id}" (${known}), got "${dealId}". Correct --deal.`)
  }
  if (others.some(({ threadId }) => threadId !== first.threadId)) {
    const known = found.map(({ threadId }) => `${threadId}/${id}`).join(', ')
    throw new PipelineError('AUDIT_POST_UNKNOWN', `expected one post, got "${id}", which stands in several threads. Give one of ${known}.`)
  }
  if (others.length > 0) {
    const known = found.map((unit) => unit.dealId ?? 'no deal').join(', ')
    throw new PipelineError('AUDIT_DEAL_MISSING', `expected the deal of post "${id}", got none: it is judged on ${known}. Add --deal.`)
  }
  return first
}

/**
 * The label of a judgement that a coder may correct: their own, or the only one where they gave none.
 *
 * @throws {PipelineError} `AUDIT_POST_UNKNOWN` without a label to correct, `AUDIT_CODER_INVALID` where several others labelled it
 */
export function findStanding(
  { labels }: Pick<Audit, 'labels'>,
  unit: UnitId,
  { coder, isAdjudication }: Pick<AuditLabel, 'coder' | 'isAdjudication'>,
): AuditLabel {
  const given = (groupByUnit(labels).get(unitKeyOf(unit)) ?? []).filter(
    (one) => one.label !== null && one.isAdjudication === isAdjudication,
  )
  const own = given.find((one) => one.coder === coder) ?? (given.length === 1 ? given[0] : undefined)
  if (own !== undefined) return own
  const details = { context: { ...unit } }
  if (given.length === 0)
    throw new PipelineError(
      'AUDIT_POST_UNKNOWN',
      `expected a post with a label, got "${unit.postId}", which has none. Label it first.`,
      details,
    )
  const known = given.map((one) => one.coder).join(', ')
  const message = `expected a coder who labelled post "${unit.postId}" (${known}), got "${coder}". Name one with --coder.`
  throw new PipelineError('AUDIT_CODER_INVALID', message, details)
}
