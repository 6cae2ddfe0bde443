import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

export interface Usage {
  readonly elapsedMs: number
  /** Time on the processor, all threads together. */
  readonly cpuMs: number
  /** Peak memory of the process with its threads, without child processes, in MB of 10^6 bytes. */
  readonly peakMegabytes: number
}

/** Converts kibibytes, the unit of `getrusage`, to MB of 10^6 bytes. */
export const megabytesOf = (kibibytes: number): number => (kibibytes * 1024) / 1e6

const REPORTER = fileURLToPath(new URL('report-usage.cjs', import.meta.url))
/** The built command, relative to the working directory. */
export const MAIN = 'dist/src/shell/cli/main.js'
/** A shipped paste, relative to the working directory. */
export const SAMPLE = 'corpus/samples/xai-compute.txt'

/** Runs the built `dealstance` and discards its output. @throws {Error} for an exit code other than 0 */
export async function runDealstance(argv: readonly string[]): Promise<Usage> {
  const folder = mkdtempSync(join(tmpdir(), 'dealstance-usage-'))
  const file = join(folder, 'peak')
  try {
    const start = performance.now()
    const child = spawn(process.execPath, ['--require', REPORTER, MAIN, ...argv], {
      stdio: ['ignore', 'ignore', 'pipe'],
      env: { ...process.env, DEALSTANCE_USAGE_FILE: file },
    })
    let complaint = ''
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      complaint = (complaint + text).slice(-2000)
    })
    const status = await new Promise<number | null>((resolve, reject) => {
      child.on('error', reject)
      child.on('close', resolve)
    })
    const elapsedMs = performance.now() - start
    if (status !== 0) throw new Error(`dealstance ${argv.join(' ')} ended with ${status}: ${complaint}`)
    const { maxRSS, userCPUTime, systemCPUTime } = JSON.parse(readFileSync(file, 'utf8')) as NodeJS.ResourceUsage
    return { elapsedMs, cpuMs: (userCPUTime + systemCPUTime) / 1000, peakMegabytes: megabytesOf(maxRSS) }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
