import type { StanceScheme } from '../scheme/stance-scheme.js'
import type { Figure, Measurement } from './measure.js'

/** Measurements of several models on one set of posts. */
export interface Evaluation {
  /** What was measured on: a split of the corpus, or the name of a gold file. */
  readonly on: string
  /** Which weights answered: those of the train split alone, or those that ship. */
  readonly weights: 'held-out' | 'shipped'
  readonly models: readonly { readonly model: string; readonly measurement: Measurement }[]
}

const figure = ({ value, low, high }: Figure): string => `${value.toFixed(3)} [${low.toFixed(3)}, ${high.toFixed(3)}]`

function padRight(cells: readonly string[], widths: readonly number[]): string {
  return cells
    .map((cell, column) => cell.padEnd(widths[column] as number))
    .join('  ')
    .trimEnd()
}

/** One set of posts as a table: a line per model, figures with 95 % intervals in brackets. */
export function renderEvaluation({ on, weights, models }: Evaluation, { labels }: StanceScheme): string {
  const head = ['model', 'macro-F1', 'lean macro-F1', ...labels.map((label) => `F1 ${label}`), 'accuracy', 'ECE']
  const rows = models.map(({ model, measurement: m }) => [
    model,
    figure(m.macroF1),
    m.leanMacroF1 === null ? 'no sides' : figure(m.leanMacroF1),
    ...m.f1.map((value) => value.toFixed(3)),
    m.accuracy.toFixed(3),
    m.calibrationError === null ? 'none' : m.calibrationError.toFixed(3),
  ])
  const widths = head.map((title, column) => Math.max(title.length, ...rows.map((row) => (row[column] as string).length)))
  const first = models[0]?.measurement
  const counts = first ? `${first.postCount} posts in ${first.clusterCount} clusters, ${first.sidedCount} take a side` : 'no posts'
  return [
    `${on} (${counts}; ${weights} weights; 95 % intervals by bootstrap over clusters)`,
    padRight(head, widths),
    ...rows.map((row) => padRight(row, widths)),
    '',
  ].join('\n')
}
