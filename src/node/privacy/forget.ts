import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { open, readdir, readFile, stat } from 'node:fs/promises'
import { extname, join, relative } from 'node:path'
import { PipelineError } from '../../errors.js'
import type { ScoredPost } from '../../stance/stance-prediction.js'
import { readAudit } from '../audit/read-audit.js'
import { AUDIT_LOCK, lockFile } from '../file/lock-file.js'
import { parseAny, parseObject, walkObjects } from '../forget-json.js'
import { type EditedTable, type EditRecord, editCsv, editParquet } from '../forget-table.js'
import { readLines } from '../read-lines.js'
import { isOwn, replaceFile, rewriteLines } from '../rewrite-file.js'
import { readAuditPosts } from '../scored/read-audit-posts.js'
import { forgetInAudit, type ScoredChange } from './forget-audit.js'
import {
  accountIdsOf,
  createForgottenPosts,
  type ForgetTarget,
  type ForgottenPosts,
  forgetIn,
  idsOf,
  isForgotten,
} from './forget-record.js'

/** Who or what is to be forgotten. */
export interface ForgetOptions {
  /** Names, however written. */
  readonly authors: readonly string[]
  readonly postIds: readonly string[]
  /** Finds the person under a pseudonym too. */
  readonly pseudonymOf: ((name: string) => string) | null
  /** False: says what would be done, and changes nothing. */
  readonly isApplied: boolean
}

/** What was, or would be, done to one file. */
export interface ForgottenFile {
  /** Relative to the folder. */
  readonly path: string
  readonly removedCount: number
  /** Records of others that named the person or a post. */
  readonly editedCount: number
  /** What is left to the user; empty where nothing is. */
  readonly notes: readonly string[]
}

/** What was forgotten, file by file. */
export interface ForgetResult {
  readonly files: readonly ForgottenFile[]
  /** Posts that go, each counted once however many files hold it. */
  readonly recordCount: number
}

type Fields = Readonly<Record<string, unknown>>

const SKIPPED_FOLDERS = new Set(['node_modules', '.git'])
/** Files that are only searched for the name, up to this size. */
const SEARCH_BYTE_LIMIT = 256 * 1024 * 1024
const RECOMPUTE = 'holds counts of before: to be recomputed'

/**
 * Removes a person, or posts, from every file of a folder: their posts go; mentions of the person by others, and references to the posts,
 * become "forgotten". JSON Lines (posts, scored posts, dumps, share packs), CSV, TSV, Parquet, JSON and audit files are rewritten, each
 * whole or not at all; other files that name the person are listed. Links are not followed.
 *
 * @throws {PipelineError} `INPUT_MISSING` for no folder; what reading and writing its files throws
 */
