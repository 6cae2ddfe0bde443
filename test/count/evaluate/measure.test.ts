import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { STANCE_SCHEME } from '../../../src/base/scheme/stance-scheme.js'
import { assignFolds, crossValidate } from '../../../src/count/evaluate/labelled-post.js'
import {
  evaluateAnswers,
  listAnswers,
  measure,
  measureWorth,
  type Prediction,
} from '../../../src/count/evaluate/measure.js'
import { LinearClassifier } from '../../../src/judge/stance/linear/linear-classifier.js'
import { FALLING, smallExamples, trainSmall } from '../../judge/stance/small-posts.js'
import { forAny, forSome } from '../../support/for-any.js'
import { inRows } from '../../support/in-rows.js'
import { runCount } from '../../support/run-count.js'

const RUNS = runCount()
const [RETREAT = '', PIVOT = '', NEITHER = ''] = STANCE_SCHEME.labels

/**
 * Gold label, predicted label, probabilities in the order of the scheme; the lean is the likelier
 * side.
 */
const CASES: readonly (readonly [string, string, readonly [number, number, number]])[] = [
  [RETREAT, RETREAT, [0.7, 0.2, 0.1]],
  [RETREAT, PIVOT, [0.3, 0.6, 0.1]],
  [RETREAT, RETREAT, [0.55, 0.05, 0.4]],
  [RETREAT, NEITHER, [0.35, 0.2, 0.45]],
  [RETREAT, RETREAT, [0.9, 0.06, 0.04]],
  [PIVOT, PIVOT, [0.1, 0.8, 0.1]],
  [PIVOT, RETREAT, [0.5, 0.4, 0.1]],
  [PIVOT, PIVOT, [0.25, 0.5, 0.25]],
  [PIVOT, NEITHER, [0.1, 0.3, 0.6]],
  [NEITHER, NEITHER, [0.05, 0.05, 0.9]],
  [NEITHER, NEITHER, [0.2, 0.2, 0.6]],
  [NEITHER, PIVOT, [0.2, 0.45, 0.35]],
  [NEITHER, RETREAT, [0.45, 0.15, 0.4]],
]

function prediction(
  goldLabel: string,
  predictedLabel: string | null,
  changes: Partial<Prediction> = {},
): Prediction {
  const lean = predictedLabel === null || predictedLabel === NEITHER ? null : predictedLabel
  return {
    id: '1',
    clusterId: '1',
    goldLabel,
    predictedLabel,
    lean,
    probabilities: null,
    ...changes,
  }
}

const predictions = CASES.map(([gold, predicted, probabilities], index) =>
  prediction(gold, predicted, {
    id: `p${index}`,
    clusterId: `thread ${index % 9}`,
    lean: probabilities[0] >= probabilities[1] ? RETREAT : PIVOT,
    probabilities: Float64Array.from(probabilities),
  }),
)

describe('measureWorth', () => {
  // Counted by hand in the cases above: 5 retreat, 4 shrewd pivot, 4 neither; one retreat read as
  // pivot and one pivot as retreat.
  it('counts what one label for all would get right, and sides that were turned', () => {
    expect(measureWorth(predictions, STANCE_SCHEME)).toMatchObject({
      always: { label: RETREAT, accuracy: 5 / 13 },
      flippedCount: 2,
    })
  })

  it('counts the clusters whose leading side was named wrong, or not named; those that no side leads do not count', () => {
    const R = RETREAT
    const P = PIVOT
    const N = NEITHER
    const cluster = (
      clusterId: string,
      gold: readonly string[],
      given: readonly (string | null)[],
    ) => gold.map((label, at) => prediction(label, given[at] ?? null, { clusterId }))
    const right = cluster('right', [R, R, P], [R, N, N])
    const wrong = cluster('wrong', [R, N], [P, N])
    const open = cluster('open', [P, P], [P, R])
    const silent = cluster('silent', [P], [null])
    const even = cluster('even', [P, R], [P, P])
    expect(measureWorth([right, wrong, open, silent, even].flat(), STANCE_SCHEME).leads).toEqual({
      clusterCount: 4,
      wrongCount: 1,
      openCount: 2,
    })
  })
})

