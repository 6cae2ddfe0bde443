import { groupBy } from '../../base/statistics/group-by.js'
import { formatCount, formatNumber } from '../../base/text/format-count.js'
import { postKeyOf, postKeyOfUnit } from '../../base/thread/unit-key.js'
import { type AuditDesign, auditPathBeside } from '../../count/audit/audit.js'
import type { AuditFile } from '../../count/audit/audit-file.js'
import { drawDeal } from '../../count/audit/draw/draw-deal.js'
import { settleLabels } from '../../count/audit/settle-labels.js'
import type { ScoredPost } from '../../judge/stance/stance-prediction.js'
import type { DeskThread } from '../desk/audit-desk.js'
import { markOf } from './earlier-copy.js'
import type { KeptThread } from './kept-threads.js'
import type { ThreadMove } from './thread-moves.js'

/**
 * Makes the record of a thread that a browser keeps beside its labels.
 *
 * @param moves with their names for readers
 */
export function recordThread(
  posts: readonly ScoredPost[],
  file: AuditFile,
  known: Pick<KeptThread, 'about' | 'earlier' | 'at'>,
  moves: readonly ThreadMove[],
): KeptThread {
  const drawn = new Set(file.design.units.map(postKeyOfUnit))
  const marks = posts.flatMap((post) => {
    const key = postKeyOf(post)
    return drawn.has(key) ? [[key, markOf(post)] as const] : []
  })
  const progress = [...groupBy(settleLabels(file), ({ unit }) => unit.dealId)].map(
    ([dealId, units]) => {
      const done = units.filter(({ outcome }) => outcome !== 'open').length
      const words = `${formatNumber(done)} of ${formatCount(units.length, 'post')} labelled`
      const name = moves.find((move) => move.dealId === dealId)?.name
      return [name, words].filter(Boolean).join(': ')
    },
  )
  return {
    opener: posts.find(({ meta }) => meta.role === 'root')?.author ?? null,
    ...known,
    progress: progress.join('; '),
    marks: Object.fromEntries(marks),
  }
}

/** The files that a count rests on. */
export const evidenceOf = (
  { name, sha256 }: { readonly name: string; readonly sha256: string },
  audit: AuditFile | null,
) => [
  { role: 'scored', name, sha256 } as const,
  ...(audit === null
    ? []
    : [{ role: 'audit', name: auditPathBeside(name), sha256: audit.sha256 } as const]),
]

/** All posts of the move that is read, instead of a sample. */
export const drawWhole = ({
  posts,
  dealId = null,
  scheme,
}: Pick<DeskThread, 'posts' | 'dealId' | 'scheme'>): AuditDesign =>
  drawDeal(posts, dealId, scheme, true)
