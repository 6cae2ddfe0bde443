import type { Alternative } from './alternatives/alternative.js'
import { ALTERNATIVES } from './alternatives/list.js'
import { type Built, CHECKOUT, loadBuilt } from './built.js'
import { type BenchmarkCase, CASES } from './cases.js'
import { build, type Checkout, checkOut, describeCommit } from './checkouts.js'
import { type Kit, openKit } from './kit.js'
import { machineLine } from './machine.js'
import { measureAccuracy } from './measure/accuracy.js'
import { measureCases } from './measure/measure-cases.js'
import { checkOutputs, OutputError, writeOutput } from './measure/outputs.js'
import { measureScale, renderScaleChart } from './measure/scale.js'
import { type BenchmarkOptions, parseBenchmarkOptions, USAGE, UsageError } from './options.js'
import { writePage } from './page.js'
import { renderRun } from './render.js'
import { type BenchmarkRun, failuresOf } from './result.js'

/** Exit codes of sysexits.h, as for the commands. */
const EXIT = { done: 0, usage: 64, failed: 70, output: 74 } as const

export async function runBenchmark(argv: string[]): Promise<number> {
  try {
    const options = parseBenchmarkOptions(argv)
    if (options === 'help') process.stdout.write(USAGE)
    else if (options.isListed) process.stdout.write(CASES.map(({ id, name }) => `${id.padEnd(20)} ${name}\n`).join(''))
    else return await measureAll(options)
    return EXIT.done
  } catch (error) {
    if (!(error instanceof UsageError) && !(error instanceof OutputError)) throw error
    process.stderr.write(`benchmark: ${error.message}. See npm run benchmark -- --help.\n`)
    return error instanceof UsageError ? EXIT.usage : EXIT.output
  }
}

/** Selects the cases by `--only`; without it, all except opt-in cases. @throws {UsageError} for words that match no case */
export function chooseCases(only: readonly string[], cases: readonly BenchmarkCase[] = CASES): BenchmarkCase[] {
  const ids = new Set(cases.map(({ id }) => id))
  const fits = ({ id, name }: BenchmarkCase, words: string): boolean => (ids.has(words) ? id === words : name.includes(words))
  const lost = only.find((words) => !cases.some((one) => fits(one, words)))
  if (lost !== undefined)
    throw new UsageError(`expected --only with words of a case's name, got "${lost}", which fits none (--list names them)`)
  return cases.filter((one) => (only.length === 0 ? one.isOptIn !== true : only.some((words) => fits(one, words))))
}

async function measureAll(options: BenchmarkOptions): Promise<number> {
  const { rounds, against, sizes, only } = options
  // `--scale` without `--only` measures only the scale curve.
  const cases = sizes.length > 0 && only.length === 0 ? [] : chooseCases(only)
  checkOutputs(options)
  const other = against === null ? null : checkOut(against)
  let kit: Kit | null = null
  const stop = (): void => {
    other?.remove()
    kit?.close()
  }
  // Git would keep listing an abandoned worktree.
  process.once('SIGINT', () => {
    stop()
    process.exit(130)
  })
  try {
    const here: Checkout = { ref: null, folder: CHECKOUT }
    for (const checkout of other ? [here, other.checkout] : [here]) build(checkout)
    const built = await loadBuilt()
    const alternatives = ALTERNATIVES.filter(({ id }) => cases.some((one) => one.id === id))
    kit = openKit(alternatives, options.kit)
    for (const [id, reason] of kit.missing) process.stderr.write(`SKIPPED ${id}: ${reason}\n`)
    const run: BenchmarkRun = {
      machine: machineLine(),
      commit: describeCommit(),
      rounds,
      results: measureCases(cases, other ? [here, other.checkout] : [here], { kit, rounds }),
      accuracy: await accuracyOf(built, { kit, alternatives, isWanted: only.length === 0 }),
      scale: sizes.length === 0 ? [] : await measureScale(built, sizes, rounds),
    }
    return tellAll(run, options)
  } finally {
    stop()
  }
}

/** Prints and writes a run. A failed output does not prevent the others. */
function tellAll(run: BenchmarkRun, { json, svg, isWritten }: BenchmarkOptions): number {
  process.stdout.write(renderRun(run))
  let code: number = EXIT.done
  const failures = failuresOf(run)
  for (const failure of failures) process.stderr.write(`FAILED ${failure}\n`)
  if (failures.length > 0) code = EXIT.failed
  const outputs = [
    () => json !== null && writeOutput('--json', json, `${JSON.stringify(run, null, 2)}\n`),
    () => {
      if (svg === null) return
      if (run.scale.filter(({ missing }) => missing === null).length < 2)
        throw new OutputError('no --svg: fewer than two sizes were measured')
      writeOutput('--svg', svg, renderScaleChart(run.scale, run.machine))
    },
    () => isWritten && writePage(run),
  ]
  for (const write of outputs) {
    try {
      write()
    } catch (error) {
      process.stderr.write(`benchmark: ${error instanceof Error ? error.message : String(error)}\n`)
      code = EXIT.output
    }
  }
  return code
}

async function accuracyOf(
  built: Built,
  { kit, alternatives, isWanted }: { readonly kit: Kit; readonly alternatives: readonly Alternative[]; readonly isWanted: boolean },
): Promise<BenchmarkRun['accuracy']> {
  const ready = alternatives.filter(({ id }) => !kit.missing.has(id))
  if (ready.length === 0) return []
  return measureAccuracy(built, kit.folder, { models: isWanted, alternatives: new Set(ready.map(({ id }) => id)) })
}
