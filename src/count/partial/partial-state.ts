import { PipelineError } from '../../base/errors.js'
import { checkSchemeTag, recordedTag, schemeSha256, serialisedScheme } from '../../base/scheme/scheme-tag.js'
import type { StanceScheme } from '../../base/scheme/stance-scheme.js'
import type { DealRecord } from '../../base/thread/capture-ledger.js'
import { recordedDeals } from '../../base/thread/deal-record.js'
import type { ScoredPost } from '../../judge/stance/stance-prediction.js'
import type { Breakdown, BreakdownOptions, DealInfo, EvidenceFile } from '../breakdown/breakdown.js'
import { HashTable } from '../columns/hash-table.js'
import { PostColumns } from '../columns/post-columns.js'
import type { SpillRoom } from '../columns/record-store.js'
import { buildBreakdown } from './build-breakdown.js'
import { type CountablePost, countablePost, type PostVerdicts } from './countable-post.js'
import { findOriginConflict, joinOrigins, NO_ORIGIN, type Origin } from './origin.js'
import { EXACTNESS, PARTIAL_SCHEMA, type PartialEvidence, type PartialHeader } from './partial-breakdown.js'
import { type PostRow, postRowOf, type VerdictsRow, verdictsRowOf } from './post-row.js'

/** Settings that all merged partials share. */
export interface PartialSettings {
  /** Version of the program that made them; null if unknown. */
  readonly version: string | null
  readonly scheme: StanceScheme
  readonly options: BreakdownOptions
}

/** Accumulates posts, from scored posts or from other partials. */
export class PartialState {
  readonly settings: PartialSettings
  /** The scheme's tag on scored posts. */
  readonly #schemeTag: string | null
  #origin = NO_ORIGIN
  #evidence: PartialEvidence[] = []
  /** Names of deals; null for a deal outside the catalogue. */
  readonly #infos = new Map<string, DealInfo | null>()
  /** Deals whose records the posts carry. They go before those of the catalogue. */
  readonly #recorded = new Map<string, DealRecord>()
  readonly #keys = new HashTable()
  readonly #posts: PostColumns

  /** @param room storage for posts beyond a memory limit */
  constructor(settings: PartialSettings, room: SpillRoom | null) {
    this.settings = settings
    this.#schemeTag = recordedTag(settings.scheme)
    this.#posts = new PostColumns(settings.scheme, room)
  }

  get postCount(): number {
    return this.#posts.count
  }

