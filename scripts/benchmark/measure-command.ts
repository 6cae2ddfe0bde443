import { spawn, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { writeBenchmarkPosts } from './benchmark-posts.js'
import { loadBuilt } from './built.js'
import { MAIN, runDealstance, SAMPLE } from './run-command.js'

/** Milliseconds of a command, from its start to its end. */
export function measureCommand(command: string, argv: readonly string[]): number {
  const start = performance.now()
  const { status, stderr } = spawnSync(command, argv, { encoding: 'utf8', maxBuffer: 1e8 })
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

/** Milliseconds of `classify` from a file of posts to lines that are thrown away, starting included. */
export async function timeClassify(threadCounts: readonly number[]): Promise<number[]> {
  const folder = mkdtempSync(join(tmpdir(), 'dealstance-posts-'))
  try {
    const posts = join(folder, 'posts.jsonl')
    await writeBenchmarkPosts(await loadBuilt(), posts, COMMAND_POST_COUNT)
    const elapsed: number[] = []
    for (const count of threadCounts) {
      const argv = ['classify', posts, '--model', 'linear-en', '--evidence', 'off', '--quiet']
      elapsed.push((await runDealstance([...argv, ...(knowsThreads() ? ['--threads', String(count)] : [])])).elapsedMs)
    }
    return elapsed
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** Whether `classify` of the build has `--threads`. */
export function knowsThreads(): boolean {
  return spawnSync(process.execPath, [MAIN, 'classify', '--help-all'], { encoding: 'utf8' }).stdout.includes('--threads ')
}

/** Measures itself when it is asked to; not there in older refs. */
export const SPARK_SUITE = 'test/spark/run.mjs'
const SPARK_POST_COUNT = 1_000_000

/** One round of the suite's own measurement: how many times as long the job takes. */
export function measureSpark(): number {
  measureCommand('npm', ['run', '--silent', 'bundle'])
  const { status, stdout, stderr } = spawnSync(process.execPath, [SPARK_SUITE, '--benchmark', String(SPARK_POST_COUNT), '1'], {
    encoding: 'utf8',
    maxBuffer: 1e8,
  })
  const [json = ''] = /^\{[\s\S]*^\}/m.exec(stdout) ?? []
  if (status !== 0 || json === '') throw new Error(`${SPARK_SUITE} ended with ${status} and no figure: ${stderr.slice(-500)}`)
  return (JSON.parse(json) as { readonly ratio: number }).ratio
}
