import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { open, rename, rm, stat, writeFile } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { parseObject, walkObjects } from './forget-json.js'
import type { EditRecord } from './forget-table.js'
import { readLines } from './read-lines.js'

type Fields = Readonly<Record<string, unknown>>

/** Rewrites a file of JSON lines, whole or not at all. */
export async function rewriteLines(path: string, edit: EditRecord, isApplied: boolean) {
  const written = temporaryOf(path)
  const file = isApplied ? await open(written, 'wx', (await stat(path)).mode & 0o777) : null
  const hash = createHash('sha256')
  let removedCount = 0
  let editedCount = 0
  try {
    for await (const { lines } of readLines(createReadStream(path), { name: path })) {
      const kept: string[] = []
      for (const line of lines) {
        const record = parseObject(line)
        const edited = record === null ? null : editNested(record, edit)
        if (record === null || edited === record) kept.push(`${line}\n`)
        else if (edited === null) removedCount += 1
        else {
          editedCount += 1
          kept.push(`${JSON.stringify(edited)}\n`)
        }
      }
      const text = kept.join('')
      hash.update(text)
      await file?.writeFile(text)
    }
    await file?.sync()
    await file?.close()
    if (removedCount + editedCount > 0 && isApplied) await rename(written, path)
  } finally {
    await file?.close().catch(() => {})
    if (isApplied) await rm(written, { force: true })
  }
  return { removedCount, editedCount, sha256: hash.digest('hex') }
}

/** A post as ingest and classify write it: what stands in it is no post of its own. */
export const isOwn = (record: Fields): boolean => Object.hasOwn(record, 'threadId') && Object.hasOwn(record, 'id')

/** A line may be a post, or a page of an API that holds several. */
function editNested(record: Fields, edit: EditRecord): Fields | null {
  if (isOwn(record)) return edit(record)
  const { value } = walkObjects(record, (inner) => (edit(inner) === null ? null : inner))
  return value === undefined ? null : edit(value as Fields)
}

const temporaryOf = (path: string): string => join(dirname(path), `.${basename(path)}.${process.pid}.tmp`)

/** Puts bytes in the place of a file, whole or not at all. */
export async function replaceFile(path: string, bytes: Uint8Array): Promise<void> {
  const written = temporaryOf(path)
  try {
    await writeFile(written, bytes, { flag: 'wx', mode: (await stat(path)).mode & 0o777 })
    await rename(written, path)
  } finally {
    await rm(written, { force: true })
  }
}