describe('measure', () => {
  // The 13 cases above, scored by an independent script (F1 by counting, ECE over 15 bins (low,
  // high]), which printed {"postCount":13,"macroF1":0.5333,"f1":{"retreat":0.6,"shrewd
  // pivot":0.5,"neither":0.5},"accuracy":0.5385,"leanMacroF1":0.775,"calibrationError":0.1846}
  it('gives the figures that an independent script gave', () => {
    const own = measure(predictions, STANCE_SCHEME)
    expect(own).toMatchObject({ postCount: 13, clusterCount: 9, sidedCount: 9 })
    expect(own.macroF1.value).toBeCloseTo(0.5333, 4)
    expect(own.f1.map((value) => Number(value.toFixed(3)))).toEqual([0.6, 0.5, 0.5])
    expect(own.accuracy).toBeCloseTo(0.5385, 4)
    expect(own.leanMacroF1?.value).toBeCloseTo(0.775, 4)
    expect(own.calibrationError).toBeCloseTo(0.1846, 4)
  })

  it.each([1, 2, 3])(
    'has intervals around its values, the same for the same seed (seed %i)',
    (seed) => {
      const own = measure(predictions, STANCE_SCHEME, seed)
      for (const figure of [own.macroF1, own.leanMacroF1]) {
        expect(figure?.low).toBeLessThan(figure?.value as number)
        expect(figure?.high).toBeGreaterThan(figure?.value as number)
      }
      expect(measure(predictions, STANCE_SCHEME, seed)).toEqual(own)
    },
  )

  it.each([1, 7, 8])(
    'gives %i clusters an interval only where there are eight or more',
    (clusterCount) => {
      const own = predictions.map((each, index) => ({
        ...each,
        clusterId: `${index % clusterCount}`,
      }))
      const { macroF1, leanMacroF1 } = measure(own, STANCE_SCHEME)
      const areKnown = [macroF1, leanMacroF1].map((figure) =>
        [figure?.low, figure?.high].map((end) => typeof end === 'number'),
      )
      expect(areKnown.flat()).toEqual(Array(4).fill(clusterCount >= 8))
      expect(macroF1.value).toBeCloseTo(0.5333, 4)
    },
  )

  it('draws clusters whole: 200 copies of a post in one cluster make no interval narrower, one each do', () => {
    const widthOf = (clusterOf: (cluster: string, copy: number) => string) => {
      const copies = predictions.flatMap((each) =>
        Array.from({ length: 200 }, (_, copy) => ({
          ...each,
          clusterId: clusterOf(each.clusterId, copy),
        })),
      )
      const { macroF1 } = measure(copies, STANCE_SCHEME)
      return (macroF1.high ?? 0) - (macroF1.low ?? 0)
    }
    const together = widthOf((cluster) => cluster)
    const apart = widthOf((cluster, copy) => `${cluster}/${copy}`)
    const { macroF1 } = measure(predictions, STANCE_SCHEME)
    expect(together).toBeCloseTo((macroF1.high ?? 0) - (macroF1.low ?? 0), 12)
    expect(apart).toBeLessThan(together / 5)
  })

  it('counts a post without an answer as missed', () => {
    const silent = measure([prediction(RETREAT, RETREAT), prediction(RETREAT, null)], STANCE_SCHEME)
    // F1 of the first label: 2 * 1 / (1 + 2); the others have no posts and count 0.
    expect(silent.f1[0]).toBeCloseTo(2 / 3, 12)
    expect(silent.macroF1.value).toBeCloseTo(2 / 9, 12)
    expect(silent.accuracy).toBe(0.5)
  })

  it('has no lean figure without posts that take a side, and no calibration without probabilities', () => {
    expect(measure([prediction(NEITHER, NEITHER)], STANCE_SCHEME)).toMatchObject({
      sidedCount: 0,
      leanMacroF1: null,
      calibrationError: null,
    })
  })

  it('measures any scheme, in the order of its labels', () => {
    const own = measure(
      [prediction('high', 'high', { lean: 'high' }), prediction('low', 'flat', { lean: 'high' })],
      FALLING,
    )
    expect(own.f1).toEqual([1, 0, 0])
    expect(own.leanMacroF1?.value).toBeCloseTo(1 / 3, 12)
  })

  it('does not depend on the order of the posts, and is perfect for the gold labels', () => {
    const label = fc.constantFrom(...STANCE_SCHEME.labels)
    forSome(
      Math.min(Math.ceil(RUNS / 3), 200),
      fc.array(fc.tuple(label, label, fc.integer({ min: 0, max: 3 })), {
        minLength: 1,
        maxLength: 15,
      }),
      (cases) => {
        const own = cases.map(([gold, predicted, cluster], index) =>
          prediction(gold, predicted, { id: `${index}`, clusterId: `${cluster}` }),
        )
        const { macroF1, accuracy, f1 } = measure(own, STANCE_SCHEME)
        const back = measure([...own].reverse(), STANCE_SCHEME)
        expect(back.macroF1.value).toBeCloseTo(macroF1.value, 12)
        expect(back.accuracy).toBe(accuracy)
        expect(f1.every((value) => value >= 0 && value <= 1)).toBe(true)
        const perfect = measure(
          own.map((each) => ({ ...each, predictedLabel: each.goldLabel })),
          STANCE_SCHEME,
        )
        expect(perfect.accuracy).toBe(1)
        expect(perfect.macroF1.value).toBeCloseTo(new Set(cases.map(([gold]) => gold)).size / 3, 12)
      },
    )
  })
})

