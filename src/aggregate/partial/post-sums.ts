import { LANGUAGE_FLAG, readFlag } from '../../judging/flags.js'
import type { StanceScheme } from '../../scheme/stance-scheme.js'
import { groupOfHash, hashText, levelOfHash } from '../../text/hash-text.js'
import { postKeyOf } from '../../thread/post-key.js'
import { isRepeated } from '../tally/select-posts.js'
import { addLedger, addRoot } from './capture-sums.js'
import type { CountablePost, Verdict } from './countable-post.js'
import { AUTHOR_GROUP_COUNT, addGroup, addVerdict, emptyGroup, type GroupSums, slotOf } from './group-sums.js'
import { KeySample } from './key-sample.js'
import { LevelTable } from './level-table.js'
import type { PartialLimits } from './partial-limits.js'

/** Key of all posts; that of a deal is {@link groupKeyOf}. */
export const OVERALL = ''
export const groupKeyOf = (dealId: string): string => `=${dealId}`
/** @returns null for all posts */
export const dealIdOfKey = (key: string): string | null => (key === OVERALL ? null : key.slice(1))

/** Everything that is kept of posts beyond the posts themselves: sums, and samples drawn by hash of what is too much to hold. */
export class PostSums {
  readonly #scheme: StanceScheme
  postCount = 0
  unlinkedPostCount = 0
  readonly groups: Map<string, GroupSums>
  /** The same without {@link OVERALL}, by deal: a key made anew for every post takes longer than what is counted under it. */
  readonly #deals = new Map<string, GroupSums>()
  /** Filled and compared by those who add. */
  readonly keys = new KeySample()
  /** By group and author. Counts: posts with each label, then without one. */
  readonly authors: LevelTable
  /** By group and {@link phraseKey}. Counts: weight in units, posts. */
  readonly phrases: LevelTable
  /** By author and {@link burstKey}. Counts: posts. */
  readonly bursts: LevelTable

  constructor(scheme: StanceScheme, limits: PartialLimits) {
    this.#scheme = scheme
    this.groups = new Map([[OVERALL, emptyGroup(scheme, OVERALL)]])
    this.authors = new LevelTable(limits.authors, (_, author) => levelOfHash(author))
    this.phrases = new LevelTable(limits.phrases, (_, key) => readPhraseKey(key).level)
    this.bursts = new LevelTable(limits.bursts, levelOfHash)
  }

  groupOf(key: string): GroupSums {
    let group = this.groups.get(key)
    if (!group) this.groups.set(key, (group = emptyGroup(this.#scheme, key)))
    return group
  }

  /**
   * @param isEligible it counts, or would if it were no duplicate
   * @param isCounted  it counts
   */
  add(post: CountablePost, isEligible: boolean, isCounted: boolean): void {
    const { author, stances } = post
    this.postCount += 1
    this.#addCapture(post)
    if (isEligible) this.#addEligible(post)
    if (!isCounted) return
    if (stances.length === 0) this.unlinkedPostCount += 1
    const authorGroup = groupOfHash(author ?? hashText(postKeyOf(post)), AUTHOR_GROUP_COUNT)
    this.#addJudged(this.groupOf(OVERALL), post, post, authorGroup)
    for (const stance of stances) this.#addJudged(this.#dealOf(stance.dealId), post, stance, authorGroup)
  }

  /** Adds what another has. */
  addSums(other: PostSums): void {
    this.postCount += other.postCount
    this.unlinkedPostCount += other.unlinkedPostCount
    for (const [key, group] of other.groups) addGroup(this.groupOf(key), group)
    for (const name of ['authors', 'phrases', 'bursts'] as const) {
      this[name].raise(other[name].floor)
      for (const [group, keys] of other[name].counts) for (const [key, counts] of keys) this[name].add(group, key, counts)
    }
  }

  #dealOf(dealId: string): GroupSums {
    let group = this.#deals.get(dealId)
    if (!group) this.#deals.set(dealId, (group = this.groupOf(groupKeyOf(dealId))))
    return group
  }

  #groupsOf({ deals }: CountablePost): GroupSums[] {
    return [this.groupOf(OVERALL), ...deals.map((dealId) => this.#dealOf(dealId))]
  }

  #addCapture(post: CountablePost): void {
    const { role, capture } = post.meta
    if (role !== 'root' && capture === undefined) return
    for (const group of this.#groupsOf(post)) {
      if (role === 'root') group.capture = addRoot(group.capture)
      if (capture !== undefined) group.capture = addLedger(group.capture, capture)
    }
  }

  #addEligible(post: CountablePost): void {
    const { author, createdAt, wording, meta, flags, status, deals } = post
    if (flags.length > 0 || meta.truncated === true) {
      const isForeign = readFlag(flags, LANGUAGE_FLAG) !== null
      const isAgain = isRepeated(post)
      for (const { counts } of this.#groupsOf(post)) {
        if (meta.truncated === true) counts.truncatedCount += 1
        if (isForeign) counts.foreignCount += 1
        if (isForeign && status !== 'unscored') counts.foreignScoredCount += 1
        if (isAgain) counts.repeatedCount += 1
      }
    }
    if (author === null || levelOfHash(author) < this.bursts.floor) return
    const time = createdAt === null ? Number.NaN : Date.parse(createdAt)
    const postedAt = Number.isNaN(time) ? null : time
    if (postedAt !== null || wording !== null) this.bursts.increase(author, burstKey({ postedAt, wording, deals }), 0, 1)
  }

  #addJudged(group: GroupSums, post: CountablePost, verdict: Verdict, authorGroup: number): void {
    const { author, phrases } = post
    const slot = slotOf(verdict, this.#scheme)
    addVerdict(group, post, { slot, status: verdict.status, authorGroup })
    if (author !== null && levelOfHash(author) >= this.authors.floor) {
      this.authors.increase(group.key, author, slot, this.#scheme.labels.length + 1)
    }
    // The phrases explain the label of the post; a deal on which it has another is not explained by them.
    if (phrases.length === 0 || verdict.label !== post.label) return
    const level = levelOfHash(hashText(postKeyOf(post)))
    if (level < this.phrases.floor) return
    const side = verdict.label ?? ''
    for (const [phrase, units] of phrases) this.phrases.add(group.key, phraseKey({ level, side, phrase }), [units, 1])
  }
}

interface PhraseOfLevel {
  /** Of the posts that it was read from. */
  readonly level: number
  readonly side: string
  readonly phrase: string
}

export const phraseKey = ({ level, side, phrase }: PhraseOfLevel): string => JSON.stringify([level, side, phrase])

export function readPhraseKey(key: string): PhraseOfLevel {
  const [level, side, phrase] = JSON.parse(key) as [number, string, string]
  return { level, side, phrase }
}

interface TimeAndWording {
  /** Milliseconds since 1970. */
  readonly postedAt: number | null
  readonly wording: string | null
  readonly deals: readonly string[]
}

export const burstKey = ({ postedAt, wording, deals }: TimeAndWording): string =>
  JSON.stringify([postedAt, wording, deals.length < 2 ? deals : [...deals].sort()])

export function readBurstKey(key: string): TimeAndWording {
  const [postedAt, wording, deals] = JSON.parse(key) as [number | null, string | null, string[]]
  return { postedAt, wording, deals }
}
