import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { cpus, tmpdir, totalmem } from 'node:os'
import { join } from 'node:path'
import { writeBenchmarkPosts } from './benchmark-posts.js'
import { type BenchmarkCase, CASES, type Place } from './cases.js'
import { build, checkOut, describeCommit, ROOT } from './checkouts.js'
import { measureCases, type Result } from './measure-cases.js'
import { type BenchmarkOptions, parseBenchmarkOptions, USAGE, UsageError } from './options.js'
import { renderResults } from './render.js'

/** Exit codes of sysexits.h, as for the commands. */
const EXIT = { done: 0, usage: 64, failed: 70 } as const

export async function runBenchmark(argv: readonly string[]): Promise<number> {
  try {
    const options = parseBenchmarkOptions(argv)
    if (options === 'help') process.stdout.write(USAGE)
    else if (options.isListed) process.stdout.write(CASES.map(({ id, name }) => `${id.padEnd(20)} ${name}\n`).join(''))
    else return await measureAll(options)
    return EXIT.done
  } catch (error) {
    if (!(error instanceof UsageError)) throw error
    process.stderr.write(`benchmark: ${error.message}. See npm run benchmark -- --help.\n`)
    return EXIT.usage
  }
}

/** Selects the cases by `--only`; without it, all. @throws {UsageError} for words that match no case */
export function chooseCases(only: readonly string[]): BenchmarkCase[] {
  const ids = new Set(CASES.map(({ id }) => id))
  const fits = ({ id, name }: BenchmarkCase, words: string): boolean => (ids.has(words) ? id === words : name.includes(words))
  const lost = only.find((words) => !CASES.some((one) => fits(one, words)))
  if (lost !== undefined)
    throw new UsageError(`expected --only with words of a case's name, got "${lost}", which fits none (--list names them)`)
  return CASES.filter((one) => only.length === 0 || only.some((words) => fits(one, words)))
}

async function measureAll({ only, against, rounds, posts: postCount, json }: BenchmarkOptions): Promise<number> {
  const cases = chooseCases(only)
  // A file that cannot be written is known before hours of measuring.
  if (json !== null) writeFileSync(json, '')
  const other = against === null ? null : checkOut(against)
  const folder = mkdtempSync(join(tmpdir(), 'dealstance-benchmark-'))
  const stop = (): void => {
    other?.remove()
    rmSync(folder, { recursive: true, force: true })
  }
  // Git would keep listing an abandoned worktree.
  process.once('SIGINT', () => {
    stop()
    process.exit(130)
  })
  try {
    const posts = join(folder, 'posts.jsonl')
    await writeBenchmarkPosts(posts, postCount)
    const checkouts = [{ ref: null, folder: ROOT }, ...(other === null ? [] : [other.checkout])]
    const places = checkouts.map((checkout, index): Place => {
      build(checkout)
      const own = join(folder, String(index))
      mkdirSync(own)
      return { checkout, posts, postCount, folder: own }
    })
    const results = await measureCases(cases, places, rounds)
    tellAll(results, { rounds, postCount, json })
    return results.some(({ failure }) => failure !== null) ? EXIT.failed : EXIT.done
  } finally {
    stop()
  }
}

function tellAll(
  results: readonly Result[],
  { rounds, postCount, json }: { readonly rounds: number; readonly postCount: number; readonly json: string | null },
): void {
  const machine = `${cpus()[0]?.model.trim() ?? 'unknown CPU'}, ${cpus().length} cores, ${Math.round(totalmem() / 2 ** 30)} GiB, Node ${process.version}, ${process.platform} ${process.arch}`
  const commit = describeCommit()
  const how = `Medians of ${rounds} ${rounds === 1 ? 'round' : 'rounds'}, each in a process of its own, the order reversed every round; commands read ${postCount.toLocaleString('en-US')} posts.`
  process.stdout.write(`${machine}. Commit ${commit ?? 'unknown'}. ${how}\n\n${renderResults(results)}\n`)
  if (json !== null) writeFileSync(json, `${JSON.stringify({ machine, commit, rounds, postCount, results }, null, 2)}\n`)
}
