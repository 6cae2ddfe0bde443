import { groupBy } from '../../base/statistics/group-by.js'
import { formatCount, formatNumber } from '../../base/text/format-count.js'
import { postKeyOf, postKeyOfUnit } from '../../base/thread/unit-key.js'
import { auditPathBeside } from '../../count/audit/audit.js'
import type { AuditFile } from '../../count/audit/audit-file.js'
import { settleLabels } from '../../count/audit/settle-labels.js'
import type { ScoredPost } from '../../judge/stance/stance-prediction.js'
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
export function evidenceOf(
  { name, sha256 }: { readonly name: string; readonly sha256: string },
  audit: AuditFile | null,
) {
  const scored = { role: 'scored', name, sha256 } as const
  if (audit === null) return [scored]
  return [scored, { role: 'audit', name: auditPathBeside(name), sha256: audit.sha256 } as const]
}
