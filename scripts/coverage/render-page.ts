import { sum } from '../../src/base/statistics/estimate/mean.js'
import { ERRORS, LABEL_COUNTS, nameOf, PARTS } from './cells.js'
import { type CellResult, holds, widthRatio } from './tally.js'

const ROWS = PARTS.flatMap((part) => ERRORS.map((errors) => ({ ...part, errors })))
/** Draws of each cell that the results are to rest on. */
const FULL_DRAWS = 4000
const CELL_COUNT = ROWS.length * LABEL_COUNTS.length

const INTRODUCTION = `# Do the intervals of audited shares hold?

Written by \`npm run coverage -- --out FILE --write\`; the seeds are fixed, so it draws the same again. Nominal level 95 %.

A cell **fails** when the upper 99 % bound (Clopper and Pearson) of its coverage lies below 93 %, though that of Wilson's interval on n / (1 - n / N) labels does not. Its **width** is the mean over the draws, divided by that of the same rule without
the model (no proxies: Wilson with a design effect of 1, exact below eight labels of a kind); the goal is at most 1. \`-\`: the sample is a census, which closes both.

## The generator

\`generate.ts\`, three labels, label 0 is the one looked at. 500 crowds are made for each cell, each with its posts and a classifier, and eight samples are drawn from each.

- **Authors**: one per 4.5 posts. \`equal\`: as many posts each, to within one. \`zipf\`: each post is of the author of rank r with a chance in proportion to r^-1.2 (the first of 44 authors writes a third of 200 posts).
- **Labels**: each author has shares from a Dirichlet distribution with the mean (p, .6 (1 - p), .4 (1 - p)) and parameters that sum to 1 / ICC - 1, so that two posts of one author correlate at ICC (0: all authors share the mean). Posts take labels from the
  shares of their author. How much an author writes says nothing of their shares.
- **Classifier**: wrong on 20 %; certainty .5 + .499 sqrt(u) where right, .5 + .4 u where wrong, the rest split evenly. \`independent\`: each post by itself, either wrong label. \`by-author\`: each author has an error rate from a beta distribution of mean .2 (errors of an author
  correlate at .3) and one label that misread posts are taken for.
- **Sample**: simple random, without replacement; 200 of 200 is the census.
- **Truth**: the share of label 0 among the posts of the draw, those that were captured.

## Samples that stop where they are narrow enough

\`audit --until\` watches the width alone. In 2,000 draws of 162 posts, looked at after each label from 20 on and stopped at ±10 points, the interval held each label's share in 94.8 to 95.6 % with a useless model (60 labels on average) and in 96.2 to 97.2 % with one
that is right on 80 % (44 labels): \`test/count/audited/coverage.test.ts\`. The same tests hold samples over two captures with unlike shares and chances.

## Real comments

580 comments of a public forum on 20 moves, with labels of two readers and the answers of \`linear-en\`; they are not part of the project. In 4,000 samples of each size the interval held each label's share in 93.9 to 96.8 % (Wilson's in 94.1 to 97.5 %), and
was .90 to 1.00 times as wide as without the model: .95 to 1.00 at 20 labels, .90 to .95 at 100.
`

export function renderPage(results: readonly CellResult[]): string {
  const byName = new Map(results.map((result) => [result.name, result]))
  const known = ROWS.flatMap((row) => LABEL_COUNTS.flatMap((labelCount) => byName.get(nameOf({ ...row, labelCount })) ?? []))
  const draws = known.map((result) => result.draws)
  const span = `${Math.min(...draws)}${Math.min(...draws) === Math.max(...draws) ? '' : ` to ${Math.max(...draws)}`}`
  const isPreliminary = known.length < CELL_COUNT || Math.min(...draws) < FULL_DRAWS
  const caution = isPreliminary
    ? `\n**Preliminary**: the full run has ${FULL_DRAWS} draws of every cell. With fewer, a cell fails only when it is further off.\n`
    : ''
  const head = `## Results\n\n${known.length} of ${CELL_COUNT} cells, ${span} draws each.\n${caution}`
  return [INTRODUCTION, head, summarise(known), '', renderTable(byName)].join('\n')
}

const isFailed = ({ tallies: { ours, wilson }, draws }: CellResult): boolean => !holds(ours, draws) && holds(wilson, draws)

/** Smaller differences of widths are not told. */
const LEAST_DIFFERENCE = 0.001

function summarise(results: readonly CellResult[]): string {
  const ratios = results.flatMap((result) => {
    const ratio = widthRatio(result)
    return ratio === null ? [] : [{ name: result.name, ratio }]
  })
  const wide = ratios.filter(({ ratio }) => ratio > 1 + LEAST_DIFFERENCE).map(({ name, ratio }) => `${name} (${ratio.toFixed(3)})`)
  const coverages = (['ours', 'alone', 'wilson'] as const).map((method) => {
    const all = results.map(({ tallies, draws }) => tallies[method].held / draws)
    return `${(100 * Math.min(...all)).toFixed(1)} % at least, ${((100 * sum(all)) / all.length).toFixed(1)} % on average`
  })
  const list = (names: readonly string[]): string => (names.length === 0 ? '0' : `${names.length}: ${names.join('; ')}`)
  return [
    `- Coverage ${coverages[0]}; without the model ${coverages[1]}; Wilson's interval ${coverages[2]}.`,
    `  Cells that fail: ${list(results.filter(isFailed).map(({ name }) => name))}.`,
    `- Width ${(sum(ratios.map(({ ratio }) => ratio)) / ratios.length).toFixed(3)} on average. Cells wider than without the model by ${100 * LEAST_DIFFERENCE} % or more: ${list(wide)}.`,
  ].join('\n')
}

function renderTable(byName: ReadonlyMap<string, CellResult>): string {
  const rows = ROWS.map((row) => {
    const cells = LABEL_COUNTS.map((labelCount) => renderCell(byName.get(nameOf({ ...row, labelCount }))))
    const { postCount, share, correlation, authors, errors } = row
    return `| ${[postCount, `${100 * share} %`, correlation, authors, errors, ...cells].join(' | ')} |`
  })
  return [
    '### Coverage in %, width, by number of labels',
    '',
    `| posts | share | ICC | authors | errors | ${LABEL_COUNTS.join(' | ')} |`,
    `|${'---|'.repeat(5 + LABEL_COUNTS.length)}`,
    ...rows,
    '',
  ].join('\n')
}

function renderCell(result: CellResult | undefined): string {
  if (!result) return ''
  const ratio = widthRatio(result)
  const coverage = ((100 * result.tallies.ours.held) / result.draws).toFixed(1)
  return `${isFailed(result) ? `**${coverage} fails**` : coverage}, ${ratio === null ? '-' : ratio.toFixed(2)}`
}
