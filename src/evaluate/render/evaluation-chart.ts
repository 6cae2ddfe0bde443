import type { Evaluation, ModelEvaluation } from '../measure/evaluation.js'

/** One model on one set of posts: what a chart of the evaluation is about. */
export interface EvaluatedModel {
  readonly evaluation: Evaluation
  readonly figures: ModelEvaluation
}

/**
 * A set of posts as a name for files and ids: "corpus test (crowd-test, unseen deals)" is `corpus-test`, "gold/mine.jsonl" is `mine`.
 */
export function setName(on: string): string {
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

/** Different for every model, set and kind of chart. */
export function chartId({ evaluation, figures }: EvaluatedModel, kind: string): string {
  return [setName(evaluation.on), figures.model, kind].join('-').replace(/[^A-Za-z0-9-]+/g, '-')
}

export function setSubtitle({ evaluation, figures: { measurement } }: EvaluatedModel): string {
  return `${evaluation.on}, n = ${measurement.postCount} posts in ${measurement.clusterCount} clusters`
}

/** Where the numbers come from, behind how to read them. */
export function chartSource({ evaluation, figures }: EvaluatedModel, reading: string): string {
  return `${reading} Source: dealstance evaluate, ${figures.model}, ${evaluation.weights} weights.`
}
