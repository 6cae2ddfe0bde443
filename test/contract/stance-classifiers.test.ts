import { readFileSync } from 'node:fs'
import { createBayesClassifier, trainBayes } from '../../scripts/research/evaluate/bayes-control.js'
import { createScheme, STANCE_SCHEME } from '../../src/base/scheme/stance-scheme.js'
import { createAskingClassifier } from '../../src/judge/stance/asking-classifier.js'
import { createMixedClassifier } from '../../src/judge/stance/encoder/mixed-classifier.js'
import { LinearClassifier } from '../../src/judge/stance/linear/linear-classifier.js'
import { createLlmClassifier, type LlmOutcome } from '../../src/judge/stance/llm/llm-classifier.js'
import { createPromptRenderer, parsePrompt } from '../../src/judge/stance/llm/render-prompt.js'
import { createSentimentClassifier } from '../../src/judge/stance/sentiment-classifier.js'
import type { StanceClassifier } from '../../src/judge/stance/stance-classifier.js'
import { loadModel } from '../../src/shell/node/model/load-model.js'
import { smallExamples, trainSmall } from '../judge/stance/small-posts.js'
import { IS_LONG, runCount } from '../support/run-count.js'
import { describeStanceClassifier } from './stance-classifier.js'

const TWO_LABELS = createScheme({
  id: 'two',
  labels: ['yes', 'no'],
  sides: ['no', 'yes'],
  neutral: null,
})

/** A port that answers by the length of the prompt. */
function languageModel(kind: 'labels' | 'probabilities' | 'silence'): StanceClassifier {
  const { labels } = STANCE_SCHEME
  const answer = (user: string): LlmOutcome => {
    if (kind === 'silence')
      return { key: null, label: null, probabilities: null, reason: 'nobody is there' }
    const top = user.length % labels.length
    const probabilities =
      kind === 'labels' ? null : labels.map((_, place) => (place === top ? 0.6 : 0.2))
    return { key: 'k', label: labels[top] as string, probabilities, reason: null }
  }
  return createLlmClassifier({
    id: 'llm:test',
    scheme: STANCE_SCHEME,
    renderer: createPromptRenderer(
      parsePrompt(readFileSync('models/llm/prompt.md', 'utf8')),
      STANCE_SCHEME,
    ),
    ask: async (questions) => questions.map(({ user }) => answer(user)),
  })
}

/** For variants of a classifier that has had its thousand. */
const FEW = { runs: runCount(200) }

describeStanceClassifier('linear', () => new LinearClassifier(trainSmall()))
describeStanceClassifier(
  'linear without structure features',
  () => new LinearClassifier(trainSmall({ structureScale: 0 })),
  FEW,
)
describeStanceClassifier('natural’s Bayes', () =>
  createBayesClassifier(trainBayes('bayes', smallExamples(), STANCE_SCHEME)),
)
describeStanceClassifier('a mixture of linear and Bayes', () => {
  const linear = new LinearClassifier(trainSmall())
  const bayes = createBayesClassifier(trainBayes('bayes', smallExamples(), STANCE_SCHEME))
  const blend = { weights: [0.75, 0.25], temperatures: [1.2, 1.1, 1] }
  return createMixedClassifier('mixture', [linear, bayes], () => blend)
})
describeStanceClassifier('sentiment', () => createSentimentClassifier(STANCE_SCHEME))
describeStanceClassifier(
  'sentiment in a scheme without a neutral label',
  () => createSentimentClassifier(TWO_LABELS),
  FEW,
)
describeStanceClassifier('a language model', () => languageModel('labels'), FEW)
describeStanceClassifier(
  'a language model with log-probabilities',
  () => languageModel('probabilities'),
  FEW,
)
describeStanceClassifier(
  'a language model that gives no answer',
  () => languageModel('silence'),
  FEW,
)
describeStanceClassifier(
  'a linear model that asks a language model',
  () =>
    createAskingClassifier({
      small: new LinearClassifier(trainSmall()),
      llm: languageModel('probabilities'),
      below: 0.6,
    }),
  FEW,
)
describeStanceClassifier('encoder', () => loadModel('stance-en'), {
  runs: IS_LONG ? 20 : 5,
  tolerance: 1e-4,
})
