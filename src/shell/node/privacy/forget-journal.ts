import { rmSync } from 'node:fs'
import { open, readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import { basename, dirname, join, relative } from 'node:path'
import { cleanUpOnStop } from '../file/clean-up.js'
import { hashFiles } from '../file/sha256.js'
import { writing } from '../file/system-fault.js'
import { syncFolder } from '../write/whole-file.js'
import { addLaterLabels } from './forget-audit.js'

/** Journal file. It exists from the moment that all new contents are on disk until all files are renamed. */
export const JOURNAL = '.dealstance-forget.json'
const STAGED_ENDING = '.forget'

/** A file to replace. */
interface Replacement {
  readonly path: string
  /** Hash of the old content. */
  readonly sha256: string
  readonly isAudit: boolean
}

/** New contents of files, which replace the old ones all together or not at all. */
export interface Stage {
  /** Writes the new content beside the file. @throws {PipelineError} `OUTPUT_UNWRITABLE`, for example on a full disk */
  write(file: Replacement, produce: (write: (text: string) => Promise<void>) => Promise<void>): Promise<void>
  /** Path of the new content of a file, or of the file itself when it has none. */
  pathOf(path: string): string
  /** Replaces all files. @throws {PipelineError} `OUTPUT_UNWRITABLE`: the next run then completes the change */
  commit(): Promise<void>
  /** Removes the new contents unless they were committed. */
  discard(): void
}

/** Whether a file holds the staged content of another. */
export const isStaged = (path: string): boolean => basename(path).startsWith('.') && path.endsWith(STAGED_ENDING)

const stagedPathOf = (path: string): string => join(dirname(path), `.${basename(path)}${STAGED_ENDING}`)

/**
 * @param folder holds all the files
 * @param isApplied false for a dry run, which writes nothing
 */
export function openStage(folder: string, isApplied: boolean): Stage {
  const files: Replacement[] = []
  let isCommitting = false
  const remove = (): void => {
    if (!isCommitting) for (const { path } of files) rmSync(stagedPathOf(path), { force: true })
  }
  const cancelCleanUp = cleanUpOnStop(remove)
  return {
    write: async (file, produce) => {
      if (!isApplied) return
      files.push(file)
      await rewriting(file.path, () => writeThrough(stagedPathOf(file.path), file.path, produce))
    },
    pathOf: (path) => (files.some((file) => file.path === path) ? stagedPathOf(path) : path),
    commit: async () => {
      if (files.length === 0) return
      const journal = join(folder, JOURNAL)
      const entries = files.map((file) => ({ ...file, path: relative(folder, file.path) }))
      await rewriting(journal, async () => {
        const text = JSON.stringify({ schema: 'dealstance/forget@1', files: entries })
        await writeThrough(`${journal}.tmp`, folder, (write) => write(text))
        isCommitting = true
        await rename(`${journal}.tmp`, journal)
        await syncFolder(folder)
      })
      for (const { path } of files) await rewriting(path, () => rename(stagedPathOf(path), path))
      await endJournal(folder, files)
    },
    discard: () => {
      remove()
      cancelCleanUp()
    },
  }
}

/**
 * Finishes an interrupted run: completes its change if the journal exists, and otherwise undoes it. Labels added since to an audit are
 * kept. Any other file that was rewritten since is left unchanged. Gives the number of replaced files.
 */
export async function finishInterruptedRun(folder: string, paths: readonly string[]): Promise<number> {
  const text = await readFile(join(folder, JOURNAL), 'utf8').catch(() => null)
  const waiting = new Set(paths.filter(isStaged))
  let fileCount = 0
  if (text !== null) {
    const { files } = JSON.parse(text) as { readonly files: readonly Replacement[] }
    const replaced = files.map((file) => ({ ...file, path: join(folder, file.path) })).filter(({ path }) => waiting.has(stagedPathOf(path)))
    for (const { path, sha256, isAudit } of replaced) {
      const staged = stagedPathOf(path)
      await rewriting(path, async () => {
        const isChanged = (await hashFiles(path)) !== sha256
        if (isChanged && !isAudit) return
        if (isChanged) {
          const content = await addLaterLabels(path, staged)
          await writeThrough(staged, path, (write) => write(content))
        }
        await rename(staged, path)
        waiting.delete(staged)
        fileCount += 1
      })
    }
  }
  for (const staged of waiting) await rm(staged, { force: true })
  if (text !== null) await endJournal(folder, [])
  return fileCount
}

async function endJournal(folder: string, files: readonly Replacement[]): Promise<void> {
  await rewriting(folder, async () => {
    for (const place of new Set(files.map(({ path }) => dirname(path)))) await syncFolder(place)
    await rm(join(folder, JOURNAL), { force: true })
    await syncFolder(folder)
  })
}

/** Writes a file and flushes it to disk. @param like file whose permissions it gets */
async function writeThrough(path: string, like: string, produce: (write: (text: string) => Promise<void>) => Promise<void>): Promise<void> {
  const { mode } = await stat(like)
  await writeFile(path, '', { mode: mode & 0o666 })
  const file = await open(path, 'w')
  try {
    await produce((text) => file.writeFile(text))
    await file.sync()
  } finally {
    await file.close()
  }
}

const rewriting = <Value>(path: string, act: () => Promise<Value>): Promise<Value> =>
  writing(path, 'to write it anew', 'Mend that and run the same command again.', act)
