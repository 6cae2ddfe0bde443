import { PipelineError } from '../../../src/base/errors.js'
import { parseJson } from '../../../src/base/json-shape.js'
import { createScheme } from '../../../src/base/scheme/stance-scheme.js'
import { confusionMatrix } from '../../../src/base/statistics/agreement/confusion-matrix.js'
import { f1Scores } from '../../../src/base/statistics/agreement/f1-scores.js'
import { crossValidateLinear } from '../../../src/count/evaluate/measure/cross-validate.js'
import { extractTextFeatures } from '../../../src/judge/features/extract-features.js'
import { LinearClassifier } from '../../../src/judge/stance/linear/linear-classifier.js'
import { type LinearSettings, type TrainingExample, trainLinearModel } from '../../../src/judge/stance/linear/train-linear.js'

/** SemEval-2016's labels: a tweet is for a target, against it, or neither. */
export const TWEETEVAL_SCHEME = createScheme({
  id: 'tweeteval',
  labels: ['against', 'favor', 'none'],
  sides: ['against', 'favor'],
  neutral: 'none',
})

export interface StanceTweet {
  readonly text: string
  readonly target: string
  readonly label: string
}

/** Figures of TweetEval's stance task, 0 to 100. */
export interface TweetEvalResult {
  /** Mean of F1(favor) and F1(against), pooled over the test tweets of all targets. */
  readonly favg: number
  readonly f1Favor: number
  readonly f1Against: number
  /** C, chosen for all targets together by cross-validation on the training tweets. */
  readonly inverseRegularisation: number
  readonly testCount: number
}

/** Candidates for C, half a decade apart. */
const CANDIDATES = [3, 10, 30, 100]
const FOLD_COUNT = 5

/**
 * Parses TweetEval's stance tweets from JSON lines of `{text, target, label}`.
 *
 * @param name file name, for messages
 * @throws {PipelineError} `GOLD_INVALID` with the 1-based line of the first invalid record
 */
export function parseTweets(text: string, name: string): StanceTweet[] {
  const lines = text.replace(/^\ufeff/, '').split('\n')
  return lines.flatMap((line, index) => (line.trim() === '' ? [] : [parseTweet(line, name, index + 1)]))
}

function parseTweet(line: string, name: string, lineNumber: number): StanceTweet {
  const fail = (cause?: unknown): never => {
    const message = `${name}, line ${lineNumber}: expected text, target and a label of ${TWEETEVAL_SCHEME.labels.join(', ')} in one JSON object. Remove or repair the line.`
    throw new PipelineError('GOLD_INVALID', message, { context: { lineNumber }, cause })
  }
  const { text, target, label } = Object(parseJson(line, fail)) as Partial<StanceTweet>
  if (typeof text !== 'string' || typeof target !== 'string' || typeof label !== 'string' || !TWEETEVAL_SCHEME.labels.includes(label)) {
    return fail()
  }
  return { text, target, label }
}

const toExample = ({ text, label }: StanceTweet): TrainingExample => ({ features: extractTextFeatures(text), label, weight: 1 })

function favg(gold: readonly string[], predicted: readonly string[]): { favor: number; against: number; mean: number } {
  const { f1 } = f1Scores(confusionMatrix(gold, predicted, TWEETEVAL_SCHEME.labels))
  const [against, favor] = f1 as [number, number, number]
  return { favor, against, mean: (favor + against) / 2 }
}

const bestOf = (scores: Float64Array): string => TWEETEVAL_SCHEME.labels[scores.indexOf(Math.max(...scores))] as string

/** Returns the candidate with the highest value, the first on a tie. */
function bestBy(candidates: readonly number[], measureOf: (candidate: number) => number): number {
  const values = candidates.map(measureOf)
  return candidates[values.indexOf(Math.max(...values))] as number
}

/**
 * Trains the linear learner per target and computes TweetEval's measure, F_avg pooled over the targets.
 *
 * @param training the official train and validation tweets
 * @param settings settings of the learner, except C, which is chosen by 5-fold cross-validation on the training tweets
 * @see Barbieri et al. (2020), TweetEval; Mohammad et al. (2016), SemEval-2016 task 6
 */
export function evaluateTweetEval(
  training: readonly StanceTweet[],
  test: readonly StanceTweet[],
  settings: LinearSettings,
): TweetEvalResult {
  const targets = [...new Set(test.map(({ target }) => target))].sort()
  const groups = targets.map((target) => ({
    examples: training.filter((tweet) => tweet.target === target).map((tweet, index) => ({ ...toExample(tweet), group: String(index) })),
    tweets: test.filter((tweet) => tweet.target === target),
  }))
  // One C for all targets: with a few hundred tweets per target, separate choices would mostly fit noise.
  const inverseRegularisation = bestBy(CANDIDATES, (candidate) => {
    const scores = groups.flatMap(({ examples }) =>
      crossValidateLinear(examples, TWEETEVAL_SCHEME, [], { ...settings, inverseRegularisation: candidate }, FOLD_COUNT),
    )
    const labels = groups.flatMap(({ examples }) => examples.map(({ label }) => label))
    return favg(labels, scores.map(bestOf)).mean
  })
  const gold: string[] = []
  const predicted: string[] = []
  for (const { examples, tweets } of groups) {
    const classifier = new LinearClassifier(
      trainLinearModel('tweeteval', examples, TWEETEVAL_SCHEME, [], { ...settings, inverseRegularisation }),
    )
    for (const tweet of tweets) {
      gold.push(tweet.label)
      predicted.push(bestOf(classifier.score([{ features: toExample(tweet).features, target: null }])[0] as Float64Array))
    }
  }
  const { favor, against, mean } = favg(gold, predicted)
  return { favg: mean * 100, f1Favor: favor * 100, f1Against: against * 100, inverseRegularisation, testCount: gold.length }
}
