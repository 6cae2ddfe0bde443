import { readdirSync, readFileSync, readlinkSync, rmSync } from 'node:fs'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { isRunning } from '../file/lock-file.js'
import { sha256Of } from '../file/sha256.js'

export const SPILL_PREFIX = 'dealstance-spill-'

/** Machine, process id and start time: `0a1b2c3d-1234-56789`. */
const MARK = /^([0-9a-f]{8})-(\d+)-(\d+)-/

/** The part of a spill folder's name that identifies its process. */
export const ownMark = (): string => `${machineMark()}-${process.pid}-${startTimeOf(process.pid)}`

/** Identifies machine and container. A shared disk may hold folders of processes that cannot be seen from here. */
function machineMark(): string {
  return sha256Of(`${hostname()} ${attempt('', () => readlinkSync('/proc/self/ns/pid'))}`).slice(0, 8)
}

/** Start time of a process, in ticks since boot; 0 when the system does not tell. Distinguishes processes that reuse an id. */
function startTimeOf(processId: number): string {
  const stat = attempt('', () => readFileSync(`/proc/${processId}/stat`, 'utf8'))
  // Field 22 of proc(5). Field 2, in brackets, may hold blanks.
  return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? '0'
}

/** Removes the spill folders of ended processes of this machine, where permissions allow it. */
export function removeLeftovers(parent: string): void {
  const machine = machineMark()
  for (const entry of attempt([], () => readdirSync(parent, { withFileTypes: true }))) {
    if (!entry.isDirectory() || !entry.name.startsWith(SPILL_PREFIX)) continue
    const [, owner, id = '', start = ''] = MARK.exec(entry.name.slice(SPILL_PREFIX.length)) ?? []
    if (owner !== machine || isAlive(Number(id), start)) continue
    attempt(undefined, () => rmSync(join(parent, entry.name), { recursive: true, force: true }))
  }
}

function isAlive(processId: number, start: string): boolean {
  if (!isRunning(processId)) return false
  const found = startTimeOf(processId)
  return found === start || found === '0' || start === '0'
}

function attempt<Value>(fallback: Value, act: () => Value): Value {
  try {
    return act()
  } catch {
    return fallback
  }
}
