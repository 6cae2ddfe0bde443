import type { StanceScheme } from '../../base/scheme/stance-scheme.js'
import type { Interval } from '../../base/statistics/interval/wilson-interval.js'
import { formatNumber, formatPart } from '../../base/text/format-count.js'
import type { AuditEvaluation, AuditFigure } from '../../count/evaluate/evaluate-posts.js'
import { type Evaluation, type Figure, MIN_CLUSTER_COUNT, type ModelEvaluation } from '../../count/evaluate/measure.js'
import { ofHundred } from '../facts/model-figures.js'

export const renderFigure = ({ value, low, high }: Figure): string =>
  low === null || high === null ? value.toFixed(3) : `${value.toFixed(3)} [${low.toFixed(3)}, ${high.toFixed(3)}]`

/** The method of the intervals, or why they are missing. @param clusters plural of a cluster, such as "deals" */
export const describeIntervals = (clusterCount: number, clusters = 'clusters'): string =>
  clusterCount < MIN_CLUSTER_COUNT
    ? `no intervals: ${formatNumber(clusterCount)} of at least ${MIN_CLUSTER_COUNT} ${clusters}`
    : `95% intervals by bootstrap over ${clusters}`

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
    ? `${formatNumber(first.postCount)} posts in ${formatNumber(first.clusterCount)} ${named}, ${formatNumber(first.sidedCount)} take a side`
    : 'no posts'
  const facts = [counts, ...(weights ? [`${weights} weights`] : []), describeIntervals(first?.clusterCount ?? 0, clusters)]
  return [`${on} (${facts.join('; ')})`, ...renderRows(head, rows), ...worthLines(models[0], named), ''].join('\n')
}

/** What the labels of a model are worth beside one label for all posts, and for the question who leads. */
function worthLines(evaluation: ModelEvaluation | undefined, clusters: string): string[] {
  if (evaluation?.worth === undefined) return []
  const { model, measurement, worth } = evaluation
  const { always, flippedCount, leads } = worth
  return [
    `${model}: right in ${ofHundred(measurement.accuracy)} posts, "${always.label}" for all of them in ${ofHundred(always.accuracy)}; of the posts with a side ${formatPart(flippedCount, measurement.sidedCount)} got another side; the wrong leading side in ${formatPart(leads.wrongCount, leads.clusterCount)} ${clusters} where one leads, and none in ${leads.openCount}`,
  ]
}

/**
 * Renders the row of a language model for `models/llm/card.md`. Who ran it is left to be written.
 *
 * @param date of the answers, such as 2026-03-14
 */
export function renderCardRow(
  { measurement, worth }: Pick<ModelEvaluation, 'measurement' | 'worth'>,
  { id, on, date, accuracy }: { readonly id: string; readonly on: string; readonly date: string; readonly accuracy: Interval | null },
): string {
  const { postCount, macroF1, sidedCount } = measurement
  const right = renderFigure({ value: measurement.accuracy, low: accuracy?.low ?? null, high: accuracy?.high ?? null })
  const flips = worth === undefined ? 'not counted' : formatPart(worth.flippedCount, sidedCount)
  const leads = worth === undefined ? 'not counted' : formatPart(worth.leads.wrongCount, worth.leads.clusterCount)
  return `| \`${id}\` | ${date} | ${on} | ${postCount} | ${right} | ${renderFigure(macroF1)} | ${flips} | ${leads} | WHO RAN IT |`
}

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
    `${on}: ${models.join(', ')} against ${formatNumber(labelledCount)} labels of a random sample, posts by ${formatNumber(authorCount)} authors`,
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
