import { PipelineError } from '../errors.js'
import type { DealRecord } from './capture-ledger.js'
import { withRecordedDeals } from './deal-record.js'
import type { PostMeta } from './post.js'

/** What labels are about: a deal's id does not hold all words of its move. */
export type AuditedMove = Pick<DealRecord, 'id' | 'mover' | 'move'>

/** The moves of the deals whose records posts carry, sorted by id. */
export function listMoves(posts: Iterable<{ readonly meta: PostMeta }>): AuditedMove[] {
  const records: DealRecord[] = [...withRecordedDeals<DealRecord>(new Map(), posts).values()]
  return records.map(({ id, mover, move }) => ({ id, mover, move })).sort((one, other) => (one.id < other.id ? -1 : 1))
}

/** Text without differences that no reader sees: white space, and how a letter with an accent is written. */
export const normaliseSpace = (text: string): string => text.normalize('NFC').replace(/\s+/g, ' ').trim()

/**
 * @param audited what labels were given about
 * @param moves what posts are about; of a deal that is not there nothing is known
 * @param where the labels, for the message
 * @throws {PipelineError} `AUDIT_MISMATCH` for labels that were given about another move
 */
export function checkSameMoves(audited: readonly AuditedMove[] = [], moves: Iterable<AuditedMove>, where: string): void {
  const byId = new Map([...moves].map((each) => [each.id, each]))
  for (const { id, mover, move } of audited) {
    const found = byId.get(id)
    if (
      found === undefined ||
      (normaliseSpace(found.mover) === normaliseSpace(mover) && normaliseSpace(found.move) === normaliseSpace(move))
    )
      continue
    throw new PipelineError(
      'AUDIT_MISMATCH',
      `${where}: expected posts about the move that the labels were given about “${move}” by ${mover}, got posts about “${found.move}” by ${found.mover}. Give the posts of that move, or draw a new sample with another --out.`,
      { context: { dealId: id } },
    )
  }
}
