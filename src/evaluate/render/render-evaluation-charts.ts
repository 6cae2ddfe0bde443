import type { Evaluation } from '../measure/evaluation.js'
import { chartId } from './evaluation-chart.js'
import { renderReliabilityDiagram } from './render-reliability-diagram.js'
import { renderRiskCoverage } from './render-risk-coverage.js'

/** A picture and the name of its file. */
export interface NamedChart {
  readonly name: string
  readonly svg: string
}

/** A reliability diagram and a risk-coverage curve for every model that gives probabilities. */
export function renderEvaluationCharts(evaluation: Evaluation): NamedChart[] {
  return evaluation.models.flatMap((figures) => {
    const evaluated = { evaluation, figures }
    return [
      { kind: 'reliability', svg: renderReliabilityDiagram(evaluated) },
      { kind: 'risk-coverage', svg: renderRiskCoverage(evaluated) },
    ].flatMap(({ kind, svg }) => (svg === null ? [] : [{ name: `${chartId(evaluated, kind)}.svg`, svg }]))
  })
}
