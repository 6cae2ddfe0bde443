import { spawn, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { loadBuilt } from '../built.js'
import { reasonOf } from '../reason.js'
import { orderOfRound } from '../rounds.js'
import { writeBenchmarkPosts } from './benchmark-posts.js'
import { MAIN, runDealstance, SAMPLE } from './run-command.js'

export function measureCommand(command: string, argv: readonly string[], stdout: 'pipe' | 'ignore' = 'pipe'): number {
  const start = performance.now()
  const { status, stderr } = spawnSync(command, argv, { encoding: 'utf8', maxBuffer: 1e8, stdio: ['ignore', stdout, 'pipe'] })
  const elapsedMs = performance.now() - start
  if (status !== 0) throw new Error(`${command} ${argv.join(' ')} ended with ${status}: ${stderr}`)
  return elapsedMs
}

/** Measures the time from the start of the process to the first byte of the first labelled post, in milliseconds. */
export function measureFirstLabel(modelId: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const start = performance.now()
    const child = spawn(process.execPath, [MAIN, 'classify', SAMPLE, '--quiet', '--model', modelId])
    let firstMs: number | null = null
    child.stdout.on('data', () => {
      firstMs ??= performance.now() - start
    })
    child.on('error', reject)
    child.on('close', (status) => {
      if (status === 0 && firstMs !== null) resolve(firstMs)
      else reject(new Error(`classify --model ${modelId} ended with ${status}`))
    })
  })
}

/** Number of posts per round of a command. */
export const COMMAND_POST_COUNT = 50_000

/** Calls `use` with the path of a temporary file of posts. */
async function withPosts<Value>(use: (posts: string) => Promise<Value>, postCount = COMMAND_POST_COUNT): Promise<Value> {
  const folder = mkdtempSync(join(tmpdir(), 'dealstance-posts-'))
  try {
    const posts = join(folder, 'posts.jsonl')
    await writeBenchmarkPosts(await loadBuilt(), posts, postCount)
    return await use(posts)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** Measures `classify` from a file to discarded output, including start-up, in milliseconds; one run per number of threads. */
export function timeClassify(threadCounts: readonly number[], postCount?: number): Promise<number[]> {
  return withPosts(async (posts) => {
    const elapsed: number[] = []
    for (const count of threadCounts) {
      const argv = ['classify', posts, '--model', 'linear-en', '--evidence', 'off', '--quiet']
      elapsed.push((await runDealstance([...argv, ...(supportsThreads() ? ['--threads', String(count)] : [])])).elapsedMs)
    }
    return elapsed
  }, postCount)
}

/** Number of posts for comparing threads. Choice: large compared with the two seconds until each thread runs at full speed. */
export const THREADS_POST_COUNT = 200_000

/** Measures the speed-up of two threads over one. The order alternates by round. */
export async function compareThreads(round: number): Promise<number> {
  const order = orderOfRound([1, 2], round)
  const elapsed = await timeClassify(order, THREADS_POST_COUNT)
  const of = (count: number): number => elapsed[order.indexOf(count)] ?? Number.NaN
  return of(1) / of(2)
}

const FLOOR = fileURLToPath(new URL('floor.mjs', import.meta.url))

/** Measures a program that only parses and prints each post of the same file, including start-up, in milliseconds. */
export const timeFloor = (): Promise<number> => withPosts(async (posts) => measureCommand(process.execPath, [FLOOR, posts], 'ignore'))

/** Measures `ingest` from the same file to discarded output, including start-up, in milliseconds. */
export const timeIngest = (): Promise<number> =>
  withPosts(async (posts) => measureCommand(process.execPath, [MAIN, 'ingest', posts, '--quiet'], 'ignore'))

export const supportsThreads = (): boolean =>
  spawnSync(process.execPath, [MAIN, 'classify', '--help-all'], { encoding: 'utf8' }).stdout.includes('--threads ')

/** Test suite with its own benchmark mode; absent in older refs. */
export const SPARK_SUITE = 'test/spark/run.mjs'
const SPARK_POST_COUNT = 1_000_000

/** Runs one round of the suite's benchmark: the ratio of run times. The order alternates by round. */
export function measureSpark(round: number): number {
  measureCommand('npm', ['run', '--silent', 'bundle'])
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [SPARK_SUITE, '--benchmark', String(SPARK_POST_COUNT), '1', String(round)],
    { encoding: 'utf8', maxBuffer: 1e8 },
  )
  const [json = ''] = /^\{[\s\S]*^\}/m.exec(stdout) ?? []
  if (status !== 0 || json === '') throw new Error(`${SPARK_SUITE} ended with ${status} and no figure: ${reasonOf(stderr)}`)
  return (JSON.parse(json) as { readonly ratio: number }).ratio
}
