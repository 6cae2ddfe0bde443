import type { StanceScheme } from '../../base/scheme/stance-scheme.js'
import { largestOf } from '../../base/statistics/extremes.js'
import { formatCount, formatNumber, formatPart } from '../../base/text/format-count.js'
import {
  type Evaluation,
  type Figure,
  type Measurement,
  MIN_CLUSTER_COUNT,
  type ModelEvaluation,
  type Worth,
} from '../../count/evaluate/measure.js'
import { ofHundred } from '../facts/model-figures.js'

export const renderFigure = ({ value, low, high }: Figure): string =>
  low === null || high === null
    ? value.toFixed(3)
    : `${value.toFixed(3)} [${low.toFixed(3)}, ${high.toFixed(3)}]`

/** Method of the intervals, or why there are none. @param groups what the bootstrap draws */
export const describeIntervals = (groupCount: number, groups: string): string =>
  groupCount < MIN_CLUSTER_COUNT
    ? `no intervals: they need ${MIN_CLUSTER_COUNT} ${groups}, here ${groupCount === 1 ? 'is' : 'are'} ${formatNumber(groupCount)}`
    : `95% intervals by bootstrap over ${formatNumber(groupCount)} ${groups}`

export function renderRows(
  head: readonly string[],
  rows: readonly (readonly string[])[],
): string[] {
  const widths = head.map((_, column) =>
    largestOf([head, ...rows].map((row) => (row[column] as string).length)),
  )
  const lineOf = (cells: readonly string[]): string =>
    cells.map((cell, column) => cell.padEnd(widths[column] as number)).join('  ')
  return [head, ...rows].map((row) => lineOf(row).trimEnd())
}

/** Renders an evaluation as a table: a line for each model, and details of the first. */
export function renderEvaluation(
  { on, weights, models }: Evaluation,
  { labels }: StanceScheme,
): string {
  const head = [
    'model',
    'macro-F1',
    'lean macro-F1',
    ...labels.map((label) => `F1 ${label}`),
    'accuracy',
    'ECE',
  ]
  const rows = models.map(({ model, measurement }) => {
    const [macroF1, lean, ...others] = figureCells(measurement)
    return [model, macroF1, lean, ...measurement.f1.map((value) => value.toFixed(3)), ...others]
  })
  const { model, measurement, worth, confusion } = models[0] as ModelEvaluation
  const { postCount, sidedCount, clusterCount } = measurement
  const clusters = clusterCount === postCount ? 'posts' : 'deals or threads'
  const facts = [
    `${formatCount(postCount, 'post')}, ${formatNumber(sidedCount)} take a side`,
    ...(weights ? [`${weights} weights`] : []),
    describeIntervals(clusterCount, clusters),
  ]
  const details =
    confusion &&
    renderRows(
      ['labelled', ...labels.map((label) => `predicted ${label}`), 'no label'],
      confusion.map((row, index) => [labels[index] ?? '', ...row.map(String)]),
    )
  return [
    `${on} (${facts.join('; ')})`,
    ...renderRows(head, rows),
    ...(worth ? [`${model}: ${worthWords(measurement, worth)}`] : []),
    ...(details ? ['', `${model}, label by label`, ...details] : []),
    '',
  ].join('\n')
}

/** Macro-F1, that of the lean, accuracy and calibration error. */
export function figureCells(measurement: Measurement): [string, string, string, string] {
  const { macroF1, leanMacroF1, accuracy, calibrationError } = measurement
  return [
    renderFigure(macroF1),
    leanMacroF1 === null ? 'no sides' : renderFigure(leanMacroF1),
    accuracy.toFixed(3),
    calibrationError?.toFixed(3) ?? 'none',
  ]
}

/** Worth of a model's labels: against one label for all posts, and for the lead. */
function worthWords(
  { accuracy, sidedCount }: Measurement,
  { always, flippedCount, leads }: Worth,
): string {
  const lead = leads === null || leads.clusterCount < 2 ? '' : `; ${leadWords(leads)}`
  return `right on ${ofHundred(accuracy)} posts, "${always.label}" for every post on ${ofHundred(always.accuracy)}; ${formatPart(flippedCount, sidedCount)} posts with a side got another side${lead}`
}

/** "it names the right leader in 10 of 20 deals or threads, another in 8 and none in 2" */
function leadWords({ clusterCount, wrongCount, openCount }: NonNullable<Worth['leads']>): string {
  const rightCount = clusterCount - wrongCount - openCount
  const names = 'it names the right leader in'
  if (rightCount === clusterCount)
    return `${names} ${clusterCount === 2 ? 'both' : `all ${formatNumber(clusterCount)}`} deals or threads`
  const others = [
    ...(wrongCount === 0 ? [] : [`another in ${formatNumber(wrongCount)}`]),
    ...(openCount === 0 ? [] : [`none in ${formatNumber(openCount)}`]),
  ]
  return `${names} ${formatPart(rightCount, clusterCount)} deals or threads, ${others.join(' and ')}`
}
