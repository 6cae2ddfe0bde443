import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { readFile, rm, stat } from 'node:fs/promises'
import { basename, dirname, join, relative } from 'node:path'
import { PipelineError } from '../../../base/errors.js'
import type { ScoredPost } from '../../../judge/stance/stance-prediction.js'
import { readAudit } from '../audit/read-audit.js'
import { writing } from '../file/system-fault.js'
import { AUDIT_LOCK, type LockMessage, lockFile } from '../write/lock-file.js'
import { isTemporary, removeTemporaries, writeWhole } from '../write/whole-file.js'
import { forgetInAudit } from './forget-audit.js'
import {
  createNameSearch,
  detectFileKind,
  editLines,
  type FileKind,
  fileContains,
  findParts,
  listFiles,
  type NameSearch,
  readScored,
  readStamp,
  type ScannedFile,
  scanPosts,
} from './forget-files.js'
import {
  accountIdsOf,
  type ForgetTarget,
  ForgottenPosts,
  forgetIn,
  isForgotten,
  LeftDeals,
  MIN_ID_LENGTH,
  type PostRecord,
} from './forget-record.js'
import { normaliseName } from './pseudonymise-post.js'

/** Options of {@link forget}. */
export interface ForgetOptions {
  /** Names of the person, in any spelling. */
  readonly authors: readonly string[]
  readonly postIds: readonly string[]
  /** Also finds the person under a pseudonym; null to skip this. */
  readonly pseudonymOf: ((name: string) => string) | null
  /** False for a dry run. */
  readonly isApplied: boolean
}

/** The changes of one file. */
export interface ForgottenFile {
  /** Path relative to the folder. */
  readonly path: string
  readonly removedCount: number
  /** Changed records of other authors, which named the person or a post. */
  readonly editedCount: number
  /** Whether the file still holds, or may hold, the person or a post. The user must handle it. */
  readonly isHolding: boolean
  readonly notes: readonly string[]
}

/** Result of {@link forget}. */
export interface ForgetResult {
  readonly files: readonly ForgottenFile[]
  /** Number of removed posts. A post in several files counts once. */
  readonly recordCount: number
  /** Whether an earlier run was stopped. Whom that one was to forget is forgotten by this one. */
  readonly isResumed: boolean
}

const LOCK: LockMessage = { code: 'OUTPUT_LOCKED', advice: 'Wait for that one' }
const HOLDS = 'holds the person or a post, and is no file of records: remove them there, make it again, or delete it'
const RECOMPUTE = 'holds counts of before: to be recomputed'

/** Says whom to forget, while files are rewritten: what one file teaches of the person is needed for the others. */
const NOTE = '.dealstance-forget.json'

/** What was found out about whom to forget. */
interface Note {
  /** Names and account ids, normalised. */
  readonly people: readonly string[]
  /** Names as they are spelled, and ids of posts, to be searched for in any file. */
  readonly names: readonly string[]
  readonly posts: readonly (readonly [threadId: string, id: string])[]
  /** Hashes that files of posts had before they were rewritten. */
  readonly sha256s: readonly string[]
}

/**
 * Removes a person or posts from the records in a folder: posts, scored posts and audits. Mentions by others and references to removed
 * posts become "forgotten". An audit is bound to its changed posts. Breakdowns and other results that were counted from a changed file are
 * listed, and so is every other file that holds the person. Symbolic links are not followed.
 *
 * Files are rewritten one by one, each whole or not at all, audits first. The next run finishes one that was stopped.
 *
 * @throws {PipelineError} `INPUT_MISSING` for a missing folder; `AUDIT_LOCKED` and `OUTPUT_LOCKED` when a file is in use, before any is
 *   changed; `OUTPUT_UNWRITABLE`, for example on a full disk
 */
