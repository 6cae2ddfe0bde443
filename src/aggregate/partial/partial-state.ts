import { PipelineError } from '../../errors.js'
import { checkSchemeTag, recordedTag, schemeSha256 } from '../../scheme/scheme-tag.js'
import type { StanceScheme } from '../../scheme/stance-scheme.js'
import type { ScoredPost } from '../../stance/stance-prediction.js'
import { hashText } from '../../text/hash-text.js'
import { postKeyOf } from '../../thread/post-key.js'
import type { Breakdown, BreakdownOptions, DealInfo, EvidenceFile } from '../breakdown/breakdown.js'
import { isRepeated } from '../tally/select-posts.js'
import { UNITS } from '../tally/summarise-sentiment.js'
import { breakDownPosts, breakDownSums, foldPosts } from './build-breakdown.js'
import { type CountablePost, countablePost } from './countable-post.js'
import { findClash, joinOrigins, NO_ORIGIN, type Origin } from './origin.js'
import { PARTIAL_SCHEMA, type PartialBreakdown, type PartialEvidence } from './partial-breakdown.js'
import type { PartialLimits } from './partial-limits.js'
import { writePostRow } from './post-row.js'
import { dealIdOfKey, PostSums } from './post-sums.js'
import { writeSums } from './sums-json.js'

/** More posts would make sums of sentiments that a double does not hold. */
const MAX_POST_COUNT = Math.floor(Number.MAX_SAFE_INTEGER / UNITS)

/** What is the same in all partials that merge. */
export interface PartialHead {
  /** Of the program that made them; null where it was not said. */
  readonly version: string | null
  readonly scheme: StanceScheme
  readonly options: BreakdownOptions
  readonly limits: PartialLimits
}

/** Posts, or what is left of too many, as they come: from scored posts, or from other partials. */
export class PartialState {
  readonly head: PartialHead
  /** Of the scheme, as posts carry it. */
  readonly #schemeTag: string | null
  #origin = NO_ORIGIN
  #evidence: PartialEvidence[] = []
  /** What deals are called, null for one that no catalogue holds. */
  readonly #infos = new Map<string, DealInfo | null>()
  #posts: Map<string, CountablePost> | null = new Map()
  #sums: PostSums | null = null

  constructor(head: PartialHead) {
    this.head = head
    this.#schemeTag = recordedTag(head.scheme)
  }

  get postCount(): number {
    return this.#sums?.postCount ?? this.#posts?.size ?? 0
  }

