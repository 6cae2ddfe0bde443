import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { cpus, tmpdir, totalmem } from 'node:os'
import { join } from 'node:path'
import { quantileSorted } from '../../src/base/statistics/estimate/mean.js'
import { INTEGER, usageError } from '../../src/shell/cli/kit/command.js'
import { EXIT } from '../../src/shell/cli/kit/exit-codes.js'
import { commandOf } from '../../src/shell/cli/kit/run-command.js'
import { writeBenchmarkPosts } from './benchmark-posts.js'
import { type BenchmarkCase, CASES, type Place, type Usage } from './cases.js'
import { build, checkOut, describeCommit, ROOT } from './checkouts.js'

export const benchmark = commandOf(
  {
    name: 'benchmark',
    usage: 'npm run benchmark --',
    summary:
      'Times each round of each case in a process of its own, the order reversed every round. Prints medians, highest memory and raw values as Markdown. Exit code 70 where a case failed.',
    inputs: null,
    options: {
      rounds: {
        ...INTEGER,
        value: 'N',
        default: 3,
        low: 1,
        high: 1000,
        help: 'rounds; intervals of ratios need 6',
      },
      only: {
        type: 'text',
        value: 'ID,…',
        help: `some of ${CASES.map(({ id }) => id).join(', ')}`,
      },
      against: {
        type: 'text',
        value: 'REF',
        help: 'measure a git ref too, in a worktree, in the same rounds',
      },
      posts: {
        ...INTEGER,
        value: 'N',
        default: 50_000,
        low: 1,
        high: 1e8,
        help: 'posts that each command reads; 1e6 take 1 GB of disk',
      },
      json: { type: 'text', value: 'FILE', help: 'write everything measured there' },
    },
    examples: ['--only classify,cite', '--against v0.1.0 --rounds 6'],
  },
  async ({ only, against, rounds, posts: postCount, json }, _inputs, { io }) => {
    const cases = chooseCases(only)
    const other = against === undefined ? null : checkOut(against)
    const folder = mkdtempSync(join(tmpdir(), 'dealstance-benchmark-'))
    try {
      const posts = join(folder, 'posts.jsonl')
      writeBenchmarkPosts(posts, postCount)
      const places = [{ ref: null, folder: ROOT }, ...(other ? [other.checkout] : [])].map(
        (checkout, index): Place => {
          build(checkout)
          const roundFolder = join(folder, String(index))
          mkdirSync(roundFolder)
          return { checkout, posts, folder: roundFolder }
        },
      )
      const results = await measureCases(cases, places, rounds)
      const machine = `${cpus()[0]?.model.trim()}, ${cpus().length} cores, ${Math.round(totalmem() / 2 ** 30)} GiB, Node ${process.version}, ${process.platform}`
      const commit = describeCommit()
      io.stdout.write(
        `${machine}. Commit ${commit}. ${rounds} rounds of ${postCount} posts.\n\n${renderResults(results, postCount)}\n`,
      )
      if (json !== undefined)
        writeFileSync(
          json,
          `${JSON.stringify({ machine, commit, rounds, postCount, results }, null, 2)}\n`,
        )
      return results.some(({ failure }) => failure !== null) ? EXIT.internal : EXIT.done
    } finally {
      other?.remove()
      rmSync(folder, { recursive: true, force: true })
    }
  },
)

/**
 * The cases of `--only`; without it, all.
 *
 * @throws {PipelineError} `USAGE_OPTION_INVALID` for another id
 */
export function chooseCases(only?: string): BenchmarkCase[] {
  const ids = only?.split(',') ?? CASES.map(({ id }) => id)
  return ids.map((wanted) => {
    const match = CASES.find(({ id }) => id === wanted.trim())
    if (match === undefined)
      throw usageError(`expected --only with the ids of cases, got "${wanted.trim()}". See --help.`)
    return match
  })
}

/** Measurements of a case in a checkout. */
export interface Result {
  readonly id: string
  readonly name: string
  /** The measured git ref; null for the working tree. */
  readonly ref: string | null
  readonly unit: BenchmarkCase['unit']
  /** One entry per round, in the order of the rounds. */
  readonly usages: readonly Usage[]
  /** Reason of missing usages, in one line; null otherwise. */
  readonly failure: string | null
}

/**
 * Measures all rounds of all cases, the order reversed every second time, so that neither warm-up
 * nor what ran before can win.
 */
