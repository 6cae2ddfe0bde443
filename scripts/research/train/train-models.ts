import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { StanceScheme } from '../../../src/base/scheme/stance-scheme.js'
import { sha256Of } from '../../../src/base/text/sha256-text.js'
import type { Cue } from '../../../src/judge/stance/linear/cue-table.js'
import {
  encodeLinearModel,
  type LinearModel,
} from '../../../src/judge/stance/linear/linear-model.js'
import {
  prepareLinear,
  type TrainingExample,
} from '../../../src/judge/stance/linear/train-linear.js'
import type { Corpus, CorpusSplit } from '../../corpus/corpus.js'
import { extractCorpusFeatures } from '../../corpus/corpus-questions.js'
import { trainBayes } from '../evaluate/bayes-control.js'
import { buildTaughtSet, buildTrainingSet, type TrainingSettings } from './training-set.js'

/** Training data of weights: `held-out` uses only the train split, `shipped` uses every split. */
export type WeightsKind = 'held-out' | 'shipped'

const SPLITS_OF: Readonly<Record<WeightsKind, readonly CorpusSplit[]>> = {
  'held-out': ['train'],
  shipped: ['train', 'dev', 'test', 'held-out'],
}

const weightsFolder = (modelFolder: string, kind: WeightsKind): string =>
  kind === 'held-out' ? join(modelFolder, 'held-out') : modelFolder

/** Reads `settings.json` of a linear model's folder. */
const readTrainingSettings = (modelFolder: string): TrainingSettings =>
  JSON.parse(readFileSync(join(modelFolder, 'settings.json'), 'utf8')) as TrainingSettings

/** The lines of a table, without its heading, as cells. */
function readTable(path: string): string[][] {
  const [, ...lines] = readFileSync(path, 'utf8').trimEnd().split('\n')
  return lines.map((line) => line.split('\t'))
}

/** Reads `cues.tsv` of a linear model's folder: cue, side, weight, origin. */
const readCues = (modelFolder: string): Cue[] =>
  readTable(join(modelFolder, 'cues.tsv')).map(([cue = '', side = '', weight]) => ({
    cue,
    side,
    weight: Number(weight),
  }))

export const trainingExamples = (
  corpus: Corpus,
  settings: TrainingSettings,
  kind: WeightsKind,
): TrainingExample[] =>
  buildTrainingSet(corpus.posts, extractCorpusFeatures(corpus.posts), settings, SPLITS_OF[kind])

/** @param taught JSON lines of real posts with labels; '' for none */
export function trainLinear(
  corpus: Corpus,
  taught: string,
  modelFolder: string,
  {
    id,
    scheme,
    kind,
  }: { readonly id: string; readonly scheme: StanceScheme; readonly kind: WeightsKind },
): LinearModel {
  const settings = readTrainingSettings(modelFolder)
  const examples = [
    ...trainingExamples(corpus, settings, kind),
    ...buildTaughtSet(taught, settings),
  ]
  const model = prepareLinear(
    examples,
    scheme,
    readCues(modelFolder),
    settings.linear,
  )(id, settings.linear)
  writeLinearModel(weightsFolder(modelFolder, kind), model)
  return model
}

/**
 * Trains natural's naive Bayes on the posts of the train split that the linear model is trained on,
 * and writes the file of the control.
 */
export function trainBayesControl(
  corpus: Corpus,
  modelsFolder: string,
  scheme: StanceScheme,
): void {
  const examples = trainingExamples(
    corpus,
    readTrainingSettings(join(modelsFolder, 'linear-en')),
    'held-out',
  )
  writeJson(join(modelsFolder, 'evaluation'), 'bayes.json', trainBayes('bayes', examples, scheme))
}

function writeLinearModel(folder: string, model: LinearModel): void {
  const { header, weights } = encodeLinearModel(model)
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, 'weights.bin'), weights)
  writeJson(folder, 'model.json', { ...header, weightsSha256: sha256Of(weights) })
}

function writeJson(folder: string, name: string, value: unknown): void {
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, name), `${JSON.stringify(value)}\n`)
}
