import { PipelineError } from '../../base/errors.js'
import { checkSchemeTag, schemeTag } from '../../base/scheme/scheme-tag.js'
import type { StanceScheme } from '../../base/scheme/stance-scheme.js'
import { countEach } from '../../base/statistics/group-by.js'
import { unitKeyOf } from '../../base/thread/unit-key.js'
import type { Judgement, ScoredPost } from '../../judge/stance/stance-prediction.js'
import type { Audit, AuditDesign } from '../audit/audit.js'
import { drawFrom, leftOutOf, stratumOf } from '../audit/draw/draw-audit.js'
import { mismatch } from '../audit/drawn-record.js'
import { isFew, mentionedDeals, type SortedPopulation } from '../audit/population.js'
import { type SettledUnit, settleLabels, type UnitOutcome } from '../audit/settle-labels.js'

const NONE: SettledUnit['given'] = []

/** A unit of the audited population, with its outcome in the audit. */
export interface FrameUnit {
  readonly post: ScoredPost
  readonly dealId: string | null
  readonly judgement: Judgement
  /** True if the deal is the post's first, or it has none: such units hold every post once. */
  readonly isFirst: boolean
  readonly stratum: string
  /** Place in the order drawn, 0-based; null for a unit that was not drawn. */
  readonly drawnAt: number | null
  readonly outcome: UnitOutcome | null
  readonly label: string | null
  readonly given: SettledUnit['given']
  readonly adjudicator: string | null
}

/** Joins an audit with the scored posts that it was drawn from. Sorts by unit, so that the order of posts changes nothing. */
export function joinAudit(population: SortedPopulation, audit: Audit, scheme: StanceScheme): FrameUnit[] {
  const { design } = audit
  checkSchemeTag(design.scheme ? schemeTag(design.scheme) : null, scheme, 'the audit')
  const settledOf = new Map(settleLabels(audit).map((settled, drawnAt) => [unitKeyOf(settled.unit), { ...settled, drawnAt }]))
  const missing = new Set(settledOf.keys())
  for (const { key } of population.units) missing.delete(key)
  for (const [key, { unit, label }] of settledOf) {
    if (missing.has(key))
      throw mismatch(`a sample of these posts, got post "${unit.postId}" of thread "${unit.threadId}", which is not among them`)
    if (label === null || scheme.labels.includes(label)) continue
    const message = `expected labels among ${scheme.labels.join(', ')}, got "${label}" (post "${unit.postId}"). Pass the scheme that the audit was labelled with.`
    throw new PipelineError('AUDIT_LABEL_UNKNOWN', message, { context: { label } })
  }
  const strata = population.units.map(({ dealId }) => stratumOf(dealId))
  const countOf = countEach(strata)
  for (const { id, populationCount } of design.strata) {
    const found = countOf.get(id) ?? 0
    if (found !== populationCount) throw mismatch(`${populationCount} posts in stratum "${id}", got ${found}`)
  }
  checkDrawn(population, design)
  return population.units.map(({ key, post, judgement, dealId }, at): FrameUnit => {
    const settled = settledOf.get(key)
    // Written out for speed: there are as many as posts.
    return {
      post,
      dealId,
      judgement,
      drawnAt: settled?.drawnAt ?? null,
      outcome: settled?.outcome ?? null,
      label: settled?.label ?? null,
      adjudicator: settled?.adjudicator ?? null,
      given: settled?.given ?? NONE,
      isFirst: dealId === (post.stances[0]?.dealId ?? null),
      stratum: strata[at] as string,
    }
  })
}

/** Checks that repeating the draw gives these units, at each size of a sample that grew. */
function checkDrawn({ sha256, units: population, posts }: SortedPopulation, design: AuditDesign): void {
  const { populationSha256, units, seed, size, sizesBefore = [] } = design
  if (populationSha256 !== sha256) throw mismatch('the posts and texts that the sample names, got others')
  const leftOut = leftOutOf(design)
  const countOf = countEach(population.map(({ dealId }) => dealId))
  for (const dealId of leftOut)
    if (!isFew(countOf.get(dealId) ?? 0, population.length))
      throw mismatch(`a sample of every deal that has more than a few posts, got none of ${stratumOf(dealId)}`)
  const given = units.map(unitKeyOf)
  const replay = (none: ReadonlySet<string | null>): { readonly keys: readonly string[]; readonly at: number } => {
    const drawn = [...sizesBefore, size].flatMap((wanted) => drawFrom(population, { size: wanted, seed, leftOut: none }))
    const keys = [...new Set(drawn.map(({ key }) => key))]
    return { keys, at: keys.findIndex((key, index) => key !== given[index]) }
  }
  const isGiven = ({ keys, at }: ReturnType<typeof replay>): boolean => at < 0 && keys.length === given.length
  const first = replay(leftOut)
  // A draw of all units includes the deals that smaller ones left out.
  if (isGiven(first) || (leftOut.size === 0 && isGiven(replay(mentionedDeals(posts))))) return
  const { keys, at } = first
  throw mismatch(
    `the ${keys.length} posts of its sample, in its order, got ${given.length}${at < 0 ? '' : `, others from place ${at + 1} on`}`,
  )
}
