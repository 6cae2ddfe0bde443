import { formatCount, formatLevel, formatNumber, MIN_PERCENT_COUNT } from '../../base/text/format-count.js'
import { isolate } from '../../base/text/right-to-left.js'
import { CLOSE, type Lead, TOO_CLOSE } from '../../count/audited/lead.js'
import { shortfallWords } from '../../count/audited/readiness.js'
import {
  CHANGE_CAUSES,
  type ChangeCause,
  type ChangeKind,
  type ChangeReport,
  type GroupChange,
  type LabelChange,
  type QuotedInterval,
} from '../../count/change/compare-runs.js'
import { formatPercent } from '../cite/numbers.js'
import { capitalise, possessive, printableMover } from '../cite/wording.js'
import { shareWords } from '../facts/share-words.js'
import { displayWidth, wrapLine } from '../format/display-width.js'

const LEGEND = 'Shares in percent, changes in points.'

const legendOf = ({ groups }: ChangeReport): string[] => (groups.some((group) => changeWords(group).isPercent) ? [LEGEND] : [])

/** Renders the change report as JSON with unrounded numbers and the drafted note of each group. */
export function renderChangeJson(report: ChangeReport): string {
  const groups = report.groups.map((group) => ({ ...group, note: draftCorrectionNote(report, group) }))
  return `${JSON.stringify({ ...report, groups }, null, 2)}\n`
}

/** Renders tables and notes for a terminal. Notes are wrapped at `width` columns; tables are not. */
export function renderChangeText(report: ChangeReport, width: number): string {
  const blocks = report.groups.flatMap((group) => [
    ...wrapLine(titleOf(group), width),
    ...tablesOf(group).flatMap(({ title, rows }) => ['', title, ...alignColumns(rows)]),
    '',
    ...wrapLine(draftCorrectionNote(report, group), width),
    '',
  ])
  return `${[...blocks, ...[describeRuns(report), ...legendOf(report)].flatMap((line) => wrapLine(line, width))].join('\n')}\n`
}

function titleOf({ title, fromPostCount, toPostCount }: GroupChange): string {
  return `${title ?? 'All posts, each once'}: ${formatCount(fromPostCount, 'post')}, then ${formatCount(toPostCount, 'post')}`
}

function describeRuns({ from, to }: ChangeReport): string {
  const describe = ({ model, postCount, isAudited }: ChangeReport['from']): string =>
    `${formatCount(postCount, 'post')}, ${model ?? 'no model'}, ${isAudited ? 'audited' : 'not audited'}`
  return `Earlier run: ${describe(from)}. Later run: ${describe(to)}.`
}

interface Table {
  readonly title: string
  readonly rows: readonly (readonly string[])[]
}

function tablesOf(group: GroupChange): Table[] {
  const { counted, headline } = group
  const tables: Table[] = []
  if (headline.length > 0) tables.push({ title: 'To be quoted (the audits’ estimates)', rows: rowsOf(headline, group) })
  tables.push({ title: 'Counted by the classifier', rows: rowsOf(counted, group) })
  return tables
}

function rowsOf(changes: readonly LabelChange[], group: GroupChange): string[][] {
  const words = changeWords(group)
  if (!words.isPercent) {
    const cell = (change: LabelChange, end: 'from' | 'to'): string => (change[end] === null ? '–' : words.share(change, end, change[end]))
    return [['', 'before', 'after'], ...changes.map((change) => [change.label, cell(change, 'from'), cell(change, 'to')])]
  }
  return [
    ['', 'before', 'after', 'change'],
    ...changes.map(({ label, from, to, change }) => [label, formatTenths(from), formatTenths(to), formatPoints(change)]),
  ]
}

/** One decimal shows small changes. */
const formatTenths = (share: number | null): string => (share === null ? '–' : (share * 100).toFixed(1))

function formatPoints(change: number | null): string {
  if (change === null) return '–'
  const digits = Math.abs(change * 100).toFixed(1)
  return Number(digits) === 0 ? digits : `${change < 0 ? '−' : '+'}${digits}`
}

/** Aligns the first column to the left and numbers to the right. */
function alignColumns(rows: readonly (readonly string[])[]): string[] {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => displayWidth(row[column] ?? ''))))
  return rows.map((row) =>
    `  ${row
      .map((cell, column) => {
        const gap = ' '.repeat((widths[column] ?? 0) - displayWidth(cell))
        return column === 0 ? cell + gap : gap + cell
      })
      .join('  ')}`.trimEnd(),
  )
}

type End = 'from' | 'to'

/** How the shares of a group are printed: in percent, or, where a run has too few posts for it, as "7 of 12". */
interface ChangeWords {
  readonly isPercent: boolean
  share(change: LabelChange, end: End, share: number): string
  range(change: LabelChange, end: End, bounds: Pick<QuotedInterval, 'low' | 'high'>): string
}

export function changeWords(group: GroupChange): ChangeWords {
  const counts = [group.fromLabelledCount, group.toLabelledCount].filter((count) => count > 0)
  const isPercent = counts.every((count) => count >= MIN_PERCENT_COUNT)
  // An audited share is one of all posts, a counted one of those with a label.
  const countOf = (change: LabelChange, end: End): number =>
    change[`${end}Interval`]?.estimand === 'captured' ? group[`${end}PostCount`] : group[`${end}LabelledCount`]
  const wordsAt = (change: LabelChange, end: End) => shareWords(countOf(change, end), isPercent ? MIN_PERCENT_COUNT : 0)
  const behind = (change: LabelChange, end: End): string => (isPercent ? '' : ` of ${formatNumber(countOf(change, end))}`)
  return {
    isPercent,
    share: (change, end, share) => `${isPercent ? formatPercent(share) : wordsAt(change, end).share(share)}${behind(change, end)}`,
    range: (change, end, bounds) => `${wordsAt(change, end).range(bounds)}${behind(change, end)}`,
  }
}

