import { betaQuantile } from '../beta-quantile.js'
import { holds } from '../tally.js'
import { LEARNT_CELLS, LEARNT_LABEL_COUNTS, learntNameOf } from './cells.js'
import type { Way } from './draw-learnt.js'
import type { LearntResult } from './tally-learnt.js'

/** Opens the part of the page that `--learnt` writes; the other part stands above it. */
export const LEARNT_HEADING = '## Where the model learns from the labels'

const ROWS = LEARNT_CELLS.filter(({ labelCount }) => labelCount === LEARNT_LABEL_COUNTS[0])
const [LOW_COVERAGE, HIGH_COVERAGE] = [0.93, 0.97]
const BOUND_LEVEL = 0.99
/** Smaller differences of widths are not told. */
const LEAST_DIFFERENCE = 0.001
/** Draws of each cell that the results are to rest on. */
const FULL_DRAWS = 4000

const INTRODUCTION = `${LEARNT_HEADING}

Written by \`npm run coverage -- --learnt --out FILE --write\`. In each draw of [\`learnt/\`](learnt/cells.ts) a crowd (Zipf authors, ICC .1) and its sample are made anew. A bias per label is learnt from the sample as
\`--learn\` does: cross-fitted, each label by itself below 30 labels, else ten folds. **Today** is the estimate on what the model said before it learnt, **learnt** the one on what it says after, **ours** on what it says after
where that makes the estimated variances smaller by a hundredth, else as today. *Width*: the mean over the draws, divided by that of today on the same draws; the goal is at most 1.

Where labels are few and the label is rare, coverage above 97 % is today's as well: the interval is exact there.

Classifiers see a signal and noise ([\`READERS\`](learnt/cells.ts)): \`calibrated\` knows how frequent labels are; \`flat\` does not; \`tilted\` leans away from label 0; \`weak\` sees little, is too sure and leans to two labels.
`

export function renderLearnt(results: readonly LearntResult[]): string {
  const byName = new Map(results.map((result) => [result.name, result]))
  const known = LEARNT_CELLS.flatMap((cell) => byName.get(learntNameOf(cell)) ?? [])
  const draws = known.map((result) => result.draws)
  const least = Math.min(...draws)
  const caution =
    least < FULL_DRAWS
      ? `, of ${FULL_DRAWS} in a full run: one standard error of a coverage of 95 % is ${(100 * Math.sqrt((0.95 * 0.05) / least)).toFixed(1)} points`
      : ''
  const chosen = known.reduce((total, { learntCount }) => total + learntCount, 0) / draws.reduce((total, count) => total + count, 0)
  const head = `${known.length} of ${LEARNT_CELLS.length} cells, ${least} draws each at least${caution}. The learnt predictions were the steadier ones in ${(100 * chosen).toFixed(0)} % of the draws.`
  return [INTRODUCTION, head, '', summarise(known), '', renderTable(byName)].join('\n')
}

/** Width of a way over that of today, by label. */
const ratiosOf = ({ tallies }: LearntResult, way: Way): number[] =>
  tallies[way].width.map((width, label) => width / (tallies.today.width[label] as number))

function summarise(results: readonly LearntResult[]): string {
  const cases = results.flatMap((result) =>
    result.tallies.ours.held.map((held, label) => {
      const named = `${result.name} label ${label}`
      const ratios = (['ours', 'learnt'] as const).map((way) => ratiosOf(result, way)[label] as number)
      const today = result.tallies.today.held[label] as number
      return { named, held, today, draws: result.draws, ours: ratios[0] as number, learnt: ratios[1] as number }
    }),
  )
  const list = (some: readonly { readonly named: string }[]): string =>
    some.length === 0 ? '0' : `${some.length}: ${some.map(({ named }) => named).join('; ')}`
  const percent = (share: number): string => (100 * share).toFixed(1)
  const total = (numberOf: (one: (typeof cases)[number]) => number): number => cases.reduce((sum, one) => sum + numberOf(one), 0)
  const allDraws = total(({ draws }) => draws)
  const widest = (way: 'ours' | 'learnt'): string => {
    const ratios = cases.map((one) => one[way])
    return `${(total((one) => one[way]) / cases.length).toFixed(3)} on average (${Math.min(...ratios).toFixed(3)} to ${Math.max(...ratios).toFixed(3)})`
  }
  const failed = cases.filter(({ held, draws }) => !holds({ held, width: 0 }, draws))
  const above = cases.filter(({ held, draws }) => held > 0 && betaQuantile(1 - BOUND_LEVEL, held, draws - held + 1) > HIGH_COVERAGE)
  const wider = cases.filter(({ ours }) => ours >= 1 + LEAST_DIFFERENCE)
  return `- All three labels: coverage ${percent(total(({ held }) => held) / allDraws)} % (today's ${percent(total(({ today }) => today) / allDraws)} %), least ${percent(Math.min(...cases.map(({ held, draws }) => held / draws)))} %. Surely below ${100 * LOW_COVERAGE} %: ${list(failed)}. Surely above ${100 * HIGH_COVERAGE} %: ${above.length} of ${cases.length}.
  Width of ours: ${widest('ours')}; of the learnt alone: ${widest('learnt')}. Wider than today by ${LEAST_DIFFERENCE} or more: ${list(wider.map((one) => ({ named: `${one.named} (${one.ours.toFixed(4)})` })))}.`
}

function renderTable(byName: ReadonlyMap<string, LearntResult>): string {
  const rows = ROWS.map((row) => {
    const cells = LEARNT_LABEL_COUNTS.map((labelCount) => {
      const result = byName.get(learntNameOf({ ...row, labelCount }))
      if (!result) return ''
      const { tallies, draws } = result
      const coverageOf = (way: Way): string => ((100 * (tallies[way].held[0] as number)) / draws).toFixed(1)
      const widthOf = (way: Way): string => (ratiosOf(result, way)[0] as number).toFixed(3)
      return `${coverageOf('ours')} (${coverageOf('today')}), ${widthOf('ours')} (${widthOf('learnt')})`
    })
    return `| ${[row.postCount, `${100 * row.share} %`, row.reader, ...cells].join(' | ')} |`
  })
  return [
    `### Learnt, label 0: coverage in % (today's), width (of the learnt alone), by number of labels`,
    '',
    `| posts | share | classifier | ${LEARNT_LABEL_COUNTS.join(' | ')} |`,
    `|${'---|'.repeat(3 + LEARNT_LABEL_COUNTS.length)}`,
    ...rows,
    '',
  ].join('\n')
}
