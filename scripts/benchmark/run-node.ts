import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

export interface Usage {
  readonly elapsedMs: number
  /** Peak memory of the process with its threads, without child processes, in MB of 10^6 bytes; null where it is not known. */
  readonly peakMegabytes: number | null
}

/** Converts kibibytes, the unit of `getrusage`, to MB of 10^6 bytes. */
export const megabytesOf = (kibibytes: number): number => (kibibytes * 1024) / 1e6

const REPORTER = fileURLToPath(new URL('report-usage.cjs', import.meta.url))
const COMPLAINT_LENGTH = 2000

export interface RunOptions {
  /** Working directory. */
  readonly cwd: string
  /** Receives the output, which is otherwise thrown away. */
  onOutput?(chunk: string, elapsedMs: number): void
}

/** Runs a Node program and measures it, starting included. @throws {Error} for an exit code other than 0 */
export async function runNode(argv: readonly string[], { cwd, onOutput }: RunOptions): Promise<Usage> {
  const folder = mkdtempSync(join(tmpdir(), 'dealstance-usage-'))
  const file = join(folder, 'usage.json')
  try {
    const start = performance.now()
    const child = spawn(process.execPath, ['--require', REPORTER, ...argv], {
      ...{ cwd, stdio: ['ignore', onOutput ? 'pipe' : 'ignore', 'pipe'] },
      env: { ...process.env, DEALSTANCE_USAGE_FILE: file },
    })
    child.stdout?.setEncoding('utf8').on('data', (chunk: string) => onOutput?.(chunk, performance.now() - start))
    let complaint = ''
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      complaint = (complaint + text).slice(-COMPLAINT_LENGTH)
    })
    const status = await new Promise<number | null>((resolve, reject) => child.on('error', reject).on('close', resolve))
    const elapsedMs = performance.now() - start
    if (status !== 0) throw new Error(`${argv.join(' ')} ended with ${status}: ${complaint}`)
    const { maxRSS } = JSON.parse(readFileSync(file, 'utf8')) as NodeJS.ResourceUsage
    return { elapsedMs, peakMegabytes: megabytesOf(maxRSS) }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
