import { expect, it } from 'vitest'
import { STANCE_SCHEME } from '../../../src/base/scheme/stance-scheme.js'
import {
  extractFeatures,
  extractTextFeatures,
} from '../../../src/judge/features/extract-features.js'
import {
  createAskingClassifier,
  NO_ANSWER_FLAG,
} from '../../../src/judge/stance/asking-classifier.js'
import { createLlmClassifier } from '../../../src/judge/stance/llm/llm-classifier.js'
import type { StanceClassifier, StanceInput } from '../../../src/judge/stance/stance-classifier.js'
import { post } from '../../base/thread/post-example.js'
import { standIn } from './small-posts.js'

/** Is as sure as a post says: 0.7 gives retreat .7 and the others .15 each. */
const small = standIn({
  score: (inputs) =>
    inputs.map(({ features }) => {
      const top = Number(/0\.\d+/.exec(features.text)?.[0])
      return Float64Array.of(Math.log(top), Math.log((1 - top) / 2), Math.log((1 - top) / 2))
    }),
  probabilitiesOf: (scores) => Float64Array.from(scores, Math.exp),
  explain: (_, decision) => [
    { start: 0, end: 3, text: '0.1', toward: `label ${decision?.winner}`, weight: 1 },
  ],
  flagsOf: () => ['truncated'],
})

/**
 * Answers `shrewd pivot`, with probabilities where a post says "tokens"; nothing where it says
 * "silence".
 */
function languageModel(asked: string[] = []): StanceClassifier {
  const outcomeOf = ({ user }: { readonly user: string }) => {
    asked.push(user)
    const probabilities = user.includes('tokens') ? [0.1, 0.8, 0.1] : null
    return user.includes('silence')
      ? { key: null, label: null, probabilities, reason: 'nobody is there' }
      : { key: 'a1', label: 'shrewd pivot', probabilities, reason: null }
  }
  return createLlmClassifier({
    id: 'llm:tiny',
    scheme: STANCE_SCHEME,
    renderer: {
      render: ({ features }) => ({ system: '', user: features.text, repair: '' }),
      isTruncated: () => false,
    },
    ask: async (questions) => questions.map(outcomeOf),
  })
}

const on = (text: string, dealId = 'd'): StanceInput => ({
  features: extractTextFeatures(text),
  target: { dealId, mover: 'Acme', move: 'sells' },
})

it('asks where the small model is below the bound and nowhere else, and tells how many', async () => {
  const asked: string[] = []
  const counts: number[][] = []
  const both = createAskingClassifier({
    small,
    llm: languageModel(asked),
    below: 0.6,
    onScored: (...each) => counts.push(each),
  })
  expect(both.id).toBe('small+llm:tiny<0.6')
  const inputs = ['0.9 sure', '0.59 tokens', '0.6 level', '0.4 label', '0.5 silence'].map((text) =>
    on(text),
  )
  const scores = await both.score(inputs)
  expect(asked).toEqual(['0.59 tokens', '0.4 label', '0.5 silence'])
  expect(counts).toEqual([[5, 3]])
  expect(inputs.map((input) => both.labelledByOf?.(input))).toEqual([
    'model',
    'llm',
    'model',
    'llm',
    'model',
  ])
  const round = (values: Float64Array | null) =>
    values && [...values].map((value) => Number(value.toFixed(6))).join(' ')
  expect(scores.map((each) => round(both.probabilitiesOf(each)))).toEqual([
    '0.9 0.05 0.05',
    '0.1 0.8 0.1',
    '0.6 0.2 0.2',
    null,
    '0.5 0.25 0.25',
  ])
  const flags = inputs.map((input) => both.flagsOf?.(input))
  expect(flags).toEqual([
    ['truncated'],
    ['answer:d:a1'],
    ['truncated'],
    ['answer:d:a1'],
    ['truncated', NO_ANSWER_FLAG],
  ])
})

it('keeps answers by post and deal', async () => {
  const both = createAskingClassifier({ small, llm: languageModel(), below: 0.6 })
  const one = on('0.4 label', 'one')
  await both.score([one])
  const { features } = one
  expect(both.labelledByOf?.({ features, target: { dealId: 'one', mover: 'A', move: 'm' } })).toBe(
    'llm',
  )
  expect(both.labelledByOf?.({ features, target: { dealId: 'two', mover: 'A', move: 'm' } })).toBe(
    'model',
  )
})

it('explains the labels of the small model alone, whether they were scored before or not', async () => {
  const asked: string[] = []
  const both = createAskingClassifier({ small, llm: languageModel(asked), below: 0.6 })
  expect(await both.explain?.(on('0.4 label'))).toEqual([])
  expect(await both.explain?.(on('0.9 sure'), { winner: 2, rival: 0 })).toMatchObject([
    { toward: 'label 2' },
  ])
  expect(asked).toEqual(['0.4 label'])
})

it('shows the post answered to the language model, and the post alone to a small model that does not read threads', async () => {
  const seen: (string | undefined)[] = []
  const watching: StanceClassifier = {
    ...small,
    score: (inputs) => {
      seen.push(...inputs.map(({ features }) => features.parent?.text))
      return small.score(inputs)
    },
  }
  const asked: (string | undefined)[] = []
  const llm = languageModel()
  const reader: StanceClassifier = {
    ...llm,
    score: (inputs) => {
      asked.push(...inputs.map(({ features }) => features.parent?.text))
      return llm.score(inputs)
    },
  }
  const both = createAskingClassifier({ small: watching, llm: reader, below: 0.6 })
  const posts = [post('a', null, '0.9 sure'), post('b', 'a', '0.4 label')]
  const inputs = extractFeatures({ id: 't', posts, headers: [] }).map((features) => ({
    features,
    target: null,
  }))
  await both.score(inputs)
  expect([seen, asked]).toEqual([[undefined, undefined], ['0.9 sure']])
  expect(inputs.map((input) => both.labelledByOf?.(input))).toEqual(['model', 'llm'])
})