  /**
   * @throws {PipelineError} `SCORED_INVALID` for a label outside the scheme, posts of two models, or one that stands twice;
   *   `SCHEME_MISMATCH` for a post under another scheme
   */
  addScored(posts: readonly ScoredPost[], infoOf: (dealId: string) => DealInfo | null): void {
    const added = posts.map((post) => {
      const { scheme: tag = null } = post
      if (tag !== this.#schemeTag) checkSchemeTag(tag, this.head.scheme, `post "${post.id}" of thread "${post.threadId}"`)
      checkLabels(post, this.head.scheme)
      this.#takeOrigin(post)
      for (const { dealId } of post.stances) if (!this.#infos.has(dealId)) this.#infos.set(dealId, infoOf(dealId))
      return countablePost(post, this.head.scheme, this.#sums?.bursts.floor)
    })
    this.addPosts(added)
  }

  addPosts(posts: readonly CountablePost[]): void {
    if (this.#posts === null) {
      this.#fold(posts)
      return
    }
    for (const post of posts) {
      const key = postKeyOf(post)
      if (this.#posts.has(key)) throw repeated(post)
      this.#posts.set(key, post)
    }
    this.#collapse()
  }

  /** @throws {PipelineError} `PARTIAL_REPEATED` where posts are in already, as far as a sample tells */
  addSums(sums: PostSums, where: string): void {
    this.#collapse(true)
    if (this.#sums === null) return
    const repeatedCount = this.#sums.keys.addSample(sums.keys)
    if (repeatedCount > 0) {
      const compared = `1 in ${2 ** this.#sums.keys.floor} posts is compared, by thread and id`
      throw new PipelineError(
        'PARTIAL_REPEATED',
        `${where}: expected posts that are not in yet, got ${repeatedCount} or more a second time (${compared}). Leave one of the partials out.`,
        { context: { where, repeatedCount } },
      )
    }
    this.#sums.addSums(sums)
    this.#checkSize()
  }

  /** @throws {PipelineError} `PARTIAL_MISMATCH` for posts of another model or other options */
  addOrigin(origin: Origin, where: string): void {
    const clash = findClash(this.#origin, origin)
    if (clash) {
      const { what, expected, got } = clash
      throw mismatch(`${where}: expected posts ${what} "${expected}", as in the partials before it, got "${got}"`)
    }
    this.#origin = joinOrigins(this.#origin, origin)
  }

  /** @throws {PipelineError} `PARTIAL_MISMATCH` for a deal that is called otherwise elsewhere */
  addDeal(dealId: string, info: DealInfo | null, where: string): void {
    const known = this.#infos.get(dealId)
    if (known !== undefined && (known?.mover !== info?.mover || known?.move !== info?.move)) {
      throw mismatch(`${where}: expected the deal ${dealId} to be called as in the partials before it, got another mover or move`)
    }
    this.#infos.set(dealId, info)
  }

  /** @throws {PipelineError} `PARTIAL_REPEATED` for a file that is in already: its posts would count twice */
  addEvidence(file: PartialEvidence, where: string): void {
    const same = this.#evidence.find(({ sha256, postCount }) => sha256 === file.sha256 && postCount > 0)
    if (same) {
      throw new PipelineError(
        'PARTIAL_REPEATED',
        `${where}: expected posts that are not in yet, got those of ${file.name ?? 'standard input'} (SHA-256 ${file.sha256.slice(0, 12)}…) a second time${same.name === file.name ? '' : `, once as ${same.name ?? 'standard input'}`}. Leave one of them out.`,
        { context: { where, name: file.name, sha256: file.sha256 } },
      )
    }
    this.#evidence.push(file)
  }

  finish(): PartialBreakdown {
    const { version, scheme, options, limits } = this.head
    const posts = this.#posts === null ? null : [...this.#posts.values()].sort(byPlace)
    const dealIds =
      posts === null
        ? [...(this.#sums?.groups.keys() ?? [])].map(dealIdOfKey)
        : posts.flatMap(({ stances }) => stances.map(({ dealId }) => dealId))
    return {
      schema: PARTIAL_SCHEMA,
      version,
      ...this.#origin,
      scheme: { ...scheme, sha256: schemeSha256(scheme) },
      options,
      limits: { posts: limits.posts, authors: limits.authors, phrases: limits.phrases, bursts: limits.bursts },
      evidence: this.#sortedEvidence(),
      deals: [...new Set(dealIds)]
        .flatMap((dealId) => (dealId === null ? [] : [dealId]))
        .sort()
        .map((dealId) => [dealId, this.#infos.get(dealId)?.mover ?? null, this.#infos.get(dealId)?.move ?? null] as const),
      posts: posts?.map((post) => writePostRow(post, scheme)) ?? null,
      sums: this.#sums === null ? null : writeSums(this.#sums),
    }
  }

  /** @param amend see `BuildOptions` */
  breakdown(amend?: (breakdown: Breakdown) => Breakdown): Breakdown {
    const { scheme, options } = this.head
    const infoOf = (dealId: string): DealInfo | null => this.#infos.get(dealId) ?? null
    const build = { model: this.#origin.model, scheme, options, infoOf, ...(amend && { amend }) }
    const breakdown =
      this.#posts === null
        ? breakDownSums(this.#sums ?? new PostSums(scheme, this.head.limits), build)
        : breakDownPosts([...this.#posts.values()].sort(byPlace), build)
    const evidence = this.#sortedEvidence().map(({ role, name, sha256 }): EvidenceFile => ({ role, name, sha256 }))
    return evidence.length === 0 ? breakdown : { ...breakdown, evidence }
  }

  #takeOrigin(post: ScoredPost): void {
    const { model, modelHash, optionsHash } = this.#origin
    // As nearly every post.
    if (post.model === model && (post.modelHash ?? null) === modelHash && (post.optionsHash ?? null) === optionsHash) return
    const clash = findClash(this.#origin, post)
    if (clash) {
      const { what, expected, got } = clash
      throw new PipelineError(
        'SCORED_INVALID',
        `expected all posts ${what} "${expected}", got "${got}" (post "${post.id}"). Break them down apart, or score all with one model and the same options.`,
        { context: { threadId: post.threadId, postId: post.id } },
      )
    }
    this.#origin = joinOrigins(this.#origin, post)
  }

  /** Turns posts into sums where they are too many. */
  #collapse(isDue = false): void {
    if (this.#posts === null || (!isDue && this.#posts.size <= this.head.limits.posts)) return
    const posts = [...this.#posts.values()]
    this.#posts = null
    this.#sums = new PostSums(this.head.scheme, this.head.limits)
    this.#fold(posts)
  }

  #fold(posts: readonly CountablePost[]): void {
    // Duplicates are told by their flags alone: their originals may be anywhere.
    const isOnce = this.head.options.countDuplicates === 'once'
    const sums = this.#sums
    if (sums === null) return
    for (const post of posts) if (sums.keys.add(hashText(postKeyOf(post)))) throw repeated(post)
    foldPosts(sums, posts, this.head.options, (post) => isOnce && isRepeated(post))
    this.#checkSize()
  }

  #checkSize(): void {
    if (this.postCount <= MAX_POST_COUNT) return
    throw new PipelineError('PARTIAL_INVALID', `expected at most ${MAX_POST_COUNT} posts together, got ${this.postCount}.`)
  }

  #sortedEvidence(): PartialEvidence[] {
    const keyOf = ({ name, sha256 }: PartialEvidence): string => `${name ?? ''}\0${sha256}`
    return [...this.#evidence].sort((one, other) => (keyOf(one) < keyOf(other) ? -1 : 1))
  }
}

const byPlace = (one: CountablePost, other: CountablePost): number => (placeOf(one) < placeOf(other) ? -1 : 1)
const placeOf = ({ threadId, id }: CountablePost): string => `${threadId}\0${id}`

function repeated({ id, threadId }: CountablePost): PipelineError {
  const message = `expected every post once, got post "${id}" of thread "${threadId}" twice. Leave one of them out.`
  return new PipelineError('SCORED_INVALID', message, { context: { threadId, postId: id } })
}

export function mismatch(message: string): PipelineError {
  return new PipelineError('PARTIAL_MISMATCH', `${message}. Make all partials with the same model, scheme, options and version.`)
}

function checkLabels({ id, threadId, label, stances }: ScoredPost, { labels }: StanceScheme): void {
  const isKnown = (given: string | null): boolean => given === null || labels.includes(given)
  if (isKnown(label) && stances.every((stance) => isKnown(stance.label))) return
  const got = isKnown(label) ? stances.find((stance) => !isKnown(stance.label))?.label : label
  throw new PipelineError(
    'SCORED_INVALID',
    `expected a label among ${labels.join(', ')}, got "${got}" (post "${id}"). Pass the scheme that it was scored with.`,
    { context: { threadId, postId: id } },
  )
}
