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
 * Rate at which a careful coder gives the default model's label, over all posts and over the third where the model is least sure. Measured
 * with stack-en on two sets of real posts (580 and 354 posts, 41 moves, two and three readers). Shown is the highest of the five readers;
 * the mean is .635 and .483. The least sure third had top probabilities up to .57 and .60.
 */
export const CAREFUL_AGREEMENT = { all: 0.667, leastSure: 0.5 } as const

/** Chance that careful coders agree so much, below which agreement is unusual. */
export const UNUSUAL_CHANCE = 1e-4

/**
 * Labels that all equal the model's count as copied from this number on. Choice: `cite` quotes no smaller sample. By chance, one sample in
 * 3,000 of careful coders, who agree on two in three, is equal throughout. It is one in 26 of coders who agree on 85%.
 */
const MIN_COPIED_COUNT = 20

/** From this many labels on, labels that all equal the model's get a caution: one careful sample in 25 does. */
const MIN_EQUAL_COUNT = 8

/** Labels that equal the model's this rarely, by chance, get a caution. One careful sample in 100 does. */
const MIN_CAREFUL_CHANCE = 0.01
/** Labels count as random where random labels equal the model's as often with a chance above this. */
const RANDOM_CHANCE = 0.2

export interface Traced {
  readonly population: SortedPopulation
  readonly frame: readonly FrameUnit[]
  readonly scheme: StanceScheme
  readonly changed?: readonly DrawnField[]
}

/** Traces the labels of an audit: their coders, the balance of the sample, and their agreement with the model. */
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
    setAside: countSetAside(population.posts),
    balance: measureBalance(frame, scheme),
    modelAgreement: compareWithModel(labelled, scheme),
  }
}

/** Shorter halves, on either side of the word that differs, repeat by chance. Choice. */
const MIN_HALF_COUNT = 4

/**
 * Counts copies that scoring did not flag: exact ones of longer texts, and near ones. A near copy differs by numbers, or by one word in
 * either half. A flag counts whichever original it names: parts of a run may name others.
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
 * Agreement of labels with the model's likeliest ones, or with those of the file if it gives no probabilities. `carefulShare` is null
 * unless the model gives probabilities under the default scheme, as in the measurement. Where the model is least sure, careful coders may
 * agree as often as it expects itself: an easy thread is no copy.
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
  // With many ties there is no least sure third.
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
 * The label that a coder could have copied: the one before learning. Null for a post that no model labelled.
 * `certainty` is its probability, 0 without.
 */
function modelChoice({ judgement }: FrameUnit): { readonly likeliest: string | null; readonly certainty: number } {
  const { label, labelledBy, probabilities: learnt, unlearnt: probabilities = learnt } = judgement
  if (probabilities === null) return { likeliest: modelLabel(judgement), certainty: 0 }
  const likeliest = (labelledBy === undefined ? label : null) ?? likeliestOf(probabilities)
  return { likeliest, certainty: Math.max(...Object.values(probabilities)) }
}

function testAgreement(judged: readonly { readonly isEqual: boolean }[], careful: number | null): AgreementTest {
  const equalCount = judged.filter(({ isEqual }) => isEqual).length
  const chance = careful === null ? 1 : binomialTail(equalCount, judged.length, careful)
  return { judgedCount: judged.length, equalCount, carefulShare: careful, chance }
}

/** `unusual` gives a caution. `copied`: equal throughout, or unusual even where the model is least sure and careful coders agree least. */
export type ModelAgreementVerdict = 'usual' | 'unusual' | 'copied'

export function judgeModelAgreement({ modelAgreement }: LabelOrigin): ModelAgreementVerdict {
  if (modelAgreement === null) return 'usual'
  const { all, leastSure } = modelAgreement
  const isUnusual = all.chance < UNUSUAL_CHANCE || (all.equalCount === all.judgedCount && all.judgedCount >= MIN_EQUAL_COUNT)
  if (isEqualThroughout(all) || (isUnusual && leastSure !== null && leastSure.chance < UNUSUAL_CHANCE)) return 'copied'
  return isUnusual ? 'unusual' : 'usual'
}

/** True if labels equal the model's no more often than random labels, and far less than careful ones. Labels of other posts do. */
export function isAtRandom({ judgedCount, equalCount, randomShare }: NonNullable<GroupAudit['modelAgreement']>): boolean {
  const careful = 1 - binomialTail(equalCount + 1, judgedCount, CAREFUL_AGREEMENT.all)
  return careful < MIN_CAREFUL_CHANCE && (randomShare >= 1 || binomialTail(equalCount, judgedCount, randomShare) > RANDOM_CHANCE)
}

/** True if enough labels are all the same, and equal the model's as often as random labels do, e.g. a column filled down. */
export const areLabelsAlike = ({ labelCounts, labelledCount, modelAgreement }: GroupAudit): boolean =>
  labelledCount >= MIN_COPIED_COUNT &&
  Object.values(labelCounts).includes(labelledCount) &&
  modelAgreement !== undefined &&
  isAtRandom(modelAgreement)

/** True if all labels equal the model's, and there are enough to count as copied. */
export const isEqualThroughout = ({ judgedCount, equalCount }: AgreementTest): boolean =>
  judgedCount >= MIN_COPIED_COUNT && equalCount === judgedCount

/** From this z on, a caution says that the sample is unlike the rest. Simulation (`MAX_BALANCE`): 29 of 20,000 random samples reach it. */
export const UNUSUAL_BALANCE = 3.5

/**
 * From this z on no share is quoted. Simulation (`label-origin.test.ts`): the largest z of 20,000 random samples was 4.36. They had 20 to
 * 120 of 100 to 400 posts.
 */
export const MAX_BALANCE = 4.5

const ROUNDING = 1e-9

/**
 * Compares the model's predictions of the drawn judgements with those of all. Gives the largest z of a difference of means, over the
 * probability of each label and the top probability. Strata keep their weight, and the error is that of a draw without replacement (Cochran
 * 1977, Sampling Techniques, theorem 5.6).
 *
 * @returns null where all were drawn, or the model says the same of all
 */
export function measureBalance(frame: readonly FrameUnit[], scheme: StanceScheme): SampleBalance | null {
  const names = [...scheme.labels, null]
  // The probabilities before learning: labels learnt from drawn judgements set these apart from the rest.
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
