import { appendFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { STANCE_SCHEME } from '../../src/base/scheme/stance-scheme.js'
import { seededRandom, shuffled } from '../../src/base/statistics/random/seeded-random.js'
import { INTEGER, usageError } from '../../src/shell/cli/kit/command.js'
import { commandOf } from '../../src/shell/cli/kit/run-command.js'
import { cellsOf, nameOf, PARTS } from './cells.js'
import { type CellResult, estimator, tallyDraws, tallyPart } from './draw-intervals.js'
import { renderResults } from './render-results.js'

const PAGE = fileURLToPath(new URL('./README.md', import.meta.url))
const HEADING = '## Results\n\n'

export const coverage = commandOf(
  {
    name: 'coverage',
    usage: 'npm run coverage --',
    summary:
      'Draws crowds, audits them, and counts how often the interval holds the truth, in every cell of the grid. Appends each finished cell to --out, skips those that stand there with as many draws, and goes on where it was stopped.',
    inputs: null,
    options: {
      out: { type: 'text', value: 'FILE', help: 'finished cells, one JSON object per line' },
      draws: {
        ...INTEGER,
        value: 'N',
        default: 4000,
        low: 1,
        high: 1e6,
        help: 'draws of each cell',
      },
      real: {
        type: 'flag',
        help: 'print how the intervals do on the real comments of models/evaluation, and stop',
      },
      write: {
        type: 'flag',
        help: 'write the results into scripts/coverage/README.md, from all cells in --out',
      },
    },
    exclusions: [{ beside: 'real', idle: ['out', 'write'], why: 'The real comments are printed.' }],
    examples: ['--out cells.jsonl --write'],
  },
  async ({ out, draws, real, write }, _inputs, { log, io }) => {
    if (real) return void io.stdout.write(coverRealComments(draws))
    if (out === undefined)
      throw usageError('expected --out with a file for the finished cells, got none. See --help.')
    const lines = existsSync(out) ? readFileSync(out, 'utf8').trimEnd().split('\n') : []
    const finished = new Map(
      lines.map((line) => JSON.parse(line) as CellResult).map((result) => [result.name, result]),
    )
    for (const part of PARTS) {
      const open = cellsOf(part).filter((cell) => (finished.get(nameOf(cell))?.draws ?? 0) < draws)
      if (open.length === 0) continue
      for (const result of tallyPart(part, open, draws)) {
        appendFileSync(out, `${JSON.stringify(result)}\n`)
        finished.set(result.name, result)
      }
      log.info(`${finished.size} cells are finished, the last one ${[...finished.keys()].at(-1)}`)
    }
    if (!write) return
    const [above] = readFileSync(PAGE, 'utf8').split(HEADING)
    writeFileSync(PAGE, `${above}${HEADING}${renderResults([...finished.values()])}`)
  },
)

/** A comment without its text: the label of two readers, and the answers of the models. */
interface RealComment {
  readonly label: string
  readonly predictions: Readonly<Record<string, { readonly probabilities: readonly number[] }>>
}

const COMMENTS = fileURLToPath(
  new URL('../../models/evaluation/real-posts-2.jsonl', import.meta.url),
)
const SIZES = [30, 50, 100, 200]
const SEED = 1
const labels: readonly string[] = STANCE_SCHEME.labels

/**
 * Coverage and width of audited shares on the real comments with published labels. Rows are models
 * and sizes of the sample; columns are labels.
 */
export function coverRealComments(draws: number): string {
  const comments = readFileSync(COMMENTS, 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as RealComment)
  const cell = (model: string, size: number, looked: number): string => {
    // The label that is looked at comes first.
    const order = [looked, ...labels.keys()].filter((label, at) => at === 0 || label !== looked)
    const truthOf = Uint8Array.from(comments, ({ label }) => order.indexOf(labels.indexOf(label)))
    const proxies = order.map((label) =>
      Float64Array.from(
        comments,
        ({ predictions }) => predictions[model]?.probabilities[label] ?? 0,
      ),
    )
    const estimate = estimator(truthOf, proxies)
    const random = seededRandom(SEED)
    const drawn = Array.from({ length: draws }, () =>
      estimate(shuffled([...comments.keys()], random).slice(0, size)),
    )
    const { ours, assisted, wilson } = tallyDraws(model, drawn).tallies
    const [held, heldByWilson] = [ours, wilson].map((tally) =>
      ((100 * tally.held) / draws).toFixed(1),
    )
    const helped = `${((100 * assisted.count) / draws).toFixed(0)} % of samples may be helped`
    return `${held} (${heldByWilson}), ${(ours.width / wilson.width).toFixed(2)}; ${helped}`
  }
  const models = Object.keys(comments[0]?.predictions ?? {})
  const rows = models.flatMap((model) =>
    SIZES.map((size) => [model, size, ...labels.map((_, looked) => cell(model, size, looked))]),
  )
  const head = ['model', 'labels', ...labels]
  return [head, head.map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |\n`).join('')
}