export async function forget(folder: string, options: ForgetOptions): Promise<ForgetResult> {
  const unlocks: (() => Promise<void>)[] = []
  const notePath = join(folder, NOTE)
  try {
    const kinds = await detectFileKinds(folder, options.isApplied)
    if (options.isApplied) {
      unlocks.push(await lockFile(notePath, LOCK))
      for (const [path, kind] of kinds) {
        // A stopped run may have left a file without posts, and its lock.
        if (kind === 'posts' || kind === 'audit' || existsSync(`${path}.lock`))
          unlocks.push(await lockFile(path, kind === 'audit' ? AUDIT_LOCK : LOCK))
      }
    }
    const note = await readNote(notePath)
    const found = await findForgottenPosts(kinds, options, note)
    const { files, rewrites, sha256s } = await planChanges(kinds, found, note?.sha256s ?? [])
    if (options.isApplied && rewrites.length > 0) {
      const names: Note = { people: [...found.people], names: [...found.names], posts: found.posts.list(), sha256s }
      await writing(notePath, 'to write there', 'Check the folder and its permissions.', () =>
        writeWhole(notePath, (write) => write(JSON.stringify(names)), { mode: 0o600 }),
      )
      for (const rewrite of rewrites) await rewrite()
    }
    if (options.isApplied) await rm(notePath, { force: true })
    const named = files.map((file) => ({ ...file, path: relative(folder, file.path) }))
    return {
      files: named.sort((one, other) => (one.path < other.path ? -1 : 1)),
      recordCount: found.posts.count,
      isResumed: note !== null,
    }
  } finally {
    for (const unlock of unlocks.reverse()) await unlock()
  }
}

/** @param isApplied also removes temporary files that killed processes left */
async function detectFileKinds(folder: string, isApplied: boolean): Promise<Map<string, FileKind>> {
  const paths = await listFiles(folder)
  if (isApplied) for (const place of new Set(paths.map((path) => dirname(path)))) removeTemporaries(place)
  const kinds = new Map<string, FileKind>()
  for (const path of paths) {
    const name = basename(path)
    if (!name.endsWith('.lock') && name !== NOTE && !isTemporary(name)) kinds.set(path, await detectFileKind(path))
  }
  return kinds
}

const readNote = async (path: string): Promise<Note | null> => {
  const text = await readFile(path, 'utf8').catch(() => null)
  return text === null ? null : (JSON.parse(text) as Note)
}

/** Result of the first pass over all records. */
interface Found {
  readonly target: ForgetTarget
  readonly posts: ForgottenPosts
  readonly scanned: readonly ScannedFile[]
  readonly people: ReadonlySet<string>
  /** Names of the person and ids of the posts, to search for in any file. */
  readonly names: ReadonlySet<string>
}

/** Finds the posts to forget. Files of posts that cannot be read become `other`. @param note of a run that was stopped */
async function findForgottenPosts(
  kinds: Map<string, FileKind>,
  { authors, postIds, pseudonymOf }: ForgetOptions,
  note: Note | null,
): Promise<Found> {
  const people = new Set([
    ...authors.flatMap((name) => [normaliseName(name), ...(pseudonymOf ? [pseudonymOf(name)] : [])]),
    ...(note?.people ?? []),
  ])
  const ids = new Set(postIds)
  const names = new Set([...people, ...postIds.filter((id) => id.length >= MIN_ID_LENGTH), ...(note?.names ?? [])])
  const target: ForgetTarget = { isPerson: (name) => people.has(normaliseName(name)), isPost: (id) => ids.has(id) }
  const posts = new ForgottenPosts()
  for (const [threadId, id] of note?.posts ?? []) posts.add(threadId, id)
  let scanned: ScannedFile[] = []
  // Each round may find further account ids of the person.
  for (let peopleCount = -1; peopleCount !== people.size; ) {
    peopleCount = people.size
    scanned = []
    for (const [path, kind] of kinds) {
      if (kind !== 'posts') continue
      const file = await scanPosts(path, (record) => {
        if (!isForgotten(record, target)) return
        posts.add(record.threadId, record.id)
        const { author } = record
        if (typeof author !== 'string' || !target.isPerson(author)) return
        names.add(author)
        for (const id of accountIdsOf(record)) people.add(normaliseName(id))
      })
      if (file === null) kinds.set(path, 'other')
      else scanned.push(file)
    }
  }
  for (const person of people) names.add(person)
  // The id of a root is the thread id too, which remains in the posts of others.
  for (const [threadId, id] of posts.list()) if (id.length >= MIN_ID_LENGTH && id !== threadId) names.add(id)
  return { target, posts, scanned, people, names }
}

interface Changes {
  readonly files: readonly ForgottenFile[]
  /** In this order: an audit can only be bound while the posts of before are there. */
  readonly rewrites: readonly (() => Promise<void>)[]
  /** Hashes of before of the files of posts that change, and of those that a stopped run has changed. */
  readonly sha256s: readonly string[]
}