/** A change of a label that has a share in both runs. */
type CompleteChange = LabelChange & {
  readonly from: number
  readonly to: number
  readonly change: number
}

/**
 * Drafts what to print about a change of the audited shares of a group: the shares before and after, how many posts each cause affects, whether
 * the change lies within the interval, and which shares are unchanged. What it is called says its {@link ChangeKind}. Nothing is drafted unless the shares of both runs may be printed; the note then says what is missing. Shares are in whole percent,
 * as `cite` prints them; where a run has too few posts for percent, they are "7 of 12".
 */
export function draftCorrectionNote(report: ChangeReport, group: GroupChange): string {
  const causes = listCauses(report, group)
  const subject = describeSubject(group)
  const complete = group.headline.filter(isComplete)
  if (complete.length === 0) return [`Nothing to correct: ${describeMissing(group)}.`, causes].filter((part) => part !== '').join(' ')
  const words = changeWords(group)
  const before = (change: CompleteChange): string => words.share(change, 'from', change.from)
  const after = (change: CompleteChange): string => words.share(change, 'to', change.to)
  const printsDifferently = (change: CompleteChange): boolean => before(change) !== after(change)
  const corrected = complete.filter(printsDifferently).sort((one, other) => sizeOf(other) - sizeOf(one))
  const [first] = corrected
  if (first === undefined) {
    const shares = complete.map((change) => `${quote(change.label)} ${after(change)}`).join(', ')
    return `Nothing to correct: ${subject}, every share stands as printed (${shares}).${causes === '' ? '' : ` ${causes}`}`
  }
  const unchanged = complete.filter((change) => !printsDifferently(change))
  const { kind } = group
  const changes = corrected.map((change) =>
    kind === 'correction'
      ? `${quote(change.label)} is ${after(change)}, not ${before(change)}`
      : `${quote(change.label)} is now ${after(change)} (before: ${before(change)})`,
  )
  const sentences = [
    `${KIND_WORDS[kind]}: ${subject}, the share labelled ${changes.join('; ')}.`,
    causes,
    describeInterval(first, words),
    describeUnchanged(unchanged, group, after),
    'The figures describe the posts captured here, not the public.',
  ]
  return sentences.filter((sentence) => sentence !== '').join(' ')
}

const KIND_WORDS: Readonly<Record<ChangeKind, string>> = {
  update: 'Update',
  recapture: 'New capture, no correction',
  estimate: 'New estimate, no correction',
  correction: 'Correction',
}

/** Why no printable share changed: "the earlier run has no share that may be printed (19 more labels)". */
function describeMissing({ fromMissing, toMissing }: GroupChange): string {
  const runs = [
    { name: 'the earlier run', missing: fromMissing },
    { name: 'the later run', missing: toMissing },
  ].flatMap(({ name, missing }) => (missing === null ? [] : [{ name, why: shortfallWords(missing) }]))
  const [one, other] = runs
  if (one !== undefined && one.why === other?.why) return `neither run has a share that may be printed (${one.why})`
  return runs.map(({ name, why }) => `${name} has no share that may be printed (${why})`).join(', and ')
}

/** Rounded, so that changes that differ by floating-point error alone sort as equal and keep the order of the scheme. */
const sizeOf = ({ change }: CompleteChange): number => Math.round(Math.abs(change) / TINY)

const isComplete = (change: LabelChange): change is CompleteChange => change.change !== null

const quote = (label: string): string => `“${isolate(label)}”`

function describeSubject({ title, mover }: GroupChange): string {
  const name = mover === null ? null : printableMover(mover)
  const about = title === null ? '' : ` on ${name === null ? `the deal ${title}` : `${possessive(name, '’')} move (${title})`}`
  return `of the posts captured${about}`
}

function listCauses(report: ChangeReport, { causeCounts }: GroupChange): string {
  const causes = CHANGE_CAUSES.filter((cause) => causeCounts[cause] > 0).map((cause) => nameCause(cause, report, causeCounts[cause]))
  return causes.length === 0 ? '' : `Between the runs: ${causes.join(', ')}.`
}

/** Tolerance for floating-point error of shares. */
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

function describeInterval(change: CompleteChange, words: ChangeWords): string {
  const { fromInterval, isWithinInterval } = change
  if (fromInterval === null || isWithinInterval === null) return ''
  const range = `the ${formatLevel(fromInterval.confidenceLevel)} interval (${words.range(change, 'from', fromInterval)}) of the earlier figure`
  return isWithinInterval ? `The change lies within ${range}.` : `The new figure lies outside ${range}.`
}

function describeUnchanged(
  unchanged: readonly CompleteChange[],
  { fromLead, toLead }: GroupChange,
  say: (change: CompleteChange) => string,
): string {
  const parts = unchanged.map((change) => `${quote(change.label)} at ${say(change)}`)
  const [before, after] = [describeLead(fromLead), describeLead(toLead)]
  if (after !== null && before === after) parts.push(`that ${after}`)
  const change =
    after === null || before === after
      ? ''
      : `${after === TOO_CLOSE ? capitalise(after) : `Of the two sides, ${after}`}${before === null ? '' : ` (before: ${before})`}.`
  return [change, parts.length === 0 ? '' : `What stands: ${parts.join(', ')}.`].filter((part) => part !== '').join(' ')
}

const describeLead = (lead: Lead | null): string | null =>
  lead === null ? null : lead.word === CLOSE ? TOO_CLOSE : `${quote(lead.ahead)} ${lead.word}`
