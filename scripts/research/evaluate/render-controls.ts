import { renderFigure, renderRows } from '../../../src/say/evaluate/render-evaluation.js'
import type { EvidenceCheck } from './check-evidence.js'
import type { ControlledFigures, Shift } from './controls.js'

const percent = (share: number): string => `${(share * 100).toFixed(1)} %`

/** Renders how many contrast sets each model has wholly right; empty without contrast sets. */
export function renderContrast(models: readonly ControlledFigures[]): string {
  const rows = models.flatMap(({ model, contrast }) =>
    contrast === null
      ? []
      : [
          [
            model,
            `${contrast.rightCount} of ${contrast.groupCount}`,
            renderFigure(contrast.rightShare),
          ],
        ],
  )
  const title = 'contrast sets with every post right (interval: Wilson over groups)'
  return rows.length === 0
    ? ''
    : ['', title, ...renderRows(['model', 'groups', 'share'], rows), ''].join('\n')
}

export function renderControls({ model, controls }: ControlledFigures): string {
  if (controls === null) return ''
  const row = (
    name: string,
    { postCount, movedCount, movedShare: { value, low, high }, macroF1 }: Shift,
  ): string[] => [
    name,
    `${movedCount} of ${postCount}`,
    `${percent(value)}${low === null || high === null ? '' : ` [${percent(low)}, ${percent(high)}]`}`,
    renderFigure(macroF1),
  ]
  const named = [
    ['company names swapped', controls.swappedNames],
    ['company names masked', controls.maskedNames],
  ] as const
  return [
    '',
    `controls of ${model}: labels that move`,
    ...renderRows(
      ['control', 'moved', 'share', 'macro-F1 then'],
      named.map(([name, shift]) => row(name, shift)),
    ),
    ...named.map(
      ([name, { moves }]) =>
        `${name}: ${moves.map(({ from, to, count }) => `${from} to ${to} ${count}`).join(', ') || 'none moved'}`,
    ),
    '',
  ].join('\n')
}

/** Renders the effect of deleting the deciding words as a sentence. */
export function renderEvidenceCheck(model: string, check: EvidenceCheck | null): string {
  if (check === null) return `${model}: no post has deciding words and as many others\n`
  const { postCount, wordCount, namedFall, otherFall, furtherShare } = check
  return (
    `${model}, ${postCount} posts on unseen deals: without the words named for it (${wordCount.toFixed(1)} a post) the label's probability falls by ` +
    `${renderFigure(namedFall)}, without as many others by ${renderFigure(otherFall)}; further in ${percent(furtherShare)} of the posts\n`
  )
}
