import { PipelineError } from '../../base/errors.js'
import { accountOf } from '../../base/scheme/find-label.js'
import type { StanceScheme } from '../../base/scheme/stance-scheme.js'
import {
  DUPLICATE_FLAG,
  flagValue,
  isOnBoth,
  isPrompt,
  LANGUAGE_FLAG,
} from '../../judge/post-flags.js'
import type { Judgement, ScoredPost } from '../../judge/stance/stance-prediction.js'

/** Sums over the posts of one group. `labelCounts` ends with the posts without a label. */
export interface GroupSums {
  readonly counts: { [Name in CountName]: number }
  /** The known authors, the spellings of a name as one. */
  readonly authors: Set<string>
  readonly written: { first: string | null; last: string | null; undatedCount: number }
  readonly labelCounts: number[]
  promptCount: number
}

const COUNT_NAMES = [
  'postCount',
  'rootCount',
  'unknownAuthorCount',
  'unsureCount',
  'unscoredCount',
  'defaultCount',
  'sharedCount',
  'truncatedCount',
  'foreignCount',
  'foreignScoredCount',
  'repeatedCount',
] as const
type CountName = (typeof COUNT_NAMES)[number]

const ISO_TIME = /^\d{4}-\d\d-\d\d(?:T|$)/

function addTime(written: GroupSums['written'], at: string | null): void {
  if (at === null || !ISO_TIME.test(at)) {
    written.undatedCount += 1
    return
  }
  if (written.first === null || at < written.first) written.first = at
  if (written.last === null || at > written.last) written.last = at
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
  add(post: ScoredPost): void {
    const { stances, id, threadId } = post
    for (const { label } of [post, ...stances]) {
      if (label === null || this.#labels.includes(label)) continue
      const message = `expected a label among ${this.#labels.join(', ')}, got "${label}" (post "${id}"). Pass the scheme that it was scored with.`
      throw new PipelineError('SCORED_INVALID', message, { context: { threadId, postId: id } })
    }
    if (isPrompt(post)) {
      this.overall.promptCount += 1
      for (const { dealId } of stances) this.#sumsOf(dealId).promptCount += 1
      return
    }
    if (stances.length === 0) this.unlinkedPostCount += 1
    this.#addTo(this.overall, post, post)
    for (const stance of stances) this.#addTo(this.#sumsOf(stance.dealId), stance, post)
  }

  #sumsOf(dealId: string): GroupSums {
    const sums = this.deals.get(dealId) ?? this.#emptySums()
    this.deals.set(dealId, sums)
    return sums
  }

  #addTo(
    { counts, authors, written, labelCounts }: GroupSums,
    { label, status }: Judgement,
    post: ScoredPost,
  ): void {
    const { id, createdAt: at, flags, meta, stances } = post
    const account = accountOf(post)
    const slot = label === null ? this.#labels.length : this.#labels.indexOf(label)
    const isForeign = flagValue(flags, LANGUAGE_FLAG) !== null
    const original = flagValue(flags, DUPLICATE_FLAG)
    counts.postCount += 1
    if (meta.truncated === true) counts.truncatedCount += 1
    if (isForeign) counts.foreignCount += 1
    if (isForeign && post.status !== 'unscored') counts.foreignScoredCount += 1
    if (meta.role === 'root') counts.rootCount += 1
    if (stances.some(({ by }) => by === 'default')) counts.defaultCount += 1
    if (isOnBoth(post)) counts.sharedCount += 1
    if (status === 'unsure') counts.unsureCount += 1
    if (status === 'unscored') counts.unscoredCount += 1
    labelCounts[slot] = (labelCounts[slot] as number) + 1
    if (original !== null && original !== id) counts.repeatedCount += 1
    addTime(written, at)
    if (account === null) counts.unknownAuthorCount += 1
    else authors.add(account)
  }

  #emptySums(): GroupSums {
    return {
      counts: Object.fromEntries(COUNT_NAMES.map((name) => [name, 0])) as GroupSums['counts'],
      authors: new Set(),
      promptCount: 0,
      labelCounts: Array.from({ length: this.#labels.length + 1 }, () => 0),
      written: { first: null, last: null, undatedCount: 0 },
    }
  }
}
