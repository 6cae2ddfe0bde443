import { groupBy } from '../../base/statistics/group-by.js'
import { formatCount, formatNumber } from '../../base/text/format-count.js'
import { type AuditedMove, titleOf } from '../../base/thread/deal-record.js'
import { postKeyOf, postKeyOfUnit } from '../../base/thread/unit-key.js'
import type { AuditLabel } from '../../count/audit/audit.js'
import type { LabelEvent } from '../../count/audit/audit-event.js'
import type { AuditFile } from '../../count/audit/audit-file.js'
import type { LabelledUnit } from '../../count/audit/label/label-session.js'
import { countUnits } from '../../count/audit/population.js'
import { codedIn, rankCoders, settleLabels } from '../../count/audit/settle-labels.js'
import { MIN_POST_COUNT } from '../../count/may-print/refusals.js'
import { compactName, spellingsOf } from '../../judge/deals/company-name.js'
import type { Deal } from '../../judge/deals/deal.js'
import { isCounted } from '../../judge/post-flags.js'
import type { ScoredPost } from '../../judge/stance/stance-prediction.js'
import { capitalise, printableName, spelled } from '../../say/format/names.js'
import { FIRST_CODER } from './label-answers.js'
import type { CheckView } from './page-messages.js'
import { ALIKE, CARRIED } from './tool-notes.js'

/** A move with what names it for readers. */
interface NamedMove extends AuditedMove {
  readonly title?: string
}

/** A move that posts of the thread are tied to. */
export interface ThreadMove {
  readonly dealId: string
  /** For readers: "xAI's deal with Google". */
  readonly name: string
  readonly postCount: number
}

/** The moves that enough posts to be counted are tied to, the most frequent first. */
export function movesOf(
  posts: readonly ScoredPost[],
  deals: ReadonlyMap<string, NamedMove>,
): ThreadMove[] {
  const counts = [...countUnits(posts)].sort(([, one], [, other]) => other - one)
  return counts.flatMap(([dealId, postCount]) => {
    const deal = dealId === null ? undefined : deals.get(dealId)
    if (deal === undefined || postCount < MIN_POST_COUNT) return []
    return { dealId: deal.id, name: printableName(titleOf(deal)), postCount }
  })
}

/** "Two moves are named here. Which one will you read first?" */
export const whichFirst = (moves: readonly ThreadMove[]): string =>
  `${capitalise(spelled(moves.length))} moves are named here. Which one will you read first?`

/** "xAI's deal with Google (20 posts)" */
export const moveWords = ({ name, postCount }: ThreadMove): string =>
  `${name} (${formatCount(postCount, 'post')})`

/** Words of the button that turns to another move, and of what waits there. */
export function turnWords(move: ThreadMove, reading: MoveReading): string {
  const { openCount, disputedCount } = reading
  const words = moveWords(move)
  const left = openCount === move.postCount ? '' : `, ${formatNumber(openCount)} left to read`
  if (openCount > 0) return `Read next: ${words}${left}`
  if (disputedCount > 0) return `Settle ${formatCount(disputedCount, 'post')} for ${move.name}`
  return lookWords(reading, move.name) ?? `Show ${words}`
}

/** Words of the button where labels to look over are all that is left; null else. */
export function lookWords(
  { openCount, carriedCount }: MoveReading,
  name: string | null,
): string | null {
  if (openCount > 0 || carriedCount === 0 || name === null) return null
  const labels =
    carriedCount === 1 ? 'Does your label' : `Do your ${formatNumber(carriedCount)} labels`
  return `${labels} hold for ${name} too?`
}

/** Heading of a move while labels of another wait: nothing is said of it before. */
export const carriedHeading = ({ carriedCount }: MoveReading): string | null =>
  carriedCount === 0
    ? null
    : `${formatCount(carriedCount, 'label')} carried over from another move, to be confirmed`

/** A move that labels of other moves may hold for. */
export interface CarryTarget {
  readonly dealId: string | null
  /** The two moves that it joins; empty for a single one. */
  readonly parts: readonly Deal[]
}

/**
 * The first reader's labels that hold for a further move, once they looked them over: of one of two
 * moves for the other, for both together, or back. A post that itself names both moves is asked
 * again, but where each of the joined moves gave it the same label.
 *
 * @param at time of the record, ISO 8601 UTC; default: that of the label
 */
export function carriedLabels(
  labels: readonly AuditLabel[],
  posts: readonly ScoredPost[],
  { dealId, parts }: CarryTarget,
  at: string | null = null,
): LabelEvent[] {
  const looked = labelsToCarry(labels).filter((label) => !isCarried(label))
  const labelsOf = groupBy(looked, postKeyOfUnit)
  return posts.flatMap((post) => {
    const ofPost = labelsOf.get(postKeyOf(post)) ?? []
    const label = ofPost.find(({ isInDoubt }) => isInDoubt) ?? ofPost[0]
    const isOnce = !namesBoth(post, parts)
    const isOnAll = parts.every(({ id }) => ofPost.some((each) => each.dealId === id))
    const mayHold = isOnce || (parts.length > 0 && isOnAll)
    if (label === undefined || !mayHold || ofPost.some((each) => each.label !== label.label))
      return []
    const note = isOnce ? CARRIED : ALIKE
    return { ...label, kind: 'label', dealId, isCarried: true, note, at: at ?? label.at ?? null }
  })
}