  addScored(posts: readonly ScoredPost[], infoOf: (dealId: string) => DealInfo | null): void {
    const { scheme, options } = this.settings
    for (const post of posts) {
      const { id, threadId, scheme: tag = null } = post
      if (tag !== this.#schemeTag) checkSchemeTag(tag, scheme, `post "${id}" of thread "${threadId}"`)
      checkLabels(post, scheme)
      this.#takeOrigin(post)
      for (const deal of recordedDeals(post.meta)) this.#takeDeal(deal, post)
      for (const { dealId } of post.stances) if (!this.#infos.has(dealId)) this.#infos.set(dealId, infoOf(dealId))
      if (this.#add(countablePost(post, scheme, options.count === 'replies'))) continue
      const message = `expected every post once, got post "${id}" of thread "${threadId}" twice. Leave one of them out.`
      throw new PipelineError('SCORED_INVALID', message, { context: { threadId, postId: id } })
    }
  }

  addPost(post: CountablePost, where: string): void {
    if (this.#add(post)) return
    throw new PipelineError(
      'PARTIAL_REPEATED',
      `${where}: expected posts that are not in yet, got one a second time (by thread and id). Leave one of the partials out.`,
      { context: { where } },
    )
  }

  addOrigin(origin: Origin, where: string): void {
    const conflict = findOriginConflict(this.#origin, origin)
    if (conflict) {
      const { what, expected, got } = conflict
      throw mismatch(`${where}: expected posts ${what} "${expected}", as in the partials before it, got "${got}"`)
    }
    this.#origin = joinOrigins(this.#origin, origin)
  }

  addDeal(dealId: string, info: DealInfo | null, where: string): void {
    const known = this.#infos.get(dealId) ?? null
    // A part of a thread without its first post does not know the names.
    if (known !== null && info !== null && !isSameDeal(known, info)) {
      throw mismatch(`${where}: expected the deal ${dealId} to be called as in the partials before it, got another mover or move`)
    }
    this.#infos.set(dealId, info ?? known)
  }

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

  header(): PartialHeader {
    const { version, scheme, options } = this.settings
    const dealIds = new Set(this.#posts.verdicts.flatMap(({ stances }) => stances.map(({ dealId }) => dealId)))
    return {
      schema: PARTIAL_SCHEMA,
      exactness: EXACTNESS,
      version,
      ...this.#origin,
      scheme: { ...serialisedScheme(scheme), sha256: schemeSha256(scheme) },
      options,
      evidence: this.#sortedEvidence(),
      deals: [...dealIds].sort().map((dealId) => {
        const info = this.#infoOf(dealId)
        return [dealId, info?.mover ?? null, info?.move ?? null] as const
      }),
      verdicts: this.#sortedVerdicts().map(({ row }) => row),
      postCount: this.postCount,
    }
  }

  *rows(): Generator<PostRow, undefined> {
    const placeOf = new Map<PostVerdicts, number>(this.#sortedVerdicts().map(({ verdicts }, place) => [verdicts, place]))
    for (const post of this.#posts.sorted()) yield postRowOf(post, placeOf.get(post.verdicts) ?? 0)
    return undefined
  }

  /** @param amend see `BuildOptions` */
  breakdown(amend?: (breakdown: Breakdown) => Breakdown): Breakdown {
    const { scheme, options } = this.settings
    const infoOf = (dealId: string): DealInfo | null => this.#infoOf(dealId)
    const breakdown = buildBreakdown(this.#posts, { model: this.#origin.model, scheme, options, infoOf, ...(amend && { amend }) })
    const evidence = this.#sortedEvidence().map(({ role, name, sha256 }): EvidenceFile => ({ role, name, sha256 }))
    return evidence.length === 0 ? breakdown : { ...breakdown, evidence }
  }

  #infoOf(dealId: string): DealInfo | null {
    return this.#recorded.get(dealId) ?? this.#infos.get(dealId) ?? null
  }

  #takeDeal(deal: DealRecord, { id, threadId }: ScoredPost): void {
    const known = this.#recorded.get(deal.id) ?? deal
    this.#recorded.set(deal.id, known)
    if (isSameDeal(known, deal)) return
    throw new PipelineError(
      'SCORED_INVALID',
      `expected one mover and move of the deal "${deal.id}", got "${deal.move}" beside "${known.move}" (post "${id}"). Score all with the same --mover and --move, or give one of the two another --name.`,
      { context: { threadId, postId: id, dealId: deal.id } },
    )
  }

  /** @returns whether the post is new */
  #add(post: CountablePost): boolean {
    if (!this.#keys.add(...post.key)) return false
    this.#posts.add(post)
    return true
  }

  #takeOrigin(post: ScoredPost): void {
    const { model, modelHash, optionsHash } = this.#origin
    // Fast path: nearly every post has the same origin as the one before.
    if (post.model === model && (post.modelHash ?? null) === modelHash && (post.optionsHash ?? null) === optionsHash) return
    const conflict = findOriginConflict(this.#origin, post)
    if (conflict) {
      const { what, expected, got } = conflict
      throw new PipelineError(
        'SCORED_INVALID',
        `expected all posts ${what} "${expected}", got "${got}" (post "${post.id}"). Break them down apart, or score all with one model and the same options.`,
        { context: { threadId: post.threadId, postId: post.id } },
      )
    }
    this.#origin = joinOrigins(this.#origin, post)
  }

  #sortedVerdicts() {
    const rows = this.#posts.verdicts.map((verdicts): { verdicts: typeof verdicts; row: VerdictsRow; text: string } => {
      const row = verdictsRowOf(verdicts, this.settings.scheme)
      return { verdicts, row, text: JSON.stringify(row) }
    })
    return rows.sort((one, other) => (one.text < other.text ? -1 : 1))
  }

  #sortedEvidence(): PartialEvidence[] {
    const keyOf = ({ name, sha256 }: PartialEvidence): string => `${name ?? ''}\0${sha256}`
    return [...this.#evidence].sort((one, other) => (keyOf(one) < keyOf(other) ? -1 : 1))
  }
}

const isSameDeal = (one: DealInfo, other: DealInfo): boolean => one.mover === other.mover && one.move === other.move

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
