import { describe, expect, it } from 'vitest'
import { STANCE_SCHEME } from '../../../src/base/scheme/stance-scheme.js'
import { softmax } from '../../../src/base/statistics/calibration/softmax.js'
import type { Post } from '../../../src/base/thread/post.js'
import { buildThreads } from '../../../src/base/thread/thread.js'
import {
  askLabelled,
  measureModels,
  predict,
  type Question,
} from '../../../src/count/evaluate/predict.js'
import { LinearClassifier } from '../../../src/judge/stance/linear/linear-classifier.js'
import { createSentimentClassifier } from '../../../src/judge/stance/sentiment-classifier.js'
import { smallExamples, standIn, trainSmall } from '../../judge/stance/small-posts.js'
import { inRows } from '../../support/in-rows.js'

const [RETREAT = '', PIVOT = '', NEITHER = ''] = STANCE_SCHEME.labels
const TARGET = { deal: 'deal', mover: 'Acme', move: 'Acme leases.' }

/** A post with the label in the field `label`. */
const post = (id: string, label: string, fields: Partial<Post> = {}, meta: object = {}): Post => ({
  id,
  threadId: 't',
  parentId: null,
  author: null,
  createdAt: null,
  text: 'no',
  ...fields,
  meta: { role: 'root', label, ...meta },
})
const ask = (posts: readonly Post[]): Question[] =>
  askLabelled(buildThreads(posts), { scheme: STANCE_SCHEME, language: 'en', labelField: 'label' })

describe('askLabelled', () => {
  it('puts the post, the text of its parent, and the move', () => {
    const [question, ...others] = ask([
      post('0', '', { text: 'They lost.' }),
      post('1', PIVOT, { parentId: '0' }, TARGET),
    ])
    expect(others).toEqual([])
    expect(question).toMatchObject({ id: '1', clusterId: 'deal', goldLabel: PIVOT })
    expect(question?.input.target).toEqual({ dealId: 'deal', mover: 'Acme', move: 'Acme leases.' })
    expect(question?.input.features).toMatchObject({
      postId: '1',
      text: 'no',
      depth: 1,
      parent: { text: 'They lost.' },
    })
  })

  it('takes the text of an absent parent from the field parentText', () => {
    const [one, other] = ask([
      post('1', PIVOT, {}, { parentText: 'They lost.' }),
      post('2', PIVOT, {}, { parentText: '' }),
    ])
    expect(one?.input.features).toMatchObject({ depth: 1, parent: { text: 'They lost.' } })
    expect(other?.input.features).toMatchObject({ depth: 0, parent: null })
  })

  it('puts no parent that is a guess, or one of several', () => {
    const root = post('0', '', { text: 'They lost.' })
    const replies = [{ isParentInferred: true }, { possibleParents: ['0', '9'] }].map((meta, at) =>
      post(`${at + 1}`, PIVOT, { parentId: '0' }, meta),
    )
    expect(ask([root, ...replies]).map(({ input }) => input.features.parent)).toEqual([null, null])
  })

  it('has no target without a mover, and names the post where no deal is named', () => {
    const [bare, named] = ask([post('1', PIVOT), post('2', PIVOT, {}, { mover: 'Acme' })])
    expect(bare?.input.target).toBeNull()
    expect(named?.input.target).toEqual({ dealId: '2', mover: 'Acme', move: '' })
  })

  it('clusters by deal, else by thread, else by post', () => {
    const clusters = (posts: readonly Post[]) => ask(posts).map(({ clusterId }) => clusterId)
    expect(clusters([post('1', PIVOT, {}, TARGET), post('2', PIVOT)])).toEqual(['deal', '2'])
    expect(clusters([post('1', PIVOT), post('2', PIVOT, { parentId: '1' })])).toEqual(['t', 't'])
    expect(clusters([post('1', PIVOT), post('2', PIVOT, { threadId: 'u' })])).toEqual(['t', 'u'])
  })
})

it('predict answers in the order of the questions', async () => {
  const classifier = standIn({
    readsThread: true,
    score: async (inputs) =>
      inputs.map(({ features }) =>
        Float64Array.from([features.text.length, 2, features.parent ? 9 : 0]),
      ),
  })
  const questions = ask([
    post('1', PIVOT, { text: 'a' }),
    post('2', PIVOT, { text: 'abc' }),
    post('3', PIVOT, { text: 'abc', parentId: '2' }),
  ])
  const predictions = await predict(classifier, questions)
  const rows = inRows(predictions.map(({ id, predictedLabel, lean }) => [id, predictedLabel, lean]))
  expect(rows).toEqual([
    `1 | ${PIVOT} | ${PIVOT}`,
    `2 | ${RETREAT} | ${RETREAT}`,
    `3 | ${NEITHER} | ${RETREAT}`,
  ])
  expect(predictions[0]).toMatchObject({ clusterId: 't', goldLabel: PIVOT })
  expect(predictions[0]?.probabilities).toEqual(softmax([1, 2, 0]))
  expect((await predict({ ...classifier, readsThread: false }, questions))[2]?.predictedLabel).toBe(
    RETREAT,
  )
  expect(await predict(classifier, [])).toEqual([])
})

it('measures every model on the same questions, beside the majority label', async () => {
  const posts = smallExamples().map(({ features: { text, parent }, label }, index) =>
    post(`g${index}`, label, { text }, { deal: `d${index % 4}`, parentText: parent?.text ?? '' }),
  )
  const models = [new LinearClassifier(trainSmall()), createSentimentClassifier(STANCE_SCHEME)]
  const { evaluation, predictions } = await measureModels('labelled.csv', ask(posts), models, {
    weights: 'shipped',
  })
  const names = ['small', 'sentiment', 'majority']
  expect(evaluation).toMatchObject({ on: 'labelled.csv', weights: 'shipped' })
  expect(evaluation.models.map(({ model }) => model)).toEqual(names)
  expect(predictions.map((own) => own.map(({ id }) => id))).toEqual(
    names.map(() => posts.map(({ id }) => id)),
  )
  const [linear, sentiment, majority] = evaluation.models.map(({ measurement }) => measurement)
  // The model was trained on these posts; one answer for all has F1 0.5 for one label of three.
  expect(linear?.macroF1.value).toBeGreaterThan(0.9)
  expect(majority?.macroF1.value).toBeCloseTo(1 / 6, 12)
  expect(sentiment?.calibrationError).toBeNull()
  expect(linear).toMatchObject({ postCount: 36, clusterCount: 4, sidedCount: 24 })
})
