import { groupBy } from '../../base/statistics/group-by.js'
import { formatCount, formatNumber } from '../../base/text/format-count.js'
import { type AuditedMove, titleOf } from '../../base/thread/deal-record.js'
import { postKeyOf, postKeyOfUnit } from '../../base/thread/unit-key.js'
import type { AuditLabel, AuditUnit } from '../../count/audit/audit.js'
import type { LabelEvent } from '../../count/audit/audit-event.js'
import type { AuditFile } from '../../count/audit/audit-file.js'
import type { LabelledUnit } from '../../count/audit/label/label-session.js'
import { countUnits } from '../../count/audit/population.js'
import { codedIn, labelsAlike, rankCoders, settleLabels } from '../../count/audit/settle-labels.js'
import { MIN_POST_COUNT } from '../../count/may-print/refusals.js'
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
export function carriedHeading(
  { carriedCount }: MoveReading,
  others: readonly ThreadMove[],
): string | null {
  if (carriedCount === 0) return null
  const [other] = others
  const from = other && others.length === 1 ? other.name : 'other moves'
  return `${formatCount(carriedCount, 'label')} carried over from ${from}, to be confirmed`
}

/**
 * The first reader's labels that hold for a further move, once they looked them over: a post that
 * does not itself name both moves is read once. Where it names both, the question comes again.
 *
 * @param at time of the record, ISO 8601 UTC
 */
export function carriedLabels(
  { design, labels }: Pick<AuditFile, 'design' | 'labels'>,
  posts: readonly ScoredPost[],
  dealId: string,
  at: string,
): LabelEvent[] {
  const drawn = drawnOn(design.units, dealId)
  const hasOwn = new Set(
    labels.flatMap((label) => (label.dealId === dealId ? [postKeyOfUnit(label)] : [])),
  )
  const once = new Set(posts.filter(isReadOnce).map(postKeyOf))
  const carried = new Map<string, LabelEvent>()
  for (const label of labelsToCarry(labels)) {
    const key = postKeyOfUnit(label)
    const isOpen = drawn.has(key) && once.has(key) && !hasOwn.has(key)
    if (isOpen) carried.set(key, carriedTo(label, dealId, at))
  }
  return [...carried.values()]
}

/** The first reader's labels of posts that have one for these moves, for the move they make up. */
export function joinedLabels(
  labels: readonly AuditLabel[],
  moves: readonly AuditedMove[],
  dealId: string,
): LabelEvent[] {
  if (moves.length === 0) return []
  const looked = labelsToCarry(labels).filter((label) => !isCarried(label))
  const ids = moves.map(({ id }) => id)
  return labelsAlike(looked, ids).map((label) => ({
    ...carriedTo(label, dealId, label.at ?? null),
    note: ALIKE,
  }))
}

/** Labels of whoever confirms them: nobody can say what another would label for another move. */
function labelsToCarry(labels: readonly AuditLabel[]): readonly AuditLabel[] {
  const [[first] = [FIRST_CODER]] = rankCoders(labels)
  return codedIn(labels).filter(({ coder }) => coder === first)
}

const drawnOn = (units: readonly AuditUnit[], dealId: string | null): ReadonlySet<string> =>
  new Set(units.flatMap((unit) => (unit.dealId === dealId ? [postKeyOfUnit(unit)] : [])))

/** The first reader's carried labels as labels of this move, once they were looked over. */
export const confirmedLabels = ({ labels }: Pick<AuditFile, 'labels'>, at: string): LabelEvent[] =>
  labels.filter(isCarried).map(({ note: _note, ...label }) => ({ ...label, kind: 'label', at }))

/**
 * The posts of a move by list. A post that names both moves may have two labels; one that readers
 * settled was weighed.
 */
export function listPlaces(
  file: AuditFile | null,
  posts: readonly ScoredPost[],
  dealId: string | null,
): CheckView['lists'] {
  const settled = file === null ? [] : settleLabels(file)
  const once = new Set(posts.filter(isReadOnce).map(postKeyOf))
  const labelsOf = groupBy(settled, ({ unit }) => postKeyOfUnit(unit))
  const lists: CheckView['lists'] = { all: [], unsure: [], apart: [] }
  for (const [place, { unit, label, adjudicator, ...one }] of settled.entries()) {
    if (unit.dealId !== dealId) continue
    lists.all.push(place)
    const key = postKeyOfUnit(unit)
    const labels = once.has(key) ? (labelsOf.get(key) ?? []) : []
    if (label === null || adjudicator) continue
    if (one.given.some(({ isInDoubt }) => isInDoubt)) lists.unsure.push(place)
    if (labels.some((other) => ![null, label].includes(other.label))) lists.apart.push(place)
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
  const settled = file === null ? [] : settleLabels(file)
  const labelsOf = groupBy(settled, ({ unit }) => postKeyOfUnit(unit))
  return units.flatMap((one) => {
    const here = settled[one.place]
    if (here === undefined || one.unit.dealId !== dealId) return []
    const others = (labelsOf.get(postKeyOfUnit(here.unit)) ?? []).flatMap(({ unit, label }) => {
      const { name = '' } = moves.find((move) => move.dealId === unit.dealId) ?? {}
      return [null, here.label].includes(label) ? [] : `${label} for ${name}`
    })
    const isUnsure = here.given.some(({ isInDoubt }) => isInDoubt)
    return { ...one, remarks: [...(isUnsure ? ['unsure'] : []), ...others] }
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
  dealId: string | null,
): MoveReading {
  const drawn = drawnOn(file?.design.units ?? [], dealId)
  const units = posts.filter((post) =>
    drawn.size === 0
      ? isCounted(post) && post.stances.some((stance) => stance.dealId === dealId)
      : drawn.has(postKeyOf(post)),
  )
  const { labels = [] } = file ?? {}
  const readHere = labels.filter((label) => label.dealId === dealId && !isCarried(label))
  const looked = new Set(readHere.map(postKeyOfUnit))
  const others = new Set(labelsToCarry(labels).map(postKeyOfUnit))
  const rest = units.filter((post) => !looked.has(postKeyOf(post)))
  const carriedCount = rest.filter((post) => others.has(postKeyOf(post)) && isReadOnce(post)).length
  const disputed =
    file &&
    settleLabels(file).filter(
      ({ unit, outcome }) => unit.dealId === dealId && outcome === 'undecided',
    )
  return {
    openCount: rest.length - carriedCount,
    carriedCount,
    disputedCount: disputed?.length ?? 0,
  }
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

const isReadOnce = ({ stances }: ScoredPost): boolean =>
  stances.filter(({ by }) => by === 'text').length < 2

const carriedTo = (label: AuditLabel, dealId: string, at: string | null): LabelEvent => ({
  ...label,
  kind: 'label',
  dealId,
  isCarried: true,
  note: CARRIED,
  at,
})
