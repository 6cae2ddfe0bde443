import { recordedTag } from '../../../src/base/scheme/scheme-tag.js'
import { STANCE_SCHEME, type StanceScheme } from '../../../src/base/scheme/stance-scheme.js'
import { type Random, seededRandom } from '../../../src/base/statistics/random/seeded-random.js'
import { emptyLedger } from '../../../src/base/thread/capture-ledger.js'
import type { Audit, AuditLabel, AuditUnit } from '../../../src/count/audit/audit.js'
import { drawAudit } from '../../../src/count/audit/draw/draw-audit.js'
import { sampleSizeFor } from '../../../src/count/audit/draw/sample-size.js'
import type { ScoredPost } from '../../../src/judge/stance/stance-prediction.js'

/** A made-up thread with its labels. All but name, size and shares may be left out. */
export interface Play {
  readonly name: string
  readonly replyCount: number
  /** Shares of the labels in the crowd, in the order of the scheme. */
  readonly shares: readonly number[]
  /** Posts picked; default those of the command. */
  readonly size?: number
  /** Share of the posts that one account writes, all with the first label; or nobody is known. */
  readonly accounts?: number | 'unknown' | 'few'
  /** Posts with the same words, all with the first label. */
  readonly repeated?: number
  readonly hasOpener?: boolean
  readonly rootCount?: number
  readonly threadCount?: number
  /** A second move, which every second post is about too. */
  readonly isOnTwo?: boolean
  /** Units picked without a label, from the first picked on. */
  readonly skipped?: number
  readonly unclear?: number
  readonly open?: number
  readonly undecided?: number
  /** Units that a second person reads, and those of them with another label; settled. */
  readonly second?: readonly [count: number, differing: number]
  readonly deleted?: number
  /** Replies that the source says exist. */
  readonly reported?: number
  readonly scheme?: StanceScheme
  readonly coderKind?: 'person' | 'model'
  /** No text names the company. */
  readonly isUnnamed?: boolean
  /** Posts in a language that the model does not read. */
  readonly isForeign?: boolean
}

/** A unit as it was made: what a count by hand goes by. */
export interface Fact {
  readonly dealId: string
  readonly account: string | null
  readonly text: string
  readonly party: string
  readonly truth: string
  readonly state: 'unpicked' | 'open' | 'missing' | 'undecided' | 'labelled'
}

/** A play in full: posts, labels, and the facts behind both. */
export interface Scene {
  readonly play: Play
  readonly scheme: StanceScheme
  readonly posts: readonly ScoredPost[]
  readonly audit: Audit
  readonly facts: readonly Fact[]
}

export const DEALS = new Map([
  ['lease', { mover: 'Acme', move: 'Acme leases its plant to a rival.' }],
  ['sale', { mover: 'Borealis', move: 'Borealis sells its mill.' }],
])
/** Part of the posts that the model labels rightly. */
const ACCURACY = 0.7

/** Makes the thread, draws its sample and reads it without errors. */
export function makeScene(play: Play): Scene {
  const random = seededRandom([...play.name].reduce((sum, letter) => sum + letter.charCodeAt(0), 0))
  const { scheme = STANCE_SCHEME } = play
  const truths = truthsOf(play, scheme, random)
  const replies = truths.map((truth, index) => reply(play, scheme, { truth, index, random }))
  const posts = [...extraPosts(play, replies[0] as ScoredPost), ...replies]
  const unitCounts = [...DEALS.keys()].map((dealId) => onDeal(replies, dealId).length)
  const standard = unitCounts.reduce((sum, count) => sum + sampleSizeFor(count), 0)
  const { labels } = scheme
  const design = drawAudit(posts, { size: play.size ?? standard, labels, scheme })
  const truthOf = new Map(replies.map(({ id }, index) => [id, truths[index] as string]))
  const stateOf = new Map<string, Fact['state']>()
  const given = design.units.flatMap((unit, place) => {
    const read = readUnit(unit, place, { play, scheme, truth: truthOf.get(unit.postId) ?? '' })
    stateOf.set(`${unit.postId} ${unit.dealId}`, read.state)
    return read.labels
  })
  const facts = replies.flatMap(({ id, author, text, meta, stances }) =>
    stances.map(({ dealId }): Fact => {
      const party = String((meta as { readonly party?: string }).party)
      const state = stateOf.get(`${id} ${dealId}`) ?? 'unpicked'
      return { dealId, account: author, text, party, truth: truthOf.get(id) ?? '', state }
    }),
  )
  return { play, scheme, posts, audit: { design, labels: given }, facts }
}

const onDeal = (posts: readonly ScoredPost[], dealId: string): ScoredPost[] =>
  posts.filter(({ stances }) => stances.some((stance) => stance.dealId === dealId))

/** Labels of the posts in the given shares, in random order; those of one account come first. */
function truthsOf(play: Play, { labels }: StanceScheme, random: Random): string[] {
  const { replyCount, shares, accounts, repeated = 0 } = play
  const alike = Math.max(repeated, typeof accounts === 'number' ? accounts * replyCount : 0)
  return Array.from({ length: replyCount }, (_, index) => {
    if (index < alike) return labels[0] as string
    let left = random()
    return labels.find((_label, at) => (left -= shares[at] ?? 0) < 0) ?? (labels.at(-1) as string)
  })
}

interface Made {
  readonly truth: string
  readonly index: number
  readonly random: Random
}

