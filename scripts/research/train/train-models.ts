import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { PipelineError } from '../../../src/base/errors.js'
import { isRecord, parseJson } from '../../../src/base/json-shape.js'
import { serialisedScheme } from '../../../src/base/scheme/scheme-tag.js'
import { createScheme, type StanceScheme } from '../../../src/base/scheme/stance-scheme.js'
import { sha256Of } from '../../../src/base/text/sha256-text.js'
import type { PostFeatures } from '../../../src/judge/features/token.js'
import type { Cue } from '../../../src/judge/stance/linear/cue-table.js'
import { encodeLinearModel, type LinearModel } from '../../../src/judge/stance/linear/linear-model.js'
import { type TrainingExample, trainLinearModel } from '../../../src/judge/stance/linear/train-linear.js'
import { type BayesModel, loadNatural, textOf } from '../../../src/shell/node/model/bayes-classifier.js'
import type { Corpus, CorpusSplit } from '../../corpus/corpus.js'
import { extractCorpusFeatures } from '../../corpus/corpus-questions.js'
import { buildTrainingSet, type TrainingSettings } from './training-set.js'

const RELATION_ID = 'relation-en'
const REASONS_ID = 'reason-en'

/** Training data of weights: `held-out` uses only the train split, `shipped` uses every split. */
export type WeightsKind = 'held-out' | 'shipped'

export const SPLITS_OF: Readonly<Record<WeightsKind, readonly CorpusSplit[]>> = {
  'held-out': ['train'],
  shipped: ['train', 'dev', 'test', 'held-out'],
}

export const weightsFolder = (modelFolder: string, kind: WeightsKind): string =>
  kind === 'held-out' ? join(modelFolder, 'held-out') : modelFolder

export function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch (cause) {
    throw new PipelineError('INPUT_MISSING', `expected a file at ${path}, found none. Restore it (git checkout).`, { cause })
  }
}

/**
 * Reads `settings.json` of a linear model's folder.
 *
 * @throws {PipelineError} `TRAIN_DATA_INVALID` when it holds no JSON object
 */
export function readTrainingSettings(modelFolder: string): TrainingSettings {
  const path = join(modelFolder, 'settings.json')
  const text = readText(path)
  const fail = (cause?: unknown): never => {
    throw new PipelineError('TRAIN_DATA_INVALID', `expected a JSON object in ${path}, got something else. Restore it (git checkout).`, {
      context: { path },
      cause,
    })
  }
  const settings = parseJson(text, fail)
  if (!isRecord(settings)) fail()
  return settings as TrainingSettings
}

/**
 * Reads `cues.tsv` of a linear model's folder: cue, side, weight, origin.
 *
 * @throws {PipelineError} `TRAIN_DATA_INVALID` with the 1-based number of the invalid line
 */
export function readCues(modelFolder: string, scheme: StanceScheme): Cue[] {
  const path = join(modelFolder, 'cues.tsv')
  const [, ...lines] = readText(path).trimEnd().split('\n')
  return lines.map((line, index) => {
    const [cue = '', side = '', weight = '', origin = ''] = line.split('\t')
    if (cue === '' || !scheme.labels.includes(side) || !(Number(weight) > 0 && Number(weight) <= 1) || origin === '') {
      const message = `${path}, line ${index + 2}: expected cue, side (${scheme.labels.join(', ')}), weight in (0, 1] and origin, got "${line}".`
      throw new PipelineError('TRAIN_DATA_INVALID', message)
    }
    return { cue, side, weight: Number(weight) }
  })
}

export const trainingExamples = (corpus: Corpus, settings: TrainingSettings, kind: WeightsKind): TrainingExample[] =>
  buildTrainingSet(corpus.posts, extractCorpusFeatures(corpus.posts), settings, SPLITS_OF[kind])

export function trainLinear(corpus: Corpus, modelFolder: string, id: string, scheme: StanceScheme, kind: WeightsKind): LinearModel {
  const settings = readTrainingSettings(modelFolder)
  const model = trainLinearModel(id, trainingExamples(corpus, settings, kind), scheme, readCues(modelFolder, scheme), settings.linear)
  writeLinearModel(weightsFolder(modelFolder, kind), model, 'model.json', { relation: RELATION_ID, reasons: REASONS_ID })
  return model
}

