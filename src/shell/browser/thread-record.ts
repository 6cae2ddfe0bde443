import { postKeyOf, postKeyOfUnit } from '../../base/thread/unit-key.js'
import type { AuditFile } from '../../count/audit/audit-file.js'
import { settleLabels } from '../../count/audit/settle-labels.js'
import type { ScoredPost } from '../../judge/stance/stance-prediction.js'
import { markOf } from './earlier-copy.js'
import type { KeptThread } from './kept-threads.js'

/** Makes the record of a thread that a browser keeps beside its labels. */
export function recordThread(
  posts: readonly ScoredPost[],
  { design, labels }: AuditFile,
  known: Pick<KeptThread, 'subject' | 'about' | 'earlier' | 'at'>,
): KeptThread {
  const drawn = new Set(design.units.map(postKeyOfUnit))
  const marks = posts.flatMap((post) => {
    const key = postKeyOf(post)
    return drawn.has(key) ? [[key, markOf(post)] as const] : []
  })
  const settled = settleLabels({ design, labels }).filter(({ outcome }) => outcome !== 'open')
  return {
    opener: posts.find(({ meta }) => meta.role === 'root')?.author ?? null,
    ...known,
    doneCount: new Set(settled.map(({ unit }) => postKeyOfUnit(unit))).size,
    totalCount: drawn.size,
    marks: Object.fromEntries(marks),
  }
}
