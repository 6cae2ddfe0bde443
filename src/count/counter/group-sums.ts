import type { StanceScheme } from '../../base/scheme/stance-scheme.js'
import type { AuthorCounts } from '../tally/count-authors.js'
import type { Burst } from '../tally/find-bursts.js'
import { addSentiment, emptySentiment, type SentimentSums } from '../tally/summarise-sentiment.js'
import { MARK, type Verdict } from './counted-post.js'

/** Names of a group's counts. Those on the first line cover counted posts; the others also cover repetitions that are left out. */
const GROUP_COUNTS = [
  ...(['postCount', 'rootCount', 'unknownAuthorCount', 'unsureCount', 'unscoredCount', 'defaultCount'] as const),
  ...(['truncatedCount', 'foreignCount', 'foreignScoredCount'] as const),
] as const

/** All sums of a group of posts. */
export class GroupSums implements AuthorCounts {
  readonly counts = Object.fromEntries(GROUP_COUNTS.map((name) => [name, 0])) as Record<(typeof GROUP_COUNTS)[number], number>
  /** Distinct known authors. */
  authorCount = 0
  readonly kinds = new Map<string, number>()
  readonly unknownLabelCounts: number[]
  /** One entry per label of the scheme, then one for posts without a label. Their `postCount` are the label counts. */
  readonly sentiments: readonly SentimentSums[]
  readonly bursts: Burst[] = []
  /** Post counts, by slot, of the author whose posts are being added. */
  readonly #row: number[]
  /** The kinds of authors with one post, by its slot. */
  readonly #singles: readonly string[]
  #rowCount = 0

  constructor({ labels }: StanceScheme) {
    this.sentiments = Array.from({ length: labels.length + 1 }, emptySentiment)
    this.unknownLabelCounts = this.sentiments.map(() => 0)
    this.#row = this.sentiments.map(() => 0)
    this.#singles = this.#row.map((_, slot) => this.#row.map((_, other) => Number(other === slot)).join())
  }

  /** Adds an eligible post, including repetitions that are left out. */
  addEligible(marks: number, isScored: boolean): void {
    const { counts } = this
    if ((marks & MARK.truncated) !== 0) counts.truncatedCount += 1
    if ((marks & MARK.foreign) === 0) return
    counts.foreignCount += 1
    if (isScored) counts.foreignScoredCount += 1
  }

  /** Adds a counted post. @param slot index of its label; the number of labels for no label */
  addCounted(slot: number, status: Verdict['status'], marks: number, sentimentUnits: number, isAuthorKnown: boolean): void {
    const { counts } = this
    counts.postCount += 1
    if ((marks & MARK.root) !== 0) counts.rootCount += 1
    if ((marks & MARK.byDefault) !== 0) counts.defaultCount += 1
    if (status === 'unsure') counts.unsureCount += 1
    if (status === 'unscored') counts.unscoredCount += 1
    addSentiment(this.sentiments[slot] as SentimentSums, sentimentUnits)
    if (isAuthorKnown) {
      this.#row[slot] = (this.#row[slot] as number) + 1
      this.#rowCount += 1
    } else {
      counts.unknownAuthorCount += 1
      this.unknownLabelCounts[slot] = (this.unknownLabelCounts[slot] as number) + 1
    }
  }

  /** Ends a known author. Call it after the author's last post. */
  endAuthor(): void {
    if (this.#rowCount === 0) return
    this.authorCount += 1
    const kind = this.#rowCount === 1 ? (this.#singles[this.#row.indexOf(1)] as string) : this.#row.join()
    this.kinds.set(kind, (this.kinds.get(kind) ?? 0) + 1)
    this.#row.fill(0)
    this.#rowCount = 0
  }
}
