import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { hostname } from 'node:os'
import { systemCodeOf } from '../file/system-fault.js'

/** A process, named so that a later one with the same number is another. */
export interface ProcessMark {
  readonly pid: number
  /** Short hash of the machine's name: numbers of processes mean something on one machine alone. */
  readonly host: string
  /** Start of the process in ticks since the machine started; null where the system tells none. */
  readonly start: string | null
}

const HOST = createHash('sha256').update(hostname()).digest('hex').slice(0, 8)

export const ownMark = (): ProcessMark => ({
  pid: process.pid,
  host: HOST,
  start: readStatus(process.pid)?.start ?? null,
})

/** True if the process certainly runs no more. One of another machine is never known to be gone. */
export function isGone({ pid, host, start }: ProcessMark): boolean {
  if (host !== HOST) return false
  try {
    process.kill(pid, 0)
  } catch (cause) {
    return systemCodeOf(cause) === 'ESRCH'
  }
  const status = readStatus(pid)
  if (status === null) return false
  return status.state === 'Z' || (start !== null && start !== status.start)
}

/**
 * State and start of a process, where the system has `/proc`: the 3rd and the 22nd field of `stat`.
 */
function readStatus(pid: number): { readonly state: string; readonly start: string } | null {
  try {
    const [state = '', ...fields] = (
      readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1) ?? ''
    ).split(' ')
    return { state, start: fields[18] ?? '' }
  } catch {
    return null
  }
}
