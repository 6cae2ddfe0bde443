import { readdirSync, readFileSync, readlinkSync, rmSync } from 'node:fs'
import { open, rename } from 'node:fs/promises'
import { hostname } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { sha256Of } from '../../../base/text/sha256-text.js'
import { systemCodeOf } from '../file/system-fault.js'

/** `.scored.jsonl.0a1b2c3d-1234-56789-1.tmp` */
const TEMPORARY = /^\..*\.([^.]+)-\d+\.tmp$/s
const MAX_NAME_LENGTH = 60

let count = 0

/**
 * Names a new temporary file or folder beside its target. Removes those that killed processes of this machine left: they may hold texts of
 * posts.
 */
export function temporaryPathOf(target: string): string {
  const folder = dirname(target)
  removeLeftovers(folder, (name) => TEMPORARY.exec(name)?.[1])
  count += 1
  return join(folder, `.${basename(target).slice(0, MAX_NAME_LENGTH)}.${ownMark()}-${count}.tmp`)
}

/** Renames a closed file to its place, after syncing it: a power cut leaves the whole old file or the whole new one. */
export async function putInPlace(written: string, target: string): Promise<void> {
  const file = await open(written, 'r+')
  await file.sync().finally(() => file.close())
  await rename(written, target)
  // A new name is on disk only after its folder is synced. Systems that cannot sync a folder (Windows) do it themselves.
  const folder = await open(dirname(target), 'r').catch(() => null)
  await folder?.sync().catch(() => {})
  await folder?.close()
}

/** Opens a temporary file that replaces another when it is complete. */
export async function openWhole(path: string, mode = 0o666) {
  const written = temporaryPathOf(path)
  const file = await open(written, 'wx', mode)
  const cancelCleanUp = cleanUpOnStop(() => rmSync(written, { force: true }))
  return {
    write: (data: string | Uint8Array): Promise<void> => file.writeFile(data),
    end: async (): Promise<void> => {
      await file.close()
      await putInPlace(written, path)
      cancelCleanUp()
    },
    /** Leaves the other file unchanged. */
    discard: async (): Promise<void> => {
      await file.close().catch(() => {})
      rmSync(written, { force: true })
      cancelCleanUp()
    },
  }
}

/** Replaces a file: it is the whole new one, or stays unchanged. */
export async function writeWhole(
  path: string,
  produce: (write: (text: string) => Promise<void>) => Promise<void>,
  mode?: number,
): Promise<void> {
  const file = await openWhole(path, mode)
  try {
    await produce(file.write)
    await file.end()
  } catch (error) {
    await file.discard()
    throw error
  }
}

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

/** State of a process, and its start time in ticks since boot. `''` and `'0'` when the system does not tell. */
function statOf(processId: number): { readonly state: string; readonly startTime: string } {
  const stat = attempt('', () => readFileSync(`/proc/${processId}/stat`, 'utf8'))
  // Fields 3 and 22 of proc(5). Field 2, in brackets, may hold blanks.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  return { state: fields[0] ?? '', startTime: fields[19] ?? '0' }
}

/** True if a process runs. A zombie, which ended and waits for its parent to notice, does not. */
export function isRunning(processId: number): boolean {
  try {
    process.kill(processId, 0)
  } catch (error) {
    if (systemCodeOf(error) !== 'EPERM') return false
  }
  return !/^[ZX]/.test(statOf(processId).state)
}

/**
 * Removes leftovers of ended processes of this machine in a folder, where permissions allow it.
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

/** Signals that ask a program to stop: Ctrl-C, `kill`, a closed terminal. */
export const STOP_SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

const cleanUps = new Set<() => void>()

function runAll(): void {
  for (const cleanUp of cleanUps) cleanUp()
  cleanUps.clear()
}

function onSignal(signal: NodeJS.Signals): void {
  runAll()
  listen('off')
  // The handlers are removed, so the signal now has its default effect.
  process.kill(process.pid, signal)
}

function listen(method: 'on' | 'off'): void {
  for (const signal of STOP_SIGNALS) process[method](signal, onSignal)
  process[method]('exit', runAll)
}

/**
 * Runs `cleanUp` when the process exits or receives a stop signal.
 *
 * @param cleanUp must be synchronous and must not throw
 * @returns cancels the registration
 */
export function cleanUpOnStop(cleanUp: () => void): () => void {
  if (cleanUps.size === 0) listen('on')
  cleanUps.add(cleanUp)
  return () => {
    if (cleanUps.delete(cleanUp) && cleanUps.size === 0) listen('off')
  }
}