export async function measureCases(
  cases: readonly BenchmarkCase[],
  places: readonly Place[],
  rounds: number,
): Promise<Result[]> {
  const all = cases.flatMap((one) =>
    places.map((place) => ({ one, place, usages: [] as Usage[], failure: null as string | null })),
  )
  for (let round = 0; round < rounds; round++) {
    for (const each of round % 2 === 0 ? all : all.toReversed()) {
      const { one, place, usages } = each
      // A case that fails is not tried again and does not stop the others.
      if (each.failure !== null) continue
      process.stderr.write(`${one.name} [${place.checkout.ref ?? 'now'}]\n`)
      try {
        await one.prepare?.(place)
        usages.push(await one.measure(place))
      } catch (error) {
        const { message } = error as Error
        each.failure =
          /^\w*Error\b.*/m.exec(message)?.[0] ?? message.trim().split('\n').at(-1) ?? ''
        process.stderr.write(`FAILED ${one.id}: ${each.failure}\n`)
      }
    }
  }
  return all.map(({ one: { id, name, unit }, place, usages, failure }) => ({
    id,
    name,
    ref: place.checkout.ref,
    unit,
    usages,
    failure,
  }))
}

/** Formats a number: as an integer from 100, else to three significant digits. */
const showNumber = (value: number): string =>
  Math.abs(value) >= 100
    ? Math.round(value).toLocaleString('en-US')
    : String(Number(value.toPrecision(3)))

const sorted = (values: readonly number[]): number[] =>
  [...values].sort((one, other) => one - other)
const median = (values: readonly number[]): number => quantileSorted(sorted(values), 0.5)
const timesOf = ({ usages }: Result): number[] => usages.map(({ elapsedMs }) => elapsedMs)

const COVERAGE = 0.95

/**
 * Distribution-free interval for the median of independent values: the k-th smallest and k-th
 * largest, k as large as 95 % coverage allows. Null below six values, where even the smallest and
 * largest cover less.
 *
 * @see Conover (1999), Practical Nonparametric Statistics, section 3.2
 */
export function medianInterval(values: readonly number[]): readonly [number, number] | null {
  const ordered = sorted(values)
  const count = values.length
  let tail = 0
  let binomial = 0.5 ** count
  let edge = -1
  for (let below = 0; below < count / 2; below++) {
    tail += binomial
    if (1 - 2 * tail < COVERAGE) break
    edge = below
    binomial *= (count - below) / (below + 1)
  }
  return edge < 0 ? null : [ordered[edge] as number, ordered[count - 1 - edge] as number]
}

/** Time of the working tree over that of a ref, paired by round: below 1 it is faster now. */
function showRatio(now: Result, before: Result): string {
  const others = timesOf(before)
  const ratios = timesOf(now).flatMap(
    (elapsedMs, round) => elapsedMs / (others[round] ?? Number.NaN) || [],
  )
  const interval = medianInterval(ratios)?.map((bound) => bound.toFixed(3))
  return ratios.length === 0
    ? ''
    : `${median(ratios).toFixed(3)}${interval ? ` [${interval.join(', ')}]` : ''}`
}

const row = (cells: readonly string[]): string =>
  `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`

/**
 * Renders a Markdown table: medians, highest memory, the other ref beside it, and every raw value
 * in the order of the rounds.
 */
export function renderResults(results: readonly Result[], postCount: number): string {
  const show = ({ unit }: Result, ms: number): string =>
    showNumber(unit === 'ms' ? ms : (postCount / ms) * 1000)
  const cellsOf = (result: Result): [median: string, memory: string] => {
    if (result.failure !== null) return [`failed: ${result.failure}`, '']
    const peak = Math.max(...result.usages.map(({ peakMegabytes }) => peakMegabytes ?? 0))
    return [
      `${show(result, median(timesOf(result)))} ${result.unit}`,
      peak === 0 ? '' : `${showNumber(peak)} MB`,
    ]
  }
  const [other] = results.flatMap(({ ref }) => ref ?? [])
  const treeResults = results.filter(({ ref }) => ref === null)
  const rows = treeResults.map((now) => {
    const before = results.find(({ id, ref }) => id === now.id && ref !== null)
    const earlier =
      before === undefined ? ['', '', ''] : [...cellsOf(before), showRatio(now, before)]
    const beside = other === undefined ? [] : earlier
    return [
      now.name,
      ...cellsOf(now),
      ...beside,
      timesOf(now)
        .map((ms) => show(now, ms))
        .join(', '),
    ]
  })
  const header = [
    'what',
    'median',
    'memory',
    ...(other === undefined ? [] : [other, 'memory', 'time now over it']),
    'values',
  ]
  const rule = header.map((_, index) =>
    index === 0 || index === header.length - 1 ? '---' : '---:',
  )
  return [header, rule, ...rows].map(row).join('\n')
}
