import { randomUUID } from 'node:crypto'
import { constants, existsSync, readdirSync, rmSync, statSync } from 'node:fs'
import { access, open, rename } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { isGone, ownMark } from './running-process.js'

const MAX_NAME_LENGTH = 60

/**
 * Renames a closed file to its place, after syncing it: a power cut leaves the whole old file or
 * the whole new one.
 */
async function putInPlace(written: string, target: string): Promise<void> {
  const file = await open(written, 'r+')
  await file.sync().finally(() => file.close())
  await rename(written, target)
  // A new name is on disk only after its folder is synced. Systems that cannot sync a folder
  // (Windows) do it themselves.
  const folder = await open(dirname(target), 'r').catch(() => null)
  await folder?.sync().catch(() => {})
  await folder?.close()
}

const stemOf = (path: string): string => `.${basename(path).slice(0, MAX_NAME_LENGTH)}.`

/** Removes temporary files for a path whose process is gone: a kill leaves the posts in them. */
function removeLeftovers(path: string): void {
  const folder = dirname(path)
  const stem = stemOf(path)
  // A folder that cannot be read is named by the writing that follows.
  for (const name of existsSync(folder) ? readdirSync(folder) : []) {
    if (!name.startsWith(stem)) continue
    const [, pid, host = ''] =
      /^(\d+)\.([0-9a-f]{8})\.[0-9a-f]{8}\.tmp$/.exec(name.slice(stem.length)) ?? []
    if (pid === undefined || !isGone({ pid: Number(pid), host, start: null })) continue
    rmSync(join(folder, name), { force: true })
  }
}

/**
 * Checks that files can be made beside a path. Makes none: a stop signal would leave it.
 *
 * @throws the system's error where none can be made
 */
export const probeWhole = (path: string): Promise<void> => access(dirname(path), constants.W_OK)

/** Opens a temporary file that replaces another when it is complete. */
export async function openWhole(path: string) {
  removeLeftovers(path)
  const { pid, host } = ownMark()
  const unique = `${pid}.${host}.${randomUUID().slice(0, 8)}.tmp`
  const written = join(dirname(path), `${stemOf(path)}${unique}`)
  // Before the file exists: a signal may come between its making and the next line.
  const cancelCleanUp = cleanUpOnStop(() => rmSync(written, { force: true }))
  // The new file gets the permissions of the old one.
  const mode = statSync(path, { throwIfNoEntry: false })?.mode
  const file = await open(written, 'wx', mode).catch((error: unknown) => {
    cancelCleanUp()
    throw error
  })
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
 * Runs `cleanUp`, which must be synchronous, when the process exits or receives a stop signal.
 * Gives what cancels it.
 */
export function cleanUpOnStop(cleanUp: () => void): () => void {
  if (cleanUps.size === 0) listen('on')
  cleanUps.add(cleanUp)
  return () => {
    if (cleanUps.delete(cleanUp) && cleanUps.size === 0) listen('off')
  }
}
