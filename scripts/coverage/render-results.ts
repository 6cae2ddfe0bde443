import { sum } from '../../src/base/statistics/estimate/mean.js'
import { ERRORS, LABEL_COUNTS, nameOf, PARTS } from './cells.js'
import { type CellResult, holds, widthRatio } from './draw-intervals.js'

const ROWS = PARTS.flatMap((part) => ERRORS.map((errors) => ({ ...part, errors })))
/** Draws of each cell that the results are to rest on. */
const FULL_DRAWS = 4000
/** Smaller differences of widths are not told. */
const LEAST_DIFFERENCE = 0.001

/** The results as Markdown: a summary, and coverage and width of each cell. */
export function renderResults(results: readonly CellResult[]): string {
  const byName = new Map(results.map((result) => [result.name, result]))
  const draws = results.map((result) => result.draws)
  const [least, most] = [Math.min(...draws), Math.max(...draws)]
  const cellCount = ROWS.length * LABEL_COUNTS.length
  const caution =
    results.length < cellCount || least < FULL_DRAWS ? `\n**Preliminary**: the full run has ${FULL_DRAWS} draws of every cell.\n` : ''
  const rows = ROWS.map((row) => {
    const { postCount, share, correlation, authors, errors } = row
    const cells = LABEL_COUNTS.map((labelCount) => renderCell(byName.get(nameOf({ ...row, labelCount }))))
    return `| ${[postCount, `${100 * share} %`, correlation, authors, errors, ...cells].join(' | ')} |`
  })
  return [
    `${results.length} of ${cellCount} cells, ${least === most ? least : `${least} to ${most}`} draws each.\n${caution}`,
    summarise(results),
    '\n### Coverage in %, width, by number of labels\n',
    `| posts | share | ICC | authors | errors | ${LABEL_COUNTS.join(' | ')} |`,
    `|${'---|'.repeat(5 + LABEL_COUNTS.length)}`,
    ...rows,
    '',
  ].join('\n')
}

const isFailed = ({ tallies: { ours, wilson }, draws }: CellResult): boolean => !holds(ours, draws) && holds(wilson, draws)

function summarise(results: readonly CellResult[]): string {
  const ratios = results.flatMap((result) => widthRatio(result) ?? [])
  const wide = results.filter((result) => (widthRatio(result) ?? 0) > 1 + LEAST_DIFFERENCE)
  const coverages = (['ours', 'alone', 'wilson'] as const).map((method) => {
    const all = results.map(({ tallies, draws }) => (100 * tallies[method].held) / draws)
    return `${Math.min(...all).toFixed(1)} % at least, ${(sum(all) / all.length).toFixed(1)} % on average`
  })
  const list = (cells: readonly CellResult[]): string => [String(cells.length), ...cells.map(({ name }) => name)].join('; ')
  return `- Coverage ${coverages[0]}; without the model ${coverages[1]}; Wilson's interval ${coverages[2]}.
  Cells that fail: ${list(results.filter(isFailed))}.
- Width ${(sum(ratios) / ratios.length).toFixed(3)} on average. Cells wider than without the model by ${100 * LEAST_DIFFERENCE} % or more: ${list(wide)}.`
}

function renderCell(result: CellResult | undefined): string {
  if (!result) return ''
  const ratio = widthRatio(result)
  const coverage = ((100 * result.tallies.ours.held) / result.draws).toFixed(1)
  return `${isFailed(result) ? `**${coverage} fails**` : coverage}, ${ratio === null ? '-' : ratio.toFixed(2)}`
}
