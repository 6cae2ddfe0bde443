import type { ChangeReport, GroupChange, LabelChange, QuotedInterval } from '../../aggregate/change/change.js'
import { CHANGE_CAUSES, type ChangeCause } from '../../aggregate/change/mix-runs.js'
import type { StanceScheme } from '../../scheme/stance-scheme.js'
import { formatCount } from '../../text/format-count.js'
import { isolate } from '../../text/right-to-left.js'
import { leadWordOf } from '../cite/cite-lead.js'
import { formatLevel, formatPercent } from '../cite/cite-numbers.js'

/** Changes that were printed: a label with its share in both runs. */
type Moved = LabelChange & {
  readonly from: number
  readonly to: number
  readonly change: number
  readonly parts: Record<ChangeCause, number>
}

/**
 * A draft of the note that corrects the printed shares of a group: what was printed and what is right, why it moved, whether the change
 * lies within the interval, and what stands. Shares in whole percent as `cite` prints them, parts in whole points that sum to the printed change.
 */
export function writeCorrectionNote(report: ChangeReport, group: GroupChange, scheme: StanceScheme): string {
  const changes = group.headline.length > 0 ? group.headline : group.counted
  const subject = describeSubject(group)
  const moved = changes.filter(isComplete)
  if (moved.length === 0) return describeOneSided(changes, subject)
  const isPrintedOtherwise = ({ from, to }: Moved): boolean => formatPercent(from) !== formatPercent(to)
  const printed = moved.filter(isPrintedOtherwise).sort((one, other) => sizeOf(other) - sizeOf(one))
  const [first, ...others] = printed
  if (first === undefined) {
    const shares = moved.map(({ label, to }) => `${quote(label)} ${formatPercent(to)}`).join(', ')
    return `No correction is needed: ${subject}, every share stands as printed (${shares}).`
  }
  const stands = moved.filter((change) => !isPrintedOtherwise(change))
  const sentences = [
    `Correction: ${subject}, ${describeMove(first)}${others.map((change) => `; ${quote(change.label)} is ${formatPercent(change.to)}, not ${formatPercent(change.from)}`).join('')}.`,
    describeCauses(first, report, group),
    describeInterval(first),
    describeStanding(stands, moved, scheme),
    'The figures describe the posts captured here, not the public.',
  ]
  return sentences.filter((sentence) => sentence !== '').join(' ')
}

/** Changes that only the rounding of the machine sets apart are of one size, and stay in the order of the scheme. */
const sizeOf = ({ change }: Moved): number => Math.round(Math.abs(change) / TINY)

const isComplete = (change: LabelChange): change is Moved => change.change !== null

const quote = (label: string): string => `“${isolate(label)}”`

function describeSubject({ dealId, mover, headline }: GroupChange): string {
  const about = dealId === null ? '' : ` on ${mover === null ? `the deal ${dealId}` : `${mover}’s move (${dealId})`}`
  return `of the posts captured${about}${headline.length > 0 ? '' : ', by the classifier’s count'}`
}

const describeMove = ({ label, from, to }: Moved): string =>
  `the share labelled ${quote(label)} is ${formatPercent(to)}, not ${formatPercent(from)}`

/** A group that one of the runs lacks, or has no labels in. */
function describeOneSided(changes: readonly LabelChange[], subject: string): string {
  const sharesOf = (end: 'from' | 'to'): string =>
    changes.flatMap((change) => (change[end] === null ? [] : [`${quote(change.label)} ${formatPercent(change[end])}`])).join(', ')
  const [before, after] = [sharesOf('from'), sharesOf('to')]
  if (before !== '')
    return `Correction: ${subject}, the shares first given (${before}) are withdrawn: the later run has none to put in their place.`
  return after === ''
    ? `No correction is needed: ${subject}, neither run gives shares.`
    : `No correction is needed: ${subject}, the shares are new (${after}).`
}

function describeCauses(change: Moved, report: ChangeReport, { causeCounts }: GroupChange): string {
  const causes = CHANGE_CAUSES.filter((cause) => causeCounts[cause] > 0 || Math.abs(change.parts[cause]) > TINY)
  const total = Math.round(change.change * 100)
  const printedDifference = Math.round(change.to * 100) - Math.round(change.from * 100)
  const size = total === 0 ? 'less than a point' : formatCount(Math.abs(total), 'point')
  const before = total === printedDifference ? '' : ' (before rounding)'
  const [only, ...more] = causes
  const verb = `${quote(change.label)} moved ${total === 0 ? '' : change.change < 0 ? 'down ' : 'up '}by ${size}${before}`
  if (only === undefined) return `${verb}.`
  if (more.length === 0) return `${verb}, all of it from ${nameCause(only, report, causeCounts[only])}.`
  const points = roundParts(
    causes.map((cause) => change.parts[cause] * 100),
    total,
  )
  const parts = causes.map((cause, index) => {
    return `${formatPoints(points[index] ?? 0, change.parts[cause])} from ${nameCause(cause, report, causeCounts[cause])}`
  })
  return `${verb}: ${parts.slice(0, -1).join(', ')} and ${parts.at(-1)}.`
}

