import { byLabel, STANCE_SCHEME as scheme } from '../../../src/base/scheme/stance-scheme.js'
import { type Random, shuffled } from '../../../src/base/statistics/random/seeded-random.js'
import type { FrameUnit } from '../../../src/count/audited/audit-frame.js'
import { type CapturedEstimate, estimateCaptured, takeSample } from '../../../src/count/audited/audited-intervals.js'
import { scoredPost } from '../scored-posts.js'

/** Part of the posts that the classifier labels rightly; null: its labels have nothing to do with the truth. */
const CLASSIFIERS = { useless: null, good: 0.8, 'nearly perfect': 0.97, perfect: 1 } as const
export type ClassifierName = keyof typeof CLASSIFIERS

/** A post of a made-up population: its true label, and what a made-up classifier says of it. */
export interface Simulated {
  readonly truth: number
  readonly predicted: number
  /** In [0.5, 1). */
  readonly certainty: number
  readonly author: number
  readonly thread: number
}

export function drawLabel(shares: readonly number[], random: Random): number {
  let left = random()
  const found = shares.findIndex((share) => (left -= share) < 0)
  return found < 0 ? shares.length - 1 : found
}

/** A classifier that is surer where it is right; the useless one is sure at random. */
export function classifyAtRandom(truth: number, classifier: ClassifierName, shares: readonly number[], random: Random) {
  const accuracy = CLASSIFIERS[classifier]
  if (accuracy === null) return { predicted: drawLabel(shares, random), certainty: 0.5 + random() / 2 }
  const isRight = random() < accuracy
  const wrong = shares.map((_, label) => label).filter((label) => label !== truth)
  const predicted = isRight ? truth : (wrong[Math.floor(random() * wrong.length)] ?? truth)
  return { predicted, certainty: 0.5 + 0.499 * (isRight ? Math.sqrt(random()) : random() * 0.8) }
}

const BASE = scoredPost(scheme.labels[0] ?? '', { id: 'p' })

/** Draws a sample, labels it with the truth, and estimates: as `aggregate` does, without the texts. */
export function auditAtRandom(population: readonly Simulated[], size: number, random: Random): CapturedEstimate {
  const drawn = new Set(shuffled([...population.keys()], random).slice(0, size))
  const units = population.map(({ truth, predicted, certainty, author, thread }, index): FrameUnit => {
    const rest = (1 - certainty) / (scheme.labels.length - 1)
    const probabilities = byLabel(
      scheme,
      scheme.labels.map((_, label) => (label === predicted ? certainty : rest)),
    )
    const label = scheme.labels[predicted] ?? ''
    return {
      post: { ...BASE, author: `a${author}`, threadId: `t${thread}` },
      dealId: 'deal-a',
      judgement: { label, lean: BASE.lean, probabilities, status: 'scored' },
      isFirst: true,
      stratum: 'deal a',
      drawnAt: drawn.has(index) ? index : null,
      outcome: drawn.has(index) ? 'labelled' : null,
      label: drawn.has(index) ? (scheme.labels[truth] ?? '') : null,
      given: [],
      adjudicator: null,
    }
  })
  return estimateCaptured(takeSample(units, 'probability', scheme))
}
