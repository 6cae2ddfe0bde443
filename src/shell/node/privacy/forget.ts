import { createHash } from 'node:crypto'
import { readFile, stat } from 'node:fs/promises'
import { basename, dirname, relative } from 'node:path'
import { PipelineError } from '../../../base/errors.js'
import { sum } from '../../../base/statistics/estimate/mean.js'
import { countEach } from '../../../base/statistics/group-by.js'
import { hashWords, postKeyOf, type UnitId } from '../../../base/thread/unit-key.js'
import type { AuditDesign, AuditStratum, NamedUnit } from '../../../count/audit/audit.js'
import { withoutLabelsOf } from '../../../count/audit/audit-event.js'
import { type AuditFile, chainLines } from '../../../count/audit/audit-file.js'
import { stratumOf } from '../../../count/audit/draw/draw-audit.js'
import { keepDrawn } from '../../../count/audit/drawn-record.js'
import { captureNumbers, hashUnits, isSeedChosen, nameUnit, sortPopulation } from '../../../count/audit/population.js'
import type { ScoredPost } from '../../../judge/stance/stance-prediction.js'
import { readAudit } from '../audit/audit-log.js'
import { writing } from '../file/system-fault.js'
import { AUDIT_LOCK, lockFile, OUTPUT_LOCK } from '../write/lock-file.js'
import { isTemporary, removeTemporaries, writeWhole } from '../write/whole-file.js'
import { detectFileKind, editLines, type FileKind, findHolding, findParts, isScored, listFiles, type ScannedFile } from './find-files.js'
import { Forgotten, forgetIn, LeftDeals, type PostRecord } from './forget-references.js'
import { createNameSearch, leftOutNote, normaliseName } from './pseudonymise-post.js'

/** Options of {@link forget}. */
export interface ForgetOptions {
  /** Names of the person, in any spelling. */
  readonly authors: readonly string[]
  readonly postIds: readonly string[]
  /** Also finds the person under a pseudonym; null to skip this. */
  readonly pseudonymOf: ((name: string) => string) | null
  /** False for a dry run. */
  readonly isApplied: boolean
  /** Takes what will change, and what is left to the user, before any file is changed. */
  readonly onPlanned?: (result: ForgetResult) => Promise<void>
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
}

/**
 * Removes a person or posts from the records in a folder: posts, scored posts and audits. Mentions by others and references to removed
 * posts become "forgotten". An audit is bound to its changed posts. Breakdowns and other results that were counted from a changed file are
 * listed, and so is every other file that holds the person. Symbolic links are not followed.
 *
 * Files are rewritten one by one, each whole or not at all. The next run finishes one that was stopped: audits come first, since they are
 * bound while the posts of before are there, and files that tell most of the person come last.
 *
 * @throws {PipelineError} `INPUT_MISSING` for a missing folder; `AUDIT_LOCKED` and `OUTPUT_LOCKED` when a file is in use, before any is
 *   changed; `OUTPUT_UNWRITABLE`, for example on a full disk
 */
export async function forget(folder: string, options: ForgetOptions): Promise<ForgetResult> {
  const { authors, postIds, pseudonymOf, isApplied, onPlanned } = options
  const unlocks: (() => Promise<void>)[] = []
  try {
    const kinds = await detectFileKinds(folder, isApplied)
    if (isApplied) {
      for (const [path, kind] of kinds) {
        if (kind === 'posts' || kind === 'audit') unlocks.push(await lockFile(path, kind === 'audit' ? AUDIT_LOCK : OUTPUT_LOCK))
      }
    }
    const people = authors.flatMap((name) => [normaliseName(name), ...(pseudonymOf ? [pseudonymOf(name)] : [])])
    const forgotten = new Forgotten(people, postIds)
    const { files, rewrites } = await planChanges(kinds, await scanPosts(kinds, forgotten), forgotten)
    const named = files.map((file) => ({ ...file, path: relative(folder, file.path) }))
    const result = { files: named.sort((one, other) => (one.path < other.path ? -1 : 1)), recordCount: forgotten.postCount }
    await onPlanned?.(result)
    if (isApplied) for (const rewrite of rewrites) await rewrite()
    return result
  } finally {
    for (const unlock of unlocks.reverse()) await unlock()
  }
}

/** @param isApplied also removes temporary files that killed processes left */
async function detectFileKinds(folder: string, isApplied: boolean): Promise<Map<string, FileKind>> {
  const paths = await listFiles(folder)
  if (isApplied) for (const place of new Set(paths.map((path) => dirname(path)))) removeTemporaries(place)
  const kinds = new Map<string, FileKind>()
  for (const path of paths) if (!/\.lock$/.test(path) && !isTemporary(basename(path))) kinds.set(path, await detectFileKind(path))
  return kinds
}

