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

/** Milliseconds of a command, from its start to its end. */
export function measureCommand(command: string, argv: readonly string[], stdout: 'pipe' | 'ignore' = 'pipe'): number {
  const start = performance.now()
  const { status, stderr } = spawnSync(command, argv, { encoding: 'utf8', maxBuffer: 1e8, stdio: ['ignore', stdout, 'pipe'] })
  const elapsedMs = performance.now() - start
  if (status !== 0) throw new Error(`${command} ${argv.join(' ')} ended with ${status}: ${stderr}`)
  return elapsedMs
}

/** Milliseconds from the start of the process to the first byte of the first labelled post. */
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

/** Posts that a command labels in a round. */
export const COMMAND_POST_COUNT = 50_000

/** Calls with the path of a file of so many posts, which goes afterwards. */
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

/** Milliseconds of `classify` from a file of posts to lines that are thrown away, starting included; one run for each number of threads. */
export function timeClassify(threadCounts: readonly number[], postCount?: number): Promise<number[]> {
  return withPosts(async (posts) => {
    const elapsed: number[] = []
    for (const count of threadCounts) {
      const argv = ['classify', posts, '--model', 'linear-en', '--evidence', 'off', '--quiet']
      elapsed.push((await runDealstance([...argv, ...(knowsThreads() ? ['--threads', String(count)] : [])])).elapsedMs)
    }
    return elapsed
  }, postCount)
}

/** So many that the start of the threads, two seconds until each is at its full speed, weighs little. */
export const THREADS_POST_COUNT = 200_000

/** How many times as fast two threads are; which of the two goes first changes every round. */
export async function compareThreads(round: number): Promise<number> {
  const order = orderOfRound([1, 2], round)
  const elapsed = await timeClassify(order, THREADS_POST_COUNT)
  const of = (count: number): number => elapsed[order.indexOf(count)] ?? Number.NaN
  return of(1) / of(2)
}

const FLOOR = fileURLToPath(new URL('floor.mjs', import.meta.url))

/** Milliseconds of a program that reads the same file, parses each post and prints it, starting included; its lines are thrown away. */
export function timeFloor(): Promise<number> {
  return withPosts(async (posts) => measureCommand(process.execPath, [FLOOR, posts], 'ignore'))
}

/** Whether `classify` of the build has `--threads`. */
export function knowsThreads(): boolean {
  return spawnSync(process.execPath, [MAIN, 'classify', '--help-all'], { encoding: 'utf8' }).stdout.includes('--threads ')
}

/** Measures itself when it is asked to; not there in older refs. */
export const SPARK_SUITE = 'test/spark/run.mjs'
const SPARK_POST_COUNT = 1_000_000

/** One round of the suite's own measurement: how many times as long the job takes; what goes first changes every round. */
export function measureSpark(round: number): number {
  measureCommand('npm', ['run', '--silent', 'bundle'])
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [SPARK_SUITE, '--benchmark', String(SPARK_POST_COUNT), '1', String(round)],
    {
      encoding: 'utf8',
      maxBuffer: 1e8,
    },
  )
  const [json = ''] = /^\{[\s\S]*^\}/m.exec(stdout) ?? []
  if (status !== 0 || json === '') throw new Error(`${SPARK_SUITE} ended with ${status} and no figure: ${reasonOf(stderr)}`)
  return (JSON.parse(json) as { readonly ratio: number }).ratio
}
