import { readdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { formatCount, nameSome } from '../../../base/text/format-count.js'
import { postKeyOf } from '../../../base/thread/unit-key.js'
import { auditPathBeside, scoredPathBeside } from '../../../count/audit/audit.js'
import type { AuditFile } from '../../../count/audit/audit-file.js'
import { type AuditedCapture, compareCaptures, continueAudit, type DrawOptions } from '../../../count/audit/draw/draw-audit.js'
import { sizeToContinue } from '../../../count/audit/draw/plan-audit.js'
import { nameUnit, sortPopulation } from '../../../count/audit/population.js'
import { settleLabels } from '../../../count/audit/settle-labels.js'
import { DEFAULT_HALF_WIDTH } from '../../../count/audited/readiness.js'
import { pairEdits } from '../../../count/change/pair-edits.js'
import { countedPosts } from '../../../count/counter/select-posts.js'
import type { ScoredPost } from '../../../judge/stance/stance-prediction.js'
import { shellWord } from '../../../say/format/display-width.js'
import { readAudit } from '../../node/audit/audit-log.js'
import { isThere } from '../../node/file/read-source.js'
import { readAuditPosts } from '../../node/scored/read-scored-posts.js'
import { checkAuditMatches } from '../../node/scored/refuse-changed-file.js'
import { type Log, usageError } from '../kit/command.js'

interface EarlierCapture extends AuditedCapture {
  readonly audit: AuditFile
  readonly posts: readonly ScoredPost[]
}

export async function readEarlier(path: string): Promise<EarlierCapture> {
  const auditPath = auditPathBeside(path)
  if (!isThere(auditPath)) throw usageError(`expected --earlier with scored posts that were audited, got ${path} without ${auditPath}.`)
  const audit = await readAudit(auditPath)
  const scored = await readAuditPosts([path], { scheme: audit.design.scheme })
  checkAuditMatches(audit.design, scored, auditPath)
  return { audit, design: audit.design, posts: scored.posts, units: sortPopulation(scored.posts).units.map(nameUnit) }
}

/** Names the id that an edit gave a post of the earlier capture. */
function withEdits(earlier: EarlierCapture, posts: readonly ScoredPost[]): EarlierCapture {
  const idOf = new Map(
    [...pairEdits(countedPosts(earlier.posts, ALL), countedPosts(posts, ALL))].map(([to, from]) => [postKeyOf(from), to.id]),
  )
  const units = earlier.units.map((unit) => {
    const editedTo = idOf.get(postKeyOf({ threadId: unit.threadId, id: unit.postId }))
    return editedTo === undefined ? unit : { ...unit, editedTo }
  })
  return { ...earlier, units }
}

const ALL = { count: 'posts' } as const

/** Continues the sample of an earlier capture with the labels of posts that are still there. Names those that are gone. */
export function continueEarlier(
  earlier: EarlierCapture,
  posts: readonly ScoredPost[],
  { size, ...options }: Omit<DrawOptions, 'size'> & { readonly size: number | null },
  log: Log,
) {
  if (options.by !== undefined && earlier.design.by === undefined)
    throw usageError('expected --earlier with an audit picked by depth beside --by, got one that was not. Leave --by out.')
  const later = compareCaptures(withEdits(earlier, posts), posts)
  const [keptCount, enough] = [later.kept.length, sizeToContinue(later, DEFAULT_HALF_WIDTH)]
  if (size === null || size <= keptCount) {
    const advice = `--size ${enough} adds ${enough - keptCount}, which is enough for ±${DEFAULT_HALF_WIDTH * 100} points`
    throw usageError(`expected --size above the ${keptCount} posts of the earlier sample, got ${size ?? 'none'}: ${advice}.`)
  }
  const { fresh, gone } = later
  if (gone.length > 0) {
    const ids = nameSome(gone.map(({ postId }) => `"${postId}"`))
    log.warn(
      `${formatCount(gone.length, 'post')} of the earlier capture ${gone.length === 1 ? 'is gone or has another text, and counts' : 'are gone or have another text, and count'} as missing: post ${ids}`,
    )
  }
  return continueAudit(earlier.audit, later, { ...options, size: Math.min(size, keptCount + fresh.length) })
}

/** Advice to continue an audited capture of the same folder, the one that shares most labels. Empty if it shares less than half. */
export async function describeEarlier(path: string, posts: readonly ScoredPost[]): Promise<string> {
  if (path === '-') return ''
  let [most, words] = [0, '']
  for (const name of readdirSync(dirname(path)).sort()) {
    const scoredPath = scoredPathBeside(join(dirname(path), name))
    if (!name.endsWith('.audit.jsonl') || !isThere(scoredPath)) continue
    // A capture that cannot be continued, such as one without new posts, is passed over.
    const found = await readEarlier(scoredPath)
      .then((earlier) => ({ ...earlier, later: compareCaptures(earlier, posts) }))
      .catch(() => null)
    if (found === null) continue
    const here = new Set(posts.map(postKeyOf))
    const labelled = settleLabels(found.audit).filter(({ label }) => label !== null)
    const foundCount = labelled.filter(({ unit: { threadId, postId } }) => here.has(postKeyOf({ threadId, id: postId }))).length
    if (foundCount <= most || foundCount * 2 < labelled.length) continue
    const { later } = found
    const enough = sizeToContinue(later, DEFAULT_HALF_WIDTH)
    most = foundCount
    words = ` ${scoredPath} is an audited capture of these threads: --earlier ${shellWord(scoredPath)} --size ${enough} keeps its sample, and ${enough - later.kept.length} more labels are enough.`
  }
  return words
}