/**
 * Reads all posts, until they tell nothing more of the person. Files of posts that cannot be read become `other`.
 *
 * @returns those that told least first
 */
async function scanPosts(kinds: Map<string, FileKind>, forgotten: Forgotten): Promise<ScannedFile[]> {
  const told = new Map<string, number>()
  let scanned: ScannedFile[] = []
  for (let peopleCount = -1; peopleCount !== forgotten.peopleCount; ) {
    peopleCount = forgotten.peopleCount
    scanned = []
    for (const [path, kind] of kinds) {
      if (kind !== 'posts') continue
      const knownCount = forgotten.knownCount
      const scoredKeys = new Set<string>()
      try {
        const { sha256 } = await editLines(path, (record) => {
          if (isScored(record)) scoredKeys.add(postKeyOf(record))
          forgotten.learn(record)
          return record
        })
        scanned.push({ path, sha256, scoredKeys })
      } catch (error) {
        if (!(error instanceof PipelineError)) throw error
        kinds.set(path, 'other')
      }
      told.set(path, (told.get(path) ?? 0) + forgotten.knownCount - knownCount)
    }
  }
  return scanned.sort((one, other) => (told.get(one.path) ?? 0) - (told.get(other.path) ?? 0))
}

/** Says what changes in which file and how, in the order to do it, and lists the files that the user must handle. */
async function planChanges(
  kinds: ReadonlyMap<string, FileKind>,
  scanned: readonly ScannedFile[],
  forgotten: Forgotten,
): Promise<{ readonly files: readonly ForgottenFile[]; readonly rewrites: readonly (() => Promise<void>)[] }> {
  const files: ForgottenFile[] = []
  const list = (path: string, notes: readonly string[], { removedCount = 0, editedCount = 0, isHolding = false } = {}): void =>
    void files.push({ path, removedCount, editedCount, isHolding, notes })
  const pathsOf = (wanted: FileKind): string[] => [...kinds].filter(([, kind]) => kind === wanted).map(([path]) => path)
  const openEdit = (leftOut = new Set<string>()): ((record: PostRecord) => PostRecord | null) => {
    const deals = new LeftDeals()
    return (record) => {
      if (!forgotten.isPost(record.threadId, record.id)) return forgetIn(deals.giveTo(record), forgotten, leftOut)
      deals.takeFrom(record)
      return null
    }
  }
  const sha256Of = new Map<string, string>()
  const rewrites: (() => Promise<void>)[] = []
  for (const { path, sha256 } of scanned) {
    const leftOut = new Set<string>()
    const counts = await editLines(path, openEdit(leftOut))
    if (counts.removedCount + counts.editedCount === 0) continue
    rewrites.push(() => rewriteFile(path, async (write) => void (await editLines(path, openEdit(), write))))
    sha256Of.set(path, sha256)
    const notes = [...leftOut].map((column) => leftOutNote(column, 'the person'))
    list(path, notes, counts)
  }
  for (const path of pathsOf('audit')) {
    const audit = await readAudit(path)
    const { scoredSha256, scoredCount, units } = audit.design
    const keyOf = ({ threadId, postId }: UnitId): string => postKeyOf({ threadId, id: postId })
    const alike = scanned.find((file) => file.scoredKeys.size === scoredCount && units.every((unit) => file.scoredKeys.has(keyOf(unit))))
    const parts = (await findParts(scanned, scoredSha256, scoredCount)) ?? (alike ? [alike.path] : null)
    const removedCount = units.filter(({ threadId, postId }) => forgotten.isPost(threadId, postId)).length
    if (parts === null) {
      const note = `holds ${removedCount} units of the posts, and its scored posts are not in this folder as JSONL: put them there (of a table: npm run classify -- TABLE --out NAME.jsonl)`
      if (removedCount > 0) list(path, [note], { isHolding: true })
    } else if (parts.some((part) => sha256Of.has(part))) {
      const hash = createHash('sha256')
      const [before, after]: [PostRecord[], PostRecord[]] = [[], []]
      for (const part of parts) {
        const edit = openEdit()
        const take = (record: PostRecord): PostRecord | null => {
          const edited = edit(record)
          if (isScored(record)) before.push(record)
          if (edited !== null && isScored(edited)) after.push(edited)
          return edited
        }
        await editLines(part, take, (text) => void hash.update(text))
      }
      const scored = { before: before as unknown as ScoredPost[], after: after as unknown as ScoredPost[], sha256: hash.digest('hex') }
      if (sortPopulation(scored.before).sha256 !== audit.design.populationSha256) {
        list(path, ['is of other judgements than the posts here: put its scored posts there'], { isHolding: true })
        continue
      }
      const { text, notes } = forgetInAudit(audit, forgotten, scored)
      rewrites.unshift(() => rewriteFile(path, (write) => write(text)))
      list(path, ['its lines are chained anew; the design keeps the last link of before', ...notes], { removedCount })
    }
  }
  for (const path of pathsOf('derived')) {
    const text = await readFile(path, 'utf8')
    // Results of posts that were no file name none.
    if ([...sha256Of.values()].some((sha256) => text.includes(sha256)) || (forgotten.postCount > 0 && !/[\da-f]{64}/.test(text)))
      list(path, ['holds counts of before: to be recomputed'])
  }
  const search = createNameSearch(forgotten.names)
  for (const path of pathsOf('other')) {
    const note = await findHolding(path, search)
    if (note !== null) list(path, [note], { isHolding: true })
  }
  return { files, rewrites }
}

