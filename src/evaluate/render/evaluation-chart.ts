import type { Evaluation, ModelEvaluation } from '../measure/evaluation.js'

/** The subject of a chart: one model on one set of posts. */
export interface EvaluatedModel {
  readonly evaluation: Evaluation
  readonly figures: ModelEvaluation
}

/**
 * Name of a set of posts for files and ids: "corpus test (crowd-test, unseen deals)" gives `corpus-test`, "gold/mine.jsonl" gives `mine`.
 */
export function postSetName(on: string): string {
  const base = on
    .replace(/\s*\(.*$/s, '')
    .replace(/^.*[\\/]/s, '')
    .replace(/\.\w+$/, '')
  const slug = base
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
  return slug === '' ? 'posts' : slug
}

/** Id of a chart, unique by model, set of posts and kind. */
export function chartId({ evaluation, figures }: EvaluatedModel, kind: string): string {
  return [postSetName(evaluation.on), figures.model, kind].join('-').replace(/[^A-Za-z0-9-]+/g, '-')
}

export function postSetSubtitle({ evaluation, figures: { measurement } }: EvaluatedModel): string {
  return `${evaluation.on}, n = ${measurement.postCount} posts in ${measurement.clusterCount} clusters`
}

/** How to read the chart, then the source of its numbers. */
export function chartSource({ evaluation, figures }: EvaluatedModel, reading: string): string {
  return `${reading} Source: dealstance evaluate, ${figures.model}, ${evaluation.weights} weights.`
}
