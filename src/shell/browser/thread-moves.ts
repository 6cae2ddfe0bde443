import { groupBy } from '../../base/statistics/group-by.js'
import { compactName } from '../../base/text/fold-text.js'
import { formatCount, formatNumber, formatPart } from '../../base/text/format-count.js'
import { type AuditedMove, titleOf } from '../../base/thread/deal-record.js'
import { postKeyOf, postKeyOfUnit, type UnitId } from '../../base/thread/unit-key.js'
import type { AuditLabel, AuditUnit } from '../../count/audit/audit.js'
import type { LabelEvent } from '../../count/audit/audit-event.js'
import type { AuditFile } from '../../count/audit/audit-file.js'
import type { LabelledUnit } from '../../count/audit/label/label-session.js'
import { countUnits } from '../../count/audit/population.js'
import { rankCoders, settleLabels } from '../../count/audit/settle-labels.js'
import { MIN_POST_COUNT } from '../../count/may-print/refusals.js'
import { spellingsOf } from '../../judge/deals/company-name.js'
import type { Deal } from '../../judge/deals/deal.js'
import { isCounted } from '../../judge/post-flags.js'
import type { ScoredPost } from '../../judge/stance/stance-prediction.js'
import { capitalise, printableName, spelled } from '../../say/format/names.js'
import { BOTH_CODERS, FIRST_CODER } from './label-answers.js'
import type { CheckView } from './page-messages.js'

interface NamedMove extends AuditedMove {
  readonly title?: string
}

/** A move that posts of the thread are tied to. */
export interface ThreadMove {
  readonly dealId: string
  /** For readers: "xAI's deal with Google". */
  readonly name: string
  readonly postCount: number
  /** Posts of the thread that are counted for some move, or for none. */
  readonly ofCount: number
}

/** The moves that enough posts to be counted are tied to, the most frequent first. */
export function movesOf(
  posts: readonly ScoredPost[],
  deals: ReadonlyMap<string, NamedMove>,
): ThreadMove[] {
  const counted = posts.filter(isCounted)
  const counts = [...countUnits(counted)].sort(([, one], [, other]) => other - one)
  return counts.flatMap(([dealId, postCount]) => {
    const deal = dealId === null ? undefined : deals.get(dealId)
    if (deal === undefined || postCount < MIN_POST_COUNT) return []
    const name = printableName(titleOf(deal))
    return { dealId: deal.id, name, postCount, ofCount: counted.length }
  })
}

/** "Two moves are named here. Which one will you read first?" */
export const whichFirst = (moves: readonly ThreadMove[]): string =>
  `${capitalise(spelled(moves.length))} moves are named here. Which one will you read first?`

/** "xAI's deal with Google (20 posts)", or "(17 of 20 posts)" where others are left out. */
export const moveWords = ({ name, postCount, ofCount }: ThreadMove): string =>
  `${name} (${postCount < ofCount ? `${formatPart(postCount, ofCount)} posts` : formatCount(postCount, 'post')})`

/** The moves of a thread but the one that is read, with what is left to read on each. */
export const otherMoves = (
  moves: readonly ThreadMove[],
  { dealId, file }: { readonly dealId: string | null; readonly file: AuditFile | null },
  units: readonly AuditUnit[],
  carriedTo: CarriedTo,
): CheckView['moves'] =>
  moves
    .filter((move) => move.dealId !== dealId)
    .map((move) => {
      const reading = readingOf(file, move.dealId, units, carriedTo)
      return { dealId: move.dealId, words: turnWords(move, reading) }
    })

/** The labels that hold for units although they were given for another move. */
type CarriedTo = (units: readonly AuditUnit[]) => readonly LabelEvent[]

/** Words of the button that turns to another move, and of what waits there. */
function turnWords(move: ThreadMove, { openCount, disputedCount }: MoveReading): string {
  const words = moveWords(move)
  const left = openCount === move.postCount ? '' : `, ${formatNumber(openCount)} left to read`
  if (openCount > 0) return `Read next: ${words}${left}`
  return disputedCount > 0
    ? `Settle ${formatCount(disputedCount, 'post')} for ${move.name}`
    : `Show ${words}`
}

