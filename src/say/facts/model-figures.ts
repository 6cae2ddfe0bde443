import * as v from 'valibot'
import {
  COUNT,
  checkShape,
  listOf,
  misfitError,
  oneOf,
  onlyOf,
  parseJson,
  SHARE,
  type ShapeFault,
  TEXT,
} from '../../base/json-shape.js'
import { formatNumber, formatPart, toPercent } from '../../base/text/format-count.js'
import { givenName } from '../format/names.js'

/** Value of the figures' `schema`. */
export const FIGURES_SCHEMA = 'dealstance/figures@1'

const FIGURE = onlyOf({ value: SHARE, low: v.nullable(SHARE), high: v.nullable(SHARE) })
const FIGURES = onlyOf({
  schema: v.literal(FIGURES_SCHEMA, `"${FIGURES_SCHEMA}"`),
  model: TEXT,
  // Training data and who labelled it; absent for a user's own model.
  training: v.optional(TEXT),
  // Measurements, closest to real use first. Every figure is in [0, 1].
  sets: listOf(
    onlyOf({
      on: TEXT,
      // `held-out` weights never saw the posts; absent for a user's own model.
      weights: v.optional(oneOf('held-out', 'shipped')),
      postCount: COUNT,
      // Without ends where the clusters were too few for an interval.
      macroF1: FIGURE,
      // Expected calibration error; null without probabilities.
      calibrationError: v.nullable(SHARE),
      // Of the posts that got a label; null without probabilities.
      accuracy: v.nullable(SHARE),
      // Source of the reference labels.
      labels: v.optional(TEXT),
      // Absent in figures of versions that did not measure it.
      worth: v.optional(
        onlyOf({
          always: onlyOf({ label: TEXT, accuracy: SHARE }),
          flippedCount: COUNT,
          leads: v.nullable(onlyOf({ clusterCount: COUNT, wrongCount: COUNT, openCount: COUNT })),
        }),
      ),
    }),
  ),
})

/** Measured quality of a model, stored with its weights as `models/<id>/figures.json`. */
export type ModelFigures = Readonly<v.InferOutput<typeof FIGURES>>

/** True if the posts of a set are real. The corpus was written for the model. */
const isReal = (on: string): boolean => !on.startsWith('corpus')

/** The first set of real posts with an accuracy. */
export const closestSet = ({ sets }: ModelFigures): ModelFigures['sets'][number] | null =>
  sets.find(({ on, accuracy }) => isReal(on) && accuracy !== null) ?? null

/** "62 of 100" */
export const ofHundred = (share: number): string => `${toPercent(share)} of 100`

/** How often the model was right on real posts; null where nobody measured it. */
export function describeWorth(figures: ModelFigures): string | null {
  const set = closestSet(figures)
  if (set === null || set.accuracy === null || set.accuracy >= 0.99) return null
  const { worth, accuracy, postCount } = set
  const beside = worth
    ? `; “${worth.always.label}” for every post is right in ${ofHundred(worth.always.accuracy)}`
    : ''
  const lead = worth?.leads?.clusterCount
    ? ` The model named the wrong leading side on ${formatPart(worth.leads.wrongCount, worth.leads.clusterCount)} moves.`
    : ''
  return `On ${formatNumber(postCount)} real posts the model was right in ${ofHundred(accuracy)}${beside}.${lead}`
}

/** "The model is linear-en. On 580 real posts it …" */
export function modelWords(model: string | null, figures: ModelFigures | null): string {
  if (model === null) return 'No post was scored.'
  const named = `The model is ${givenName(model)}.`
  const worth = figures === null ? 'No accuracy figures are kept with it.' : describeWorth(figures)
  return worth === null ? named : `${named} ${worth}`
}

const FAULT: ShapeFault = {
  code: 'MODEL_INVALID',
  advice: 'Train the model again: its folder holds them.',
}

/**
 * Parses the figures of a model.
 *
 * @throws {PipelineError} `MODEL_INVALID` for anything else
 */
export function parseModelFigures(json: string, where: string): ModelFigures {
  const value = parseJson(json, () => {
    throw misfitError(`figures of a model (${FIGURES_SCHEMA}) as JSON`, json, where, FAULT)
  })
  return checkShape(FIGURES, value, where, 'the figures of a model', FAULT)
}

export function renderModelFigures(figures: ModelFigures): string {
  const rounded = JSON.stringify(figures, (_, value: unknown) =>
    typeof value === 'number' ? Math.round(value * 1e4) / 1e4 : value,
  )
  return `${rounded.replace(/(?<=[[,])(?=\{"on")/g, '\n')}\n`
}
