import { PipelineError } from '../../base/errors.js'
import { checkSchemeTag, schemeTag } from '../../base/scheme/scheme-tag.js'
import type { StanceScheme } from '../../base/scheme/stance-scheme.js'
import { unitKeyOf } from '../../base/thread/unit-key.js'
import type { Audit } from '../audit/audit.js'
import type { PopulationUnit, SortedPopulation } from '../audit/population.js'
import { type SettledUnit, settleLabels, type UnitOutcome } from '../audit/settle-labels.js'

const NONE: SettledUnit['given'] = []

/** A unit of the audited population, with its outcome in the audit; null if it was not drawn. */
export interface FrameUnit
  extends Pick<PopulationUnit, 'post' | 'dealId' | 'judgement'>,
    Pick<SettledUnit, 'label' | 'given'> {
  /** True if the deal is the post's first, or it has none: such units hold every post once. */
  readonly isFirst: boolean
  readonly outcome: UnitOutcome | null
  readonly adjudicator: string | null
}

/** Joins an audit with the scored posts that it was drawn from, in the order of their units. */
export function joinAudit(
  population: SortedPopulation,
  audit: Audit,
  scheme: StanceScheme,
): FrameUnit[] {
  const { design } = audit
  checkSchemeTag(design.scheme ? schemeTag(design.scheme) : null, scheme, 'the audit')
  const settledOf = new Map(
    settleLabels(audit).map((settled) => [unitKeyOf(settled.unit), settled]),
  )
  const known = new Set(population.units.map(({ key }) => key))
  for (const [key, { unit, label }] of settledOf) {
    if (!known.has(key))
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