/** Reasons by the kind that a labeller gave the post. All other kinds are `other`. Which company is another one than the mover the words alone do not say: see the card. */
const REASON_OF_KIND: Readonly<Record<string, string>> = {
  question: 'question',
  price: 'price',
  'other-company': 'other company',
  joke: 'joke',
  fact: 'fact',
  'off-topic': 'off the move',
}

/** Trains and writes the model that names why a post takes no side, on the corpus's replies that take none. */
export function trainReasons(corpus: Corpus, modelFolder: string, id: string, { neutral }: StanceScheme, kind: WeightsKind): LinearModel {
  const reasons = Object.values(REASON_OF_KIND)
  const sides = reasons.filter((reason) => reason !== 'other company')
  const scheme = createScheme({ id: 'reason', labels: [...reasons, 'other'], sides, neutral: 'other' })
  const posts = corpus.posts
    .filter(({ label, parentId }) => label === neutral && parentId !== null)
    .map(({ secondLabel: _, ...post }) => ({ ...post, label: REASON_OF_KIND[post.kind] ?? 'other' }))
  const settings = readTrainingSettings(modelFolder)
  const model = trainLinearModel(id, trainingExamples({ ...corpus, posts }, settings, kind), scheme, [], settings.linear)
  writeLinearModel(weightsFolder(modelFolder, kind), model, 'reasons.json')
  return model
}

/**
 * natural counts an unseen word as `smoothing` divided by the class total. At its default of 1, an unseen word therefore costs
 * least under the rarest class. Measured on SemEval-2016 stance: F_avg 40.6 at 1, 61.7 at 0.1.
 */
const BAYES_SMOOTHING = 0.1

/** Trains natural's naive Bayes. Takes minutes for 20,000 posts, because natural searches every document for each word. */
export function trainBayes(
  id: string,
  examples: readonly { readonly features: PostFeatures; readonly label: string }[],
  scheme: StanceScheme,
): BayesModel {
  const classifier = new (loadNatural().BayesClassifier)(undefined, BAYES_SMOOTHING)
  for (const { features, label } of examples) {
    const text = textOf(features)
    // natural rejects documents without words.
    if (/\p{L}/u.test(text)) classifier.addDocument(text, label)
  }
  classifier.train()
  const { docs: _docs, ...rest } = JSON.parse(JSON.stringify(classifier)) as Record<string, unknown>
  return { format: 'dealstance/bayes@1', id, scheme: serialisedScheme(scheme), classifier: JSON.stringify({ ...rest, docs: [] }) }
}

/** Trains and writes weights of natural's Bayes classifier, on the same examples as the linear model. */
export function trainBayesControl(corpus: Corpus, modelsFolder: string, id: string, scheme: StanceScheme, kind: WeightsKind): void {
  const examples = trainingExamples(corpus, readTrainingSettings(join(modelsFolder, 'linear-en')), kind)
  writeJson(weightsFolder(join(modelsFolder, id), kind), 'model.json', trainBayes(id, examples, scheme))
}

export function writeMajority(corpus: Corpus, modelsFolder: string, scheme: StanceScheme): void {
  const labels = corpus.posts.filter(({ split, part }) => split === 'train' && part === 'natural').map(({ label }) => label)
  const shares = scheme.labels.map((label) => labels.filter((each) => each === label).length / labels.length)
  writeJson(join(modelsFolder, 'majority'), 'model.json', { format: 'dealstance/majority@1', id: 'majority', shares })
}

function writeLinearModel(folder: string, model: LinearModel, name: string, helpers: Readonly<Record<string, string>> = {}): void {
  const { header, weights } = encodeLinearModel(model)
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, 'weights.bin'), weights)
  writeJson(folder, name, { ...header, weightsSha256: sha256Of(weights), ...helpers })
}

function writeJson(folder: string, name: string, value: unknown): void {
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, name), `${JSON.stringify(value)}\n`)
}
