import type { Post } from '../thread/post.js'
import type { IngestSummary, Skip } from './record/ingest-result.js'

/** Skips kept for the summary; the others are counted. */
const KEPT_SKIP_LIMIT = 100
/** Notes kept; the others are counted. */
const KEPT_NOTE_LIMIT = 20

/** What was counted in a part of a stream. Survives JSON and structured cloning. */
export interface StreamCounts {
  readonly counts: Readonly<Record<'post' | 'root' | 'thread' | 'header' | 'missingParent' | 'skipped' | 'notes', number>>
  readonly skips: readonly Skip[]
  readonly notes: readonly string[]
  readonly remarks: readonly (readonly [remark: string, count: number])[]
}

/** Counts what is read in a stream, in constant memory. */
export class StreamSummary {
  readonly #counts = { post: 0, root: 0, thread: 0, header: 0, missingParent: 0, skipped: 0, notes: 0 }
  readonly #skips: Skip[] = []
  readonly #notes: string[] = []
  readonly #remarks = new Map<string, number>()

  /** Counts a post that was read. */
  countPost({ meta }: Post): void {
    this.#counts.post += 1
    if (meta.role === 'root') this.#counts.root += 1
    if (meta.missingParent !== undefined) this.#counts.missingParent += 1
  }

  /** Counts a thread with so many header pieces. */
  countThread(headerCount: number): void {
    this.#counts.thread += 1
    this.#counts.header += headerCount
  }

  /** Counts a record that was left out; the first ones are listed. */
  countSkip(skip: Skip): void {
    this.#counts.skipped += 1
    if (this.#skips.length < KEPT_SKIP_LIMIT) this.#skips.push(skip)
  }

  /**
   * Counts a remark that many records share.
   *
   * @param remark what a number of records have in common, in words that follow the number
   */
  countRemark(remark: string): void {
    this.#remarks.set(remark, (this.#remarks.get(remark) ?? 0) + 1)
  }

  /** Takes down a remark on one record; the first ones are listed, the others counted. */
  note(note: string): void {
    this.#counts.notes += 1
    if (this.#notes.length < KEPT_NOTE_LIMIT) this.#notes.push(note)
  }

  /** What was counted so far, to be added to other counts. */
  toCounts(): StreamCounts {
    return { counts: { ...this.#counts }, skips: [...this.#skips], notes: [...this.#notes], remarks: [...this.#remarks] }
  }

  /** Adds what was counted in the part of the stream that follows. */
  add({ counts, skips, notes, remarks }: StreamCounts): void {
    for (const name of Object.keys(this.#counts) as (keyof StreamCounts['counts'])[]) this.#counts[name] += counts[name]
    this.#skips.push(...skips.slice(0, Math.max(0, KEPT_SKIP_LIMIT - this.#skips.length)))
    this.#notes.push(...notes.slice(0, Math.max(0, KEPT_NOTE_LIMIT - this.#notes.length)))
    for (const [remark, count] of remarks) this.#remarks.set(remark, (this.#remarks.get(remark) ?? 0) + count)
  }

  /** What was counted so far, as a summary of what was read. */
  summarise(source: string, reason: string): IngestSummary {
    const counts = this.#counts
    const moreNotes = counts.notes - this.#notes.length
    return {
      source,
      reason,
      postCount: counts.post,
      rootCount: counts.root,
      replyCount: counts.post - counts.root,
      threadCount: counts.thread,
      headerCount: counts.header,
      missingParentCount: counts.missingParent,
      skippedCount: counts.skipped,
      skips: this.#skips,
      ambiguities: [],
      notes: [
        ...[...this.#remarks].map(([remark, count]) => `${count} ${remark}`),
        ...this.#notes,
        ...(moreNotes > 0 ? [`and ${moreNotes} notes more`] : []),
      ],
    }
  }
}
