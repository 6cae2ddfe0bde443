import type { Audit } from '../../audit/audit.js'
import { unitKeyOf } from '../../audit/list-units.js'
import { settleLabels } from '../../audit/settle-labels.js'
import type { DealStance, Judgement, ScoredPost } from '../../stance/stance-prediction.js'
import { postKeyOf } from '../../thread/post-key.js'
import { eligiblePosts } from '../tally/select-posts.js'
import { type PostPair, pairPosts } from './pair-posts.js'

/** Scored posts, and the audit that was drawn from them; null without one. */
export interface Run {
  readonly posts: readonly ScoredPost[]
  readonly audit: Audit | null
}

/** Why a number can move between two runs; each cause can set in without the others. */
export const CHANGE_CAUSES = ['new', 'deleted', 'edited', 'linked', 'judged', 'audited'] as const

/**
 * `new`, `deleted`: posts of one run alone; one of which the platform left an empty node is deleted, too. `edited`: posts with another text, role or parent. `linked`: other posts that are tied to other
 * deals, or to the same in another order. `judged`: the rest whose label or probabilities changed, by another model, its options or its
 * context. `audited`: the labels that people gave, which posts were drawn for them, and whether there are any.
 */
export type ChangeCause = (typeof CHANGE_CAUSES)[number]

/** Posts that each cause touches; `audited` counts units with another outcome. A post can be linked and judged otherwise. */
export type CauseCounts = Readonly<Record<ChangeCause, number>>

/** Two runs, and every state between them. */
export interface RunMixer {
  /** Of the posts that are on a deal in either run; null for all posts. */
  countOn(dealId: string | null): CauseCounts
  /** The earlier run after these causes have set in; with none the earlier run, with all the later one, but for ids. */
  mix(causes: ReadonlySet<ChangeCause>): Run
}

export function createRunMixer(from: Run, to: Run): RunMixer {
  const { pairs, nameOf } = pairPosts(eligiblePosts(from.posts, 'posts'), eligiblePosts(to.posts, 'posts'))
  const toAudit = to.audit && renameAudit(to.audit, nameOf)
  return {
    countOn: (dealId) => countCauses({ pairs, fromAudit: from.audit, toAudit, dealId }),
    mix: (causes) => ({
      posts: pairs.flatMap((pair) => mixPost(pair, causes) ?? []),
      audit: causes.has('audited') ? toAudit : from.audit,
    }),
  }
}

function mixPost({ from, to, isEdited }: PostPair, causes: ReadonlySet<ChangeCause>): ScoredPost | null {
  if (from === null) return causes.has('new') ? to : null
  if (to === null) return causes.has('deleted') ? null : from
  if (isEdited) return causes.has('edited') ? to : from
  const [links, judgements] = [causes.has('linked') ? to : from, causes.has('judged') ? to : from]
  return links === judgements ? links : relink(judgements, links)
}

/** The post with the deals of another run. On a deal that its own run does not know, the other one's judgement is the only one. */
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
  /** Null for all posts, on whatever deals. */
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
    judged: count((from, to) => isJudgedOtherwise(from, to, dealId)),
    audited: countAudited(fromAudit, toAudit, dealId),
  }
}

/** On the deal, or on any that it has in both runs; top-level where it has none in both. */
function isJudgedOtherwise(from: ScoredPost, to: ScoredPost, wanted: string | null): boolean {
  const common = from.stances.flatMap((stance) => {
    const later = to.stances.find(({ dealId }) => dealId === stance.dealId && (wanted === null || dealId === wanted))
    return later ? [[stance, later] as const] : []
  })
  const compared: readonly (readonly [Judgement, Judgement])[] = common.length > 0 || wanted !== null ? common : [[from, to]]
  return compared.some(([one, other]) => JSON.stringify(judgementOf(one)) !== JSON.stringify(judgementOf(other)))
}

/** Units that only one of the audits drew, or that came out otherwise. */
function countAudited(from: Audit | null, to: Audit | null, dealId: string | null): number {
  const outcomesOf = (audit: Audit | null): Map<string, string> => {
    const settled = audit === null ? [] : settleLabels(audit).filter(({ unit }) => dealId === null || unit.dealId === dealId)
    return new Map(settled.map(({ unit, outcome, label }) => [unitKeyOf(unit), `${outcome} ${label}`]))
  }
  const [before, after] = [outcomesOf(from), outcomesOf(to)]
  return [...new Set([...before.keys(), ...after.keys()])].filter((key) => before.get(key) !== after.get(key)).length
}
