import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { PipelineError } from '../errors.js'
import { parseGold } from '../evaluate/gold-post.js'
import { measure, type Prediction } from '../evaluate/measure.js'
import { askCorpus, askGold, extractCorpusFeatures, predict, type Question } from '../evaluate/predict.js'
import type { Evaluation } from '../evaluate/render-evaluation.js'
import { evaluateTweetEval, parseTweets, type StanceTweet, type TweetEvalResult } from '../evaluate/tweeteval.js'
import { STANCE_SCHEME } from '../scheme/stance-scheme.js'
import { hasHeldOutWeights, type LoadModelOptions, loadModel } from './load-model.js'
import { PACKAGE_ROOT } from './package-root.js'
import { readCorpus } from './read-corpus.js'
import { readTrainingSettings } from './train-models.js'

/** The posts on which corpus figures are given, by name. Natural dev posts choose settings, test posts confirm, hard ones challenge. */
const CORPUS_SETS = {
  'corpus test (crowd-test, unseen deals)': { part: 'test', splits: ['test'] },
  'corpus dev (natural part, unseen deals)': { part: 'natural', splits: ['dev'] },
  'corpus hard part (unseen deals)': { part: 'hard', splits: ['dev', 'held-out'] },
} as const

async function evaluateOn(
  on: string,
  questions: readonly Question[],
  models: readonly string[],
  weights: 'held-out' | 'shipped',
  options: LoadModelOptions,
) {
  const predictions: Prediction[][] = []
  for (const model of models) predictions.push(await predict(loadModel(model, { ...options, weights }), questions))
  const evaluation: Evaluation = {
    on,
    weights,
    models: models.map((model, index) => ({ model, measurement: measure(predictions[index] as Prediction[], STANCE_SCHEME) })),
  }
  return { evaluation, predictions }
}

/** Figures of models on the unseen parts of the corpus, from weights of the train split; models without such weights are left out. */
export async function evaluateCorpus(folder: string, models: readonly string[], options: LoadModelOptions = {}): Promise<Evaluation[]> {
  const measured = models.filter((model) => hasHeldOutWeights(model, options.modelsFolder))
  const corpus = readCorpus(folder)
  const features = extractCorpusFeatures(corpus.posts)
  const evaluations: Evaluation[] = []
  for (const [on, { part, splits }] of Object.entries(CORPUS_SETS)) {
    const posts = corpus.posts.filter((post) => post.part === part && (splits as readonly string[]).includes(post.split))
    if (posts.length > 0)
      evaluations.push((await evaluateOn(on, askCorpus(posts, features, corpus.deals), measured, 'held-out', options)).evaluation)
  }
  return evaluations
}

/** Figures and predictions of models on a gold file, from the weights that ship. */
export function evaluateGold(text: string, name: string, models: readonly string[], options: LoadModelOptions = {}) {
  return evaluateOn(name, askGold(parseGold(text, name, STANCE_SCHEME)), models, 'shipped', options)
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
