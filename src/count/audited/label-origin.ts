import { isDefaultScheme } from '../../base/scheme/scheme-tag.js'
import type { StanceScheme } from '../../base/scheme/stance-scheme.js'
import { mean, sum, variance } from '../../base/statistics/estimate/mean.js'
import { countEach, groupBy } from '../../base/statistics/group-by.js'
import { binomialTail } from '../../base/statistics/interval/incomplete-beta.js'
import { NODE_KINDS, nodeKindOf } from '../../base/thread/post.js'
import { DUPLICATE_FLAG, flagValue } from '../../judge/screen-posts.js'
import { givenNameOf, likeliestOf, modelLabel, type ScoredPost } from '../../judge/stance/stance-prediction.js'
import type { Audit, CoderKind } from '../audit/audit.js'
import type { DrawnField } from '../audit/drawn-record.js'
import { countAlikeThreads, isSeedChosen, LONG_TEXT, type SortedPopulation } from '../audit/population.js'
import type { AgreementTest, GroupAudit, LabelOrigin, ModelAgreement, SampleBalance } from '../breakdown/breakdown-audit.js'
import type { FrameUnit } from './audit-frame.js'

/**
 * How often a careful coder gives the label that the default model gives, and how often among the third of the posts of which the model is
 * least sure. Measured with stack-en on two sets of real posts with two and three readers (580 and 354 posts, 41 moves): the highest of the
 * five readers. Over all readers .635 and .483; the least sure third had top probabilities up to .57 and .60.
 */
export const CAREFUL_AGREEMENT = { all: 0.667, leastSure: 0.5 } as const

/** Chance that careful coders agree so much, below which agreement is unusual. */
export const UNUSUAL_CHANCE = 1e-4

/**
 * Labels that equal the model's throughout count as copied from so many on. Choice: `cite` quotes no sample of fewer; of careful coders, who agree
 * on two in three, one sample in 3,000 is so, of coders who agree on 85% one in 26.
 */
const MIN_COPIED_COUNT = 20

/** From this many labels on, labels that are all the model's are named: one careful sample in 25 is so. */
const MIN_EQUAL_COUNT = 8

/** Labels that equal the model's as seldom as this, by chance, are named; of careful coders one sample in 100 is so. */
const MIN_CAREFUL_CHANCE = 0.01
/** Labels dealt at random equal the model's so often with a chance above this. */
const RANDOM_CHANCE = 0.2

export interface Traced {
  readonly population: SortedPopulation
  readonly frame: readonly FrameUnit[]
  readonly scheme: StanceScheme
  readonly changed?: readonly DrawnField[]
}

/** Where the labels of an audit come from, how the sample stands to the rest, and how far labels repeat the model's. */
export function traceLabels(
  { design, labels, lookCount = 0, changedCount = 0, corrections }: Audit,
  { population, frame, scheme, changed = [] }: Traced,
): LabelOrigin {
  const labelsBy: Record<CoderKind, number> = { person: 0, model: 0, unknown: 0 }
  for (const { label, coderKind = 'unknown' } of labels) if (label !== null) labelsBy[coderKind] += 1
  const labelled = frame.filter(({ label }) => label !== null)
  return {
    labelsBy,
    drawnModel: design.model,
    isSeedChosen: isSeedChosen(design, population.units),
    lookCount,
    changedCount,
    ...(corrections !== undefined && corrections.count > 0 && { corrections }),
    changedSinceDraw: changed,
    alikeThreadCount: countAlikeThreads(population.posts),
    ...countCopies(population.posts),
    forgottenCount: design.forgotten?.unitCount ?? null,
    setAside: countSetAside(population.posts),
    balance: measureBalance(frame, scheme),
    modelAgreement: compareWithModel(labelled, scheme),
  }
}

/** Fewer words on each side of the one that differs come twice by chance. Choice. */
const MIN_HALF_COUNT = 4

/**
 * Posts with the letters of a longer text before, and posts with the words of another, numbers apart, but for one word in either half, as far
 * as scoring flagged neither. A flag that names an original, whichever, is one: parts may name others.
 */
