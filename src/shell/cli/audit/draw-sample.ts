import type { StanceScheme } from '../../../base/scheme/stance-scheme.js'
import { formatCount, formatNumber, nameSome } from '../../../base/text/format-count.js'
import { withRecordedDeals, withShortNames } from '../../../base/thread/deal-record.js'
import { aggregate } from '../../../count/aggregate.js'
import type { Audit, AuditDesign } from '../../../count/audit/audit.js'
import { drawAudit, growAudit, mentionedDeals } from '../../../count/audit/draw/draw-audit.js'
import { sizeWithout } from '../../../count/audit/draw/draw-deal.js'
import { DEFAULT_HALF_WIDTH, plannedPoints } from '../../../count/audit/draw/sample-size.js'
import { isSeedChosen, sortPopulation, unitCountOf } from '../../../count/audit/population.js'
import type { DealInfo } from '../../../count/breakdown/breakdown.js'
import { judgeAgreement, MIN_ALPHA, MIN_DOUBLE_COUNT } from '../../../count/may-print/refusals.js'
import { KNOWN_DEALS_BY_ID } from '../../../judge/deals/known-deals.js'
import type { ScoredFile } from '../../node/scored/read-scored-posts.js'
import { type CommandContext, usageError } from '../kit/command.js'
import { type AuditOptions, parseSize, type WantedSize } from './audit-options.js'

/**
 * Draws a sample, or takes the one of an audit, enlarged on request. An undefined seed follows from
 * the posts.
 */
export function chooseDesign(
  existing: Audit | null,
  {
    scored,
    scheme,
    path,
  }: { readonly scored: ScoredFile; readonly scheme: StanceScheme; readonly path: string },
  { seed, size: sizeText, redraw: isRedrawn }: Pick<AuditOptions, 'seed' | 'size' | 'redraw'>,
): AuditDesign {
  const { posts } = scored
  const asked = sizeText === undefined ? null : countOf(parseSize(sizeText), posts)
  if (isRedrawn) checkDisagreement(existing, scored, { scheme, path })
  if (existing !== null && !isRedrawn)
    return takeDesign(existing.design, posts, { seed, asked }, path)
  const size = Math.min(
    asked ?? existing?.design.size ?? countOf({ halfWidth: DEFAULT_HALF_WIDTH }, posts),
    unitCountOf(posts),
  )
  return drawAudit(posts, {
    ...(seed !== undefined && { seed }),
    ...(existing !== null && { round: (existing.design.round ?? 1) + 1 }),
    size,
    scheme,
    labels: scheme.labels,
    names: KNOWN_DEALS_BY_ID,
  })
}

/**
 * Refuses another sample unless coders agree too little on this one: whoever may draw again would
 * draw until the result is liked.
 */
function checkDisagreement(
  existing: Audit | null,
  { posts }: ScoredFile,
  { scheme, path }: { readonly scheme: StanceScheme; readonly path: string },
): void {
  if (existing === null)
    throw usageError(`${path}: expected --redraw with a sample that was read, got none.`, { path })
  const deals = KNOWN_DEALS_BY_ID
  const { audit } = aggregate(posts, { scheme, deals, audit: { audit: existing, sha256: null } })
  const agreements = [audit, ...(audit?.deals ?? [])].flatMap((each) => each?.agreement ?? [])
  if (agreements.some((agreement) => judgeAgreement(agreement) === 'low')) return
  throw usageError(
    `${path}: expected --redraw where coders agree too little (alpha below ${MIN_ALPHA} on ${MIN_DOUBLE_COUNT} posts or more), got a sample where they do not. Leave it out.`,
    { path },
  )
}

export function describeDraw(
  design: AuditDesign,
  posts: ScoredFile['posts'],
  path: string,
  { log }: CommandContext,
): void {
  const isChosen = isSeedChosen(design, sortPopulation(posts).units)
  const isTwice = posts.some(({ stances }) => stances.length > 1)
  const twice = isTwice ? '; a post on two deals counts twice' : ''
  const chosen = isChosen
    ? `; the seed ${design.seed} is not the one that the posts decide, and cite will say so`
    : ''
  log.info(`${drawnWords(design, posts)}${twice}; kept in ${path}${chosen}`)
  const leftOut = design.strata.filter(({ sampleCount }) => sampleCount === 0)
  if (design.sizesBefore === undefined && leftOut.length > 0)
    log.info(
      `also mentioned, by too few posts to pick from: ${nameSome(leftOut.map(({ dealId, populationCount }) => `${dealId ?? 'no deal'} (${formatNumber(populationCount)})`))}; --size all picks them too`,
    )
}

/** "Drawn: 86 of 808 posts on Norvik (±10 percentage points), 43 of 397 on Teldane (±14)" */
function drawnWords({ strata, units }: AuditDesign, posts: ScoredFile['posts']): string {
  const isWhole = ({ sampleCount, populationCount }: (typeof strata)[number]): boolean =>
    sampleCount === populationCount
  if (strata.every(isWhole)) {
    const are =
      units.length === 1 ? 'The one post is' : `All ${formatCount(units.length, 'post')} are`
    return `${are} to be labelled`
  }
  const drawn = strata.filter(({ sampleCount }) => sampleCount > 0)
  const nameOf = dealNamer(
    drawn.flatMap(({ dealId }) => dealId ?? []),
    posts,
  )
  const parts = drawn.map((stratum, index) => {
    const { sampleCount, populationCount, dealId } = stratum
    const isFirst = index === 0
    const total = isFirst ? formatCount(populationCount, 'post') : formatNumber(populationCount)
    const count = isWhole(stratum) ? `all ${total}` : `${formatNumber(sampleCount)} of ${total}`
    const on = drawn.length === 1 && dealId === null ? '' : ` on ${nameOf(dealId)}`
    const points = `±${plannedPoints(stratum)}${isFirst ? ' percentage points' : ''}`
    return `${count}${on}${isWhole(stratum) ? '' : ` (${points})`}`
  })
  return `Drawn: ${parts.join(', ')}`
}

/** Names deals as {@link withShortNames} does, and posts on none. */
function dealNamer(dealIds: readonly string[], posts: ScoredFile['posts']) {
  const known = withRecordedDeals<DealInfo>(KNOWN_DEALS_BY_ID, posts)
  const names = new Map(withShortNames(dealIds, known).map(({ dealId, name }) => [dealId, name]))
  return (dealId: string | null): string =>
    dealId === null ? 'no deal' : (names.get(dealId) ?? dealId)
}

const countOf = (size: WantedSize, posts: ScoredFile['posts']): number =>
  'count' in size ? size.count : sizeWithout(mentionedDeals(posts), posts, size.halfWidth)

/**
 * The design of an existing file, enlarged on request. Refuses options that would not change it.
 */
function takeDesign(
  design: AuditDesign,
  posts: ScoredFile['posts'],
  { seed, asked }: Pick<AuditOptions, 'seed'> & { readonly asked: number | null },
  path: string,
): AuditDesign {
  const size =
    asked === Number.POSITIVE_INFINITY ? Math.max(design.size, unitCountOf(posts)) : asked
  const refuse = (expected: string): never => {
    throw usageError(`${path}: expected ${expected}`, { path })
  }
  const already =
    'The sample is taken already; leave the option out, or take another with a new --out.'
  if (seed !== undefined && seed !== design.seed)
    refuse(`--seed ${design.seed}, got ${seed}. ${already}`)
  if (size === null || size === design.size) return design
  if (size < design.size)
    refuse(
      `--size ${design.size} or more, got ${size}: a sample grows and never shrinks. ${already}`,
    )
  return growAudit(design, posts, size)
}
