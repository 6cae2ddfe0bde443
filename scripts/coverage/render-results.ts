import { mean } from '../../src/base/statistics/estimate/mean.js'
import { EXPLAINED, LABEL_COUNTS, nameOf, PARTS } from './cells.js'
import { type CellResult, holds, type Method, widthRatio } from './draw-intervals.js'

const ROWS = PARTS.flatMap((part) => EXPLAINED.map((explained) => ({ ...part, explained })))
/** Draws of each cell that the results are to rest on. */
const FULL_DRAWS = 4000
/** Smaller differences of widths are left out. */
const LEAST_DIFFERENCE = 0.001

/** The results as Markdown: a summary, and coverage and width of each cell. */
export function renderResults(results: readonly CellResult[]): string {
  const byName = new Map(results.map((result) => [result.name, result]))
  const draws = results.map((result) => result.draws)
  const least = Math.min(...draws)
  const most = Math.max(...draws)
  const cellCount = ROWS.length * LABEL_COUNTS.length
  const caution =
    results.length < cellCount || least < FULL_DRAWS
      ? `\n**Preliminary**: the full run has ${FULL_DRAWS} draws of every cell.\n`
      : ''
  const rows = ROWS.map((row) => {
    const { postCount, share, crowd, explained } = row
    const cells = LABEL_COUNTS.map((labelCount) =>
      renderCell(byName.get(nameOf({ ...row, labelCount }))),
    )
    return `| ${[postCount, `${100 * share} %`, crowd, explained, ...cells].join(' | ')} |`
  })
  return [
    `${results.length} of ${cellCount} cells, ${least === most ? least : `${least} to ${most}`} draws each.\n${caution}`,
    summarise(results),
    '\n### Coverage in %, width, by number of labels: by the labels alone / with the model\n',
    `| posts | share | crowd | R² | ${LABEL_COUNTS.join(' | ')} |`,
    `|${'---|'.repeat(4 + LABEL_COUNTS.length)}`,
    ...rows,
    '',
  ].join('\n')
}

const isFailed = ({ tallies: { ours, assisted } }: CellResult): boolean =>
  !holds(ours) || !holds(assisted)

/** A row for the labels alone, one for each classifier that helps, and one for plain Wilson. */
function summarise(results: readonly CellResult[]): string {
  const rows = [
    { name: 'labels alone', method: 'ours', of: ofClassifier(results, EXPLAINED[0]) } as const,
    ...EXPLAINED.map(
      (explained) =>
        ({
          name: `R² ${explained}`,
          method: 'assisted',
          of: ofClassifier(results, explained),
        }) as const,
    ),
    { name: 'plain Wilson', method: 'wilson', of: ofClassifier(results, EXPLAINED[0]) } as const,
  ].map(({ name, method, of }) => {
    const coverages = of.flatMap(
      ({
        tallies: {
          [method]: { held, count },
        },
      }) => (count === 0 ? [] : [(100 * held) / count]),
    )
    const ratios = of.flatMap((result) => widthRatio(result, method) ?? [])
    const saved =
      method === 'assisted' ? mean(of.flatMap((result) => labelsSaved(result, method) ?? [])) : null
    const low = of.filter(({ tallies }) => !holds(tallies[method])).length
    const wide = ratios.filter((ratio) => ratio > 1 + LEAST_DIFFERENCE)
    return `| ${[name, Math.min(...coverages).toFixed(1), mean(coverages)?.toFixed(1), low, mean(ratios)?.toFixed(3), formatPercent(saved), wide.length, Math.max(...ratios).toFixed(3)].join(' | ')} |`
  })
  return [
    '| interval | least coverage | mean coverage | cells under 93 % | mean width | labels saved | cells wider than plain Wilson | widest |',
    `|${'---|'.repeat(8)}`,
    ...rows,
    `\nCells that fail: ${[results.filter(isFailed).length, ...results.filter(isFailed).map(({ name }) => name)].join('; ')}.`,
  ].join('\n')
}

/**
 * Part of the labels that an interval of the same width needs no more, against the labels alone.
 * Null where nothing is to save: a census, and cells whose draws all refuse.
 */
function labelsSaved(result: CellResult, method: Method): number | null {
  const alone = widthRatio(result, 'ours')
  const helped = widthRatio(result, method)
  return alone === null || helped === null ? null : 1 - (helped / alone) ** 2
}

const formatPercent = (part: number | null | undefined): string =>
  part === null || part === undefined ? '-' : `${(100 * part).toFixed(0)} %`

const ofClassifier = (results: readonly CellResult[], explained: number): CellResult[] =>
  results.filter(({ name }) => name.includes(`R2 ${explained} `))

function renderCell(result: CellResult | undefined): string {
  if (!result) return ''
  const figures = (['ours', 'assisted'] as const).map((method) => {
    const { held, count } = result.tallies[method]
    return count === 0
      ? '-'
      : `${((100 * held) / count).toFixed(1)}, ${widthRatio(result, method)?.toFixed(2) ?? '-'}`
  })
  return `${figures.join(' / ')}${isFailed(result) ? ' **fails**' : ''}`
}
