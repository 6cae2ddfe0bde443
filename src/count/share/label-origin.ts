import { sum } from '../../base/statistics/estimate/mean.js'
import { countEach } from '../../base/statistics/group-by.js'
import { NODE_KINDS, nodeKindOf } from '../../base/thread/post.js'
import { likeliestOf, modelLabel, type ScoredPost } from '../../judge/stance/stance-prediction.js'
import type { Audit, CoderKind } from '../audit/audit.js'
import { isSeedChosen, type SortedPopulation } from '../audit/population.js'
import { kindOfCoder } from '../audit/settle-labels.js'
import type { LabelOrigin, ModelAgreement } from '../breakdown/breakdown-audit.js'
import type { FrameUnit } from './join-audit.js'

export function traceLabels(
  { design, labels, correctedCount = 0 }: Audit,
  population: SortedPopulation,
): LabelOrigin {
  const labelsBy: Record<CoderKind, number> = { person: 0, model: 0, unknown: 0 }
  for (const { label, coder } of labels)
    if (label !== null) labelsBy[kindOfCoder(labels, coder)] += 1
  const times = labels.flatMap(({ at }) => at ?? []).sort()
  const first = times[0]
  const last = times.at(-1) ?? first
  return {
    labelsBy,
    correctedCount,
    sizesBefore: design.sizesBefore ?? [],
    ...(first !== undefined && last !== undefined && { labelled: { first, last } }),
    isSeedChosen: isSeedChosen(design, population.units),
    ...(design.round !== undefined && { round: design.round }),
    setAside: countSetAside(population.posts),
  }
}

function countSetAside(posts: readonly ScoredPost[]): LabelOrigin['setAside'] {
  const counts = countEach(posts.map(({ meta }) => nodeKindOf(meta)))
  return Object.fromEntries(
    NODE_KINDS.flatMap((kind) => (counts.has(kind) ? [[kind, counts.get(kind) ?? 0]] : [])),
  )
}

/** Counts labels that equal the model's likeliest ones; null where no model labelled a post. */
export function compareWithModel(labelled: readonly FrameUnit[]): ModelAgreement | null {
  const judged = labelled.flatMap((unit) => {
    const { label } = unit
    const likeliest = modelChoice(unit)
    return label === null || likeliest === null ? [] : [{ label, likeliest }]
  })
  if (judged.length === 0) return null
  const predicted = countEach(judged.map(({ likeliest }) => likeliest))
  const labelCounts = [...countEach(judged.map(({ label }) => label))]
  return {
    judgedCount: judged.length,
    equalCount: judged.filter(({ label, likeliest }) => label === likeliest).length,
    isOneByOne: areOneByOne(labelled),
    randomShare:
      sum(labelCounts.map(([label, count]) => count * (predicted.get(label) ?? 0))) /
      judged.length ** 2,
  }
}

/** The label that a coder could have copied: the one before learning. */
function modelChoice({ judgement }: FrameUnit): string | null {
  const { label, labelledBy, probabilities: learnt, unlearnt: probabilities = learnt } = judgement
  if (probabilities === null) return modelLabel(judgement)
  return (labelledBy === undefined ? label : null) ?? likeliestOf(probabilities)
}

/** True if most labels have a time of their own; an import has one. */
function areOneByOne(labelled: readonly FrameUnit[]): boolean {
  const times = labelled.flatMap(({ given: coderLabels }) =>
    coderLabels.flatMap(({ at }) => at ?? []),
  )
  return new Set(times).size > labelled.length / 2
}