/** Shares this far apart are the same, but for the rounding of the machine. */
const TINY = 1e-9

function nameCause(cause: ChangeCause, { from, to }: ChangeReport, count: number): string {
  const audit =
    from.isAudited && to.isAudited
      ? `${formatCount(count, 'other hand label')}`
      : to.isAudited
        ? 'the hand labels, which are new'
        : 'the hand labels, which are gone'
  const names: Readonly<Record<ChangeCause, string>> = {
    new: formatCount(count, 'new post'),
    deleted: formatCount(count, 'deleted post'),
    edited: formatCount(count, 'edited post'),
    linked: `${formatCount(count, 'post')} tied to other deals`,
    judged:
      from.model === to.model
        ? `${formatCount(count, 'post')} judged otherwise by the same model`
        : `another model (${to.model} in place of ${from.model})`,
    audited: audit,
  }
  return names[cause]
}

/** "+3", "−1", "less than a point", "nothing". */
function formatPoints(points: number, part: number): string {
  if (points === 0) return Math.abs(part) > TINY ? 'less than a point' : 'nothing'
  return `${points < 0 ? '−' : '+'}${Math.abs(points)}`
}

/** Whole numbers next to the parts that sum to the total: the largest remainders are rounded up, at a tie the largest parts. */
export function roundParts(parts: readonly number[], total: number): number[] {
  const rounded = parts.map(Math.floor)
  const missing = total - rounded.reduce((sum, part) => sum + part, 0)
  const byRemainder = parts
    .map((part, index) => ({ index, size: Math.abs(part), remainder: Math.round((part - Math.floor(part)) / TINY) }))
    .sort((one, other) => other.remainder - one.remainder || other.size - one.size)
  for (const { index } of byRemainder.slice(0, Math.max(0, missing))) rounded[index] = (rounded[index] ?? 0) + 1
  return rounded
}

function describeInterval({ from, fromInterval, toInterval, isWithinInterval }: Moved): string {
  if (fromInterval !== null && isWithinInterval !== null) {
    const range = `${describeRange(fromInterval)} of the earlier figure`
    return isWithinInterval ? `The change lies within ${range}.` : `The new figure lies outside ${range}.`
  }
  if (toInterval?.estimand !== 'captured')
    return 'The earlier figure was audited and the new one is not: no interval says whether they part.'
  const isWithin = from >= toInterval.low && from <= toInterval.high
  return `The earlier figure was a classifier’s count that nobody had checked; it lies ${isWithin ? 'within' : 'outside'} ${describeRange(toInterval)} of the audited one.`
}

/** "the 95% interval (38% to 52%)" */
function describeRange({ estimand, confidenceLevel, ...bounds }: QuotedInterval): string {
  const condition = estimand === 'captured' ? '' : ', if these authors were a random draw from a wider crowd'
  return `the ${formatLevel(confidenceLevel)} interval (${formatRange(bounds)}${condition})`
}

/** Outwards, so that the printed bounds hold the computed ones. */
const formatRange = ({ low, high }: { readonly low: number; readonly high: number }): string =>
  `${Math.max(0, Math.floor(low * 100 + TINY))}% to ${Math.min(100, Math.ceil(high * 100 - TINY))}%`

function describeStanding(stands: readonly Moved[], moved: readonly Moved[], scheme: StanceScheme): string {
  const parts = stands.map(({ label, to }) => `${quote(label)} at ${formatPercent(to)}`)
  const sides = scheme.sides.flatMap((side) => moved.find(({ label }) => label === side) ?? [])
  const [before, after] = [leadOf(sides, 'from'), leadOf(sides, 'to')]
  if (after !== null && before === after) parts.push(`that ${after}`)
  const change = after === null || before === after ? '' : `Of the two sides, ${after}${before === null ? '' : ` (before: ${before})`}.`
  return [change, parts.length === 0 ? '' : `What stands: ${parts.join(', ')}.`].filter((part) => part !== '').join(' ')
}

/** Who leads, in the words of `cite`; null where the shares of one of two sides were not audited. */
function leadOf(sides: readonly Moved[], end: 'from' | 'to'): string | null {
  const [one, other, ...more] = sides.flatMap((side) => {
    const interval = end === 'from' ? side.fromInterval : side.toInterval
    if (interval?.estimand !== 'captured') return []
    return { label: side.label, share: side[end], margin: Math.max(side[end] - interval.low, interval.high - side[end]) }
  })
  if (!one || !other || more.length > 0) return null
  const [ahead, behind] = other.share > one.share ? [other, one] : [one, other]
  const word = leadWordOf(ahead, behind)
  return word === 'neither leads' ? word : `${quote(ahead.label)} ${word}`
}
