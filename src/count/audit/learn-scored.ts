import { PipelineError } from '../../base/errors.js'
import { type ByLabel, byLabel, type StanceScheme } from '../../base/scheme/stance-scheme.js'
import { formatCount } from '../../base/text/format-count.js'
import { type UnitId, unitKeyOf } from '../../base/thread/unit-key.js'
import { type ModelReading, scoresOf } from '../../judge/learn/fit-adapter.js'
import {
  type GivenLabels,
  type LabelledReading,
  type LearntModel,
  type LearntRecord,
  learnLabels,
  learntIdOf,
  learntProbabilities,
} from '../../judge/learn/learnt-model.js'
import { leanOf } from '../../judge/stance/judge.js'
import { likeliestOf, sourceOf } from '../../judge/stance/model-label.js'
import type { Judgement, ScoredPost } from '../../judge/stance/stance-prediction.js'
import type { Audit } from './audit.js'
import { listUnits } from './list-units.js'
import { settleLabels } from './settle-labels.js'

interface LearnScoredOptions {
  readonly scheme: StanceScheme
  /** Of the audit file, 64 hex digits; null where there is no file. */
  readonly auditSha256: string | null
}

/**
 * Scored posts as their model says them once it has learnt the labels of an audit: a bias per label and deal, cross-fitted, from the
 * probabilities in the records. The record is that of `classify --learn`, which also learns from what the model knows beyond these. Labels by
 * hand stand as they were given. Posts of a model that has learnt already stay as they are.
 *
 * @param audit labels of other posts are left out
 */
export function learnScored(
  posts: readonly ScoredPost[],
  audit: Audit,
  { scheme, auditSha256 }: LearnScoredOptions,
): readonly ScoredPost[] {
  if (isLearnt(posts)) return posts
  const units = listUnits(posts)
  const given = givenLabelsOf(audit, auditSha256)
  const labelOf = new Map(given.labels.map((one) => [unitKeyOf(one), one.label]))
  const labelled = units.flatMap(({ key, judgement, post: _, ...unit }) => {
    const label = labelOf.get(key)
    return label === undefined ? [] : [{ unit, label, probabilities: judgement.probabilities }]
  })
  const readings = labelled.flatMap(({ unit, label, probabilities }): LabelledReading[] =>
    probabilities === null ? [] : [{ unit, label, reading: readingOf(unit, probabilities, scheme) }],
  )
  const [first] = posts
  if (first === undefined || labelled.length === 0) {
    const message = 'expected labels to learn, got a sample without any of these posts. Label some of it first: audit.'
    throw new PipelineError('LEARN_LABELS_MISSING', message)
  }
  if (readings.length === 0) {
    const message = `expected probabilities to learn ${formatCount(labelled.length, 'label')}, got posts without any by ${first.model}. Score them with stack-en.`
    throw new PipelineError('LEARN_PROBABILITIES_MISSING', message)
  }
  const learnt = learnLabels(readings, { labels: scheme.labels, baseModel: first.model, auditSha256, isRandom: given.isRandom })
  const isTwoWay = units.some(
    ({ judgement: { label, probabilities } }) => label !== null && probabilities !== null && isForced(label, probabilities),
  )
  const keys = new Set(units.map(({ key }) => key))
  const judge = (unit: UnitId, before: Judgement): Judgement =>
    keys.has(unitKeyOf(unit)) ? judgeAgain(before, unit, { learnt, scheme, isTwoWay, hand: labelOf.get(unitKeyOf(unit)) }) : before
  const begun = new Set<string>()
  return posts.map((post): ScoredPost => {
    const unitOf = (dealId: string | null): UnitId => ({ threadId: post.threadId, postId: post.id, dealId })
    const stances = post.stances.map((stance) => ({ ...stance, ...judge(unitOf(stance.dealId), stance) }))
    const top = stances[0] ? judgementOf(stances[0]) : judge(unitOf(null), judgementOf(post))
    const isFirst = !begun.has(post.threadId)
    begun.add(post.threadId)
    return {
      ...post,
      ...top,
      ...(isFirst && { meta: { ...post.meta, capture: { ...post.meta.capture, learnt: learnt.record } } }),
      stances,
      reason: top.labelledBy === 'hand' ? null : post.reason,
      model: learntIdOf(learnt.record),
    }
  })
}