export async function forget(folder: string, options: ForgetOptions): Promise<ForgetResult> {
  const paths = await listFiles(folder)
  const named = targetOf(options)
  const posts = createForgottenPosts()
  const audits: string[] = []
  const accountIds = new Set<string>()
  for (const path of paths) {
    if (await isAudit(path)) audits.push(path)
    else if (options.authors.length > 0) {
      await eachRecord(path, (record) => {
        for (const id of accountIdsOf(record, named)) accountIds.add(id)
        return record
      })
    }
  }
  const target: ForgetTarget = { ...named, isPerson: (name) => named.isPerson(name) || accountIds.has(name) }
  for (const path of paths) if (!audits.includes(path)) await eachRecord(path, (record) => note(record, target, posts))
  const wanted = new Map<string, string>()
  for (const path of audits) wanted.set((await readAudit(path)).design.scoredSha256, path)
  const edit: EditRecord = (record) => {
    const { ids, threadId } = idsOf(record)
    if (isForgotten(record, target) || ids.some((id) => posts.has(threadId, id))) return null
    return forgetIn(record, target, posts)
  }
  const files: ForgottenFile[] = []
  const changes = new Map<string, ScoredChange>()
  const report = (path: string, removedCount: number, editedCount: number, notes: readonly string[]): void => {
    if (removedCount + editedCount + notes.length > 0) files.push({ path: relative(folder, path), removedCount, editedCount, notes })
  }
  for (const path of paths) {
    if (audits.includes(path)) continue
    const kind = extname(path).toLowerCase()
    if (kind === '.jsonl' || kind === '.ndjson') {
      const before = wanted.size > 0 ? await readIfWanted(path, wanted) : null
      const { removedCount, editedCount, sha256 } = await rewriteLines(path, edit, options.isApplied)
      if (before && removedCount + editedCount > 0) {
        changes.set(before.sha256, { before: before.posts, afterSha256: sha256, afterCount: before.posts.length - removedCount })
      }
      report(path, removedCount, editedCount, [])
    } else if (kind === '.csv' || kind === '.tsv' || kind === '.parquet') {
      const bytes = await readFile(path)
      const table: EditedTable | null = kind === '.parquet' ? await editParquet(bytes, edit) : editCsv(bytes.toString('utf8'), edit)
      if (table === null)
        report(path, 0, 0, namesPerson(bytes, options) ? ['has nested columns and names the person: rewrite it by hand'] : [])
      else {
        const isChanged = table.removedCount + table.editedCount > 0
        if (isChanged && options.isApplied) await replaceFile(path, table.bytes)
        report(path, table.removedCount, table.editedCount, [])
      }
    } else if (kind === '.json') await forgetInDocument(path, { edit, posts, options, report, target })
    else {
      const bytes = (await stat(path)).size <= SEARCH_BYTE_LIMIT ? await readFile(path) : null
      if (bytes === null) report(path, 0, 0, ['is too large to be searched: look for the name by hand'])
      else if (namesPerson(bytes, options))
        report(path, 0, 0, ['names the person or post and is no file of records: make it again, or edit it by hand'])
      else if (kind === '.gz' || kind === '.zst')
        report(path, 0, 0, ['is compressed and was not searched: decompress it, forget, compress it'])
    }
  }
  for (const path of audits) {
    const unlock = options.isApplied ? await lockFile(path, AUDIT_LOCK) : async () => {}
    try {
      const { scoredSha256 } = (await readAudit(path)).design
      const forgotten = await forgetInAudit(path, posts, changes.get(scoredSha256) ?? null)
      if (forgotten === null) continue
      if (options.isApplied) await replaceFile(path, Buffer.from(forgotten.content))
      report(path, forgotten.unitCount, 0, ['its lines are chained anew; the design keeps the last link of before', ...forgotten.notes])
    } finally {
      await unlock()
    }
  }
  return { files, recordCount: posts.count }
}

function targetOf({ authors, postIds, pseudonymOf }: ForgetOptions): ForgetTarget {
  const plain = (name: string): string =>
    name
      .replace(/^(?:@|\uff20|\/?u\/)/, '')
      .normalize('NFC')
      .toLowerCase()
  const names = new Set(authors.flatMap((name) => [plain(name), ...(pseudonymOf ? [pseudonymOf(name)] : [])]))
  const ids = new Set(postIds)
  return { isPerson: (name) => names.has(plain(name)), isPost: (id) => ids.has(id) }
}

async function listFiles(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch((cause: unknown) => {
    throw new PipelineError('INPUT_MISSING', `${folder}: expected a folder, got none that can be read. Check the path.`, {
      cause,
      context: { path: folder },
    })
  })
  const files: string[] = []
  for (const entry of entries.sort((one, other) => (one.name < other.name ? -1 : 1))) {
    const path = join(folder, entry.name)
    if (entry.isDirectory() && !SKIPPED_FOLDERS.has(entry.name)) files.push(...(await listFiles(path)))
    else if (entry.isFile()) files.push(path)
  }
  return files
}

