import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { readCorpus } from '../../scripts/corpus/read-corpus.js'
import { checkEvidence, type EvidenceCheck } from '../../scripts/evaluate/check-evidence.js'
import { compileCompanies } from '../../scripts/evaluate/company-book.js'
import { type ContextRow, measureContext } from '../../scripts/evaluate/context-figures.js'
import { measureControls } from '../../scripts/evaluate/controls.js'
import { evaluateTweetEval, parseTweets, type StanceTweet, type TweetEvalResult } from '../../scripts/evaluate/tweeteval.js'
import { readTrainingSettings } from '../../scripts/train/train-models.js'
import type { Deal } from '../deals/deal.js'
import { PipelineError } from '../errors.js'
import { type Evaluation, evaluateAnswers, type ModelEvaluation } from '../evaluate/measure/evaluation.js'
import { parseGold } from '../evaluate/measure/gold-post.js'
import type { Prediction } from '../evaluate/measure/measure.js'
import { askCorpus, askGold, extractCorpusFeatures, predict, type Question } from '../evaluate/measure/predict.js'
import { tokeniserFor } from '../features/tokeniser.js'
import { STANCE_SCHEME, type StanceScheme } from '../scheme/stance-scheme.js'
import type { StanceClassifier } from '../stance/stance-classifier.js'
import { seededRandom } from '../statistics/random/seeded-random.js'
import { shuffled } from '../statistics/random/shuffled.js'
import { PACKAGE_ROOT } from './file/package-root.js'
import { hasHeldOutWeights, type LoadModelOptions, listModels, loadModel } from './model/load-model.js'
import { readDeals } from './read-deals.js'

/** The posts on which corpus figures are given, by name. Natural dev posts choose settings, test posts confirm, hard ones challenge. */
const CORPUS_SETS = {
  'corpus test (crowd-test, unseen deals)': { part: 'test', splits: ['test'] },
  'corpus dev (natural part, unseen deals)': { part: 'natural', splits: ['dev'] },
  'corpus hard part (unseen deals)': { part: 'hard', splits: ['dev', 'held-out'] },
} as const

/** How models are measured. */
export interface EvaluateOptions extends LoadModelOptions {
  /** Deals whose companies the controls rename. Default: those of the corpus, and for a gold file those that ship. */
  readonly deals?: readonly Deal[]
  /** Of the new names; integer >= 0. Default 1. */
  readonly seed?: number
  /** Rename companies and hide the deal for the first model: three scorings more. Default true. */
  readonly controls?: boolean
  /** Let replies see what they answer, where that is known. Default true. */
  readonly context?: boolean
  /** Classifiers that are no folders of weights, by the name that they are measured under: a language model behind a server. */
  readonly classifiers?: ReadonlyMap<string, StanceClassifier>
  /** Of a gold file's labels. Default: the one that ships. */
  readonly scheme?: StanceScheme
}

/** Figures of every model; controls by renaming and hiding for the first alone, since each costs a scoring. */
async function evaluateOn(
  on: string,
  questions: readonly Question[],
  models: readonly string[],
  weights: 'held-out' | 'shipped',
  { deals = [], seed = 1, controls: isControlled = true, context = true, classifiers, ...options }: EvaluateOptions,
) {
  const predictions: Prediction[][] = []
  const evaluated: ModelEvaluation[] = []
  for (const [place, model] of models.entries()) {
    const classifier = classifiers?.get(model) ?? loadModel(model, { ...options, weights })
    const own = await predict(classifier, questions, { context })
    const controls =
      isControlled && place === 0
        ? await measureControls(classifier, questions, own, { book: compileCompanies(deals), seed, context })
        : null
    predictions.push(own)
    evaluated.push(evaluateAnswers(model, questions, own, classifier.scheme, controls))
  }
  const evaluation: Evaluation = { on, weights, models: evaluated }
  return { evaluation, predictions }
}

/**
 * Figures of models on the unseen parts of the corpus, from weights of the train split; models without such weights are left out.
 *
 * @param models the one asked about first: it alone gets the controls that cost a scoring
 */
