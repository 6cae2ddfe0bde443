import { postKeyOf } from '../../base/thread/post-key.js'
import { unitKeyOf } from '../../base/thread/unit-key.js'
import type { DealStance, Judgement, ScoredPost } from '../../judge/stance/stance-prediction.js'
import type { Audit } from '../audit/audit.js'
import { settleLabels } from '../audit/settle-labels.js'
import { eligiblePosts } from '../counter/select-posts.js'
import { type PostPair, pairPosts } from './pair-posts.js'

/** Scored posts, and the audit drawn from them; null without one. */
export interface Run {
  readonly posts: readonly ScoredPost[]
  readonly audit: Audit | null
}

/** Causes of change between two runs. Each can be applied without the others. */
export const CHANGE_CAUSES = ['new', 'deleted', 'edited', 'linked', 'judged', 'audited'] as const

/**
 * - `new`: posts of only the later run.
 * - `deleted`: posts of only the earlier run, including those of which the platform left an empty node.
 * - `edited`: posts with a different text, role or parent.
 * - `linked`: other posts with different deals, or the same deals in a different order.
 * - `judged`: other posts with a different label or probabilities, because of the model, its options or the context.
 * - `audited`: the hand labels, the posts drawn for them, and whether there is an audit at all.
 */
export type ChangeCause = (typeof CHANGE_CAUSES)[number]

/** Number of posts that each cause affects; `audited` counts units with a different outcome. A post can count as both linked and judged. */
export type CauseCounts = Readonly<Record<ChangeCause, number>>

/** Computes the states between two runs. */
export interface RunMixer {
  /** Counts the affected posts among those with a deal in either run; null for all posts. */
  countOn(dealId: string | null): CauseCounts
  /** Applies some causes to the earlier run. No causes give the earlier run; all give the later run, except for ids. */
  mix(causes: ReadonlySet<ChangeCause>): Run
}

export function createRunMixer(from: Run, to: Run): RunMixer {
  const { pairs, nameOf } = pairPosts(eligiblePosts(from.posts, 'posts'), eligiblePosts(to.posts, 'posts'))
  const toAudit = to.audit && renameAudit(to.audit, nameOf)
  return {
    countOn: (dealId) => countCauses({ pairs, fromAudit: from.audit, toAudit, dealId }),
    mix: (causes) => ({ posts: pairs.flatMap((pair) => mixPost(pair, causes) ?? []), audit: causes.has('audited') ? toAudit : from.audit }),
  }
}

function mixPost({ from, to, isEdited }: PostPair, causes: ReadonlySet<ChangeCause>): ScoredPost | null {
  if (from === null) return causes.has('new') ? to : null
  if (to === null) return causes.has('deleted') ? null : from
  if (isEdited) return causes.has('edited') ? to : from
  const [links, judgements] = [causes.has('linked') ? to : from, causes.has('judged') ? to : from]
  return links === judgements ? links : relink(judgements, links)
}

/** Gives a post the deals of the other run. On a deal that its own run lacks, it takes the other run's judgement. */
function relink(post: ScoredPost, links: ScoredPost): ScoredPost {
  const stances = links.stances.map((link): DealStance => {
    const own = post.stances.find(({ dealId }) => dealId === link.dealId)
    return { ...link, ...judgementOf(own ?? link) }
  })
  return { ...post, ...judgementOf(stances[0] ?? post), deals: links.deals, stances }
}

const judgementOf = ({ label, lean, probabilities, status }: Judgement): Judgement => ({ label, lean, probabilities, status })

function renameAudit({ design, labels }: Audit, nameOf: ReadonlyMap<string, string>): Audit {
  const rename = <Unit extends { readonly threadId: string; readonly postId: string }>(unit: Unit): Unit => ({
    ...unit,
    postId: nameOf.get(postKeyOf({ threadId: unit.threadId, id: unit.postId })) ?? unit.postId,
  })
  return { design: { ...design, units: design.units.map(rename) }, labels: labels.map(rename) }
}

interface Counting {
  readonly pairs: readonly PostPair[]
  readonly fromAudit: Audit | null
  readonly toAudit: Audit | null
  /** Null for all posts. */
  readonly dealId: string | null
}

function countCauses({ pairs, fromAudit, toAudit, dealId }: Counting): CauseCounts {
  const isIn = (post: ScoredPost | null): boolean => post !== null && (dealId === null || post.deals.includes(dealId))
  const within = pairs.filter(({ from, to }) => isIn(from) || isIn(to))
  const count = (differs: (from: ScoredPost, to: ScoredPost) => boolean): number =>
    within.filter(({ from, to, isEdited }) => from !== null && to !== null && !isEdited && differs(from, to)).length
  return {
    new: within.filter(({ from }) => from === null).length,
    deleted: within.filter(({ to }) => to === null).length,
    edited: within.filter(({ isEdited }) => isEdited).length,
    linked: count((from, to) => (dealId === null ? from.deals.join('\n') !== to.deals.join('\n') : isIn(from) !== isIn(to))),
    judged: count((from, to) => isJudgedDifferently(from, to, dealId)),
    audited: countAudited(fromAudit, toAudit, dealId),
  }
}

/** Compares judgements on the wanted deal, or on all deals of both runs; without such deals, the top-level judgements. */
function isJudgedDifferently(from: ScoredPost, to: ScoredPost, wanted: string | null): boolean {
  const common = from.stances.flatMap((stance) => {
    const later = to.stances.find(({ dealId }) => dealId === stance.dealId && (wanted === null || dealId === wanted))
    return later ? [[stance, later] as const] : []
  })
  const compared: readonly (readonly [Judgement, Judgement])[] = common.length > 0 || wanted !== null ? common : [[from, to]]
  return compared.some(([one, other]) => JSON.stringify(judgementOf(one)) !== JSON.stringify(judgementOf(other)))
}

/** Counts the units that only one audit drew, or whose outcome differs. */
function countAudited(from: Audit | null, to: Audit | null, dealId: string | null): number {
  const outcomesOf = (audit: Audit | null): Map<string, string> => {
    const settled = audit === null ? [] : settleLabels(audit).filter(({ unit }) => dealId === null || unit.dealId === dealId)
    return new Map(settled.map(({ unit, outcome, label }) => [unitKeyOf(unit), `${outcome} ${label}`]))
  }
  const [before, after] = [outcomesOf(from), outcomesOf(to)]
  return [...new Set([...before.keys(), ...after.keys()])].filter((key) => before.get(key) !== after.get(key)).length
}
