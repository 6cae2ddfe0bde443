import { PipelineError } from '../../base/errors.js'
import type { StanceScheme } from '../../base/scheme/stance-scheme.js'
import { roundDecimals } from '../../base/statistics/estimate/mean.js'
import { PRINTED_DECIMALS, type SentimentSums, UNITS } from '../tally/summarise-sentiment.js'
import { DEPTHS, depthAt } from '../thread/depth.js'
import { type CountedPost, LEVEL, MARK, type Verdict } from '../thread/thread-index.js'

/** Sums over the posts of one group. Slots are the labels of the scheme in order, then one for posts without a label. */
export interface GroupSums {
  readonly counts: { [Name in CountName]: number }
  /** The known authors. */
  readonly authors: Set<string>
  readonly labelCounts: number[]
  /** Label counts of each depth that is known, in the order of `DEPTHS`. */
  readonly depthCounts: number[][]
  /** By slot, over judged posts in the model's language: sentiment needs words that it knows. */
  readonly sentiments: SentimentSums[]
}

const COUNT_NAMES = [
  ...(['postCount', 'rootCount', 'unknownAuthorCount', 'unsureCount', 'unscoredCount'] as const),
  ...(['defaultCount', 'truncatedCount', 'foreignCount', 'foreignScoredCount'] as const),
]
type CountName = (typeof COUNT_NAMES)[number]

function increase(counts: number[] = [], slot: number): void {
  counts[slot] = (counts[slot] as number) + 1
}

/** Sums of posts by deal and overall. */
export class PostSums {
  readonly overall: GroupSums
  readonly deals = new Map<string, GroupSums>()
  unlinkedPostCount = 0
  readonly #labels: readonly string[]

  constructor({ labels }: Pick<StanceScheme, 'labels'>) {
    this.#labels = labels
    this.overall = this.#emptySums()
  }

  /** @throws {PipelineError} `SCORED_INVALID` for a label outside the scheme */
  add(post: CountedPost, level: number): void {
    const { verdicts, id, threadId } = post
    const judged = [verdicts, ...verdicts.stances]
    const strange = judged.find(({ label }) => label !== null && !this.#labels.includes(label))
    if (strange !== undefined) {
      const message = `expected a label among ${this.#labels.join(', ')}, got "${strange.label}" (post "${id}"). Pass the scheme that it was scored with.`
      throw new PipelineError('SCORED_INVALID', message, { context: { threadId, postId: id } })
    }
    if (verdicts.stances.length === 0) this.unlinkedPostCount += 1
    this.#addTo(this.overall, verdicts, post)
    for (const stance of verdicts.stances) {
      const known = this.deals.get(stance.dealId)
      const sums = known ?? this.#emptySums()
      if (known === undefined) this.deals.set(stance.dealId, sums)
      this.#addTo(sums, stance, post)
    }
    this.place(post, level)
  }

  /** Counts a post that was added at its level. */
  place({ verdicts: { label, stances } }: Pick<CountedPost, 'verdicts'>, level: number): void {
    if (level > LEVEL.deepest) return
    const depth = DEPTHS.indexOf(depthAt(level))
    increase(this.overall.depthCounts[depth], this.#slotOf(label))
    for (const one of stances) increase(this.deals.get(one.dealId)?.depthCounts[depth], this.#slotOf(one.label))
  }

  /** An independent copy, to which posts can be added. */
  copy(): PostSums {
    const copy = new PostSums({ labels: this.#labels })
    Object.assign(copy.overall, structuredClone(this.overall))
    for (const [dealId, sums] of this.deals) copy.deals.set(dealId, structuredClone(sums))
    copy.unlinkedPostCount = this.unlinkedPostCount
    return copy
  }

  #addTo(sums: GroupSums, { label, status }: Verdict, { author, marks, sentiment, verdicts }: CountedPost): void {
    const { counts, authors, labelCounts, sentiments } = sums
    const slot = this.#slotOf(label)
    counts.postCount += 1
    if ((marks & MARK.truncated) !== 0) counts.truncatedCount += 1
    if ((marks & MARK.foreign) !== 0) {
      counts.foreignCount += 1
      if (verdicts.status !== 'unscored') counts.foreignScoredCount += 1
    }
    if ((marks & MARK.root) !== 0) counts.rootCount += 1
    if ((marks & MARK.byDefault) !== 0) counts.defaultCount += 1
    if (status === 'unsure') counts.unsureCount += 1
    if (status === 'unscored') counts.unscoredCount += 1
    increase(labelCounts, slot)
    if (status !== 'unscored' && (marks & MARK.foreign) === 0) {
      const own = sentiments[slot] as SentimentSums
      own.postCount += 1
      own.unitCount += Math.round(roundDecimals(sentiment, PRINTED_DECIMALS) * UNITS)
    }
    if (author === null) counts.unknownAuthorCount += 1
    else authors.add(author)
  }

  #slotOf(label: string | null): number {
    return label === null ? this.#labels.length : this.#labels.indexOf(label)
  }

  #emptySums(): GroupSums {
    return {
      counts: Object.fromEntries(COUNT_NAMES.map((name) => [name, 0])) as GroupSums['counts'],
      authors: new Set(),
      labelCounts: this.#zeros(),
      depthCounts: DEPTHS.slice(0, -1).map(() => this.#zeros()),
      sentiments: this.#zeros().map(() => ({ postCount: 0, unitCount: 0 })),
    }
  }

  #zeros(): number[] {
    return new Array<number>(this.#labels.length + 1).fill(0)
  }
}
