import { formatCount, nameSome } from '../../base/text/format-count.js'
import type { Post } from '../../base/thread/post.js'
import { RoundedIds } from './detect-rounded-ids.js'
import type { Columns } from './field-names.js'
import type { Ambiguity, IngestSummary, Skip } from './ingest-result.js'
import type { JsonObject } from './json-fields.js'
import { NamedColumns } from './named-columns.js'
import { UnreadFields } from './unread-fields.js'

export function formatRemark(remark: string, count: number): string {
  const [one = remark, several = one] = remark.split('|')
  return formatCount(count, one, several)
}

const RETWEET = 'retweet, neither root nor reply|retweets, neither roots nor replies'
const REPEATED =
  'record repeats the id, author, time and words of another; merged into it|records repeat the id, author, time and words of another; merged into it'
const ROUNDED =
  'lost their last digits, as in a spreadsheet: posts may be tied wrongly. Export the ids as text'
/** Texts that look missing, named in the summary. */
const NAMED_LIMIT = 5

/** Weight of a note: a caution is shown at once, other notes on demand. */
type Weight = 'note' | 'caution'

/** Counts posts, threads and skipped records. Constant memory with the default limit. */
export class IngestCounter {
  readonly #skipLimit: number
  readonly #counts = {
    postCount: 0,
    rootCount: 0,
    threadCount: 0,
    headerCount: 0,
    missingParentCount: 0,
    guessedParentCount: 0,
    emptyCount: 0,
    skippedCount: 0,
    repeatCount: 0,
  }
  #retweetCount = 0
  #authoredCount = 0
  readonly #skips: Skip[] = []
  /** Notes in order, with the number of their records; 0 for one on the whole input. */
  readonly #notes = new Map<string, { weight: Weight; count: number }>()
  readonly #missing = new Map<string, number>()
  readonly #ids = new RoundedIds()
  readonly #parentIds = new RoundedIds()
  readonly #named = new NamedColumns()
  readonly #unread = new UnreadFields()

  /** @param skipLimit most skips in the summary; the others are only counted */
  constructor(skipLimit = 100) {
    this.#skipLimit = skipLimit
  }

  countPost({ id, author, meta: { node, role, missingParent, isParentInferred } }: Post): void {
    const counts = this.#counts
    counts.postCount += 1
    if (author !== null) this.#authoredCount += 1
    this.#ids.add(id)
    if (node === 'retweet') {
      this.#retweetCount += 1
      this.countRemark(RETWEET)
    } else if (role === 'root') counts.rootCount += 1
    if (node === 'empty') counts.emptyCount += 1
    if (missingParent !== undefined) {
      counts.missingParentCount += 1
      this.#parentIds.add(missingParent)
    } else if (isParentInferred) counts.guessedParentCount += 1
  }

  countThreads(threadCount: number, headerCount: number): void {
    this.#counts.threadCount += threadCount
    this.#counts.headerCount += headerCount
  }

  countSkip(skip: Skip): void {
    this.#counts.skippedCount += 1
    if (this.#skips.length < this.#skipLimit) this.#skips.push(skip)
  }

  /**
   * Counts a remark on one of several records.
   *
   * @param remark words behind a number, singular and plural: "time is …|times are …"
   */
  countRemark(remark: string, weight: Weight = 'note', count = 1): void {
    const noted = this.#notes.get(remark)
    if (noted === undefined) this.#notes.set(remark, { weight, count })
    else noted.count += count
  }

  countRepeat(): void {
    this.#counts.repeatCount += 1
    this.countRemark(REPEATED)
  }

  countNamed(record: unknown, columns: Columns): void {
    this.#named.add(record, columns)
  }

  countUnread(record: JsonObject, columns?: Columns): void {
    this.#unread.add(record, columns)
  }

  /**
   * Checks the names of the caller at the end of reading.
   *
   * @param isTable the header was checked before
   * @throws {PipelineError} `INGEST_COLUMN_MISSING` for a field of no record
   */
  checkNamed(isTable = false): void {
    if (!isTable) this.#named.check()
    for (const note of this.#named.rareNotes()) this.note(note, 'caution')
  }

  countMissing(text: string): void {
    this.#missing.set(text, (this.#missing.get(text) ?? 0) + 1)
  }

  /** Takes a note on the whole input once. */
  note(note: string, weight: Weight = 'note'): void {
    if (!this.#notes.has(note)) this.#notes.set(note, { weight, count: 0 })
  }

  summarise(source: string, reason: string, ambiguities: readonly Ambiguity[] = []): IngestSummary {
    const { postCount, rootCount } = this.#counts
    this.#noteMissing()
    this.#noteUnread()
    for (const [ids, what] of [
      [this.#ids, 'ids'] as const,
      [this.#parentIds, 'ids of missing parents'] as const,
    ])
      if (ids.count > 0) this.note(`${ids.count} ${what} have ${ROUNDED}`, 'caution')
    const authorFields = this.#authoredCount > 0 ? [] : this.#unread.authorFields()
    const notes = [...this.#notes].map(([words, { weight, count }]) => ({
      weight,
      words: count === 0 ? words : formatRemark(words, count),
    }))
    return {
      source,
      reason,
      ...this.#counts,
      replyCount: postCount - rootCount - this.#retweetCount,
      skips: this.#skips,
      ambiguities,
      ...(authorFields.length > 0 && { authorFields }),
      notes: notes.map(({ words }) => words),
      cautions: notes.flatMap(({ weight, words }) => (weight === 'caution' ? words : [])),
    }
  }

  #noteUnread(): void {
    const { postCount, rootCount } = this.#counts
    if (postCount === 0) return
    const read = {
      author: this.#authoredCount > 0,
      parent: postCount > rootCount + this.#retweetCount,
      repost: this.#retweetCount > 0,
    }
    for (const note of this.#unread.notes(read)) this.note(note, 'caution')
  }

  #noteMissing(): void {
    const texts = [...this.#missing.keys()]
    const count = [...this.#missing.values()].reduce((sum, each) => sum + each, 0)
    if (count === 0) return
    const quoted = texts.map((text) => JSON.stringify(text))
    const [are, posts, them] = count === 1 ? ['is', 'a post', 'it'] : ['are', 'posts', 'them']
    const what = `${formatCount(count, 'text')} ${are} ${nameSome(quoted, NAMED_LIMIT)} alone: counted as ${posts}`
    this.note(
      `${what}; --missing ${texts.slice(0, NAMED_LIMIT).join(',')} leaves ${them} out`,
      'caution',
    )
  }
}

export type SourceFacts = Pick<IngestSummary, 'source' | 'reason'> &
  Partial<Pick<IngestSummary, 'skips' | 'ambiguities' | 'notes'>>

export const countAll = (): IngestCounter => new IngestCounter(Number.POSITIVE_INFINITY)

/** Summary of an input in memory. @param counter with remarks on its records */
export function summarise(
  posts: readonly Post[],
  headers: ReadonlyMap<string, readonly string[]>,
  { source, reason, skips = [], ambiguities = [], notes = [] }: SourceFacts,
  counter = countAll(),
): IngestSummary {
  for (const post of posts) counter.countPost(post)
  const headerCount = [...headers.values()].reduce((count, pieces) => count + pieces.length, 0)
  counter.countThreads(new Set(posts.map(({ threadId }) => threadId)).size, headerCount)
  for (const skip of skips) counter.countSkip(skip)
  for (const note of notes) counter.note(note)
  return counter.summarise(source, reason, ambiguities)
}