describe('listAnswers', () => {
  const answer = (goldLabel: string, given: readonly number[] | null): Prediction =>
    prediction(goldLabel, given && RETREAT, { probabilities: given && Float64Array.from(given) })

  it('leaves out posts without an answer', () => {
    const listed = listAnswers(
      [answer(RETREAT, [0.5, 0.3, 0.2]), answer(RETREAT, null), answer(PIVOT, [0.1, 0.2, 0.7])],
      STANCE_SCHEME,
    )
    expect(listed).toEqual([
      { probability: 0.5, isRight: true },
      { probability: 0.7, isRight: false },
    ])
  })

  it('is empty where one answer has no probabilities: figures of the others would pass for figures of all', () => {
    const mixed = [answer(RETREAT, [0.5, 0.3, 0.2]), prediction(RETREAT, RETREAT)]
    expect(listAnswers(mixed, STANCE_SCHEME)).toEqual([])
    expect(measure(mixed, STANCE_SCHEME).calibrationError).toBeNull()
  })

  it('gives the accuracy of what was answered; without probabilities there is none', () => {
    const answers = Array.from({ length: 10 }, (_, index) => {
      const predictedLabel = index === 6 || index === 9 ? NEITHER : RETREAT
      const probabilities = Float64Array.from(STANCE_SCHEME.labels, (label) =>
        label === predictedLabel ? 0.6 : 0.2,
      )
      return prediction(RETREAT, predictedLabel, {
        clusterId: `${index % 3}`,
        lean: RETREAT,
        probabilities,
      })
    })
    const evaluated = evaluateAnswers('linear-en', answers, STANCE_SCHEME)
    expect(evaluated).toMatchObject({ measurement: { accuracy: 0.8 }, answeredAccuracy: 0.8 })
    const silent = answers.map((each) => ({ ...each, probabilities: null }))
    expect(evaluateAnswers('sentiment', silent, STANCE_SCHEME).answeredAccuracy).toBeNull()
  })
})

it('has the confusion matrix of scikit-learn, with a column for posts without an answer', () => {
  const confusionOf = (answers: readonly Prediction[]) =>
    evaluateAnswers('linear-en', answers, STANCE_SCHEME).confusion ?? []
  // confusion_matrix(gold, predicted, labels=[0, 1, 2]), scikit-learn 1.9.1.
  expect(inRows(confusionOf(predictions))).toEqual([
    '3 | 1 | 1 | 0',
    '1 | 2 | 1 | 0',
    '1 | 1 | 2 | 0',
  ])
  expect(confusionOf([...predictions, prediction(PIVOT, null)])[1]).toEqual([1, 2, 1, 1])
})

describe('assignFolds', () => {
  it('gives the largest group first, each to the emptiest fold', () => {
    const groups = [...'aaaaabbbccd']
    expect(Object.fromEntries(assignFolds(groups, 2))).toEqual({ a: 0, b: 1, c: 1, d: 0 })
  })

  it('keeps every group whole, in a fold that exists, whatever the order; no fold exceeds the mean by more than one group', () => {
    forAny(
      fc.array(fc.integer({ min: 0, max: 12 }), { minLength: 1, maxLength: 60 }),
      fc.integer({ min: 2, max: 6 }),
      (numbers, foldCount) => {
        const groups = numbers.map(String)
        const folds = assignFolds(groups, foldCount)
        expect(new Set(folds.keys())).toEqual(new Set(groups))
        const filled = new Array<number>(foldCount).fill(0)
        for (const group of groups)
          filled[folds.get(group) as number] = (filled[folds.get(group) as number] as number) + 1
        const largest = Math.max(
          ...[...folds.keys()].map((group) => groups.filter((each) => each === group).length),
        )
        expect(Math.max(...filled)).toBeLessThanOrEqual(groups.length / foldCount + largest)
        expect(assignFolds([...groups].reverse(), foldCount)).toEqual(folds)
      },
    )
  })
})

it('crossValidate scores each post by a model that saw nothing of its group', () => {
  const examples = smallExamples()
  const groups = examples.map((_, index) => `deal ${index % 4}`)
  const inputs = examples.map(({ features }) => ({ features, target: null }))
  const trainOn = (isSeen: (place: number) => boolean) =>
    new LinearClassifier(
      trainSmall(
        {},
        STANCE_SCHEME,
        examples.filter((_, place) => isSeen(place)),
      ),
    )
  const scores = crossValidate({ groups, foldCount: 4 }, (isSeen) => {
    const classifier = trainOn(isSeen)
    return (place) => classifier.score(inputs.slice(place, place + 1))[0] as Float64Array
  })
  expect(scores).toHaveLength(examples.length)
  const unseen = trainOn((place) => groups[place] !== groups[0])
  expect(scores[0]).toEqual(unseen.score(inputs.slice(0, 1))[0])
})
