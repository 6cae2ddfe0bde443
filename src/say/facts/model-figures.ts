import * as v from 'valibot'
import { COUNT, checkShape, listOf, misfitError, objectOf, oneOf, parseJson, SHARE, type ShapeFault, TEXT } from '../../base/json-shape.js'
import { formatNumber, formatPart } from '../../base/text/format-count.js'
import type { Worth } from '../../count/evaluate/measure.js'

/** Value of the figures' `schema`. */
export const FIGURES_SCHEMA = 'dealstance/figures@1'

/** Measurements of a model on one set of posts. Every figure is in [0, 1]. */
export interface FigureSet {
  /** Name of the set of posts. */
  readonly on: string
  /** Weights that answered: `held-out` ones never saw the posts, `shipped` ones are those of the package. Absent for a user's own. */
  readonly weights?: 'held-out' | 'shipped' | undefined
  readonly postCount: number
  /** The ends of the interval are null where the clusters were too few for one. */
  readonly macroF1: { readonly value: number; readonly low: number | null; readonly high: number | null }
  /** Expected calibration error; null without probabilities. */
  readonly calibrationError: number | null
  /** Share of right labels among the posts that got one; null without probabilities. */
  readonly accuracy: number | null
  /** Absent in figures of versions that did not measure it. */
  readonly worth?: Worth | undefined
  /** Source of the labels that the answers were compared with. */
  readonly labels?: string | undefined
}

/** Measured quality of a model, stored with its weights as `models/<id>/figures.json`. */
export interface ModelFigures {
  readonly schema: typeof FIGURES_SCHEMA
  readonly model: string
  /** Training data and the source of its labels; absent for a user's own model. */
  readonly training?: string | undefined
  /** Ordered by closeness to real use, closest first. */
  readonly sets: readonly FigureSet[]
}

/** True if the posts of a set are real. Only the corpus of this project was written for the model. */
const isReal = (on: string): boolean => !on.startsWith('corpus')

/** The first set of real posts with an accuracy; null where none has. */
export const closestSet = ({ sets }: ModelFigures): FigureSet | null =>
  sets.find(({ on, accuracy }) => isReal(on) && accuracy !== null) ?? null

/** "62 of 100" */
export const ofHundred = (share: number): string => `${Math.round(share * 100)} of 100`

/** Words on the worth of the labels, by the first set of real posts with an accuracy; null where none has. */
export function describeWorth(figures: ModelFigures): string | null {
  const set = closestSet(figures)
  if (set === null || set.accuracy === null || set.accuracy >= 0.99) return null
  const { worth, accuracy, postCount } = set
  const beside = worth ? `; “${worth.always.label}” for every post is right in ${ofHundred(worth.always.accuracy)}` : ''
  const lead = worth?.leads.clusterCount
    ? ` The model named the wrong leading side on ${formatPart(worth.leads.wrongCount, worth.leads.clusterCount)} moves.`
    : ''
  return `On ${formatNumber(postCount)} real posts the model was right in ${ofHundred(accuracy)}${beside}.${lead}`
}

const FIGURE = objectOf({ value: SHARE, low: v.nullable(SHARE), high: v.nullable(SHARE) })
const FIGURES = objectOf({
  schema: v.literal(FIGURES_SCHEMA, `"${FIGURES_SCHEMA}"`),
  model: TEXT,
  training: v.optional(TEXT),
  sets: listOf(
    objectOf({
      on: TEXT,
      weights: v.optional(oneOf('held-out', 'shipped')),
      postCount: COUNT,
      macroF1: FIGURE,
      calibrationError: v.nullable(SHARE),
      accuracy: v.nullable(SHARE),
      labels: v.optional(TEXT),
      worth: v.optional(
        objectOf({
          always: objectOf({ label: TEXT, accuracy: SHARE }),
          flippedCount: COUNT,
          leads: objectOf({ clusterCount: COUNT, wrongCount: COUNT, openCount: COUNT }),
        }),
      ),
    }),
  ),
})
const FAULT: ShapeFault = { code: 'MODEL_INVALID', advice: 'Train the model again: its folder holds them.' }

/**
 * Parses the figures of a model.
 *
 * @throws {PipelineError} `MODEL_INVALID` for anything else
 */
export function parseModelFigures(json: string, where: string): ModelFigures {
  const value = parseJson(json, () => {
    throw misfitError(`figures of a model (${FIGURES_SCHEMA}) as JSON`, json, where, FAULT)
  })
  if ((value as { readonly schema?: unknown } | null)?.schema !== FIGURES_SCHEMA)
    throw misfitError(`figures of a model (${FIGURES_SCHEMA})`, value, where, FAULT)
  return checkShape(FIGURES, value, where, 'the figures of a model', FAULT)
}

export function renderModelFigures(figures: ModelFigures): string {
  const rounded = JSON.stringify(figures, (_, value: unknown) => (typeof value === 'number' ? Math.round(value * 1e4) / 1e4 : value))
  return `${rounded.replace(/(?<=[[,])(?=\{"on")/g, '\n')}\n`
}
