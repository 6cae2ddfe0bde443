import { PipelineError } from '../../base/errors.js'
import { isSameScheme } from '../../base/scheme/scheme-tag.js'
import type { StanceScheme } from '../../base/scheme/stance-scheme.js'
import { fitTemperature } from '../../base/statistics/calibration/fit-temperature.js'
import { softmax } from '../../base/statistics/calibration/softmax.js'
import { roundDecimals, sum } from '../../base/statistics/estimate/mean.js'
import { largestOf } from '../../base/statistics/extremes.js'
import { tokeniserNameOf } from '../../judge/features/tokenise.js'
import { type AdapterExample, applyAdapter, prepareFit } from '../../judge/learn/fit-adapter.js'
import { leanOf } from '../../judge/stance/choose-label.js'
import { type HeadModel, readWithEncoder } from '../../judge/stance/head-classifier.js'
import { LinearClassifier } from '../../judge/stance/linear/linear-classifier.js'
import type { LinearModel } from '../../judge/stance/linear/linear-model.js'
import { type LinearSettings, prepareLinear } from '../../judge/stance/linear/train-linear.js'
import type { StanceClassifier } from '../../judge/stance/stance-classifier.js'
import { chooseGroups, crossValidate, type Groups, type LabelledPost } from './labelled-post.js'
import {
  type Evaluation,
  evaluateAnswers,
  type Measurement,
  majorityAnswers,
  measure,
  type Prediction,
} from './measure.js'

export interface OwnTraining {
  /** Name of the model. */
  readonly id: string
  readonly scheme: StanceScheme
  readonly language: string
  readonly onFold?: (doneCount: number, totalCount: number) => void
}

interface LabelCount {
  readonly label: string
  readonly count: number
}

export interface OwnModel {
  readonly model: LinearModel | HeadModel
  readonly settings: object
  readonly described: { readonly kind: string; readonly settings: string }
  readonly inverseRegularisation: number
  readonly grouping: Groups['grouping']
  readonly groupCount: number
  readonly foldCount: number
  readonly labelCounts: readonly LabelCount[]
  readonly tried: readonly { readonly inverseRegularisation: number; readonly macroF1: number }[]
  /** Out-of-fold predictions of the chosen setting, in the order of the posts. */
  readonly predictions: readonly Prediction[]
  readonly evaluation: Evaluation
  readonly majority: Measurement
}

/** Values of C, half a decade apart. With many posts low values (strong penalties) win. */
const CANDIDATES = [3, 10, 30, 100]
const CANDIDATES_OF_MANY = [1, 3, 10]
/** Up to this count every n-gram is kept: counts are low. Origin: TweetEval's targets. */
const FEW_POST_COUNT = 3000
/** Macro-F1 values closer than this are a tie, won by the stronger penalty. */
const TIE = 0.002
/** Languages written without spaces: single characters can be words. */
const WITHOUT_SPACES: ReadonlySet<string> = new Set(['ja', 'zh', 'th', 'lo', 'km', 'my'])

function defaultSettings(postCount: number, language: string): LinearSettings {
  const isFew = postCount <= FEW_POST_COUNT
  return {
    orders: {
      words: [1, 3],
      characters: WITHOUT_SPACES.has(language.split('-')[0] ?? '') ? [1, 4] : [2, 5],
      // Negation words are known for English only.
      negation: tokeniserNameOf(language) === 'wink-nlp',
    },
    minWordDocuments: isFew ? 1 : 2,
    minCharacterDocuments: isFew ? 1 : 5,
    structureScale: isFew ? 0.1 : 1,
    inverseRegularisation: CANDIDATES[0] ?? 3,
    balanced: true,
    contrastFloor: isFew ? null : 0.1,
    gradientTolerance: 1e-3,
    temperature: 1,
  }
}

interface Learner {
  readonly candidates: readonly number[]
  /** Prepares the posts seen in a fold; each fit gives the scores of others, by their place. */
  prepare(
    isSeen: (place: number) => boolean,
  ): (inverseRegularisation: number) => (place: number) => Float64Array
  train(
    inverseRegularisation: number,
    temperature: number,
  ): Pick<OwnModel, 'settings' | 'described' | 'model'>
}

