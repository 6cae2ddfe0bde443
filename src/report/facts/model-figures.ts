import { PipelineError } from '../../errors.js'
import type { ReliabilityBin } from '../../svg/reliability-chart.js'
import type { RiskCoverageFigures } from '../../svg/risk-coverage-chart.js'

/** What `schema` of a model's figures says. */
export const FIGURES_SCHEMA = 'dealstance/figures@1'

/** What was measured of a model on one set of posts. Every figure is in [0, 1]. */
export interface FigureSet {
  /** What it was measured on. */
  readonly on: string
  /** Which weights answered: those that never saw the posts, or those that ship. */
  readonly weights: 'held-out' | 'shipped'
  readonly postCount: number
  readonly macroF1: { readonly value: number; readonly low: number; readonly high: number }
  /** Expected calibration error; null without probabilities. */
  readonly calibrationError: number | null
  /** Null where it was not kept. */
  readonly calibration: readonly ReliabilityBin[] | null
  /** Null where it was not kept. */
  readonly riskCoverage: RiskCoverageFigures | null
}

/** How good a model was found to be, kept beside its weights: `models/<id>/figures.json`. */
export interface ModelFigures {
  readonly schema: typeof FIGURES_SCHEMA
  readonly model: string
  /** The set nearest to real use first. */
  readonly sets: readonly FigureSet[]
}

/**
 * Reads figures back from JSON.
 *
 * @throws {PipelineError} `MODEL_INVALID` for anything else
 */
export function parseModelFigures(json: string, where: string): ModelFigures {
  const value: unknown = parse(json)
  const isKnown =
    isRecord(value) && value['schema'] === FIGURES_SCHEMA && typeof value['model'] === 'string' && Array.isArray(value['sets'])
  if (!isKnown || !(value['sets'] as readonly unknown[]).every(isFigureSet)) {
    throw new PipelineError(
      'MODEL_INVALID',
      `${where}: expected figures of a model (${FIGURES_SCHEMA}), got something else. Write them anew with evaluate --figures.`,
      { context: { where } },
    )
  }
  return value as unknown as ModelFigures
}

/** Figures as JSON to keep, a set a paragraph; numbers to four decimals. */
export function renderModelFigures(figures: ModelFigures): string {
  const rounded = JSON.stringify(figures, (_, value: unknown) => (typeof value === 'number' ? Math.round(value * 1e4) / 1e4 : value))
  return `${rounded.replace(/(?<=[[,])(?=\{"on")/g, '\n').replace(/(?<=,)(?="(calibration|riskCoverage)":)/g, '\n ')}\n`
}

function parse(json: string): unknown {
  try {
    return JSON.parse(json)
  } catch {
    return null
  }
}

type Fields = { readonly [key: string]: unknown }
const isRecord = (value: unknown): value is Fields => typeof value === 'object' && value !== null && !Array.isArray(value)
const isShare = (value: unknown): boolean => typeof value === 'number' && value >= 0 && value <= 1
const isFigure = (value: unknown): boolean => isRecord(value) && ['value', 'low', 'high'].every((name) => isShare(value[name]))

function isFigureSet(value: unknown): boolean {
  if (!isRecord(value) || typeof value['on'] !== 'string' || typeof value['postCount'] !== 'number' || !isFigure(value['macroF1']))
    return false
  const { calibrationError, calibration, riskCoverage } = value
  if (value['weights'] !== 'held-out' && value['weights'] !== 'shipped') return false
  return (
    (calibrationError === null || isShare(calibrationError)) &&
    (calibration === null || (Array.isArray(calibration) && calibration.every(isBin))) &&
    (riskCoverage === null || isRiskCoverage(riskCoverage))
  )
}

function isBin(value: unknown): boolean {
  if (!isRecord(value) || typeof value['count'] !== 'number' || !isShare(value['low']) || !isShare(value['high'])) return false
  return value['count'] === 0 || (isShare(value['meanProbability']) && isShare(value['hitShare']))
}

function isRiskCoverage(value: unknown): boolean {
  if (!isRecord(value) || !isFigure(value['accuracyAtHalf']) || !isShare(value['riskArea'])) return false
  const { curve, points } = value
  return (
    Array.isArray(curve) &&
    curve.every(isShare) &&
    Array.isArray(points) &&
    points.every((point) => isRecord(point) && ['coverage', 'accuracy', 'minProbability'].every((name) => isShare(point[name])))
  )
}
