import { quantileSorted, sum } from '../../../src/base/statistics/estimate/mean.js'
import type { Interval } from '../../../src/base/statistics/interval/wilson-interval.js'
import {
  type Random,
  seededRandom,
  shuffled,
} from '../../../src/base/statistics/random/seeded-random.js'
import type { Figure } from '../../../src/count/evaluate/measure.js'
import type { Question } from '../../../src/count/evaluate/predict.js'
import { extractTextFeatures } from '../../../src/judge/features/extract-features.js'
import { isWordLike, type PostFeatures, type Token } from '../../../src/judge/features/token.js'
import {
  decide,
  type Evidence,
  type StanceClassifier,
  type StanceInput,
  type StanceScores,
} from '../../../src/judge/stance/stance-classifier.js'

/** Effect of deleting the deciding words on the label's probability. */
export interface EvidenceCheck {
  /** Posts with deciding words and at least as many other words. */
  readonly postCount: number
  /** Mean number of words deleted per post. */
  readonly wordCount: number
  /**
   * Mean fall of the label's probability after deleting its deciding words, with its 95 % interval;
   * in [-1, 1].
   */
  readonly namedFall: Figure
  /** Mean fall after deleting as many other words of the post, drawn at random. */
  readonly otherFall: Figure
  /** Share of posts, in [0, 1], where deleting the deciding words lowers the probability more. */
  readonly furtherShare: number
}

interface Fall {
  readonly clusterId: string
  readonly named: number
  readonly other: number
  readonly wordCount: number
}

/**
 * Compares how the label's probability falls after deleting the words that a classifier names for
 * it, and after deleting as many other words. Each post is scored without its thread.
 *
 * @param seed for drawing the other words; integer >= 0
 * @returns null where no post has deciding words and enough others
 * @see DeYoung et al. (2020), ERASER, ACL: comprehensiveness
 */
export async function checkEvidence(
  classifier: StanceClassifier,
  questions: readonly Question[],
  seed = 1,
): Promise<EvidenceCheck | null> {
  const random = seededRandom(seed)
  const falls: Fall[] = []
  for (const { clusterId, input } of questions) {
    const alone: StanceInput = {
      ...input,
      features: extractTextFeatures(input.features.text, null, input.features.postId),
    }
    const [scores] = await classifier.score([alone])
    const { winner, rival } = decide(scores as StanceScores)
    const evidence = (await classifier.explain?.(alone, { winner, rival })) ?? []
    const named = wordsInside(alone.features, evidence, classifier.scheme.labels[winner] as string)
    const others = shuffled(
      listWords(alone.features).filter((word) => !named.includes(word)),
      random,
    ).slice(0, named.length)
    if (named.length === 0 || others.length < named.length) continue
    const texts = [named, others].map((words) =>
      extractTextFeatures(withoutWords(alone.features, words)),
    )
    const after = await classifier.score(texts.map((features) => ({ ...alone, features })))
    const probabilityOf = (each: StanceScores | undefined): number =>
      classifier.probabilitiesOf(each as StanceScores)?.[winner] ?? Number.NaN
    const before = probabilityOf(scores)
    falls.push({
      clusterId,
      named: before - probabilityOf(after[0]),
      other: before - probabilityOf(after[1]),
      wordCount: named.length,
    })
  }
  if (falls.length === 0) return null
  return {
    postCount: falls.length,
    wordCount: sum(falls.map(({ wordCount }) => wordCount)) / falls.length,
    namedFall: meanWithInterval(falls, ({ named }) => named, seed),
    otherFall: meanWithInterval(falls, ({ other }) => other, seed),
    furtherShare: falls.filter(({ named, other }) => named > other).length / falls.length,
  }
}

/** A mean with its interval, over clusters, since posts of one thread are not independent. */
const meanWithInterval = (
  rows: readonly Fall[],
  read: (row: Fall) => number,
  seed: number,
): Figure => ({
  value: sum(rows.map(read)) / rows.length,
  ...clusterInterval(rows, read, seed),
})

/** The 95 % interval of a mean over rows, by a bootstrap over clusters. */
export function clusterInterval<Row extends { readonly clusterId: string }>(
  rows: readonly Row[],
  read: (row: Row) => number,
  seed: number,
): Interval {
  const clusters = new Map<string, { total: number; count: number }>()
  for (const row of rows) {
    const { total, count } = clusters.get(row.clusterId) ?? { total: 0, count: 0 }
    clusters.set(row.clusterId, { total: total + read(row), count: count + 1 })
  }
  const all = [...clusters.values()]
  const [interval] = clusterBootstrap(
    { hitCounts: [all.map(({ total }) => total)], caseCounts: all.map(({ count }) => count) },
    { random: seededRandom(seed), resampleCount: 1000, confidenceLevel: 0.95 },
  )
  return interval as Interval
}

const listWords = ({ tokens, addresseeTokenCount }: PostFeatures): Token[] =>
  tokens.slice(addresseeTokenCount).filter(isWordLike)

function wordsInside(
  features: PostFeatures,
  evidence: readonly Evidence[],
  label: string,
): Token[] {
  const stretches = evidence.filter(({ toward }) => toward === label)
  return listWords(features).filter((word) =>
    stretches.some(({ start, end }) => word.start >= start && word.end <= end),
  )
}

function withoutWords({ text }: PostFeatures, words: readonly Token[]): string {
  const gone = [...words].sort((one, other) => other.start - one.start)
  return gone.reduce((rest, { start, end }) => rest.slice(0, start) + rest.slice(end), text)
}

/**
 * Cluster bootstrap: percentile intervals of the ratios sum(hits) / sum(cases) when whole clusters
 * are drawn with replacement.
 *
 * @param hitCounts `hitCounts[q][c]`: cases of cluster `c` that count for quantity `q`;
 *   `caseCounts[c]` > 0
 * @see Davison and Hinkley (1997), Bootstrap Methods and their Application
 */
export function clusterBootstrap(
  {
    hitCounts,
    caseCounts,
  }: { readonly hitCounts: readonly ArrayLike<number>[]; readonly caseCounts: ArrayLike<number> },
  {
    random,
    resampleCount,
    confidenceLevel,
  }: { readonly random: Random; readonly resampleCount: number; readonly confidenceLevel: number },
): Interval[] {
  const ratios = hitCounts.map(() => new Float64Array(resampleCount))
  for (let resample = 0; resample < resampleCount; resample++) {
    const drawn = Uint32Array.from(caseCounts, () => Math.floor(random() * caseCounts.length))
    const total = (counts: ArrayLike<number>): number =>
      drawn.reduce((sum, cluster) => sum + (counts[cluster] as number), 0)
    const caseCount = total(caseCounts)
    for (const [quantity, hits] of hitCounts.entries())
      (ratios[quantity] as Float64Array)[resample] = total(hits) / caseCount
  }
  const tail = (1 - confidenceLevel) / 2
  return ratios.map((each) => {
    each.sort()
    return { low: quantileSorted(each, tail), high: quantileSorted(each, 1 - tail) }
  })
}