function countCopies(posts: readonly ScoredPost[]): Pick<LabelOrigin, 'unflaggedCount' | 'nearCopyCount'> {
  const [longTexts, texts, halves] = [new Set<string>(), new Set<string>(), new Set<string>()]
  let [unflaggedCount, nearCopyCount] = [0, 0]
  for (const { text, meta, flags } of posts) {
    if (nodeKindOf(meta) !== null) continue
    const isFlagged = flagValue(flags, DUPLICATE_FLAG) !== null
    const lower = text.toLowerCase()
    const letters = lower.replace(/[^\p{L}\p{N}]+/gu, '')
    if (text.length > LONG_TEXT) {
      if (!isFlagged && letters !== '' && longTexts.has(letters)) unflaggedCount += 1
      longTexts.add(letters)
    }
    const words = isFlagged ? [] : (lower.match(/[\p{L}]+/gu) ?? [])
    const half = Math.floor(words.length / 2)
    if (half < MIN_HALF_COUNT) continue
    const keys = [words.slice(0, half), words.slice(-half)].map((part, at) => `${at} ${words.length} ${part.join(' ')}`)
    if (!texts.has(letters) && keys.some((key) => halves.has(key))) nearCopyCount += 1
    texts.add(letters)
    for (const key of keys) halves.add(key)
  }
  return { unflaggedCount, ...(nearCopyCount > 0 && { nearCopyCount }) }
}

function countSetAside(posts: readonly ScoredPost[]): LabelOrigin['setAside'] {
  const counts = countEach(posts.map(({ meta }) => nodeKindOf(meta)))
  return Object.fromEntries(NODE_KINDS.flatMap((kind) => (counts.has(kind) ? [[kind, counts.get(kind) ?? 0]] : [])))
}

/**
 * Agreement of labels with the model's own: with its likeliest ones where it gives probabilities, else with those of the file. The agreement of
 * careful coders was measured with a model that gives probabilities under the default scheme; `carefulShare` is null beside other models. Where the
 * model is least sure, careful coders are granted its own expectation there, if that is more: an easy thread is no copy.
 *
 * @returns null without labels of posts that a model labelled
 */
export function compareWithModel(frame: readonly FrameUnit[], scheme: StanceScheme): ModelAgreement | null {
  const judged = frame.flatMap((unit) => {
    const { label } = unit
    const { likeliest, certainty } = modelChoice(unit)
    return label === null || likeliest === null ? [] : [{ certainty, label, likeliest, isEqual: label === likeliest }]
  })
  if (judged.length === 0) return null
  const isOurs = frame.every(({ post }) => givenNameOf(post.model) === null)
  const isMeasured = isOurs && isDefaultScheme(scheme) && judged.every(({ certainty }) => certainty > 0)
  const sorted = [...judged].sort((one, other) => one.certainty - other.certainty)
  const border = sorted[Math.ceil(sorted.length / 3) - 1]?.certainty ?? 0
  const leastSure = sorted.filter(({ certainty }) => certainty <= border)
  // Ties: a model that is as sure of most has no third of which it is least sure.
  const isThird = isMeasured && leastSure.length * 2 <= judged.length
  const expected = mean(leastSure.map(({ certainty }) => certainty)) ?? 0
  return {
    all: testAgreement(judged, isMeasured ? CAREFUL_AGREEMENT.all : null),
    randomShare: sum(
      scheme.labels.map((name) => {
        const [given, predicted] = [judged.filter(({ label }) => label === name), judged.filter(({ likeliest }) => likeliest === name)]
        return (given.length * predicted.length) / judged.length ** 2
      }),
    ),
    leastSure: isThird ? testAgreement(leastSure, Math.max(CAREFUL_AGREEMENT.leastSure, expected)) : null,
  }
}

/**
 * The label that a coder could have copied: a language model's, else that from before the model learnt; null for a post that no model labelled.
 * `certainty` is its probability, 0 without.
 */
function modelChoice({ judgement, answer = null }: FrameUnit): { readonly likeliest: string | null; readonly certainty: number } {
  const { label, labelledBy, probabilities: learnt, unlearnt: probabilities = learnt } = judgement
  if (answer !== null || probabilities === null) return { likeliest: answer ?? modelLabel(judgement), certainty: 0 }
  const likeliest = (labelledBy === undefined ? label : null) ?? likeliestOf(probabilities)
  return { likeliest, certainty: Math.max(...Object.values(probabilities)) }
}

function testAgreement(judged: readonly { readonly isEqual: boolean }[], careful: number | null): AgreementTest {
  const equalCount = judged.filter(({ isEqual }) => isEqual).length
  const chance = careful === null ? 1 : binomialTail(equalCount, judged.length, careful)
  return { judgedCount: judged.length, equalCount, carefulShare: careful, chance }
}

