import { join } from 'node:path'
import { PipelineError } from '../../../src/base/errors.js'
import { seededRandom, shuffled } from '../../../src/base/statistics/random/seeded-random.js'
import type { Evaluation } from '../../../src/count/evaluate/measure.js'
import { type MeasuredModels, measureModels } from '../../../src/count/evaluate/predict.js'
import type { Deal } from '../../../src/judge/deals/deal.js'
import type { StanceClassifier } from '../../../src/judge/stance/stance-classifier.js'
import { PACKAGE_ROOT } from '../../../src/shell/node/file/package-root.js'
import { type LoadModelOptions, loadModel } from '../../../src/shell/node/model/load-model.js'
import { buildCorpusQuestions, extractCorpusFeatures } from '../../corpus/corpus-questions.js'
import { readCorpus } from '../../corpus/read-corpus.js'
import { checkEvidence, type EvidenceCheck } from './check-evidence.js'
import { type ControlledFigures, contrastGroups, measureControls } from './controls.js'

/**
 * Evaluated posts of the corpus, by name: natural dev posts for choosing settings, test posts, and
 * the challenge set.
 */
const CORPUS_SETS = {
  'corpus test (crowd-test, unseen deals)': { part: 'test', splits: ['test'] },
  'corpus dev (natural part, unseen deals)': { part: 'natural', splits: ['dev'] },
  'corpus hard part (unseen deals)': { part: 'hard', splits: ['dev', 'held-out'] },
} as const

/**
 * Files of the corpus that teach the encoder, all splits but test: see
 * `scripts/research/encoder/posts.py`.
 */
const TAUGHT_FILES = /^(?:crowd-(?:shape-|reply-|x)|x-|one-liners)/

export interface EvaluateOptions extends Pick<LoadModelOptions, 'modelsFolder'> {
  /** Seed of the new names; integer >= 0. Default 1. */
  readonly seed?: number
  /** Further models, to measure beside those that are loaded. */
  readonly controls?: readonly StanceClassifier[]
}

interface ControlledEvaluation extends Evaluation {
  readonly models: readonly ControlledFigures[]
}

/**
 * Adds the controls of the first model and the contrast sets of all.
 *
 * @param groupOf contrast set of a post by its id
 */
async function withControls(
  { evaluation, questions, predictions }: MeasuredModels,
  {
    classifier,
    deals,
    seed = 1,
  }: Pick<EvaluateOptions, 'seed'> & {
    readonly classifier?: StanceClassifier
    readonly deals: readonly Deal[]
  },
  groupOf: ReadonlyMap<string, string>,
): Promise<ControlledEvaluation> {
  const controls =
    classifier === undefined
      ? null
      : await measureControls(classifier, questions, predictions[0] ?? [], { deals, seed })
  const models = evaluation.models.map((figures, place): ControlledFigures => {
    const contrast = contrastGroups(predictions[place] ?? [], groupOf)
    return { ...figures, contrast, controls: place === 0 ? controls : null }
  })
  return { ...evaluation, models }
}

/** The model with weights trained on the train split only; none where it has no such weights. */
function loadHeldOut(id: string, modelsFolder = join(PACKAGE_ROOT, 'models')): StanceClassifier[] {
  try {
    return [loadModel(id, { modelsFolder, weights: 'held-out' })]
  } catch (error) {
    if (error instanceof PipelineError && error.code === 'MODEL_MISSING') return []
    throw error
  }
}

/**
 * Evaluates models on the unseen parts of the corpus, with weights of the train split. Models
 * without such weights are left out.
 *
 * @param models the first is the requested one and the only one with controls
 */
export async function evaluateCorpus(
  folder: string,
  models: readonly string[],
  options: EvaluateOptions = {},
): Promise<ControlledEvaluation[]> {
  const measured = [
    ...models.flatMap((model) => loadHeldOut(model, options.modelsFolder)),
    ...(options.controls ?? []),
  ]
  const corpus = readCorpus(folder)
  const features = extractCorpusFeatures(corpus.posts)
  const evaluations: ControlledEvaluation[] = []
  for (const [on, { part, splits }] of Object.entries(CORPUS_SETS)) {
    const posts = corpus.posts.filter(({ file, ...post }) => {
      return (
        post.part === part &&
        (splits as readonly string[]).includes(post.split) &&
        !TAUGHT_FILES.test(file)
      )
    })
    if (posts.length === 0) continue
    const questions = buildCorpusQuestions(posts, features, corpus.deals)
    const groupOf = new Map(
      posts.flatMap(({ id, group }) => (group === undefined ? [] : [[id, group] as const])),
    )
    const figures = await measureModels(on, questions, measured, { weights: 'held-out' })
    evaluations.push(
      await withControls(
        figures,
        { ...options, ...(measured[0] && { classifier: measured[0] }), deals: corpus.deals },
        groupOf,
      ),
    )
  }
  return evaluations
}

/**
 * Checks the deciding words of a model, on a random sample of posts of unseen deals.
 *
 * @param postCount maximum number of posts
 */
export async function evaluateEvidence(
  folder: string,
  model: string,
  postCount: number,
  options: EvaluateOptions = {},
): Promise<EvidenceCheck | null> {
  const corpus = readCorpus(folder)
  const unseen = corpus.posts.filter(
    ({ split, part, file }) => split !== 'train' && part !== 'hard' && !TAUGHT_FILES.test(file),
  )
  const posts = shuffled(unseen, seededRandom(options.seed ?? 1)).slice(0, postCount)
  const classifier = loadModel(model, {
    modelsFolder: options.modelsFolder ?? join(PACKAGE_ROOT, 'models'),
    weights: 'held-out',
  })
  return checkEvidence(
    classifier,
    buildCorpusQuestions(posts, extractCorpusFeatures(corpus.posts), corpus.deals),
    options.seed,
  )
}
