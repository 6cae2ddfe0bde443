import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import { PipelineError } from '../../../base/errors.js'
import { sum } from '../../../base/statistics/estimate/mean.js'
import { countEach } from '../../../base/statistics/group-by.js'
import { hashWords, postKeyOf, type UnitId } from '../../../base/thread/unit-key.js'
import type { AuditDesign, AuditStratum, NamedUnit } from '../../../count/audit/audit.js'
import { withoutLabelsOf } from '../../../count/audit/audit-event.js'
import { type AuditFile, chainLines } from '../../../count/audit/audit-file.js'
import { stratumOf } from '../../../count/audit/draw/draw-audit.js'
import { keepDrawn } from '../../../count/audit/drawn-record.js'
import { captureNumbers, hashUnits, isSeedChosen, nameUnit, sortPopulation, withDepths } from '../../../count/audit/population.js'
import type { ScoredPost } from '../../../judge/stance/stance-prediction.js'
import { readAudit } from '../audit/audit-log.js'
import { openSource } from '../file/read-source.js'
import { streamLines } from '../file/stream-lines.js'
import { writing } from '../file/system-fault.js'
import { inNameOrder } from '../scored/read-scored-posts.js'
import { resultKindOf } from '../scored/scored-head.js'
import { AUDIT_LOCK, lockFile, OUTPUT_LOCK } from '../write/lock-file.js'
import { writeWhole } from '../write/whole-file.js'
import { Forgotten, type PostRecord, parsePostRecord } from './forgotten.js'
import { leftOutNote, normaliseName } from './pseudonymise-post.js'

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
  readonly path: string
  /** Removed posts, or removed drawn judgements of an audit. */
  readonly removedCount: number
  /** Changed posts of other authors, which named the person or a post. */
  readonly editedCount: number
  readonly notes: readonly string[]
}

/**
 * Removes a person or posts from files of posts, scored posts and audits. Mentions by others and references to removed posts become
 * "forgotten". An audit is bound to its changed posts. Files are rewritten one by one, each whole or not at all; the next run finishes one
 * that was stopped.
 *
 * @param paths posts or scored posts as JSONL, and audits of these
 * @returns the files that change
 * @throws {PipelineError} before any file is changed: `INGEST_EMPTY` for a file without posts, `AUDIT_MISMATCH` for an audit that holds a post
 *   to forget and whose scored posts are not among the files, `AUDIT_LOCKED` and `OUTPUT_LOCKED`; `OUTPUT_UNWRITABLE`
 */
export async function forget(paths: readonly string[], options: ForgetOptions): Promise<readonly ForgottenFile[]> {
  const { authors, postIds, pseudonymOf, isApplied } = options
  const [audits, posts]: [string[], string[]] = [[], []]
  for (const path of inNameOrder(paths)) {
    const source = await openSource(path)
    const kind = resultKindOf(source.head)
    await source.close()
    ;(kind === 'audit' ? audits : posts).push(path)
  }
  const unlocks: (() => Promise<void>)[] = []
  try {
    if (isApplied) {
      for (const path of audits) unlocks.push(await lockFile(path, AUDIT_LOCK))
      for (const path of posts) unlocks.push(await lockFile(path, OUTPUT_LOCK))
    }
    const people = authors.flatMap((name) => [normaliseName(name), ...(pseudonymOf ? [pseudonymOf(name)] : [])])
    const forgotten = new Forgotten(people, postIds)
    const told = await learnFrom(posts, forgotten)
    const changed: (ForgottenFile & { readonly rewrite: () => Promise<void> })[] = []
    for (const path of posts) {
      const edited = await editFile(path, forgotten)
      if (edited.removedCount + edited.editedCount === 0) continue
      changed.push({ path, ...edited, rewrite: () => rewriteFile(path, (write) => editFile(path, forgotten, write)) })
    }
    // Files that tell most about the person come last, so that a second run still knows whom to forget.
    changed.sort((one, other) => (told.get(one.path) ?? 0) - (told.get(other.path) ?? 0))
    for (const path of audits) {
      const edited = await editAudit(path, posts, forgotten)
      // Audits come first: binding them needs the unchanged posts.
      if (edited !== null)
        changed.unshift({ ...edited, path, editedCount: 0, rewrite: () => rewriteFile(path, (write) => write(edited.text)) })
    }
    if (isApplied) for (const { rewrite } of changed) await rewrite()
    const files = changed.map(({ path, removedCount, editedCount, notes }) => ({ path, removedCount, editedCount, notes }))
    return files.sort((one, other) => (one.path < other.path ? -1 : 1))
  } finally {
    for (const unlock of unlocks.reverse()) await unlock()
  }
}

