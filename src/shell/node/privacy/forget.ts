import { basename, join, relative } from 'node:path'
import { checkArguments } from '../../../base/arguments/check-arguments.js'
import { FORGET_OPTIONS } from '../../../base/arguments/option-shapes.js'
import { TEXT } from '../../../base/arguments/shapes.js'
import { PipelineError } from '../../../base/errors.js'
import type { ScoredPost } from '../../../judge/stance/stance-prediction.js'
import { readAudit } from '../audit/read-audit.js'
import { hashFiles } from '../file/sha256.js'
import { AUDIT_LOCK, type LockMessage, lockFile } from '../write/lock-file.js'
import { forgetInAudit } from './forget-audit.js'
import {
  createNameSearch,
  detectFileKind,
  editLines,
  type FileKind,
  fileContains,
  findParts,
  listFiles,
  readScored,
  readStamp,
  type ScannedFile,
  scanPosts,
} from './forget-files.js'
import { finishInterruptedRun, isStaged, JOURNAL, openStage, type Stage } from './forget-journal.js'
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
import { type HashReferences, rebuildManifest } from './forget-references.js'
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
  /** Files of an interrupted earlier run that were put in place first. */
  readonly resumedCount: number
}

const LOCK: LockMessage = { code: 'OUTPUT_LOCKED', advice: 'Wait for that one' }
const HOLDS = 'holds the person or a post, and is no file of records: remove them there, make it again, or delete it'
const RECOMPUTE = 'holds counts of before: to be recomputed'

/**
 * Removes a person or posts from the records in a folder: posts, scored posts, share packs, audits and shard manifests. Mentions by others and references to removed posts become "forgotten". Files that refer to a changed file by its hash are
 * updated. Every other file that holds the person is listed. Symbolic links are not followed.
 *
 * All files change or none does: they are locked first and renamed last, and the next run completes an interrupted one.
 *
 * @throws {PipelineError} `INPUT_MISSING` for a missing folder; `AUDIT_LOCKED` and `OUTPUT_LOCKED` when a file is in use;
 *   `OUTPUT_UNWRITABLE`, for example on a full disk. No file has changed then
 */
export async function forget(folder: string, options: ForgetOptions): Promise<ForgetResult> {
  checkArguments('forget', { folder: [folder, TEXT], options: [options, FORGET_OPTIONS] })
  const unlocks: (() => Promise<void>)[] = []
  const stage = openStage(folder, options.isApplied)
  try {
    let kinds = await detectFileKinds(folder)
    let resumedCount = 0
    if (options.isApplied) {
      unlocks.push(await lockFile(join(folder, JOURNAL), LOCK))
      for (const [path, kind] of kinds) {
        if (kind !== 'other' && kind !== 'derived') unlocks.push(await lockFile(path, kind === 'audit' ? AUDIT_LOCK : LOCK))
      }
      resumedCount = await finishInterruptedRun(folder, [...kinds.keys()])
      kinds = await detectFileKinds(folder)
    }
    const found = await findForgottenPosts(kinds, options)
    const files = await stageChanges(kinds, found, stage)
    for (const { path, stamp } of found.scanned) {
      if (options.isApplied && (await readStamp(path)) !== stamp) {
        const message = `${path}: expected it unchanged while its posts are forgotten, got it written anew. Run the command again.`
        throw new PipelineError('OUTPUT_LOCKED', message, { context: { path } })
      }
    }
    await stage.commit()
    const named = files.map((file) => ({ ...file, path: relative(folder, file.path) }))
    return { files: named.sort((one, other) => (one.path < other.path ? -1 : 1)), recordCount: found.posts.count, resumedCount }
  } finally {
    stage.discard()
    for (const unlock of unlocks.reverse()) await unlock()
  }
}

async function detectFileKinds(folder: string): Promise<Map<string, FileKind>> {
  const kinds = new Map<string, FileKind>()
  for (const path of await listFiles(folder)) {
    if (!path.endsWith('.lock') && basename(path) !== JOURNAL) kinds.set(path, await detectFileKind(path))
  }
  return kinds
}

/** Result of the first pass over all records. */
interface Found {
  readonly target: ForgetTarget
  readonly posts: ForgottenPosts
  readonly scanned: readonly ScannedFile[]
  /** Names of the person and ids of the posts, to search for in any file. */
  readonly names: ReadonlySet<string>
}