/** Says what changes in which file, and lists the files that the user must handle. */
async function planChanges(
  kinds: ReadonlyMap<string, FileKind>,
  { target, posts, scanned, names }: Found,
  rewrittenSha256s: readonly string[],
): Promise<Changes> {
  const files: ForgottenFile[] = []
  const list = (path: string, notes: readonly string[], { removedCount = 0, editedCount = 0, isHolding = false } = {}): void => {
    files.push({ path, removedCount, editedCount, isHolding, notes })
  }
  const pathsOf = (wanted: FileKind): string[] => [...kinds].filter(([, kind]) => kind === wanted).map(([path]) => path)
  const openEdit = (): ((record: PostRecord) => PostRecord | null) => {
    const deals = new LeftDeals()
    return (record) => {
      if (!posts.has(record.threadId, record.id) && !isForgotten(record, target)) return forgetIn(deals.giveTo(record), target, posts)
      deals.takeFrom(record)
      return null
    }
  }
  const changed = new Set<string>()
  const rewrites: (() => Promise<void>)[] = []
  const sha256s = [...rewrittenSha256s]
  for (const { path, sha256, stamp } of scanned) {
    const { removedCount, editedCount } = await editLines(path, openEdit(), null)
    if (removedCount + editedCount === 0) continue
    rewrites.push(() => rewriteFile(path, stamp, async (write) => void (await editLines(path, openEdit(), write))))
    changed.add(path)
    sha256s.push(sha256)
    list(path, [], { removedCount, editedCount })
  }
  for (const path of pathsOf('audit')) {
    const { design } = await readAudit(path)
    const parts = await findParts(scanned, design.scoredSha256, design.scoredCount)
    const unitCount = design.units.filter(({ threadId, postId }) => posts.has(threadId, postId) || target.isPost(postId)).length
    if (parts === null) {
      if (unitCount === 0) continue
      list(path, [`holds ${unitCount} units of the posts, and its scored posts are not in this folder: put them there`], {
        isHolding: true,
      })
    } else if (parts.some((part) => changed.has(part))) {
      const hash = createHash('sha256')
      for (const part of parts) await editLines(part, openEdit(), (text) => void hash.update(text))
      const forgotten = await forgetInAudit(path, posts, {
        before: (await readScored(parts)) as unknown as ScoredPost[],
        after: (await readScored(parts, openEdit)) as unknown as ScoredPost[],
        afterSha256: hash.digest('hex'),
      })
      const stamp = await readStamp(path)
      rewrites.unshift(() => rewriteFile(path, stamp, (write) => write(forgotten.content)))
      list(path, ['its lines are chained anew; the design keeps the last link of before', ...forgotten.notes], {
        removedCount: forgotten.unitCount,
      })
    }
  }
  const isCountedFrom: NameSearch = (text) => sha256s.some((sha256) => text.includes(sha256))
  const namesFile: NameSearch = (text) => /[\da-f]{64}/.test(text)
  for (const path of pathsOf('derived')) {
    // Results of posts that were no file name none.
    const isOfBefore = (await fileContains(path, isCountedFrom)) === true
    if (isOfBefore || (posts.count > 0 && (await fileContains(path, namesFile)) === false)) list(path, [RECOMPUTE])
  }
  const search = createNameSearch(names)
  for (const path of pathsOf('other')) {
    const held = await fileContains(path, search)
    if (typeof held === 'string') list(path, [`${held}: look for the person by hand`], { isHolding: true })
    else if (held) list(path, [HOLDS], { isHolding: true })
  }
  return { files, rewrites, sha256s }
}

/**
 * Writes a file anew, in one step for its readers.
 *
 * @param stamp of the content that `produce` changes
 * @throws {PipelineError} `OUTPUT_UNWRITABLE`; `OUTPUT_LOCKED` when the file was written since
 */
async function rewriteFile(path: string, stamp: string, produce: Parameters<typeof writeWhole>[1]): Promise<void> {
  await writing(path, 'to write it anew', 'Mend that and run the same command again.', async () => {
    const { mode } = await stat(path)
    const check = async (): Promise<void> => {
      if ((await readStamp(path)) === stamp) return
      const message = `${path}: expected it unchanged while its posts are forgotten, got it written anew. Run the command again.`
      throw new PipelineError('OUTPUT_LOCKED', message, { context: { path } })
    }
    await writeWhole(path, produce, { mode: mode & 0o777, check })
  })
}
