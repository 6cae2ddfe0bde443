import type { EvidenceCheck } from '../../../scripts/evaluate/check-evidence.js'
import type { ContextRow } from '../../../scripts/evaluate/context-figures.js'
import type { Shift } from '../../../scripts/evaluate/controls.js'
import type { StanceScheme } from '../../scheme/stance-scheme.js'
import type { Evaluation, ModelEvaluation } from '../measure/evaluation.js'
import type { Figure } from '../measure/measure.js'

export type { Evaluation } from '../measure/evaluation.js'

const figure = ({ value, low, high }: Figure): string => `${value.toFixed(3)} [${low.toFixed(3)}, ${high.toFixed(3)}]`

function padRight(cells: readonly string[], widths: readonly number[]): string {
  return cells
    .map((cell, column) => cell.padEnd(widths[column] as number))
    .join('  ')
    .trimEnd()
}

function renderRows(head: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const widths = head.map((title, column) => Math.max(title.length, ...rows.map((row) => (row[column] as string).length)))
  return [padRight(head, widths), ...rows.map((row) => padRight(row, widths))]
}

const percent = (share: number): string => `${(share * 100).toFixed(1)} %`

/**
 * One set of posts as tables: a line per model, figures with 95 % intervals in brackets; what silence buys; the contrast sets; the controls of
 * the model asked about.
 */
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
  const first = models[0]?.measurement
  const counts = first ? `${first.postCount} posts in ${first.clusterCount} clusters, ${first.sidedCount} take a side` : 'no posts'
  return [
    `${on} (${counts}; ${weights} weights; 95 % intervals by bootstrap over clusters)`,
    ...renderRows(head, rows),
    ...renderCoverage(models),
    ...renderContrast(models),
    ...models.flatMap(renderControls),
    '',
  ].join('\n')
}

/** Accuracy and macro-F1 of the surest answers, and the probability that parts them from the others. */
function renderCoverage(models: readonly ModelEvaluation[]): string[] {
  const shown = models.flatMap(({ model, riskCoverage }) => (riskCoverage === null ? [] : [{ model, riskCoverage }]))
  const [first] = shown
  if (first === undefined) return []
  const head = ['model', ...first.riskCoverage.points.map(({ coverage }) => `${Math.round(coverage * 100)} %`), 'accuracy at 50 %', 'AURC']
  const rows = shown.map(({ model, riskCoverage: { points, accuracyAtHalf, riskArea } }) => [
    model,
    ...points.map((point) => `${point.accuracy.toFixed(3)} / ${point.macroF1.toFixed(3)}`),
    figure(accuracyAtHalf),
    riskArea.toFixed(3),
  ])
  const thresholds = first.riskCoverage.points.map(({ minProbability }) => minProbability.toFixed(2)).join(', ')
  return [
    '',
    'accuracy / macro-F1 of the surest posts, by coverage (AURC: area under the risk-coverage curve, 0 is perfect)',
    ...renderRows(head, rows),
    `${first.model} reaches these coverages here with --min-probability ${thresholds}`,
  ]
}

function renderContrast(models: readonly ModelEvaluation[]): string[] {
  const rows = models.flatMap(({ model, contrast }) =>
    contrast === null ? [] : [[model, `${contrast.rightCount} of ${contrast.groupCount}`, figure(contrast.rightShare)]],
  )
  return rows.length === 0
    ? []
    : ['', 'contrast sets with every post right (interval: Wilson over groups)', ...renderRows(['model', 'groups', 'share'], rows)]
}

function renderControls({ model, controls }: ModelEvaluation): string[] {
  if (controls === null) return []
  const row = (
    name: string,
    { postCount, touchedCount, touchedTextCount, movedCount, movedTextCount, movedShare, macroF1 }: Shift,
  ): string[] => [
    name,
    `${movedCount} of ${postCount}`,
    `${percent(movedShare.value)} [${percent(movedShare.low)}, ${percent(movedShare.high)}]`,
    `${movedCount} of ${touchedCount}`,
    `${movedTextCount} of ${touchedTextCount}`,
    figure(macroF1),
  ]
  const named = [
    ['company names swapped', controls.swappedNames],
    ['company names masked', controls.maskedNames],
    ['target-blind', controls.targetBlind],
  ] as const
  return [
    '',
    `controls of ${model}: labels that move`,
    ...renderRows(
      ['control', 'moved', 'share', 'of the questions changed', 'of the posts with changed words', 'macro-F1 then'],
      named.map(([name, shift]) => row(name, shift)),
    ),
    ...named.map(
      ([name, { moves }]) => `${name}: ${moves.map(({ from, to, count }) => `${from} to ${to} ${count}`).join(', ') || 'none moved'}`,
    ),
  ]
}

/** Figures with and without context as a table. */
export function renderContextFigures(model: string, rows: readonly ContextRow[]): string {
  const cells = rows.map(({ group, postCount, off, on }) => [
    group,
    String(postCount),
    figure(off.macroF1),
    figure(on.macroF1),
    `${off.sidesF1.toFixed(3)} / ${on.sidesF1.toFixed(3)}`,
    `${off.leanMacroF1?.value.toFixed(3) ?? 'none'} / ${on.leanMacroF1?.value.toFixed(3) ?? 'none'}`,
  ])
  const head = ['posts on unseen deals', 'posts', 'macro-F1, context off', 'macro-F1, context on', 'F1 of the sides', 'lean']
  return [`${model}: each post alone, and in its thread (held-out weights; off / on)`, ...renderRows(head, cells), ''].join('\n')
}

/** What deleting the deciding words did, as a sentence. */
export function renderEvidenceCheck(model: string, check: EvidenceCheck | null): string {
  if (check === null) return `${model}: no post has deciding words and as many others\n`
  const { postCount, wordCount, namedFall, otherFall, furtherShare } = check
  return (
    `${model}, ${postCount} posts on unseen deals: without the words named for it (${wordCount.toFixed(1)} a post) the label's probability falls by ` +
    `${figure(namedFall)}, without as many others by ${figure(otherFall)}; further in ${percent(furtherShare)} of the posts\n`
  )
}