const readingOf = ({ dealId }: UnitId, probabilities: ByLabel, scheme: StanceScheme): ModelReading => ({
  scores: scoresOf(scheme.labels.map((label) => probabilities[label] ?? 0)),
  vector: null,
  dealId,
})

/** Whether the label is less likely than another: a run with `--two-way` gives the better side. */
const isForced = (label: string, probabilities: ByLabel): boolean =>
  likeliestOf(probabilities) !== label && (probabilities[label] ?? 0) < Math.max(...Object.values(probabilities))

const judgementOf = ({ label, lean, probabilities, status, ...source }: Judgement): Judgement => ({
  ...{ label, lean, probabilities, status },
  ...sourceOf(source),
})

interface Lesson {
  readonly learnt: LearntModel
  readonly scheme: StanceScheme
  readonly isTwoWay: boolean
  /** The label given to the judgement. */
  readonly hand: string | undefined
}

/** A withheld label stays withheld. Where every post must take a side, a label that takes none leaves it to the model. */
function judgeAgain(
  { status, label: before, lean: leanBefore, probabilities: unlearnt, labelledBy = 'model' }: Judgement,
  unit: UnitId,
  { learnt, scheme, isTwoWay, hand }: Lesson,
): Judgement {
  const values = unlearnt && learntProbabilities(learnt, unit, readingOf(unit, unlearnt, scheme))
  const probabilities = values && byLabel(scheme, values)
  const lean = values ? leanOf(values, scheme) : leanBefore
  const isSide = hand !== undefined && scheme.sides.includes(hand)
  if (hand !== undefined && (isSide || !isTwoWay)) {
    return { label: hand, lean: isSide ? hand : lean, probabilities, status: 'scored', labelledBy: 'hand', unlearnt }
  }
  if (status === 'unscored') return { label: before, lean, probabilities, status }
  const own = isTwoWay ? lean : probabilities && likeliestOf(probabilities)
  const label = before && (own ?? before)
  return { label, lean, probabilities, status, labelledBy, unlearnt }
}

/** The labels of an audit that count, for a model to learn. @param auditSha256 of the file's bytes */
export function givenLabelsOf(audit: Audit, auditSha256: string | null): GivenLabels {
  return {
    auditSha256,
    isRandom: audit.design.method !== 'suggested',
    deals: audit.design.deals,
    labels: settleLabels(audit).flatMap(({ unit: { threadId, postId, dealId, textHash }, label }) =>
      label === null ? [] : [{ threadId, postId, dealId, label, textHash }],
    ),
  }
}

/** Whether the model of these posts learnt labels by hand before it scored them. */
export const isLearnt = (posts: readonly ScoredPost[]): boolean =>
  posts.some(({ labelledBy, stances }) => labelledBy === 'hand' || stances.some((stance) => stance.labelledBy === 'hand'))

/** What the model of these posts learnt, as the first post of a thread says; null where none says so. */
export function learntRecordOf(posts: readonly ScoredPost[]): LearntRecord | null {
  for (const { meta } of posts) {
    const { baseModel, adapterSha256, auditSha256, isRandom, labelCount, deals } = Object(meta.capture?.learnt) as Partial<LearntRecord>
    const isKnown = typeof baseModel === 'string' && typeof adapterSha256 === 'string' && typeof labelCount === 'number'
    if (!isKnown || !Array.isArray(deals)) continue
    return { baseModel, adapterSha256, auditSha256: auditSha256 ?? null, isRandom: isRandom === true, labelCount, deals }
  }
  return null
}

/** Labels of an audit that differ from those that the model of these posts learnt, or came later. */
export function countNewLabels(posts: readonly ScoredPost[], audit: Audit): number {
  const learnt = new Map(
    listUnits(posts).flatMap(({ key, judgement }) => (judgement.labelledBy === 'hand' ? [[key, judgement.label]] : [])),
  )
  return settleLabels(audit).filter(({ unit, label }) => label !== null && learnt.get(unitKeyOf(unit)) !== label).length
}