async function isAudit(path: string): Promise<boolean> {
  if (extname(path).toLowerCase() !== '.jsonl') return false
  const file = await open(path, 'r')
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(64), 0, 64, 0)
    return buffer.subarray(0, bytesRead).toString('utf8').includes('"schema":"dealstance/audit@')
  } finally {
    await file.close()
  }
}

function note(record: Fields, target: ForgetTarget, posts: ForgottenPosts): Fields | null {
  if (!isForgotten(record, target)) return record
  const { ids, threadId } = idsOf(record)
  for (const id of ids) posts.add(threadId, id)
  return null
}

async function eachRecord(path: string, take: EditRecord): Promise<void> {
  const kind = extname(path).toLowerCase()
  if (kind === '.jsonl' || kind === '.ndjson') {
    for await (const { lines } of readLines(createReadStream(path), { name: path })) {
      for (const line of lines) {
        const record = parseObject(line)
        if (record === null) continue
        if (isOwn(record)) take(record)
        else walkObjects(record, take)
      }
    }
  } else if (kind === '.csv' || kind === '.tsv') editCsv(await readFile(path, 'utf8'), take)
  else if (kind === '.parquet') await editParquet(await readFile(path), take)
  else if (kind === '.json') walkObjects(parseAny(await readFile(path, 'utf8')), take)
}

interface DocumentContext {
  readonly edit: EditRecord
  readonly posts: ForgottenPosts
  readonly target: ForgetTarget
  readonly options: ForgetOptions
  report(path: string, removedCount: number, editedCount: number, notes: readonly string[]): void
}

async function forgetInDocument(path: string, { edit, posts, target, options, report }: DocumentContext): Promise<void> {
  const text = await readFile(path, 'utf8')
  const document = parseAny(text)
  if (document === undefined)
    return report(path, 0, 0, namesPerson(Buffer.from(text), options) ? ['is no JSON and names the person: edit it by hand'] : [])
  const schema = typeof document === 'object' && document !== null && 'schema' in document ? String(document.schema) : ''
  const notes = /breakdown|claim|disclosure/.test(schema) && posts.count > 0 ? [RECOMPUTE] : []
  const { value, removedCount } = walkObjects(withoutSpeaker(document, target), (record) => (edit(record) === null ? null : record))
  const edited = forgetIn(value, target, posts)
  const isChanged = edited !== document
  if (isChanged && options.isApplied)
    await replaceFile(path, Buffer.from(`${JSON.stringify(edited, null, text.includes('\n  ') ? 2 : undefined)}\n`))
  report(path, removedCount, isChanged && removedCount === 0 ? 1 : 0, notes)
}

/** Tables of speakers have a person's name as key. */
function withoutSpeaker(document: unknown, target: ForgetTarget): unknown {
  if (typeof document !== 'object' || document === null || Array.isArray(document)) return document
  const entries = Object.entries(document)
  const kept = entries.filter(([key, value]) => !(target.isPerson(key) && typeof value === 'object'))
  return kept.length === entries.length ? document : Object.fromEntries(kept)
}

async function readIfWanted(
  path: string,
  wanted: ReadonlyMap<string, string>,
): Promise<{ readonly posts: readonly ScoredPost[]; readonly sha256: string } | null> {
  const hash = createHash('sha256')
  for await (const chunk of createReadStream(path)) hash.update(chunk as Uint8Array)
  const sha256 = hash.digest('hex')
  return wanted.has(sha256) ? { posts: (await readAuditPosts([path])).posts, sha256 } : null
}

function namesPerson(bytes: Buffer, { authors, postIds, pseudonymOf }: ForgetOptions): boolean {
  const text = bytes.toString('utf8').toLowerCase()
  const names = authors.flatMap((name) => [name.replace(/^@/, ''), ...(pseudonymOf ? [pseudonymOf(name)] : [])])
  return [...names, ...postIds.filter((id) => id.length > 4)].some((name) => text.includes(name.toLowerCase()))
}
