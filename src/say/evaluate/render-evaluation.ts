import type { StanceScheme } from '../../base/scheme/stance-scheme.js'
import type { Interval } from '../../base/statistics/interval/wilson-interval.js'
import { formatNumber, formatPart } from '../../base/text/format-count.js'
import type { AuditEvaluation, AuditFigure } from '../../count/evaluate/evaluate-posts.js'
import { type Evaluation, type Figure, type LabelFigures, MIN_CLUSTER_COUNT, type ModelEvaluation } from '../../count/evaluate/measure.js'
import { ofHundred } from '../facts/model-figures.js'

export const renderFigure = ({ value, low, high }: Figure): string =>
  low === null || high === null ? value.toFixed(3) : `${value.toFixed(3)} [${low.toFixed(3)}, ${high.toFixed(3)}]`

/** The method of the intervals, or the reason for their absence. @param clusters plural of a cluster, such as "deals" */
export const describeIntervals = (clusterCount: number, clusters = 'clusters'): string =>
  clusterCount < MIN_CLUSTER_COUNT
    ? `no intervals: ${formatNumber(clusterCount)} of at least ${MIN_CLUSTER_COUNT} ${clusters}`
    : `95% intervals by bootstrap over ${clusters}${clusters === 'posts' ? ', which name no two deals or threads' : ''}`

function padRight(cells: readonly string[], widths: readonly number[]): string {
  return cells
    .map((cell, column) => cell.padEnd(widths[column] as number))
    .join('  ')
    .trimEnd()
}

export function renderRows(head: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const widths = head.map((title, column) => Math.max(title.length, ...rows.map((row) => (row[column] as string).length)))
  return [padRight(head, widths), ...rows.map((row) => padRight(row, widths))]
}

/**
 * Renders the evaluation as a table with one line per model: figures with 95% intervals in brackets.
 */
export function renderEvaluation(evaluation: Evaluation, scheme: StanceScheme): string {
  const { on, weights, models, clusters = 'clusters' } = evaluation
  const { labels } = scheme
  const head = ['model', 'macro-F1', 'lean macro-F1', ...labels.map((label) => `F1 ${label}`), 'accuracy', 'ECE']
  const rows = models.map(({ model, measurement: m }) => [
    model,
    renderFigure(m.macroF1),
    m.leanMacroF1 === null ? 'no sides' : renderFigure(m.leanMacroF1),
    ...m.f1.map((value) => value.toFixed(3)),
    m.accuracy.toFixed(3),
    m.calibrationError === null ? 'none' : m.calibrationError.toFixed(3),
  ])
  const first = models[0]?.measurement
  const named = first?.clusterCount === 1 ? clusters.replace(/s$/, '') : clusters
  const counts = first
    ? `${formatNumber(first.postCount)} posts${clusters === 'posts' ? '' : ` in ${formatNumber(first.clusterCount)} ${named}`}, ${formatNumber(first.sidedCount)} take a side`
    : 'no posts'
  const facts = [counts, ...(weights ? [`${weights} weights`] : []), describeIntervals(first?.clusterCount ?? 0, clusters)]
  return [
    `${on} (${facts.join('; ')})`,
    ...renderRows(head, rows),
    ...worthLines(models[0], named),
    ...labelLines(models[0], scheme),
    '',
  ].join('\n')
}

/** Lines on the worth of a model's labels: against one label for all posts, for the lead, by label, and in an audit. */
function worthLines(evaluation: ModelEvaluation | undefined, clusters: string): string[] {
  if (evaluation?.worth === undefined) return []
  const { model, measurement, worth } = evaluation
  const { always, flippedCount, leads } = worth
  const lead = `the wrong leading side in ${formatPart(leads.wrongCount, leads.clusterCount)} ${clusters} where one leads, and none in ${leads.openCount}`
  return [
    `${model}: right on ${ofHundred(measurement.accuracy)} posts, "${always.label}" for every post on ${ofHundred(always.accuracy)}; ${formatPart(flippedCount, measurement.sidedCount)} posts with a side got another side${clusters === 'posts' ? '' : `; ${lead}`}`,
  ]
}

const labelLines = (evaluation: ModelEvaluation | undefined, scheme: StanceScheme): string[] =>
  evaluation?.byLabel === undefined ? [] : ['', `${evaluation.model}, label by label`, ...renderLabelFigures(evaluation.byLabel, scheme)]

/** Renders the confusion of labels, and the gain of an audit from the model. */
export function renderLabelFigures({ confusion, correlated, rSquared }: LabelFigures, { labels }: StanceScheme): string[] {
  const named = labels.map((label, index) => `${label} ${rSquared[index]?.toFixed(3) ?? 'none'}`).join(', ')
  const needed = rSquared.map((value) => formatNumber(Math.max(1, Math.round(100 * (1 - (value ?? 0))))))
  return [
    ...renderRows(
      ['labelled', ...labels.map((label) => `predicted ${label}`), 'no label'],
      confusion.map((row, index) => [labels[index] ?? '', ...row.map(String)]),
    ),
    `r² of the ${correlated === 'call' ? 'label given (0 or 1)' : 'probability'} with the label by hand: ${named}`,
    `An audit with the model needs about ${needed.join(', ')} labels where one without it needs 100 for the same interval: its variance falls to 1 - r².`,
  ]
}

/** Renders the evaluation of a model by an audit: confusion of labels, and both figures with intervals. */
export function renderAuditEvaluation(evaluation: AuditEvaluation, on: string, scheme: StanceScheme): string {
  const { models, labelledCount, undecidedCount, authorCount, macroF1, accuracy } = evaluation
  const interval = (bounds: Interval | null): string => (bounds === null ? 'none' : `${bounds.low.toFixed(3)} to ${bounds.high.toFixed(3)}`)
  const rowOf = (name: string, { value, byPost, byAuthor }: AuditFigure): string[] => [
    name,
    value.toFixed(3),
    interval(byPost),
    interval(byAuthor),
  ]
  return [
    `${on}: ${models.join(', ')} against ${formatNumber(labelledCount)} labels of a random sample, posts by ${formatNumber(authorCount)} authors`,
    ...(undecidedCount === 0
      ? []
      : [
          `left out: ${formatNumber(undecidedCount)} on which coders differ, so that the figures are too good. Settle them: audit --adjudicate.`,
        ]),
    ...renderLabelFigures(evaluation, scheme),
    '',
    ...renderRows(
      ['figure', 'value', '95% interval over posts', 'over authors'],
      [rowOf('macro-F1', macroF1), rowOf('accuracy', accuracy)],
    ),
    '',
  ].join('\n')
}
