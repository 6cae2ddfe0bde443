import { formatCount, formatNumber } from '../../base/text/format-count.js'
import { type AuditedMove, titleOf } from '../../base/thread/deal-record.js'
import { postKeyOf, postKeyOfUnit } from '../../base/thread/unit-key.js'
import type { AuditLabel } from '../../count/audit/audit.js'
import type { LabelEvent } from '../../count/audit/audit-event.js'
import type { AuditFile } from '../../count/audit/audit-file.js'
import { countUnits } from '../../count/audit/population.js'
import { MIN_POST_COUNT } from '../../count/may-print/refusals.js'
import { isCounted } from '../../judge/post-flags.js'
import type { ScoredPost } from '../../judge/stance/stance-prediction.js'
import { capitalise, printableName, spelled } from '../../say/format/names.js'
import { noteWith } from './earlier-copy.js'
import type { ThreadMove } from './page-messages.js'

/** A move with what names it for readers. */
interface NamedMove extends AuditedMove {
  readonly title?: string
  readonly counterparties?: readonly string[]
}

/** The moves that enough posts to be counted are tied to, the most frequent first. */
export function movesOf(
  posts: readonly ScoredPost[],
  deals: ReadonlyMap<string, NamedMove>,
): ThreadMove[] {
  const counts = [...countUnits(posts)].sort(([, one], [, other]) => other - one)
  const listedMoves = counts.flatMap(([dealId, postCount]) => {
    const deal = dealId === null ? undefined : deals.get(dealId)
    return deal === undefined || postCount < MIN_POST_COUNT ? [] : [{ deal, postCount }]
  })
  const partners = listedMoves.map(({ deal }) => partnerOf(deal))
  const isTold = partners.every((name, at) => name !== null && partners.indexOf(name) === at)
  return listedMoves.map(({ deal, postCount }, at) => ({
    dealId: deal.id,
    name: printableName((isTold && partners[at]) || titleOf(deal)),
    postCount,
  }))
}

/** The first name of the first company on the other side. */
const partnerOf = ({ counterparties = [] }: NamedMove): string | null =>
  counterparties[0]?.split('/')[0] ?? null

/** "Two moves here: Google (20 posts), Anthropic (17). Which first?" */
export function whichFirst(moves: readonly ThreadMove[]): string {
  const parts = moves.map(({ name, postCount }, at) => {
    const count = at === 0 ? formatCount(postCount, 'post') : formatNumber(postCount)
    return `${name} (${count})`
  })
  return `${capitalise(spelled(moves.length))} moves here: ${parts.join(', ')}. Which first?`
}

/** Words of the button that turns to another move. @param openCount posts left to read on it */
export function turnWords({ name, postCount }: ThreadMove, openCount: number): string {
  if (openCount === 0) return `Show ${name}: ${formatCount(postCount, 'post')}`
  if (openCount === postCount) return `Now ${name}: ${formatCount(postCount, 'post')} to read`
  return `Now ${name}: ${formatCount(postCount, 'post')}, ${formatNumber(openCount)} left to read`
}

/** Note of a label that was given once for two moves. */
const CARRIED = 'read once: the post does not name both moves'

/**
 * Labels that hold for a further move: a post that does not itself name both moves is read once.
 * Where it names both, the question comes again.
 *
 * @param at time of the record, ISO 8601 UTC
 */
export function carriedLabels(
  { design, labels }: Pick<AuditFile, 'design' | 'labels'>,
  posts: readonly ScoredPost[],
  dealId: string,
  at: string,
): LabelEvent[] {
  const drawn = new Set(
    design.units.flatMap((unit) => (unit.dealId === dealId ? [postKeyOfUnit(unit)] : [])),
  )
  const hasOwn = new Set(
    labels.flatMap((label) => (label.dealId === dealId ? [postKeyOfUnit(label)] : [])),
  )
  const once = new Set(posts.filter(isReadOnce).map(postKeyOf))
  const carried = new Map<string, LabelEvent>()
  for (const label of labels) {
    const key = postKeyOfUnit(label)
    const isOpen = drawn.has(key) && once.has(key) && !hasOwn.has(key)
    if (!isOpen || label.label === null || label.isAdjudication) continue
    carried.set(`${key} ${label.coder}`, carriedTo(label, dealId, at))
  }
  return [...carried.values()]
}

/** Posts of a move that are still to be read: not those whose label on another move holds. */
export function countLeft(
  file: AuditFile | null,
  posts: readonly ScoredPost[],
  dealId: string,
): number {
  const units = posts.filter(
    (post) => isCounted(post) && post.stances.some((stance) => stance.dealId === dealId),
  )
  const onMove = (file?.labels ?? []).filter((label) => label.dealId === dealId)
  const looked = new Set(onMove.map(postKeyOfUnit))
  const others = new Set(
    (file?.labels ?? []).filter(({ label }) => label !== null).map(postKeyOfUnit),
  )
  return units.filter((post) => {
    const key = postKeyOf(post)
    return !looked.has(key) && !(others.has(key) && isReadOnce(post))
  }).length
}

/** The part of an audit on one move: its units and labels alone. */
export function partOf(file: AuditFile, dealId: string): AuditFile {
  const { design, labels } = file
  const strata = design.strata.map((stratum) =>
    stratum.dealId === dealId ? stratum : { ...stratum, sampleCount: 0 },
  )
  const units = design.units.filter((unit) => unit.dealId === dealId)
  return {
    ...file,
    design: { ...design, strata, units },
    labels: labels.filter((label) => label.dealId === dealId),
  }
}

const isReadOnce = ({ stances }: ScoredPost): boolean =>
  stances.filter(({ by }) => by === 'text').length < 2

const carriedTo = (label: AuditLabel, dealId: string, at: string): LabelEvent => ({
  ...label,
  kind: 'label',
  dealId,
  note: noteWith(label, CARRIED),
  at,
})
