import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { pathToFileURL } from 'node:url'

/** A command that was run to its end. */
export interface Measured {
  readonly status: number | null
  readonly stdout: string
  readonly stderr: string
  /** Most memory that the process held, in MiB. */
  readonly peakMebibytes: number
  /** Seconds of processor time: unlike the clock, not more where others run. */
  readonly cpuSeconds: number
}

/**
 * Runs the built command in a process of its own, and measures its memory and time.
 *
 * @param folder for notes
 */
export function runMeasured(
  argv: readonly string[],
  folder: { path(name: string): string },
  input?: Buffer,
): Measured {
  const probe = folder.path('probe.mjs')
  const note = folder.path('peak')
  const code = `import { writeFileSync } from 'node:fs'
    process.on('exit', () => writeFileSync(${JSON.stringify(note)}, JSON.stringify(process.resourceUsage())))`
  writeFileSync(probe, code)
  rmSync(note, { force: true })
  const args = ['--import', pathToFileURL(probe).href, 'dist/src/shell/cli/main.js', ...argv]
  // From a small process in between: Linux counts the memory of whoever starts a process as its
  // own.
  const shell = ['-c', '"$@"; exit $?', 'sh', process.execPath, ...args]
  const { status, stdout, stderr } = spawnSync('sh', shell, {
    input,
    encoding: 'utf8',
    maxBuffer: 2 ** 30,
  })
  const { maxRSS, userCPUTime, systemCPUTime } = existsSync(note)
    ? (JSON.parse(readFileSync(note, 'utf8')) as NodeJS.ResourceUsage)
    : { maxRSS: Number.NaN, userCPUTime: Number.NaN, systemCPUTime: Number.NaN }
  return {
    status,
    stdout,
    stderr,
    peakMebibytes: maxRSS / 1024,
    cpuSeconds: (userCPUTime + systemCPUTime) / 1e6,
  }
}