/** Labels of whoever confirms them: nobody can say what another would label for another move. */
function labelsToCarry(labels: readonly AuditLabel[]): readonly AuditLabel[] {
  const [[first] = [FIRST_CODER]] = rankCoders(labels)
  return codedIn(labels).filter(({ coder }) => coder === first)
}

/** The first reader's carried labels as labels of this move, once they were looked over. */
export const confirmedLabels = ({ labels }: Pick<AuditFile, 'labels'>, at: string): LabelEvent[] =>
  labels.filter(isCarried).map(({ note: _note, ...label }) => ({ ...label, kind: 'label', at }))

/** The posts of a move by their places, with the labels that each has for other moves. */
function settledOn(file: AuditFile | null, dealId: string | null) {
  const settled = file === null ? [] : settleLabels(file)
  const labelsOf = groupBy(settled, ({ unit }) => postKeyOfUnit(unit))
  return settled.flatMap((one, place) => {
    if (one.unit.dealId !== dealId) return []
    const ofPost = labelsOf.get(postKeyOfUnit(one.unit)) ?? []
    const others = ofPost.filter(({ label }) => ![null, one.label].includes(label))
    return { ...one, place, others, isUnsure: one.given.some(({ isInDoubt }) => isInDoubt) }
  })
}

/**
 * The posts of a move by list. A post that names both moves may have two labels; one that readers
 * settled was weighed.
 */
export function listPlaces(
  file: AuditFile | null,
  posts: readonly ScoredPost[],
  dealId: string | null,
): CheckView['lists'] {
  const twice = new Set(posts.filter((post) => namesBoth(post, [])).map(postKeyOf))
  const lists: CheckView['lists'] = { all: [], unsure: [], apart: [] }
  for (const { unit, place, label, adjudicator, ...one } of settledOn(file, dealId)) {
    lists.all.push(place)
    if (label === null || adjudicator) continue
    if (one.isUnsure) lists.unsure.push(place)
    if (one.others.length > 0 && !twice.has(postKeyOfUnit(unit))) lists.apart.push(place)
  }
  return lists
}

/**
 * The labels of a move with words on each: "unsure", and another label of the same post, "retreat
 * for xAI's deal with Google".
 */
export function withRemarks(
  units: readonly LabelledUnit[],
  file: AuditFile | null,
  dealId: string | null,
  moves: readonly ThreadMove[],
): LabelledUnit[] {
  const here = settledOn(file, dealId)
  return units.flatMap((one) => {
    const settled = here.find(({ place }) => place === one.place)
    if (settled === undefined) return []
    const others = settled.others.map(({ unit, label }) => {
      const { name = '' } = moves.find((move) => move.dealId === unit.dealId) ?? {}
      return `${label} for ${name}`
    })
    return { ...one, remarks: [...(settled.isUnsure ? ['unsure'] : []), ...others] }
  })
}

/** How far the posts of a move are read. */
interface MoveReading {
  /** Posts that nobody read for this move or for another. */
  readonly openCount: number
  /** Posts whose labels of other moves hold, and that nobody looked over for this one. */
  readonly carriedCount: number
  /** Posts to settle. */
  readonly disputedCount: number
}

export function readingOf(
  file: AuditFile | null,
  posts: readonly ScoredPost[],
  target: CarryTarget,
): MoveReading {
  const { dealId } = target
  const { design, labels = [] } = file ?? {}
  const units = design?.units.filter((unit) => unit.dealId === dealId) ?? []
  const drawn = new Set(units.map(postKeyOfUnit))
  const ofMove = posts.filter((post) =>
    drawn.size === 0
      ? isCounted(post) && post.stances.some((stance) => stance.dealId === dealId)
      : drawn.has(postKeyOf(post)),
  )
  const here = labels.filter((label) => label.dealId === dealId)
  const waiting = here.filter(isCarried)
  const read = new Set(here.filter((label) => !isCarried(label)).map(postKeyOfUnit))
  const carried = new Set([...waiting, ...carriedLabels(labels, posts, target)].map(postKeyOfUnit))
  const rest = ofMove.map(postKeyOf).filter((key) => !read.has(key))
  const carriedCount = rest.filter((key) => carried.has(key)).length
  const apart = settledOn(file, dealId).filter(({ outcome }) => outcome === 'undecided')
  return { openCount: rest.length - carriedCount, carriedCount, disputedCount: apart.length }
}

export const isCarried = ({ note = '' }: AuditLabel): boolean => [CARRIED, ALIKE].includes(note)

/** True if one reader has given labels for the move of this part, and a second has not. */
export const isReadByOne = ({ labels }: Pick<AuditFile, 'labels'>): boolean =>
  new Set(labels.filter((label) => !isCarried(label)).map(({ coder }) => coder)).size === 1

/** The part of an audit on one move: its units and labels alone. */
export function partOf(file: AuditFile, dealId: string | null): AuditFile {
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

/** True for a post that names both moves, or the partners of the two that are read as one. */
function namesBoth({ stances, text }: ScoredPost, parts: readonly Deal[]): boolean {
  const words = compactName(text)
  const named = parts.filter(({ counterparties: [partner = ''] }) =>
    spellingsOf(partner).some((name) => words.includes(compactName(name))),
  )
  return named.length > 1 || stances.filter(({ by }) => by === 'text').length > 1
}