/** Reads all posts, until they reveal no further account or post of the person. @returns the number of these by file */
async function learnFrom(paths: readonly string[], forgotten: Forgotten): Promise<ReadonlyMap<string, number>> {
  const told = new Map<string, number>()
  for (let known = -1; known !== forgotten.knownCount; ) {
    known = forgotten.knownCount
    for (const path of paths) {
      const before = forgotten.knownCount
      let isEmpty = true
      for await (const { lines } of streamLines(createReadStream(path), { name: path })) {
        for (const record of lines.flatMap((line) => parsePostRecord(line) ?? [])) {
          isEmpty = false
          forgotten.learn(record)
        }
      }
      told.set(path, (told.get(path) ?? 0) + forgotten.knownCount - before)
      if (!isEmpty) continue
      const message = `${path}: expected posts as JSONL, got none. Give the JSONL, and write tables and results again from it.`
      throw new PipelineError('INGEST_EMPTY', message, { context: { path } })
    }
  }
  return told
}

/** Passes each post of a file through the edit; all other lines stay. @param take gets the lines, and the scored posts before and after */
async function editFile(
  path: string,
  forgotten: Forgotten,
  take: (text: string, before: ScoredPost[], after: ScoredPost[]) => Promise<void> | void = () => {},
) {
  const leftOut = new Set<string>()
  const edit = forgotten.openEdit(leftOut)
  let [removedCount, editedCount] = [0, 0]
  const scored = (record: PostRecord | null): ScoredPost[] => (record?.['stances'] ? [record as unknown as ScoredPost] : [])
  for await (const { lines } of streamLines(createReadStream(path), { name: path })) {
    const records = lines.map(parsePostRecord)
    const edited = records.map((record) => record && edit(record))
    const kept = lines.flatMap((line, index) => {
      const [was, is] = [records[index], edited[index]].map((record) => record && JSON.stringify(record))
      if (was === is) return [line]
      if (is) editedCount += 1
      else removedCount += 1
      return is ?? []
    })
    await take(kept.map((line) => `${line}\n`).join(''), records.flatMap(scored), edited.flatMap(scored))
  }
  return { removedCount, editedCount, notes: [...leftOut].map((column) => leftOutNote(column, 'the person')) }
}

const rewriteFile = (path: string, produce: (write: (text: string) => Promise<void>) => Promise<unknown>): Promise<void> =>
  writing(path, 'to write it anew', 'Mend that and run the same command again.', async () =>
    writeWhole(path, async (write) => void (await produce(write)), (await stat(path)).mode & 0o777),
  )

/** The text of an audit without the forgotten posts, bound to the others; null where nothing changes. */
async function editAudit(path: string, paths: readonly string[], forgotten: Forgotten) {
  const audit = await readAudit(path)
  const isForgotten = ({ threadId, postId }: UnitId): boolean => forgotten.isPost(threadId, postId)
  const removedCount = audit.design.units.filter(isForgotten).length
  const files: Awaited<ReturnType<typeof readEdited>>[] = []
  for (const each of paths) files.push(await readEdited(each, forgotten))
  for (const parts of [...files.map((file) => [file]), files]) {
    const before = parts.flatMap((part) => part.before)
    if (sortPopulation(before).sha256 !== audit.design.populationSha256) continue
    const after = parts.flatMap((part) => part.after)
    const editEvent = forgotten.openEventEdit()
    const isNamed = audit.events.some((event) => editEvent(event) !== event)
    if (!isNamed && JSON.stringify(after) === JSON.stringify(before)) return null
    const hash = createHash('sha256')
    for (const { text } of parts) hash.update(text)
    const { text, notes } = forgetInAudit(audit, forgotten, { before, after, sha256: hash.digest('hex') })
    return { text, removedCount, notes: ['its lines have a new hash chain; the first line keeps the last hash of the old one', ...notes] }
  }
  const keysOf = (posts: readonly ScoredPost[]): string[] => posts.map((post) => `${postKeyOf(post)} ${hashWords(post.text)}`)
  const [were, stay] = [files.flatMap(({ before }) => keysOf(before)), new Set(files.flatMap(({ after }) => keysOf(after)))]
  const lost = new Set(were.filter((key) => !stay.has(key)))
  const isHit = ({ threadId, postId, textHash }: NamedUnit): boolean => lost.has(`${postKeyOf({ threadId, id: postId })} ${textHash}`)
  if (removedCount === 0 && !audit.design.units.some(isHit)) return null
  const message = `${path}: expected the scored posts that its sample was picked from among the files, got others. Name them too, as JSONL.`
  throw new PipelineError('AUDIT_MISMATCH', message, { context: { path } })
}

