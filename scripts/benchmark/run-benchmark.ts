import { spawnSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { measureAccuracy } from './accuracy.js'
import type { Alternative } from './alternatives/alternative.js'
import { ALTERNATIVES } from './alternatives/list.js'
import { type Built, CHECKOUT, loadBuilt } from './built.js'
import { type BenchmarkCase, CASES } from './cases.js'
import { build, type Checkout, checkOut, describeCommit } from './checkouts.js'
import { type Kit, openKit } from './kit.js'
import { machineLine } from './machine.js'
import { type BenchmarkOptions, parseBenchmarkOptions, USAGE, UsageError } from './options.js'
import { writePage } from './page.js'
import { renderRun } from './render.js'
import type { BenchmarkRun, Result } from './result.js'
import { median, orderOfRounds } from './rounds.js'
import { measureScale, renderScaleChart } from './scale.js'

/** @returns the exit code */
export async function runBenchmark(argv: string[]): Promise<number> {
  try {
    const options = parseBenchmarkOptions(argv)
    if (options === 'help') process.stdout.write(USAGE)
    else if (options.isListed) process.stdout.write(CASES.map(({ id, name }) => `${id.padEnd(20)} ${name}\n`).join(''))
    else await measureAll(options)
    return 0
  } catch (error) {
    if (!(error instanceof UsageError)) throw error
    process.stderr.write(`benchmark: ${error.message}. See npm run benchmark -- --help.\n`)
    return 64
  }
}

/** The cases that were asked for; without words all but those that run on demand alone. @throws {UsageError} where words fit none */
export function chooseCases(only: readonly string[], cases: readonly BenchmarkCase[] = CASES): BenchmarkCase[] {
  const ids = new Set(cases.map(({ id }) => id))
  const fits = ({ id, name }: BenchmarkCase, words: string): boolean => (ids.has(words) ? id === words : name.includes(words))
  const lost = only.find((words) => !cases.some((one) => fits(one, words)))
  if (lost !== undefined)
    throw new UsageError(`expected --only with words of a case's name, got "${lost}", which fits none (--list names them)`)
  return cases.filter((one) => (only.length === 0 ? one.isOnAsk !== true : only.some((words) => fits(one, words))))
}

async function measureAll(options: BenchmarkOptions): Promise<void> {
  const { rounds, against, sizes, only } = options
  // A scale curve alone is asked for by naming no case beside it.
  const cases = sizes.length > 0 && only.length === 0 ? [] : chooseCases(only)
  const other = against === null ? null : checkOut(against)
  let kit: Kit | null = null
  const stop = (): void => {
    other?.remove()
    kit?.close()
  }
  // A worktree left behind would stand in git's list.
  process.once('SIGINT', () => {
    stop()
    process.exit(130)
  })
  try {
    const here: Checkout = { ref: null, folder: CHECKOUT }
    for (const checkout of other ? [here, other.checkout] : [here]) build(checkout)
    const built = await loadBuilt()
    const alternatives = ALTERNATIVES.filter(({ id }) => cases.some((one) => one.id === id))
    kit = openKit(alternatives, options.kit, built)
    for (const [id, reason] of kit.missing) process.stderr.write(`SKIPPED ${id}: ${reason}\n`)
    const run: BenchmarkRun = {
      machine: machineLine(),
      commit: describeCommit(),
      rounds,
      results: measureCases(cases, other ? [here, other.checkout] : [here], { kit, rounds }),
      accuracy: await accuracyOf(built, { kit, alternatives, isWanted: only.length === 0 }),
      scale: sizes.length === 0 ? [] : await measureScale(built, sizes, rounds),
    }
    process.stdout.write(renderRun(run))
    if (options.json !== null) writeFileSync(options.json, `${JSON.stringify(run, null, 2)}\n`)
    if (options.svg !== null) writeFileSync(options.svg, renderScaleChart(run.scale, run.machine))
    if (options.isWritten) writePage(run, only.length > 0)
  } finally {
    stop()
  }
}

async function accuracyOf(
  built: Built,
  { kit, alternatives, isWanted }: { readonly kit: Kit; readonly alternatives: readonly Alternative[]; readonly isWanted: boolean },
): Promise<BenchmarkRun['accuracy']> {
  const ready = alternatives.filter(({ id }) => !kit.missing.has(id))
  if (ready.length === 0) return []
  return measureAccuracy(built, kit.folder, { models: isWanted, alternatives: new Set(ready.map(({ id }) => id)) })
}

/** What is measured: a case in a tree. */
interface Measured {
  readonly one: BenchmarkCase
  readonly checkout: Checkout
  readonly values: number[]
  missing: string | null
}

function measureCases(
  cases: readonly BenchmarkCase[],
  checkouts: readonly Checkout[],
  { kit, rounds }: { readonly kit: Kit; readonly rounds: number },
): Result[] {
  const all = cases.flatMap((one) =>
    (one.isAlternative === true ? checkouts.slice(0, 1) : checkouts).map((checkout): Measured => {
      return { one, checkout, values: [], missing: kit.missing.get(one.id) ?? null }
    }),
  )
  for (const measured of orderOfRounds(all, rounds)) if (measured.missing === null) measureApart(measured, kit.folder)
  return all.map(({ one: { id, name, unit, target }, checkout: { ref }, values, missing }) => ({
    ...{ id, name, unit, target, ref },
    median: median(values),
    values,
    missing,
  }))
}

const SCRIPT = fileURLToPath(new URL('measure-case.ts', import.meta.url))

/** One round of one case, in a process of its own that runs in the tree. A case that fails in an older tree is named, not fatal. */
function measureApart(measured: Measured, kit: string): void {
  const { one, checkout } = measured
  process.stderr.write(`${one.name}${checkout.ref === null ? '' : ` [${checkout.ref}]`}\n`)
  const { status, stdout, stderr } = spawnSync(process.execPath, ['--import', 'tsx', SCRIPT, one.id, kit], {
    encoding: 'utf8',
    cwd: checkout.folder,
    maxBuffer: 2 ** 26,
  })
  if (status !== 0) {
    const reason = /^\w*Error.*$/m.exec(stderr)?.[0] ?? stderr.trim().split('\n').at(-1) ?? ''
    if (checkout.ref === null) throw new Error(`${one.id} ended with ${status}: ${stderr}`)
    measured.missing = `it fails there: ${reason}`
    return
  }
  const answer = JSON.parse(stdout.trim().split('\n').at(-1) ?? '{}') as { readonly value?: number; readonly missing?: string }
  if (answer.value === undefined) measured.missing = answer.missing ?? 'it gave no value'
  else measured.values.push(answer.value)
}