function reply(play: Play, scheme: StanceScheme, { truth, index, random }: Made): ScoredPost {
  const isRepeated = index < (play.repeated ?? 0)
  const tag = recordedTag(scheme)
  const guess = scheme.labels[Math.floor(random() * scheme.labels.length)] as string
  const label = random() < ACCURACY ? truth : guess
  const judged = {
    label: play.isForeign ? null : label,
    lean: scheme.sides.includes(label) && !play.isForeign ? label : null,
    probabilities: null,
    status: play.isForeign ? ('unscored' as const) : ('scored' as const),
  }
  const dealIds = play.isOnTwo && index % 2 === 0 ? ['lease', 'sale'] : ['lease']
  const flags = [
    ...(isRepeated && index > 0 ? ['duplicate-of:r0'] : []),
    ...(play.isForeign ? ['language:de'] : []),
  ]
  return {
    id: `r${index}`,
    threadId: `t${index % (play.threadCount ?? 1)}`,
    parentId: null,
    author: accountOf(play, index),
    createdAt: `2026-11-${10 + (index % 9)}T10:00:00Z`,
    text: isRepeated ? 'They gave up the plant.' : `Post ${index} of this thread.`,
    meta: {
      role: index < (play.rootCount ?? 0) ? 'root' : 'reply',
      party: ['left', 'right', 'none'][index % 3],
      ...(index === 0 && { capture: ledgerOf(play) }),
    } as unknown as ScoredPost['meta'],
    ...judged,
    stances: dealIds.map((dealId) => ({ dealId, by: 'text', ...judged })),
    sentiment: 0,
    reason: play.isForeign ? 'another language' : null,
    flags,
    evidence: null,
    model: 'test-model',
    ...(tag !== null && { scheme: tag }),
  }
}

function accountOf({ accounts, replyCount }: Play, index: number): string | null {
  if (accounts === 'unknown') return null
  if (accounts === 'few') return `account ${index % 12}`
  return index < (accounts ?? 0) * replyCount ? 'the loud one' : `account ${index}`
}

/** What the source says of the thread, and the moves that it is about. */
function ledgerOf({ reported, deleted = 0, replyCount, rootCount = 0, isUnnamed }: Play) {
  const [deal] = DEALS
  const instead = ['Toyota', 'Volta']
  const deals = isUnnamed && deal ? { deals: [{ id: deal[0], ...deal[1], instead }] } : {}
  if (reported === undefined) return deals
  const capturedCount = replyCount - rootCount + deleted
  return {
    ...emptyLedger('bluesky'),
    reportedCount: reported,
    capturedCount,
    deletedCount: deleted,
    ...deals,
  }
}

/** The opening post that the others answer, and posts that were deleted. */
function extraPosts({ hasOpener, deleted = 0, replyCount }: Play, like: ScoredPost): ScoredPost[] {
  const { capture: _, ...facts } = like.meta
  const meta = facts as ScoredPost['meta']
  const opener: ScoredPost = {
    ...like,
    id: 'opener',
    author: 'opener',
    flags: [`prompt:${replyCount}`],
    meta: { ...meta, role: 'root' },
  }
  const gone = Array.from({ length: deleted }, (_post, index) => ({
    ...like,
    id: `gone${index}`,
    author: null,
    text: '',
    stances: [],
    flags: [],
    meta: { ...meta, node: 'deleted' as const },
  }))
  return [...(hasOpener ? [opener] : []), ...gone]
}

interface Reading {
  readonly play: Play
  readonly scheme: StanceScheme
  readonly truth: string
}

/** The labels of a picked unit, and what became of it. */
function readUnit(
  { threadId, postId, dealId }: AuditUnit,
  place: number,
  { play, scheme, truth }: Reading,
): { readonly labels: readonly AuditLabel[]; readonly state: Fact['state'] } {
  const { skipped = 0, unclear = 0, open = 0, undecided = 0, second = [0, 0] } = play
  const base = { threadId, postId, dealId, coderKind: play.coderKind ?? ('person' as const) }
  const own: AuditLabel = { ...base, coder: 'ana', label: truth, isAdjudication: false }
  const other = scheme.labels.find((label) => label !== truth) ?? truth
  const bo: AuditLabel = { ...own, coder: 'bo', label: other }
  const [isSkipped, isUnclear, isOpen, isUndecided] = placeAmong(place, [
    skipped,
    unclear,
    open,
    undecided,
  ])
  if (isOpen) return { labels: [], state: 'open' }
  if (isUndecided) return { labels: [own, bo], state: 'undecided' }
  if (isSkipped) return { labels: [{ ...own, label: null }], state: 'open' }
  if (isUnclear) return { labels: [{ ...own, label: null, isUnclear }], state: 'missing' }
  const [readTwice, differing] = second
  if (place >= readTwice) return { labels: [own], state: 'labelled' }
  if (place >= differing) return { labels: [own, { ...bo, label: truth }], state: 'labelled' }
  const settled: AuditLabel = { ...own, coder: 'eva', isAdjudication: true }
  return { labels: [own, bo, settled], state: 'labelled' }
}

/** In which of these stretches, one behind the other, a place lies. */
function placeAmong(place: number, lengths: readonly number[]): readonly boolean[] {
  let start = 0
  return lengths.map((length) => {
    start += length
    return place >= start - length && place < start
  })
}
