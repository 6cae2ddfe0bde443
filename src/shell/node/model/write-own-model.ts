import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { basename, join, resolve } from 'node:path'
import { PipelineError } from '../../../base/errors.js'
import { serialisedScheme } from '../../../base/scheme/scheme-tag.js'
import { sha256Of } from '../../../base/text/sha256-text.js'
import type { Evaluation } from '../../../count/evaluate/measure.js'
import type { OwnModel } from '../../../count/evaluate/train-own-model.js'
import { encodeHead } from '../../../judge/stance/head-classifier.js'
import { encodeLinearModel } from '../../../judge/stance/linear/linear-model.js'
import { type CardFacts, renderModelCard } from '../../../say/evaluate/render-model-card.js'
import {
  FIGURES_SCHEMA,
  type ModelFigures,
  renderModelFigures,
} from '../../../say/facts/model-figures.js'
import { writing } from '../file/system-fault.js'
import { hashModel, listModels } from './load-model.js'

const FILES = [
  'model.json',
  'weights.bin',
  'scheme.json',
  'settings.json',
  'figures.json',
  'card.md',
  'predictions.jsonl',
] as const

export function ownModelId(folder: string): string {
  const id = basename(resolve(folder))
  if (/^[A-Za-z0-9_][A-Za-z0-9_.-]{0,59}$/.test(id) && !listModels().includes(id)) return id
  const message = `expected --out with a folder whose name can name the model (letters, digits, hyphens, dots, and none of ${listModels().join(', ')}), got "${id}".`
  throw new PipelineError('USAGE_OPTION_INVALID', message, { context: { folder } })
}

/**
 * Checks that a model can be written to a folder: it must be missing, empty, or hold a custom
 * model.
 */
export function checkModelFolder(folder: string): void {
  if (!existsSync(folder)) return
  const other = writing(folder, EXPECTED, ADVICE, () => readdirSync(folder)).find(
    (name) => !FILES.some((modelFile) => modelFile === name),
  )
  if (other === undefined) return
  const message = `${folder}: expected ${EXPECTED}, got one that holds ${other}. ${ADVICE}`
  throw new PipelineError('OUTPUT_UNWRITABLE', message, { context: { path: folder } })
}

const EXPECTED = 'an empty folder, or that of a model trained before'
const ADVICE = 'Name another folder.'

/**
 * Writes a custom model to its folder: weights, scheme, settings, figures, card, and its
 * predictions.
 */
export function writeOwnModel(folder: string, ownModel: OwnModel, facts: CardFacts): void {
  checkModelFolder(folder)
  const { model } = ownModel
  const { labels } = model.scheme
  const predictions = ownModel.predictions.map(
    ({ id, clusterId, goldLabel, predictedLabel, lean, probabilities }) => {
      const rounded =
        probabilities &&
        Object.fromEntries(
          labels.map((label, index) => [
            label,
            Math.round((probabilities[index] ?? 0) * 1e4) / 1e4,
          ]),
        )
      return JSON.stringify({
        id,
        group: clusterId,
        goldLabel,
        label: predictedLabel,
        lean,
        probabilities: rounded,
      })
    },
  )
  const { header, weights = null } =
    'baseModel' in model
      ? { header: encodeHead(model, hashModel(model.baseModel)) }
      : encodeLinearModel(model)
  const texts: Readonly<Partial<Record<(typeof FILES)[number], string | Uint8Array>>> = {
    ...(weights && { 'weights.bin': weights }),
    'model.json': `${JSON.stringify(weights ? { ...header, weightsSha256: sha256Of(weights) } : header)}\n`,
    'scheme.json': `${JSON.stringify(serialisedScheme(model.scheme), null, 2)}\n`,
    'settings.json': `${JSON.stringify(ownModel.settings, null, 2)}\n`,
    'figures.json': renderModelFigures(toFigures([ownModel.evaluation])),
    'card.md': renderModelCard(ownModel, facts),
    'predictions.jsonl': `${predictions.join('\n')}\n`,
  }
  writing(folder, EXPECTED, ADVICE, () => {
    mkdirSync(folder, { recursive: true })
    for (const [name, text] of Object.entries(texts)) writeFileSync(join(folder, name), text)
  })
}

export const readFileFacts = (paths: readonly string[]): CardFacts['files'] =>
  paths.map((path) => ({ name: basename(path), sha256: sha256Of(readFileSync(path)) }))

/** The figures of the model asked about, in the form that its folder keeps. */
export function toFigures(evaluations: readonly Evaluation[]): ModelFigures {
  const sets = evaluations.flatMap(({ on, weights, models: [figures] }): ModelFigures['sets'] => {
    if (figures === undefined) return []
    const { measurement, answeredAccuracy: accuracy, worth } = figures
    const { postCount, macroF1, calibrationError } = measurement
    return [
      {
        on,
        ...(weights && { weights }),
        postCount,
        macroF1,
        calibrationError,
        accuracy,
        ...(worth && { worth }),
      },
    ]
  })
  return { schema: FIGURES_SCHEMA, model: evaluations[0]?.models[0]?.model ?? '', sets }
}
