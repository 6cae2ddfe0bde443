import type { StanceScheme } from '../../../base/scheme/stance-scheme.js'
import type { Interval } from '../../../base/statistics/interval/wilson-interval.js'
import type { AuditEvaluation, AuditFigure } from '../measure/evaluate-posts.js'
import type { Evaluation, Figure } from '../measure/measure.js'

/** Formats a figure and its interval with three decimals. */
export const renderFigure = ({ value, low, high }: Figure): string => `${value.toFixed(3)} [${low.toFixed(3)}, ${high.toFixed(3)}]`

function padRight(cells: readonly string[], widths: readonly number[]): string {
  return cells
    .map((cell, column) => cell.padEnd(widths[column] as number))
    .join('  ')
    .trimEnd()
}

/** Renders a table with a header and left-aligned columns. */
export function renderRows(head: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const widths = head.map((title, column) => Math.max(title.length, ...rows.map((row) => (row[column] as string).length)))
  return [padRight(head, widths), ...rows.map((row) => padRight(row, widths))]
}

/**
 * Renders the evaluation as a table with one line per model: figures with 95% intervals in brackets.
 */
export function renderEvaluation(evaluation: Evaluation, scheme: StanceScheme): string {
  const { on, weights, models } = evaluation
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
  const counts = first ? `${first.postCount} posts in ${first.clusterCount} clusters, ${first.sidedCount} take a side` : 'no posts'
  return [`${on} (${counts}; ${weights} weights; 95% intervals by bootstrap over clusters)`, ...renderRows(head, rows), ''].join('\n')
}

/** Renders what an audit says of a model: how often which label was taken for which, and both figures with their intervals. */
export function renderAuditEvaluation(evaluation: AuditEvaluation, on: string, { labels }: StanceScheme): string {
  const { models, labelledCount, authorCount, confusion, macroF1, accuracy } = evaluation
  const interval = (bounds: Interval | null): string => (bounds === null ? 'none' : `${bounds.low.toFixed(3)} to ${bounds.high.toFixed(3)}`)
  const rowOf = (name: string, { value, byPost, byAuthor }: AuditFigure): string[] => [
    name,
    value.toFixed(3),
    interval(byPost),
    interval(byAuthor),
  ]
  return [
    `${on}: ${models.join(', ')} against ${labelledCount} labels of a random sample, posts by ${authorCount} authors`,
    ...renderRows(
      ['labelled', ...labels.map((label) => `predicted ${label}`), 'no label'],
      confusion.map((row, index) => [labels[index] ?? '', ...row.map(String)]),
    ),
    '',
    ...renderRows(
      ['figure', 'value', '95% interval over posts', 'over authors'],
      [rowOf('macro-F1', macroF1), rowOf('accuracy', accuracy)],
    ),
    '',
  ].join('\n')
}