/** Writes a file anew, in one step for its readers. @throws {PipelineError} `OUTPUT_UNWRITABLE` */
const rewriteFile = (path: string, produce: Parameters<typeof writeWhole>[1]): Promise<void> =>
  writing(path, 'to write it anew', 'Mend that and run the same command again.', async () =>
    writeWhole(path, produce, (await stat(path)).mode & 0o777),
  )

/**
 * Removes the units of forgotten posts and their labels from an audit, and binds it to the changed scored posts.
 *
 * The rest is still a random sample. Given the removed units, the remaining sample is a draw from the remaining population, so strata
 * counts and inclusion probabilities are those of the smaller population. Every line gets a new chain hash, because the design is the
 * first line. The design stores the last hash of the old chain under `forgotten`, which identifies the old file to those who hold it.
 */
function forgetInAudit(
  { design, events, chain }: AuditFile,
  forgotten: Forgotten,
  { before, after, sha256 }: { readonly before: readonly ScoredPost[]; readonly after: readonly ScoredPost[]; readonly sha256: string },
): { readonly text: string; readonly notes: readonly string[] } {
  const isForgottenUnit = ({ threadId, postId }: UnitId): boolean => forgotten.isPost(threadId, postId)
  const [wordsBefore, wordsAfter] = [before, after].map((posts) => new Map(posts.map((post) => [postKeyOf(post), hashWords(post.text)])))
  /** The unit with the hash of its text as it is now; one that is not in the posts stays. */
  const renamed = <Unit extends NamedUnit>(unit: Unit): Unit => {
    const key = postKeyOf({ threadId: unit.threadId, id: unit.postId })
    return unit.textHash === wordsBefore?.get(key) ? { ...unit, textHash: wordsAfter?.get(key) ?? unit.textHash } : unit
  }
  const left = sortPopulation(after)
  const earlier = design.earlier?.map((draw) => {
    const population = draw.population.filter((unit) => !isForgottenUnit(unit)).map(renamed)
    return { ...draw, population, sha256: hashUnits(population) }
  })
  const captureOf = captureNumbers(earlier ? { earlier } : {})
  const fresh = left.units.filter((unit) => captureOf(unit) === earlier?.length)
  const populationCounts = countEach(left.units.map((unit) => stratumOf(unit.dealId, captureOf(unit))))
  const kept = design.units.filter((unit) => !isForgottenUnit(unit))
  const sampleCounts = countEach(kept.map(({ stratum }) => stratum))
  const strata = design.strata.flatMap((stratum): AuditStratum[] => {
    const populationCount = populationCounts.get(stratum.id) ?? 0
    return populationCount === 0 ? [] : [{ ...stratum, populationCount, sampleCount: sampleCounts.get(stratum.id) ?? 0 }]
  })
  const chanceOf = new Map(strata.map(({ id, populationCount, sampleCount }) => [id, sampleCount / populationCount]))
  const units = kept.map((unit) => renamed({ ...unit, probability: chanceOf.get(unit.stratum) ?? unit.probability }))
  const emptied = design.strata.filter(({ id, sampleCount }) => sampleCount > 0 && chanceOf.get(id) === 0)
  const notes = [
    ...emptied.map(({ id }) => `stratum "${id}" has no unit left in the sample: draw a new audit`),
    ...(units.length === 0 ? ['no unit is left in the sample: draw a new audit'] : []),
  ]
  const next: AuditDesign = {
    ...design,
    scoredSha256: sha256,
    scoredCount: after.length,
    strata,
    units,
    populationSha256: left.sha256,
    ...(earlier && { earlier, newSha256: hashUnits(fresh.map(nameUnit)) }),
    ...(design.drawn && { drawn: keepDrawn(design.drawn, sortPopulation(before), left) }),
    forgotten: {
      unitCount: sum(design.strata.map(({ populationCount }) => populationCount)) - left.units.length + (design.forgotten?.unitCount ?? 0),
      previousChain: chain,
      isSeedChosen: isSeedChosen(design),
    },
  }
  return { text: chainLines([next, ...withoutLabelsOf(events, isForgottenUnit)]).text, notes }
}