export async function evaluateCorpus(folder: string, models: readonly string[], options: EvaluateOptions = {}): Promise<Evaluation[]> {
  const measured = models.filter((model) => options.classifiers?.has(model) === true || hasHeldOutWeights(model, options.modelsFolder))
  const corpus = readCorpus(folder)
  const features = extractCorpusFeatures(corpus.posts)
  const evaluations: Evaluation[] = []
  for (const [on, { part, splits }] of Object.entries(CORPUS_SETS)) {
    const posts = corpus.posts.filter((post) => post.part === part && (splits as readonly string[]).includes(post.split))
    if (posts.length === 0) continue
    const questions = askCorpus(posts, features, corpus.deals)
    evaluations.push((await evaluateOn(on, questions, measured, 'held-out', { deals: corpus.deals, ...options })).evaluation)
  }
  return evaluations
}

/**
 * What the posts answered add to a model's answers, on the corpus threads of unseen deals.
 *
 * @throws {PipelineError} `MODEL_MISSING` for a model without held-out weights
 */
export async function evaluateContext(folder: string, model: string, options: EvaluateOptions = {}): Promise<ContextRow[]> {
  const corpus = readCorpus(folder)
  const posts = corpus.posts.filter(({ split }) => split !== 'train')
  return measureContext(loadModel(model, { ...options, weights: 'held-out' }), posts, extractCorpusFeatures(corpus.posts), corpus.deals)
}

/**
 * Whether the deciding words that a model names do decide, on posts of unseen deals drawn at random.
 *
 * @param postCount at most so many posts
 */
export async function evaluateEvidence(
  folder: string,
  model: string,
  postCount: number,
  options: EvaluateOptions = {},
): Promise<EvidenceCheck | null> {
  const corpus = readCorpus(folder)
  const unseen = corpus.posts.filter(({ split, part }) => split !== 'train' && part !== 'hard')
  const posts = shuffled(unseen, seededRandom(options.seed ?? 1)).slice(0, postCount)
  const classifier = loadModel(model, { ...options, weights: 'held-out' })
  return checkEvidence(classifier, askCorpus(posts, extractCorpusFeatures(corpus.posts), corpus.deals), options.seed)
}

/** Figures and predictions of models on a gold file, from the weights that ship; the first model gets the controls. */
export async function evaluateGold(text: string, name: string, models: readonly string[], options: EvaluateOptions = {}) {
  const [asked = ''] = models
  const { scheme = STANCE_SCHEME } = options
  const isOwn = options.classifiers?.has(asked) !== true && !listModels(options.modelsFolder).includes(asked)
  const language = isOwn ? loadModel(asked, options).language : undefined
  const questions = askGold(parseGold(text, name, scheme), tokeniserFor(language))
  const deals = options.deals ?? (await readDeals(join(PACKAGE_ROOT, 'corpus', 'deals.json')))
  return evaluateOn(name, questions, models, 'shipped', { ...options, deals })
}

/**
 * The linear learner on TweetEval's stance task, with all features and with word and character n-grams alone.
 *
 * @param folder holds `train.jsonl`, `dev.jsonl` and `test.jsonl` of `{text, target, label}`
 */
export function evaluateTweetEvalFolder(folder: string): TweetEvalResult & { readonly ngramsOnly: TweetEvalResult } {
  const read = (name: string): StanceTweet[] => {
    const path = join(folder, `${name}.jsonl`)
    if (!existsSync(path)) {
      throw new PipelineError('INPUT_MISSING', `expected ${path}, found none. Give the folder with train.jsonl, dev.jsonl and test.jsonl.`)
    }
    return parseTweets(readFileSync(path, 'utf8'), path)
  }
  const training = [...read('train'), ...read('dev')]
  const test = read('test')
  const { linear } = readTrainingSettings(join(PACKAGE_ROOT, 'models', 'linear-en'))
  // A few hundred tweets a target: no n-gram is too rare to keep, and too few to tell which n-grams the labels use unevenly.
  const small = { ...linear, minWordDocuments: 1, minCharacterDocuments: 1, contrastFloor: null }
  const ngrams = { ...small, structureScale: 0, orders: { ...linear.orders, negation: false } }
  return { ...evaluateTweetEval(training, test, { ...small, structureScale: 0.1 }), ngramsOnly: evaluateTweetEval(training, test, ngrams) }
}
