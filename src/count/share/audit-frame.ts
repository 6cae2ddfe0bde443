import { PipelineError } from '../../base/errors.js'
import { checkSchemeTag, schemeTag } from '../../base/scheme/scheme-tag.js'
import type { StanceScheme } from '../../base/scheme/stance-scheme.js'
import { unitKeyOf } from '../../base/thread/unit-key.js'
import type { Judgement, ScoredPost } from '../../judge/stance/stance-prediction.js'
import type { Audit } from '../audit/audit.js'
import type { SortedPopulation } from '../audit/population.js'
import { type SettledUnit, settleLabels, type UnitOutcome } from '../audit/settle-labels.js'

const NONE: SettledUnit['given'] = []

/** A unit of the audited population, with its outcome in the audit. */
export interface FrameUnit {
  readonly post: ScoredPost
  readonly dealId: string | null
  readonly judgement: Judgement
  /** True if the deal is the post's first, or it has none: such units hold every post once. */
  readonly isFirst: boolean
  /** Place in the order drawn, 0-based; null for a unit that was not drawn. */
  readonly drawnAt: number | null
  readonly outcome: UnitOutcome | null
  readonly label: string | null
  readonly given: SettledUnit['given']
  readonly adjudicator: string | null
}

/**
 * Joins an audit with the scored posts that it was drawn from. Sorts by unit, so that the order of
 * posts changes nothing.
 */
export function joinAudit(
  population: SortedPopulation,
  audit: Audit,
  scheme: StanceScheme,
): FrameUnit[] {
  const { design } = audit
  checkSchemeTag(design.scheme ? schemeTag(design.scheme) : null, scheme, 'the audit')
  const settledOf = new Map(
    settleLabels(audit).map((settled, drawnAt) => [
      unitKeyOf(settled.unit),
      { ...settled, drawnAt },
    ]),
  )
  const missing = new Set(settledOf.keys())
  for (const { key } of population.units) missing.delete(key)
  for (const [key, { unit, label }] of settledOf) {
    if (missing.has(key))
      throw mismatch(
        `a sample of these posts, got post "${unit.postId}" of thread "${unit.threadId}", which is not among them`,
      )
    if (label === null || scheme.labels.includes(label)) continue
    const message = `expected labels among ${scheme.labels.join(', ')}, got "${label}" (post "${unit.postId}"). Pass the scheme that the audit was labelled with.`
    throw new PipelineError('AUDIT_LABEL_UNKNOWN', message, { context: { label } })
  }
  if (design.populationSha256 !== population.sha256)
    throw mismatch('the posts and texts that the sample names, got others')
  return population.units.map(({ key, post, judgement, dealId }): FrameUnit => {
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
    }
  })
}

const mismatch = (expectedAndGot: string): PipelineError =>
  new PipelineError(
    'AUDIT_MISMATCH',
    `expected ${expectedAndGot}. Give the scored posts that the sample was picked from, or take a new sample.`,
  )
