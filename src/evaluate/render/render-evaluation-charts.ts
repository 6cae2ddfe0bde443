import { checkArguments } from '../../arguments/check-arguments.js'
import { EVALUATION } from '../../arguments/option-shapes.js'
import type { Evaluation } from '../measure/evaluation.js'
import { chartId } from './evaluation-chart.js'
import { renderReliabilityDiagram } from './render-reliability-diagram.js'
import { renderRiskCoverage } from './render-risk-coverage.js'

/** A chart with its file name. */
export interface NamedChart {
  readonly name: string
  readonly svg: string
}

/** Renders a reliability diagram and a risk-coverage curve for every model with probabilities. */
export function renderEvaluationCharts(evaluation: Evaluation): NamedChart[] {
  checkArguments('renderEvaluationCharts', { evaluation: [evaluation, EVALUATION] })
  return evaluation.models.flatMap((figures) => {
    const evaluated = { evaluation, figures }
    return [
      { kind: 'reliability', svg: renderReliabilityDiagram(evaluated) },
      { kind: 'risk-coverage', svg: renderRiskCoverage(evaluated) },
    ].flatMap(({ kind, svg }) => (svg === null ? [] : [{ name: `${chartId(evaluated, kind)}.svg`, svg }]))
  })
}