/** A file of scored posts, and its edited text. */
async function readEdited(path: string, forgotten: Forgotten) {
  const [before, after, texts]: [ScoredPost[], ScoredPost[], string[]] = [[], [], []]
  await editFile(path, forgotten, (text, was, is) => {
    texts.push(text)
    before.push(...was)
    after.push(...is)
  })
  return { before, after, text: texts.join('') }
}

/**
 * Removes the units of forgotten posts and their labels from an audit, and binds it to the changed scored posts.
 *
 * The rest is still a random sample, drawn from the remaining population. So strata counts and inclusion probabilities are those of the
 * smaller population. Every line gets a new chain hash, because the design is the first line. The design stores the last hash of the old
 * chain under `forgotten`; it identifies the old file.
 */
function forgetInAudit(
  { design, events, chain }: AuditFile,
  forgotten: Forgotten,
  { before, after, sha256 }: { readonly before: readonly ScoredPost[]; readonly after: readonly ScoredPost[]; readonly sha256: string },
): { readonly text: string; readonly notes: readonly string[] } {
  const isForgottenUnit = ({ threadId, postId }: UnitId): boolean => forgotten.isPost(threadId, postId)
  const [wordsBefore, wordsAfter] = [before, after].map((posts) => new Map(posts.map((post) => [postKeyOf(post), hashWords(post.text)])))
  /** The unit with the hash of its edited text; a unit outside the posts stays. */
  const renamed = <Unit extends NamedUnit>(unit: Unit): Unit => {
    const key = postKeyOf({ threadId: unit.threadId, id: unit.postId })
    return unit.textHash === wordsBefore?.get(key) ? { ...unit, textHash: wordsAfter?.get(key) ?? unit.textHash } : unit
  }
  const left = sortPopulation(after)
  const earlier = design.earlier?.map((draw) => {
    const isLeft = (unit: NamedUnit): boolean =>
      !isForgottenUnit(unit) && !isForgottenUnit({ ...unit, postId: unit.editedTo ?? unit.postId })
    const population = draw.population.filter(isLeft).map(renamed)
    return { ...draw, population, sha256: hashUnits(population) }
  })
  const captureOf = captureNumbers(earlier ? { earlier } : {})
  const fresh = left.units.filter((unit) => captureOf(unit) === earlier?.length)
  const drawn = design.drawn && keepDrawn(design.drawn, sortPopulation(before), left)
  const populationCounts = countEach(withDepths(left.units, drawn?.depths).map((unit) => stratumOf(unit, captureOf(unit))))
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
    ...emptied.map(({ id }) => `stratum "${id}" has no unit left in the sample: take a new audit`),
    ...(units.length === 0 ? ['no unit is left in the sample: take a new audit'] : []),
  ]
  const next: AuditDesign = {
    ...design,
    scoredSha256: sha256,
    scoredCount: after.length,
    strata,
    units,
    populationSha256: left.sha256,
    ...(earlier && { earlier, newSha256: hashUnits(fresh.map(nameUnit)) }),
    ...(drawn && { drawn }),
    forgotten: {
      unitCount: sum(design.strata.map(({ populationCount }) => populationCount)) - left.units.length + (design.forgotten?.unitCount ?? 0),
      previousChain: chain,
      isSeedChosen: isSeedChosen(design, sortPopulation(before).units),
    },
  }
  const eventsLeft = withoutLabelsOf(events, isForgottenUnit).map(forgotten.openEventEdit())
  return { text: chainLines([next, ...eventsLeft]).text, notes }
}