/** `usual`; `unusual`: a caution; `copied`: equal throughout, or unusual too where the model is least sure and careful coders agree least. */
export type ModelAgreementVerdict = 'usual' | 'unusual' | 'copied'

export function judgeModelAgreement({ modelAgreement }: LabelOrigin): ModelAgreementVerdict {
  if (modelAgreement === null) return 'usual'
  const { all, leastSure } = modelAgreement
  const isUnusual = all.chance < UNUSUAL_CHANCE || (all.equalCount === all.judgedCount && all.judgedCount >= MIN_EQUAL_COUNT)
  if (isEqualThroughout(all) || (isUnusual && leastSure !== null && leastSure.chance < UNUSUAL_CHANCE)) return 'copied'
  return isUnusual ? 'unusual' : 'usual'
}

/** True if labels equal the model's no more often than labels dealt at random, as those of other posts do, and far less than careful ones. */
export function isAtRandom({ judgedCount, equalCount, randomShare }: NonNullable<GroupAudit['modelAgreement']>): boolean {
  const careful = 1 - binomialTail(equalCount + 1, judgedCount, CAREFUL_AGREEMENT.all)
  return careful < MIN_CAREFUL_CHANCE && (randomShare >= 1 || binomialTail(equalCount, judgedCount, randomShare) > RANDOM_CHANCE)
}

/** True if enough labels are one and the same, and equal the model's as labels dealt at random do: a column filled down looks so. */
export const areLabelsAlike = ({ labelCounts, labelledCount, modelAgreement }: GroupAudit): boolean =>
  labelledCount >= MIN_COPIED_COUNT &&
  Object.values(labelCounts).includes(labelledCount) &&
  modelAgreement !== undefined &&
  isAtRandom(modelAgreement)

/** True if all labels are the model's, and enough to count as copied. */
export const isEqualThroughout = ({ judgedCount, equalCount }: AgreementTest): boolean =>
  judgedCount >= MIN_COPIED_COUNT && equalCount === judgedCount

/** From this z on the sample is said to be unlike the rest. Simulation, see `MAX_BALANCE`: 29 of 20,000 random samples reach it. */
export const UNUSUAL_BALANCE = 3.5

/**
 * From this z on no share is quoted. Simulation (`label-origin.test.ts`): of 20,000 random samples of 20 to 120 of 100 to 400 posts the largest
 * was 4.36.
 */
export const MAX_BALANCE = 4.5

const ROUNDING = 1e-9

/**
 * How far what the model says of the drawn judgements is from what it says of all: the largest z, over the labels' probabilities and the top
 * probability, of the mean among the drawn less that among all. Strata keep their weight, and the error is that of a draw without replacement
 * (Cochran 1977, Sampling Techniques, theorem 5.6).
 *
 * @returns null where all were drawn, or the model says the same of all
 */
export function measureBalance(frame: readonly FrameUnit[], scheme: StanceScheme): SampleBalance | null {
  const names = [...scheme.labels, null]
  // Those from before the model learnt: what it learnt from the drawn judgements sets them apart from the rest.
  const chancesOf = ({ judgement: { unlearnt, probabilities } }: FrameUnit) => unlearnt ?? probabilities
  const known = frame.filter((unit) => chancesOf(unit) !== null)
  const strata = [...groupBy(known, ({ stratum }) => stratum).values()].map((all) => {
    const chances = scheme.labels.map((label) => all.map((unit) => chancesOf(unit)?.[label] ?? 0))
    const highest = all.map((_, at) => chances.reduce((most, values) => Math.max(most, values[at] as number), 0))
    return { columns: [...chances, highest], drawn: all.flatMap(({ drawnAt }, at) => (drawnAt === null ? [] : [at])) }
  })
  const all = names.map((label, place) => {
    let [difference, squares] = [0, 0]
    for (const { columns, drawn } of strata) {
      const values = columns[place] as number[]
      if (drawn.length === 0) continue
      difference += values.length * ((mean(drawn.map((at) => values[at] as number)) ?? 0) - (mean(values) ?? 0))
      squares += values.length ** 2 * (1 / drawn.length - 1 / values.length) * (variance(values) ?? 0)
    }
    // Equal values differ by rounding alone.
    return { label, z: squares < (ROUNDING * frame.length) ** 2 ? 0 : difference / Math.sqrt(squares) }
  })
  const [largest] = all.sort((one, other) => Math.abs(other.z) - Math.abs(one.z))
  return largest === undefined || largest.z === 0 ? null : largest
}