/**
 * Trains a linear model on the user's labelled posts, and measures it by grouped cross-validation.
 * Deterministic. `print` takes one line per setting tried.
 */
export function trainOwnModel(
  posts: readonly LabelledPost[],
  training: OwnTraining,
  print: (line: string) => void = () => {},
): OwnModel {
  const { id, scheme, language } = training
  const base = defaultSettings(posts.length, language)
  const learner: Learner = {
    candidates: posts.length <= FEW_POST_COUNT ? CANDIDATES : CANDIDATES_OF_MANY,
    prepare: (isSeen) => {
      const seen = posts.filter((_, place) => isSeen(place))
      const fit = prepareLinear(seen, scheme, [], base)
      return (inverseRegularisation) => {
        const classifier = new LinearClassifier(fit(id, { ...base, inverseRegularisation }))
        return (place) => {
          const { features } = posts[place] as LabelledPost
          return classifier.score([{ features, target: null }])[0] as Float64Array
        }
      }
    },
    train: (inverseRegularisation, temperature) => {
      const settings: LinearSettings = { ...base, inverseRegularisation, temperature }
      const { words, characters } = settings.orders
      return {
        settings,
        model: { ...prepareLinear(posts, scheme, [], base)(id, settings), language },
        described: {
          kind: 'Linear model (multinomial logistic regression over word and character n-grams)',
          settings: `word n-grams ${words.join('-')}, character n-grams ${characters.join('-')}; all in \`settings.json\``,
        },
      }
    },
  }
  return trainMeasured(posts, training, learner, print)
}

/** Chooses C by grouped cross-validation, trains on all posts, and measures the choice. */
function trainMeasured(
  posts: readonly LabelledPost[],
  training: OwnTraining,
  learner: Learner,
  print: (line: string) => void,
): OwnModel {
  const { id, scheme } = training
  const labelCounts = scheme.labels.map((label) => ({
    label,
    count: posts.filter((post) => post.label === label).length,
  }))
  checkCounts(labelCounts)
  const { grouping, groups, foldCount } = chooseGroups(posts, scheme)
  const gold = posts.map(({ label }) => scheme.labels.indexOf(label))
  const totalCount = learner.candidates.length * foldCount
  let doneCount = 0
  training.onFold?.(doneCount, totalCount)
  const allScores = crossValidate({ groups, foldCount }, (isSeen) => {
    const fit = learner.prepare(isSeen)
    const scorers = learner.candidates.map((inverseRegularisation) => {
      const scoresOf = fit(inverseRegularisation)
      doneCount += 1
      training.onFold?.(doneCount, totalCount)
      return scoresOf
    })
    return (place) => scorers.map((scoresOf) => scoresOf(place))
  })
  const tried = learner.candidates.map((inverseRegularisation, at) => {
    const scores = allScores.map((each) => each[at] as Float64Array)
    const predictions = predictionsOf(posts, groups, scores, scheme, null)
    const macroF1 = measure(predictions, scheme).macroF1.value
    print(
      `C ${inverseRegularisation}: macro-F1 ${macroF1.toFixed(4)} on posts of other ${grouping}s`,
    )
    return { inverseRegularisation, macroF1, scores }
  })
  const best = tried.reduce((one, other) => (other.macroF1 > one.macroF1 + TIE ? other : one))
  const temperature = roundDecimals(fitTemperature(best.scores, gold), 4)
  const predictions = predictionsOf(posts, groups, best.scores, scheme, temperature)
  return {
    ...learner.train(best.inverseRegularisation, temperature),
    inverseRegularisation: best.inverseRegularisation,
    grouping,
    groupCount: new Set(groups).size,
    foldCount,
    labelCounts,
    tried: tried.map(({ inverseRegularisation, macroF1 }) => ({ inverseRegularisation, macroF1 })),
    predictions,
    evaluation: {
      on: `${posts.length} posts, cross-validated by ${grouping} in ${foldCount} parts`,
      weights: 'held-out',
      models: [evaluateAnswers(id, predictions, scheme)],
    },
    majority: measure(majorityAnswers(predictions, scheme), scheme),
  }
}

