import type { DisclosureInput, FilledItem } from '../facts/disclosure-facts.js'
import { closestSet, describeWorth, type FigureSet } from '../facts/model-figures.js'
import { withStop } from '../facts/wording.js'
import { printableName } from '../format/names.js'

/** The model's training data, and its accuracy on unseen moves, with the source of the labels there. */
export function describeTraining({ breakdown: { model }, facts, figures }: DisclosureInput): Required<FilledItem> {
  const training = facts.trainingData ?? figures?.training
  const set = figures === null ? null : closestSet(figures)
  const worth = figures === null ? null : describeWorth(figures)
  const before = figures === null || figures.model === model ? '' : 'Before it learnt labels: '
  const by = set?.labels === undefined ? '' : `, with the reference labels of ${printableName(set.labels, MAX_LENGTH)}`
  return {
    statements: [
      ...(training === undefined ? [] : [withStop(`The model was trained on ${printableName(training, MAX_LENGTH)}`)]),
      ...(worth === null || set === null ? [] : [`${before}${worth} These are ${printableName(set.on)}${by}; ${macroF1Words(set)}.`]),
    ],
    missing:
      training === undefined && model !== null
        ? [{ what: 'what the model was trained on, and who labelled it', fact: 'trainingData' }]
        : [],
  }
}

const MAX_LENGTH = 4000

/** "macro-F1 0.570 (95% interval 0.513 to 0.618)" */
function macroF1Words({ macroF1: { value, low, high } }: FigureSet): string {
  const interval = low === null || high === null ? '' : ` (95% interval ${low.toFixed(3)} to ${high.toFixed(3)})`
  return `macro-F1 ${value.toFixed(3)}${interval}`
}
