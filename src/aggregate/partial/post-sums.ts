import { LANGUAGE_FLAG, readFlag } from '../../judging/flags.js'
import type { StanceScheme } from '../../scheme/stance-scheme.js'
import { groupOfHash, hashText, levelOfHash } from '../../text/hash-text.js'
import { isRepeated, keyOfPost } from '../select-posts.js'
import { addLedger, addRoot } from './capture-sums.js'
import type { CountablePost, Verdict } from './countable-post.js'
import { AUTHOR_GROUP_COUNT, addGroup, addVerdict, type CountedVerdict, emptyGroup, type GroupSums, slotOf } from './group-sums.js'
import { LevelTable } from './level-table.js'
import type { PartialLimits } from './partial-limits.js'

/** Key of all posts; that of a deal is {@link groupKeyOf}. */
export const OVERALL = ''
export const groupKeyOf = (dealId: string): string => `=${dealId}`
/** @returns null for all posts */
export const dealIdOfKey = (key: string): string | null => (key === OVERALL ? null : key.slice(1))

/** Hex digits of a hash. */
const HASH_LENGTH = 16

/** Everything that is kept of posts beyond the posts themselves: sums, and samples drawn by hash of what is too much to hold. */
export class PostSums {
  readonly #scheme: StanceScheme
  postCount = 0
  unlinkedPostCount = 0
  readonly groups: Map<string, GroupSums>
  /** Key: author, group. Counts: posts with each label, then without one. */
  readonly authors: LevelTable
  /** Key: level of the post, then JSON of group, side and phrase. Counts: weight in units, posts. */
  readonly phrases: LevelTable
  /** Key: author, then JSON of time, wording and deals. Counts: posts. */
  readonly bursts: LevelTable

  constructor(scheme: StanceScheme, limits: PartialLimits) {
    this.#scheme = scheme
    this.groups = new Map([[OVERALL, emptyGroup(scheme)]])
    const levelOfAuthor = (key: string): number => levelOfHash(key)
    this.authors = new LevelTable(limits.authors, levelOfAuthor)
    this.phrases = new LevelTable(limits.phrases, (key) => Number.parseInt(key, 10))
    this.bursts = new LevelTable(limits.bursts, levelOfAuthor)
  }

  groupOf(key: string): GroupSums {
    let group = this.groups.get(key)
    if (!group) this.groups.set(key, (group = emptyGroup(this.#scheme)))
    return group
  }

  /**
   * @param isEligible it counts, or would if it were no duplicate
   * @param isCounted  it counts
   */
  add(post: CountablePost, isEligible: boolean, isCounted: boolean): void {
    const keys = [OVERALL, ...post.deals.map(groupKeyOf)]
    this.postCount += 1
    this.#addCapture(post, keys)
    if (isEligible) this.#addEligible(post, keys)
    if (isCounted) this.#addCounted(post)
  }

  /** Adds what another has. */
  addSums(other: PostSums): void {
    this.postCount += other.postCount
    this.unlinkedPostCount += other.unlinkedPostCount
    for (const [key, group] of other.groups) addGroup(this.groupOf(key), group)
    for (const name of ['authors', 'phrases', 'bursts'] as const) {
      this[name].raise(other[name].floor)
      for (const [key, counts] of other[name].counts) this[name].add(key, counts)
    }
  }

  #addCapture({ meta }: CountablePost, keys: readonly string[]): void {
    if (meta.role !== 'root' && meta.capture === undefined) return
    for (const key of keys) {
      const group = this.groupOf(key)
      if (meta.role === 'root') group.capture = addRoot(group.capture)
      if (meta.capture !== undefined) group.capture = addLedger(group.capture, meta.capture)
    }
  }

  #addEligible(post: CountablePost, keys: readonly string[]): void {
    const { author, createdAt, wording, meta, flags, status, deals } = post
    const isForeign = readFlag(flags, LANGUAGE_FLAG) !== null
    const isAgain = isRepeated(post)
    if (isForeign || isAgain || meta.truncated === true) {
      for (const key of keys) {
        const { counts } = this.groupOf(key)
        if (meta.truncated === true) counts.truncatedCount += 1
        if (isForeign) counts.foreignCount += 1
        if (isForeign && status !== 'unscored') counts.foreignScoredCount += 1
        if (isAgain) counts.repeatedCount += 1
      }
    }
    if (author === null || levelOfHash(author) < this.bursts.floor) return
    const time = createdAt === null ? Number.NaN : Date.parse(createdAt)
    const postedAt = Number.isNaN(time) ? null : time
    if (postedAt !== null || wording !== null) this.bursts.add(author + JSON.stringify([postedAt, wording, [...deals].sort()]), [1])
  }

  #addCounted(post: CountablePost): void {
    const { author, stances } = post
    if (stances.length === 0) this.unlinkedPostCount += 1
    const shared = {
      sentimentUnits: post.sentimentUnits,
      isRoot: post.meta.role === 'root',
      isAuthorKnown: author !== null,
      authorGroup: groupOfHash(author ?? hashText(keyOfPost(post)), AUTHOR_GROUP_COUNT),
    }
    this.#addJudged(OVERALL, post, post, shared)
    for (const stance of stances) this.#addJudged(groupKeyOf(stance.dealId), post, stance, shared)
  }

  #addJudged(key: string, post: CountablePost, verdict: Verdict, shared: Omit<CountedVerdict, 'slot' | 'status'>): void {
    const slot = slotOf(verdict, this.#scheme)
    addVerdict(this.groupOf(key), { ...shared, slot, status: verdict.status })
    const { author, phrases } = post
    if (author !== null && levelOfHash(author) >= this.authors.floor) {
      const counts = new Array<number>(this.#scheme.labels.length + 1).fill(0)
      counts[slot] = 1
      this.authors.add(author + key, counts)
    }
    // The phrases explain the label of the post; a deal on which it has another is not explained by them.
    if (phrases.length === 0 || verdict.label !== post.label) return
    const level = levelOfHash(hashText(keyOfPost(post)))
    if (level < this.phrases.floor) return
    for (const [phrase, units] of phrases) this.phrases.add(phraseKey(level, key, verdict.label ?? '', phrase), [units, 1])
  }
}

export const phraseKey = (level: number, group: string, side: string, phrase: string): string =>
  level + JSON.stringify([group, side, phrase])

/** A key of {@link PostSums.phrases}, taken apart. */
export function readPhraseKey(key: string): { readonly group: string; readonly side: string; readonly phrase: string } {
  const [group, side, phrase] = JSON.parse(key.slice(key.indexOf('['))) as [string, string, string]
  return { group, side, phrase }
}

/** A key of {@link PostSums.authors}, taken apart. */
export const readAuthorKey = (key: string): { readonly author: string; readonly group: string } => ({
  author: key.slice(0, HASH_LENGTH),
  group: key.slice(HASH_LENGTH),
})

/** A key of {@link PostSums.bursts}, taken apart. */
export function readBurstKey(key: string) {
  const [postedAt, wording, deals] = JSON.parse(key.slice(HASH_LENGTH)) as [number | null, string | null, string[]]
  return { author: key.slice(0, HASH_LENGTH), postedAt, wording, deals }
}
