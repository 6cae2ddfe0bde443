import { PipelineError } from '../errors.js'
import { isRecord } from '../json-shape.js'
import type { DealRecord } from './capture-ledger.js'
import type { PostMeta } from './post.js'

const NONE: readonly DealRecord[] = Object.freeze([])

/** Prefix of the flag for a post whose row names a deal that is not known. The name follows. */
export const UNKNOWN_DEAL_FLAG = 'unknown-deal:'

/**
 * The deals whose records a post carries in `meta.capture.deals`; none for a user's own column of
 * that name.
 */
export function recordedDeals({ capture }: { readonly capture?: unknown }): readonly DealRecord[] {
  if (!isRecord(capture)) return NONE
  const { deals } = capture
  return Array.isArray(deals) && deals.every(isDealRecord) ? deals : NONE
}

function isDealRecord(value: unknown): value is DealRecord {
  if (!isRecord(value)) return false
  const { instead = [], other = {} } = value
  const hasNames = ['id', 'mover', 'move'].every(
    (key) => typeof value[key] === 'string' && value[key] !== '',
  )
  return hasNames && Array.isArray(instead) && isRecord(other)
}

/**
 * Longest title that is made of a move, in characters. Choice: two lines of a table or of a chart.
 */
const TITLE_LENGTH = 100

/** The name of a deal for readers: its title, or the beginning of its move. */
export function titleOf({ title, move }: Pick<DealRecord, 'title' | 'move'>): string {
  if (title !== undefined) return title
  let end = move.length
  while (end > 0 && '.!?…'.includes(move[end - 1] as string)) end--
  const [clause = ''] = move.slice(0, end).split(/[,;:](?= )/u)
  if (clause.length <= TITLE_LENGTH) return clause
  const cut = clause.slice(0, TITLE_LENGTH)
  const space = cut.lastIndexOf(' ')
  return `${space < 0 ? cut : cut.slice(0, space).trimEnd()} …`
}

/** {@link titleOf} a deal of a result; its id where the move is not known. */
export const nameOfDeal = ({
  dealId,
  title,
  move,
}: Pick<DealRecord, 'title'> & { dealId: string; move: string | null }): string =>
  title ?? (move === null ? dealId : titleOf({ move }))

/** A deal with the name that a line gives it. */
export interface NamedDealId {
  readonly dealId: string
  readonly name: string
}

/** Names deals: by their movers where each has another one, else by their titles. */
export function withShortNames(
  dealIds: readonly string[],
  deals: ReadonlyMap<string, Pick<DealRecord, 'mover' | 'move' | 'title'>>,
): readonly NamedDealId[] {
  const short = dealIds.map((dealId) => ({ dealId, name: deals.get(dealId)?.mover ?? dealId }))
  if (new Set(short.map(({ name }) => name)).size === short.length) return short
  return dealIds.map((dealId) => ({
    dealId,
    name: nameOfDeal({ move: null, ...deals.get(dealId), dealId }),
  }))
}

/**
 * Deals that are given or known. Records that posts carry take the place of those with the same id.
 */
export function withRecordedDeals<Info>(
  deals: ReadonlyMap<string, Info>,
  posts: Iterable<{ readonly meta: PostMeta }>,
): Map<string, Info | DealRecord> {
  const all = new Map<string, Info | DealRecord>(deals)
  for (const { meta } of posts) for (const deal of recordedDeals(meta)) all.set(deal.id, deal)
  return all
}

export function recordDeals(meta: PostMeta, deals: readonly DealRecord[]): PostMeta {
  if (deals.length === 0 && recordedDeals(meta).length === 0) return meta
  const { deals: _, ...ledger } = meta.capture ?? {}
  const { capture: __, ...facts } = meta
  const capture = { ...ledger, ...(deals.length > 0 && { deals }) }
  return Object.keys(capture).length === 0 ? facts : { ...facts, capture }
}

/** The move that labels are about. A deal's id does not hold all of its words. */
export type AuditedMove = Pick<DealRecord, 'id' | 'mover' | 'move'>

/**
 * The moves of the deals whose records posts carry, sorted by id.
 *
 * @param names those of further deals
 */
export function listMoves(
  posts: Iterable<{ readonly meta: PostMeta }>,
  names: Iterable<AuditedMove> = [],
): AuditedMove[] {
  const named = new Map([...names].map((deal) => [deal.id, deal]))
  return [...withRecordedDeals<AuditedMove>(named, posts).values()]
    .map(({ id, mover, move }) => ({ id, mover, move }))
    .sort((one, other) => (one.id < other.id ? -1 : 1))
}

/** Removes differences that no reader sees: white space, and the code points of accents. */
export const normaliseSpace = (text: string): string =>
  text.normalize('NFC').replace(/\s+/g, ' ').trim()

const isAlike = (one: string, other: string): boolean =>
  normaliseSpace(one) === normaliseSpace(other)

/**
 * @throws {PipelineError} `AUDIT_MISMATCH` for labels about another move of a deal among `moves`
 */
export function checkSameMoves(
  audited: readonly AuditedMove[] = [],
  moves: Iterable<AuditedMove>,
  where: string,
): void {
  const byId = new Map([...moves].map((each) => [each.id, each]))
  for (const { id, mover, move } of audited) {
    const record = byId.get(id)
    if (record === undefined || (isAlike(record.mover, mover) && isAlike(record.move, move)))
      continue
    throw new PipelineError(
      'AUDIT_MISMATCH',
      `${where}: expected posts about the move that the labels were given about “${move}” by ${mover}, got posts about “${record.move}” by ${record.mover}. Give the posts of that move, or take a new sample with another --out.`,
      { context: { dealId: id } },
    )
  }
}
