import { readdirSync, readFileSync, readlinkSync, rmSync } from 'node:fs'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { sha256Of } from '../file/sha256.js'
import { systemCodeOf } from '../file/system-fault.js'

/** Machine, process id and start time: `0a1b2c3d-1234-56789`. */
const MARK = /^([0-9a-f]{8})-(\d+)-(\d+)$/

/** The part of a temporary file's name that identifies its process. */
export const ownMark = (): string => `${machineMark()}-${process.pid}-${statOf(process.pid).startTime}`

let machine: string | null = null

/** Identifies machine and container. A shared disk may hold files of processes that cannot be seen from here. */
function machineMark(): string {
  machine ??= sha256Of(`${hostname()} ${attempt('', () => readlinkSync('/proc/self/ns/pid'))}`).slice(0, 8)
  return machine
}

/** State of a process, and its start time in ticks since boot; `''` and `'0'` when the system does not tell. */
function statOf(processId: number): { readonly state: string; readonly startTime: string } {
  const stat = attempt('', () => readFileSync(`/proc/${processId}/stat`, 'utf8'))
  // Fields 3 and 22 of proc(5). Field 2, in brackets, may hold blanks.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  return { state: fields[0] ?? '', startTime: fields[19] ?? '0' }
}

/** Whether a process runs. A zombie, which ended and waits for its parent to notice, does not. */
export function isRunning(processId: number): boolean {
  try {
    process.kill(processId, 0)
  } catch (error) {
    if (systemCodeOf(error) !== 'EPERM') return false
  }
  return !/^[ZX]/.test(statOf(processId).state)
}

/**
 * Removes what ended processes of this machine left in a folder, where permissions allow it.
 *
 * @param markOf the part of a name that {@link ownMark} gave; undefined for a file of another kind
 */
export function removeLeftovers(folder: string, markOf: (name: string) => string | undefined): void {
  for (const name of attempt([], () => readdirSync(folder))) {
    const [, owner, id = '', start = ''] = MARK.exec(markOf(name) ?? '') ?? []
    if (owner !== machineMark() || isAlive(Number(id), start)) continue
    attempt(undefined, () => rmSync(join(folder, name), { recursive: true, force: true }))
  }
}

/** The start time distinguishes processes that reuse an id. */
function isAlive(processId: number, start: string): boolean {
  if (!isRunning(processId)) return false
  const { startTime } = statOf(processId)
  return startTime === start || startTime === '0' || start === '0'
}

function attempt<Value>(fallback: Value, act: () => Value): Value {
  try {
    return act()
  } catch {
    return fallback
  }
}