interface MoveReading {
  /** Posts without a label that holds for the move. */
  readonly openCount: number
  /** Posts to settle. */
  readonly disputedCount: number
}

/** What is left to read on a move. @param units of the thread */
function readingOf(
  file: AuditFile | null,
  dealId: string,
  units: readonly AuditUnit[],
  carriedTo: CarriedTo,
): MoveReading {
  const settled = file === null ? [] : settleLabels(partOf(file, dealId))
  const count = (wanted: string) => settled.filter(({ outcome }) => outcome === wanted).length
  if (settled.length > 0) return { openCount: count('open'), disputedCount: count('undecided') }
  const ownUnits = units.filter((unit) => unit.dealId === dealId)
  return { openCount: ownUnits.length - carriedTo(ownUnits).length, disputedCount: 0 }
}

/** A label of this reading or of another one of the thread, which may be a correction. */
export type GivenLabel = AuditLabel & Pick<LabelEvent, 'reason'>

/**
 * The labels that hold for units although they were given for another move. A post has one label:
 * the last that its first reader gave it, wherever that was. A post that itself names both moves
 * has a label for each of them, until both are the same.
 */
export function labelCarrier(posts: readonly ScoredPost[], parts: readonly Deal[]) {
  const twice = new Set(posts.filter((post) => namesBoth(post, parts)).map(postKeyOf))
  return (labels: readonly GivenLabel[], units: readonly UnitId[]): LabelEvent[] => {
    const labelsOf = groupBy(labelsToCarry(labels), postKeyOfUnit)
    return units.flatMap((unit) => {
      const key = postKeyOfUnit(unit)
      const ofPost = labelsOf.get(key) ?? []
      const last = ofPost.at(-1)
      const labelOn = new Map(ofPost.map(({ dealId, label }) => [dealId, label]))
      const onParts = new Set(parts.map(({ id }) => labelOn.get(id)))
      const isOne = !twice.has(key) || (onParts.size === 1 && !onParts.has(undefined))
      if (last === undefined || !isOne || labelOn.get(unit.dealId) === last.label) return []
      const { dealId } = unit
      return { ...last, kind: 'label', dealId, isCarried: true, at: last.at ?? null }
    })
  }
}

/**
 * The labels of the first reader, by their time, with those that two settled together. Nobody can
 * say what another would label for another move.
 */
function labelsToCarry(labels: readonly GivenLabel[]): GivenLabel[] {
  const [[first] = [FIRST_CODER]] = rankCoders(labels)
  const byFirst = labels.flatMap((label) => {
    const isOwn = label.coder === (label.isAdjudication ? BOTH_CODERS : first)
    return isOwn && label.label !== null ? { ...label, coder: first, isAdjudication: false } : []
  })
  return byFirst.sort((one, other) => (one.at ?? '').localeCompare(other.at ?? ''))
}

/** Places of a move's posts in the sample: of all, and of those with a label marked unsure. */
export function listPlaces(file: AuditFile | null, dealId: string | null): CheckView['lists'] {
  const lists: CheckView['lists'] = { all: [], unsure: [] }
  const settled = file === null ? [] : settleLabels(file)
  for (const [place, { unit, label, adjudicator, given: byCoders }] of settled.entries()) {
    if (unit.dealId !== dealId) continue
    lists.all.push(place)
    const isOpen = label === null || adjudicator !== undefined
    if (!isOpen && byCoders.some(({ isInDoubt }) => isInDoubt)) lists.unsure.push(place)
  }
  return lists
}

/** The labels of a move, with a word on those that are marked unsure. */
export const withRemarks = (
  labelled: readonly LabelledUnit[],
  { all, unsure }: CheckView['lists'],
): LabelledUnit[] =>
  labelled.flatMap((one) => {
    const remarks = unsure.includes(one.place) ? ['unsure'] : []
    return all.includes(one.place) ? { ...one, remarks } : []
  })

export const isReadByOne = ({ labels }: Pick<AuditFile, 'labels'>): boolean =>
  new Set(labels.map(({ coder }) => coder)).size === 1

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
