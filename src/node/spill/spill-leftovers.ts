import { readdirSync, readFileSync, readlinkSync, rmSync } from 'node:fs'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { isRunning } from '../file/lock-file.js'
import { sha256Of } from '../file/sha256.js'

export const SPILL_PREFIX = 'dealstance-spill-'

/** Machine, process, when it started: `0a1b2c3d-1234-56789`. */
const MARK = /^([0-9a-f]{8})-(\d+)-(\d+)-/

/** What the name of a spill folder says of its process. */
export const ownMark = (): string => `${markOfMachine()}-${process.pid}-${startOf(process.pid)}`

/** Folders may lie on a disk of several machines, whose processes cannot be seen from here; nor can those of another container. */
function markOfMachine(): string {
  return sha256Of(`${hostname()} ${orElse('', () => readlinkSync('/proc/self/ns/pid'))}`).slice(0, 8)
}

/** When a process started, in ticks since the machine did; 0 where the system does not say. Ids of processes come again, with other starts. */
function startOf(processId: number): string {
  const stat = orElse('', () => readFileSync(`/proc/${processId}/stat`, 'utf8'))
  // Field 22 of proc(5); the second one, in brackets, may hold blanks.
  return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? '0'
}

/** Removes the spill folders of processes of this machine that are gone; what cannot be removed stays. */
export function removeOfTheDead(parent: string): void {
  const machine = markOfMachine()
  for (const entry of orElse([], () => readdirSync(parent, { withFileTypes: true }))) {
    if (!entry.isDirectory() || !entry.name.startsWith(SPILL_PREFIX)) continue
    const [, owner, id = '', start = ''] = MARK.exec(entry.name.slice(SPILL_PREFIX.length)) ?? []
    if (owner !== machine || isAlive(Number(id), start)) continue
    orElse(undefined, () => rmSync(join(parent, entry.name), { recursive: true, force: true }))
  }
}

function isAlive(processId: number, start: string): boolean {
  if (!isRunning(processId)) return false
  const found = startOf(processId)
  return found === start || found === '0' || start === '0'
}

function orElse<Value>(standard: Value, act: () => Value): Value {
  try {
    return act()
  } catch {
    return standard
  }
}