/** Finds the posts to forget. Files of posts that cannot be read become `other`. */
async function findForgottenPosts(kinds: Map<string, FileKind>, { authors, postIds, pseudonymOf }: ForgetOptions): Promise<Found> {
  const people = new Set(authors.flatMap((name) => [normaliseName(name), ...(pseudonymOf ? [pseudonymOf(name)] : [])]))
  const ids = new Set(postIds)
  const names = new Set([...people, ...postIds.filter((id) => id.length >= MIN_ID_LENGTH)])
  const target: ForgetTarget = { isPerson: (name) => people.has(normaliseName(name)), isPost: (id) => ids.has(id) }
  const posts = new ForgottenPosts()
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
  return { target, posts, scanned, names }
}

const explainBroken = (error: unknown): { readonly reason: string } => {
  if (error instanceof PipelineError && error.code !== 'OUTPUT_UNWRITABLE') return { reason: `cannot be read (${error.code})` }
  throw error
}

/** Stages the new content of each file. */
async function stageChanges(
  kinds: ReadonlyMap<string, FileKind>,
  { target, posts, scanned, names }: Found,
  stage: Stage,
): Promise<ForgottenFile[]> {
  const files: ForgottenFile[] = []
  const note = (path: string, removedCount: number, editedCount: number, notes: readonly string[] = [], isHolding = false): void => {
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
  const changed = new Map<string, number>()
  for (const { path, sha256 } of scanned) {
    const { removedCount, editedCount } = await editLines(path, openEdit(), null)
    if (removedCount + editedCount === 0) continue
    await stage.write({ path, sha256, isAudit: false }, async (write) => void (await editLines(path, openEdit(), write)))
    changed.set(path, removedCount)
    note(path, removedCount, editedCount)
  }
  const write = async (path: string, content: string, isAudit = false): Promise<void> =>
    stage.write({ path, sha256: await hashFiles(path), isAudit }, (give) => give(content))
  for (const path of pathsOf('audit')) {
    const { design } = await readAudit(path)
    const parts = await findParts(scanned, design.scoredSha256, design.scoredCount)
    const unitCount = design.units.filter(({ threadId, postId }) => posts.has(threadId, postId) || target.isPost(postId)).length
    if (parts === null) {
      if (unitCount > 0)
        note(path, 0, 0, [`holds ${unitCount} units of the posts, and its scored posts are not in this folder: put them there`], true)
    } else if (parts.some((part) => changed.has(part))) {
      const forgotten = await forgetInAudit(path, posts, {
        before: (await readScored(parts)) as unknown as ScoredPost[],
        after: (await readScored(parts.map(stage.pathOf))) as unknown as ScoredPost[],
        afterSha256: await hashFiles(...parts.map(stage.pathOf)),
      })
      await write(path, forgotten.content, true)
      note(path, forgotten.unitCount, 0, ['its lines are chained anew; the design keeps the last link of before', ...forgotten.notes])
    }
  }
  const references: HashReferences = { isChanged: (path) => changed.has(path), newPathOf: stage.pathOf }
  for (const path of pathsOf('shards')) {
    const rebuilt = await rebuildManifest(path, references).catch(explainBroken)
    if (typeof rebuilt === 'string') {
      await write(path, rebuilt)
      note(path, 0, 1, ['its shards are counted anew'])
    } else if (rebuilt !== null) note(path, 0, 0, [`${rebuilt.reason}: make it again`], true)
  }
  const search = createNameSearch(names)
  for (const path of [...pathsOf('derived'), ...pathsOf('other')]) {
    const isDerived = kinds.get(path) === 'derived'
    const held = await fileContains(path, search)
    if (isStaged(path)) note(path, 0, 0, ['is left of a run that was cut: run again with --apply'], true)
    else if (typeof held === 'string') note(path, 0, 0, [`${held}: look for the person by hand`], true)
    else if (held) note(path, 0, 0, [isDerived ? 'holds the person or a post: to be recomputed' : HOLDS], true)
    else if (isDerived && posts.count > 0) note(path, 0, 0, [RECOMPUTE])
  }
  return files
}
