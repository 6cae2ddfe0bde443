import { compareFigures } from './figures.js'
import { type BenchmarkRun, highestPeak, medianSeconds, type Result } from './result.js'

/** Formats a number: as an integer from 100, else to three significant digits. */
export const showNumber = (value: number): string =>
  Math.abs(value) >= 100 ? Math.round(value).toLocaleString('en-US') : String(Number(value.toPrecision(3)))

/** Text for a figure with an unmeasured part. */
export const NOT_MEASURED = 'not measured in this run'

const row = (cells: readonly string[]): string => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`

/** Renders a Markdown table with right-aligned numbers. */
function table(header: readonly string[], numeric: readonly number[], rows: readonly (readonly string[])[]): string {
  const rule = header.map((_, index) => (numeric.includes(index) ? '---:' : '---'))
  return [header, rule, ...rows].map(row).join('\n')
}

/** Describes the run of a row, since tables keep rows of other runs. */
const showOrigin = ({ commit, rounds }: Pick<BenchmarkRun, 'commit' | 'rounds'>): string =>
  `${commit ?? 'no commit'}, ${rounds} ${rounds === 1 ? 'round' : 'rounds'}`

const ORIGIN = 'commit, rounds'

export function renderFigures(run: BenchmarkRun): string {
  const rows = compareFigures(run).map(({ what, reach, dream, measured, unit, verdict }) => [
    what,
    reach,
    dream,
    measured === null ? NOT_MEASURED : `${showNumber(measured)} ${unit}`,
    verdict ?? '',
    measured === null ? '' : showOrigin(run),
  ])
  return table(['what', 'wanted', 'dreamt of', 'measured', '', ORIGIN], [3], rows)
}

export function renderResults(run: Pick<BenchmarkRun, 'results' | 'commit' | 'rounds'>): string {
  const { results } = run
  const refs = [...new Set(results.flatMap(({ ref }) => ref ?? []))]
  const here = results.filter(({ ref }) => ref === null)
  const cell = ({ median, unit, missing }: Result): string =>
    median === null ? `not measured: ${missing ?? 'no round'}` : `${showNumber(median)} ${unit}`
  const rows = here.map((own) => {
    const others = refs.flatMap((ref) => {
      const other = results.find((result) => result.id === own.id && result.ref === ref)
      if (other === undefined) return ['', '']
      const change = own.median === null || other.median === null ? '' : `x ${showNumber(own.median / other.median)}`
      return [cell(other), change]
    })
    return [own.name, cell(own), ...others, own.target ?? '', own.values.map(showNumber).join(', '), showOrigin(run)]
  })
  const header = ['what', 'median', ...refs.flatMap((ref) => [ref, 'now over it']), 'target', 'values', ORIGIN]
  return table(header, [1, ...refs.flatMap((_, index) => [2 + 2 * index, 3 + 2 * index])], rows)
}

export function renderScale(run: Pick<BenchmarkRun, 'scale' | 'commit' | 'rounds'>): string {
  const rows = run.scale.map((point) => {
    const measured =
      point.missing === null
        ? [
            `${showNumber(medianSeconds(point))} s`,
            showNumber(point.postCount / medianSeconds(point)),
            `${showNumber(highestPeak(point))} MB`,
          ]
        : [`not measured: ${point.missing}`, '', '']
    const values = point.seconds.map(showNumber).join(', ')
    return [point.postCount.toLocaleString('en-US'), String(point.threadCount), ...measured, values, showOrigin(run)]
  })
  const header = ['posts', 'threads', 'median time', 'posts/s', 'highest memory', 'seconds of each round', ORIGIN]
  return table(header, [0, 1, 2, 3, 4], rows)
}

export function renderAccuracy({ accuracy, commit }: Pick<BenchmarkRun, 'accuracy' | 'commit'>): string {
  const rows = accuracy.map(({ name, scores, missing }) => {
    const cells = scores === null ? [`not measured: ${missing ?? ''}`, ''] : [scores.accuracy.toFixed(3), scores.macroF1.toFixed(3)]
    return [name, ...cells, commit ?? 'no commit']
  })
  return table(['what', 'accuracy', 'macro-F1', 'commit'], [1, 2], rows)
}

export const renderMachine = ({ machine }: Pick<BenchmarkRun, 'machine'>): string => `${machine}${HOW}`

export const HOW =
  '. Medians of the rounds, each in a process of its own, the order reversed every round. One thread unless a row names its threads.'

export function renderRun(run: BenchmarkRun): string {
  const sections = [renderMachine(run)]
  sections.push(renderFigures(run))
  if (run.results.length > 0) sections.push(renderResults(run))
  if (run.accuracy.length > 0) {
    const [first] = run.accuracy
    sections.push(
      `Right on ${first?.postCount} posts of unseen deals (test part of the corpus; what is trained was trained on its train split):`,
      renderAccuracy(run),
    )
  }
  if (run.scale.length > 0) sections.push('classify --model linear-en from a file of so many posts, output thrown away:', renderScale(run))
  return `${sections.join('\n\n')}\n`
}