function predictionsOf(
  posts: readonly LabelledPost[],
  groups: readonly string[],
  scores: readonly Float64Array[],
  scheme: StanceScheme,
  temperature: number | null,
): Prediction[] {
  return posts.map(({ post, label }, index) => {
    const postScores = scores[index] as Float64Array
    return {
      id: post.id,
      clusterId: groups[index] as string,
      goldLabel: label,
      predictedLabel: scheme.labels[postScores.indexOf(largestOf(postScores))] ?? null,
      lean: leanOf(postScores, scheme),
      probabilities: temperature === null ? null : softmax(postScores, temperature),
    }
  })
}

/** Posts that a label needs to be in both training and test. */
const MIN_LABEL_COUNT = 2
const MIN_POST_COUNT = 10

function checkCounts(labelCounts: readonly LabelCount[]): void {
  const total = sum(labelCounts.map(({ count }) => count))
  if (total >= MIN_POST_COUNT && labelCounts.every(({ count }) => count >= MIN_LABEL_COUNT)) return
  const counts = labelCounts.map(({ label, count }) => `${label} ${count}`).join(', ')
  const message = `expected at least ${MIN_POST_COUNT} labelled posts, and ${MIN_LABEL_COUNT} of every label, got ${counts}. Label more, or leave a label out of the scheme; a model worth using needs some hundred posts of each.`
  const context = {
    labelCounts: Object.fromEntries(labelCounts.map(({ label, count }) => [label, count])),
  }
  throw new PipelineError('TRAIN_DATA_INVALID', message, { context })
}

/** Values of C, a step of three apart: the inverse of the penalty on the head's weights. */
const HEAD_CANDIDATES = [0.1, 0.3, 1, 3, 10]
/** Penalty on the biases, negligible beside thousands of labels. */
const BIAS_PENALTY = 0.01
const BATCH_SIZE = 256

/**
 * Trains a head on an encoder's pooled vectors. For the encoder's own labels it corrects the
 * encoder's scores. Measured like {@link trainOwnModel}. Deterministic.
 */
export async function trainOwnHead(
  posts: readonly LabelledPost[],
  training: OwnTraining,
  encoder: StanceClassifier,
  print: (line: string) => void = () => {},
): Promise<OwnModel> {
  const { id, scheme } = training
  const { labels } = scheme
  const isCorrection = isSameScheme(scheme, encoder.scheme)
  const examples: AdapterExample[] = []
  for (let at = 0; at < posts.length; at += BATCH_SIZE) {
    const part = posts.slice(at, at + BATCH_SIZE)
    const inputs = part.map(({ features }) => ({ features, target: null }))
    const readings = await readWithEncoder(encoder, inputs, isCorrection ? null : labels.length)
    for (const [index, { label, weight }] of part.entries()) {
      examples.push({
        ...(readings[index] as (typeof readings)[number]),
        label: labels.indexOf(label),
        weight,
      })
    }
  }
  const droppedCount = isCorrection ? labels.length - 1 : 0
  const penaltiesOf = (inverseRegularisation: number) => ({
    bias: BIAS_PENALTY,
    dealBias: 1,
    head: 1 / inverseRegularisation,
  })
  const learner: Learner = {
    candidates: HEAD_CANDIDATES,
    prepare: (isSeen) => {
      const fit = prepareFit(
        examples.filter((_, place) => isSeen(place)),
        droppedCount,
      )
      return (inverseRegularisation) => {
        const adapter = fit(penaltiesOf(inverseRegularisation))
        return (place) => applyAdapter(adapter, examples[place] as AdapterExample).map(Math.log)
      }
    },
    train: (inverseRegularisation, temperature) => {
      const adapter = prepareFit(examples, droppedCount)(penaltiesOf(inverseRegularisation))
      return {
        model: { id, scheme, baseModel: encoder.id, isCorrection, adapter, temperature },
        settings: { inverseRegularisation, temperature, encoder: encoder.id, isCorrection },
        described: {
          kind: `Head (multinomial logistic regression) on the pooled vectors of ${encoder.id}${isCorrection ? ', which correct its own scores' : ''}`,
          settings: `posts read by ${encoder.id} without their deals`,
        },
      }
    },
  }
  return trainMeasured(posts, training, learner, print)
}
