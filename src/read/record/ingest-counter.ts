import { formatCount } from '../../base/text/format-count.js'
import type { Post } from '../../base/thread/post.js'
import type { Ambiguity, IngestSummary, Skip } from './ingest-result.js'

export function formatRemark(remark: string, count: number): string {
  const [one = remark, several = one] = remark.split('|')
  return formatCount(count, one, several)
}

const RETWEET = 'retweet, neither root nor reply|retweets, neither roots nor replies'

export const LONG_ID = /^\d{17,20}$/
/** True for a long id without its last digits, lost to a spreadsheet (15 digits) or to a double. */
export const isRoundedId = (id: string): boolean => isCutId(id) || isDoubleId(id)
const isCutId = (id: string): boolean => LONG_ID.test(id) && /^\d{15}0+$/.test(id)
const isDoubleId = (id: string): boolean => LONG_ID.test(id) && BigInt(Number(id)).toString() === id

const MIN_ROUNDED_COUNT = 2
/** Of genuine ids of X, 27 to 46 % are doubles by chance. Fewest doubles, and share of posts, that chance does not give. */
const MIN_DOUBLE_COUNT = 3
const DOUBLE_SHARE = 0.8
const ROUNDED = 'have lost their last digits, as in a spreadsheet: posts may be tied wrongly. Export the ids as text'

/** Counts posts, threads and skipped records. Constant memory with the default limits. */
export class IngestCounter {
  readonly #limits: { readonly skips: number; readonly notes: number }
  readonly #counts = {
    post: 0,
    root: 0,
    retweet: 0,
    thread: 0,
    header: 0,
    missingParent: 0,
    empty: 0,
    skipped: 0,
    notes: 0,
    roundedId: 0,
    doubleId: 0,
  }
  readonly #skips: Skip[] = []
  readonly #notes: string[] = []
  readonly #remarks = new Map<string, number>()

  /** @param limits most skips and notes in the summary; the others are only counted */
  constructor(limits = { skips: 100, notes: 20 }) {
    this.#limits = limits
  }

  countPost({ id, meta }: Post): void {
    this.#counts.post += 1
    if (isCutId(id)) this.#counts.roundedId += 1
    if (isDoubleId(id)) this.#counts.doubleId += 1
    if (meta.node === 'retweet') {
      this.#counts.retweet += 1
      this.countRemark(RETWEET)
    } else if (meta.role === 'root') this.#counts.root += 1
    if (meta.missingParent !== undefined) this.#counts.missingParent += 1
    if (meta.node === 'empty') this.#counts.empty += 1
  }

  countThreads(threadCount: number, headerCount: number): void {
    this.#counts.thread += threadCount
    this.#counts.header += headerCount
  }

  countSkip(skip: Skip): void {
    this.#counts.skipped += 1
    if (this.#skips.length < this.#limits.skips) this.#skips.push(skip)
  }

  /** Counts a shared remark. @param remark words behind a number, singular and plural: "time is …|times are …" */
  countRemark(remark: string): void {
    this.#remarks.set(remark, (this.#remarks.get(remark) ?? 0) + 1)
  }

  /** Takes a note once. */
  note(note: string): void {
    if (this.#notes.includes(note)) return
    this.#counts.notes += 1
    if (this.#notes.length < this.#limits.notes) this.#notes.push(note)
  }

  summarise(source: string, reason: string, ambiguities: readonly Ambiguity[] = []): IngestSummary {
    const counts = this.#counts
    const areCut = counts.roundedId >= MIN_ROUNDED_COUNT && counts.roundedId * 2 > counts.post
    const areDoubles = counts.doubleId >= MIN_DOUBLE_COUNT && counts.doubleId > DOUBLE_SHARE * counts.post
    const moreNotes = counts.notes - this.#notes.length
    return {
      source,
      reason,
      postCount: counts.post,
      rootCount: counts.root,
      replyCount: counts.post - counts.root - counts.retweet,
      threadCount: counts.thread,
      headerCount: counts.header,
      missingParentCount: counts.missingParent,
      emptyCount: counts.empty,
      skippedCount: counts.skipped,
      skips: this.#skips,
      ambiguities,
      notes: [
        ...[...this.#remarks].map(([remark, count]) => formatRemark(remark, count)),
        ...this.#notes,
        ...(areCut || areDoubles ? [`${Math.max(counts.roundedId, counts.doubleId)} ids ${ROUNDED}`] : []),
        ...(moreNotes > 0 ? [`and ${moreNotes} notes more`] : []),
      ],
    }
  }
}

export function summarise(
  posts: readonly Post[],
  headers: ReadonlyMap<string, readonly string[]>,
  { source, reason, skips, ambiguities, notes }: Pick<IngestSummary, 'source' | 'reason' | 'skips' | 'ambiguities' | 'notes'>,
): IngestSummary {
  const counter = new IngestCounter({ skips: Number.POSITIVE_INFINITY, notes: Number.POSITIVE_INFINITY })
  for (const post of posts) counter.countPost(post)
  const headerCount = [...headers.values()].reduce((count, pieces) => count + pieces.length, 0)
  counter.countThreads(new Set(posts.map(({ threadId }) => threadId)).size, headerCount)
  for (const skip of skips) counter.countSkip(skip)
  for (const note of notes) counter.note(note)
  return counter.summarise(source, reason, ambiguities)
}
