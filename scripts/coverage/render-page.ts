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

## Two phases

With \`classify --ask-llm sample:N\` a language model reads a random part. In 2,000 draws of 400 posts, 250 of them read by one that is right on nine of ten, the interval held each label's share in 96.8 to 98.5 % of samples of 30 and 50 labels, and in 94.5 to 97.3 % of
100 and 200. Widths over those by the labels alone: beside a useless model .70 to .86 (1.00 without the language model), beside one that is right on 80 % .63 to .79 (.70 to .85 without it). At 30 labels .80 and .79, at 100 labels .70 and .63. The tests of
\`test/count/audited/coverage.test.ts\` draw the same.

## Real comments

580 comments of a public forum on 20 moves, labelled by two language models of one family; no person labelled them. Labels and answers of the models stand in \`models/evaluation\`, the texts do not. \`npm run coverage -- --real\` draws 4,000 samples of each size. Each cell: coverage in %, Wilson's in brackets, then the width over that by the labels alone:

| model | labels | retreat | shrewd pivot | neither |
|---|---|---|---|---|
| stack-en | 20 | 96.5 (97.7), 1.00 | 95.5 (96.1), 0.99 | 96.2 (96.3), 0.94 |
| stack-en | 30 | 94.4 (95.5), 0.97 | 94.7 (93.8), 0.95 | 95.1 (95.8), 0.92 |
| stack-en | 50 | 94.3 (94.1), 0.94 | 94.4 (95.3), 0.92 | 95.3 (94.5), 0.90 |
| stack-en | 100 | 94.2 (94.5), 0.93 | 94.6 (95.2), 0.91 | 95.2 (95.4), 0.89 |
| stack-en | 200 | 94.9 (93.7), 0.93 | 95.1 (95.1), 0.91 | 95.0 (94.7), 0.88 |
| encoder-en | 20 | 96.7 (97.7), 1.00 | 95.6 (96.1), 0.99 | 96.3 (96.3), 0.96 |
| encoder-en | 30 | 94.3 (95.5), 0.98 | 94.7 (93.8), 0.96 | 94.6 (95.8), 0.94 |
| encoder-en | 50 | 94.1 (94.1), 0.95 | 94.7 (95.3), 0.93 | 94.9 (94.5), 0.93 |
| encoder-en | 100 | 94.3 (94.5), 0.95 | 94.7 (95.2), 0.93 | 94.9 (95.4), 0.92 |
| encoder-en | 200 | 94.6 (93.7), 0.95 | 95.4 (95.1), 0.92 | 95.0 (94.7), 0.92 |
| linear-en | 20 | 96.5 (97.7), 1.00 | 95.2 (96.1), 0.99 | 96.2 (96.3), 0.95 |
| linear-en | 30 | 94.3 (95.5), 0.98 | 94.8 (93.8), 0.96 | 95.3 (95.8), 0.92 |
| linear-en | 50 | 94.0 (94.1), 0.95 | 94.1 (95.3), 0.94 | 95.0 (94.5), 0.91 |
| linear-en | 100 | 94.5 (94.5), 0.95 | 94.3 (95.2), 0.94 | 95.2 (95.4), 0.90 |
| linear-en | 200 | 94.8 (93.7), 0.95 | 94.8 (95.1), 0.94 | 95.0 (94.7), 0.90 |
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
