import { describe, expect, it } from 'vitest'
import { seededRandom, shuffled } from '../../../src/base/statistics/random/seeded-random.js'
import {
  foldCountOf,
  type LabelledReading,
  learnLabels,
  learntIdOf,
  learntProbabilities,
} from '../../../src/judge/learn/cross-fitted-labels.js'
import { NEITHER, PIVOT, RETREAT } from '../stance/small-posts.js'

const LABELS = [RETREAT, PIVOT, NEITHER]
const SETTINGS = { labels: LABELS, baseModel: 'base', auditSha256: null }

/** Judgements of two deals with noise for scores and vectors, labelled at random. */
function judgements(count: number, seed: number): LabelledReading[] {
  const random = seededRandom(seed)
  return Array.from({ length: count }, (_, index) => {
    const dealId = index % 3 === 0 ? 'a' : 'b'
    const shares = LABELS.map(() => random() + 0.05)
    const total = shares.reduce((sum, share) => sum + share, 0)
    return {
      unit: { threadId: 't', postId: `p${index}`, dealId },
      label: LABELS[Math.floor(random() * 3)] as string,
      reading: {
        scores: shares.map((share) => Math.log(share / total)),
        vector: Array.from({ length: 5 }, random),
        dealId,
      },
    }
  })
}

describe('learnLabels', () => {
  it.each([
    [7, 7],
    [29, 29],
    [30, 10],
    [61, 10],
  ])('splits %i labels into %i folds of nearly one size', (count, folds) => {
    expect(foldCountOf(count)).toBe(folds)
    const { given, folds: adapters } = learnLabels(judgements(count, 1), SETTINGS)
    expect(adapters).toHaveLength(folds)
    const sizes = Array.from(
      { length: folds },
      (_, fold) => [...given.values()].filter((each) => each.fold === fold).length,
    )
    expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThanOrEqual(1)
  })

  it.each([12, 40])(
    'predicts a labelled judgement without its own label, of %i (seeds 1 to 3)',
    (count) => {
      for (const seed of [1, 2, 3]) {
        const all = judgements(count, seed)
        const learnt = learnLabels(all, SETTINGS)
        const changed = all.map((each, index) =>
          index === 4
            ? { ...each, label: LABELS.find((label) => label !== each.label) as string }
            : each,
        )
        const other = learnLabels(changed, SETTINGS)
        const own = all[4] as LabelledReading
        const neighbour = all[5] as LabelledReading
        expect(learntProbabilities(other, own.unit, own.reading)).toEqual(
          learntProbabilities(learnt, own.unit, own.reading),
        )
        const unseen = { threadId: 't', postId: 'new', dealId: 'b' }
        expect(learntProbabilities(other, unseen, neighbour.reading)).not.toEqual(
          learntProbabilities(learnt, unseen, neighbour.reading),
        )
      }
    },
  )

  it('learns the same in any order of the judgements (seeds 1 to 5)', () => {
    const all = judgements(33, 2)
    const learnt = learnLabels(all, SETTINGS)
    for (const seed of [1, 2, 3, 4, 5])
      expect(learnLabels(shuffled(all, seededRandom(seed)), SETTINGS)).toEqual(learnt)
  })

  it('gives a judgement without a label the mean over the folds', () => {
    const all = judgements(9, 3)
    const learnt = learnLabels(all, SETTINGS)
    const unseen = { threadId: 't', postId: 'new', dealId: 'a' }
    const { reading } = all[0] as LabelledReading
    const probabilities = learntProbabilities(learnt, unseen, reading)
    const single = learnt.folds.map((fold) =>
      learntProbabilities({ ...learnt, folds: [fold] }, unseen, reading),
    )
    probabilities.forEach((value, label) => {
      expect(value).toBeCloseTo(
        single.reduce((sum, each) => sum + (each[label] as number), 0) / 9,
        12,
      )
    })
  })

  it('names a lesson by its labels: others give another name and hash', () => {
    const all = judgements(10, 4)
    const { record } = learnLabels(all, { ...SETTINGS, auditSha256: 'f'.repeat(64) })
    expect(record).toMatchObject({ baseModel: 'base', auditSha256: 'f'.repeat(64), labelCount: 10 })
    expect(record.deals).toEqual([
      { dealId: 'a', labelCount: 4 },
      { dealId: 'b', labelCount: 6 },
    ])
    expect(learntIdOf(record)).toBe(`base+learnt.${record.adapterSha256.slice(0, 8)}`)
    expect(learnLabels(all.slice(1), SETTINGS).record.adapterSha256).not.toBe(record.adapterSha256)
  })
})
