import { sum } from '../../base/statistics/estimate/mean.js'
import { formatCount, formatLevel, formatNumber, MIN_PERCENT_COUNT } from '../../base/text/format-count.js'
import { isolate } from '../../base/text/right-to-left.js'
import { roundToTotal } from '../../count/audit/draw/draw-audit.js'
import { CLOSE } from '../../count/audited/lead.js'
import {
  CHANGE_CAUSES,
  type ChangeCause,
  type ChangeKind,
  type ChangeReport,
  type GroupChange,
  isWithinInterval,
  type LabelChange,
} from '../../count/change/compare-runs.js'
import { shareWords } from '../facts/share-words.js'
import { possessive, printableMover } from '../facts/wording.js'
import { displayWidth, wrapLine } from '../format/display-width.js'
import { formatSigned, percentWords } from '../format/format-value.js'
import { capitalise, givenName, joined, printableName } from '../format/names.js'
import { shortfallWords } from '../rules/cautions-on-labels.js'

/** Renders the change report as JSON with unrounded numbers and the drafted note of each group. */
export function renderChangeJson(report: ChangeReport): string {
  const groups = report.groups.map((group) => ({ ...group, note: draftCorrectionNote(report, group) }))
  return `${JSON.stringify({ ...report, groups }, null, 2)}\n`
}

/** Renders tables and notes for a terminal. Notes are wrapped at `width` columns; tables are not. */
export function renderChangeText(report: ChangeReport, width: number): string {
  const prose = (line: string): string[] => [...wrapLine(line, width), '']
  const [deal, all] = report.groups
  // True if one deal holds all posts: a second table would repeat the first.
  const isOnce =
    report.groups.length === 2 &&
    all?.dealId === null &&
    deal?.from.postCount === all.from.postCount &&
    deal?.to.postCount === all.to.postCount
  const groups = (isOnce ? report.groups.slice(0, 1) : report.groups).flatMap((group) => {
    const { title, counted, headline, from, to } = group
    const audited = headline.map((change) => ({ label: change.label, from: change.from.share, to: change.to.share }))
    return [
      ...prose(`${title ?? 'All posts, each once'}: ${formatCount(from.postCount, 'post')}, then ${formatCount(to.postCount, 'post')}`),
      ...(audited.length > 0 ? ['To be quoted (the audits’ estimates)', ...tableOf(audited, group, 'postCount'), ''] : []),
      ...['Counted by the model', ...tableOf(counted, group, 'labelledCount'), ''],
      ...prose(draftCorrectionNote(report, group)),
    ]
  })
  const describe = ({ model, postCount, isAudited }: ChangeReport['from']): string =>
    `${formatCount(postCount, 'post')}, ${model ?? 'no model'}, ${isAudited ? 'audited' : 'not audited'}`
  const runs = `Earlier run: ${describe(report.from)}. Later run: ${describe(report.to)}.`
  const legend = report.groups.some((group) => changeWords(group).isPercent) ? wrapLine('Shares in percent, changes in points.', width) : []
  return `${[...groups, ...wrapLine(runs, width), ...legend].join('\n')}\n`
}

/** The first column is aligned to the left, numbers to the right. @param total denominator of the shares */
function tableOf(changes: readonly LabelChange<number | null>[], group: GroupChange, total: 'postCount' | 'labelledCount'): string[] {
  const { isPercent, share } = changeWords(group)
  const [before, after] = [tenthsOf(changes.map(({ from }) => from)), tenthsOf(changes.map(({ to }) => to))]
  const cell = (value: number | null, tenths: number | undefined, count: number): string =>
    value === null ? '–' : isPercent ? ((tenths ?? 0) / 10).toFixed(1) : share(value, count)
  const rows = [
    ['', 'before', 'after', 'change'],
    ...changes.map(({ label, from, to }, at) => [
      ...[label, cell(from, before[at], group.from[total]), cell(to, after[at], group.to[total])],
      from === null || to === null ? '–' : formatSigned(((after[at] ?? 0) - (before[at] ?? 0)) / 10, 1),
    ]),
  ].map((row) => (isPercent ? row : row.slice(0, -1)))
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => displayWidth(row[column] ?? ''))))
  return rows.map((row) => {
    const cells = row.map((text, column) => {
      const gap = ' '.repeat((widths[column] ?? 0) - displayWidth(text))
      return column === 0 ? text + gap : gap + text
    })
    return `  ${cells.join('  ')}`.trimEnd()
  })
}

/** Shares in tenths of a point, which show small changes. They sum to 100 points where shares sum to 1. */
function tenthsOf(shares: readonly (number | null)[]): number[] {
  const tenths = shares.map((share) => (share ?? 0) * 1000)
  return roundToTotal(tenths, Math.round(sum(tenths)))
}

/** The form of a group's shares: in percent, or as "7 of 12" where a run has few posts. */
function changeWords({ from, to }: GroupChange) {
  const isPercent = [from, to].every(({ labelledCount: count }) => count === 0 || count >= MIN_PERCENT_COUNT)
  const wordsOf = (count: number) => shareWords(count, isPercent ? MIN_PERCENT_COUNT : 0)
  const behind = (count: number): string => (isPercent ? '' : ` of ${formatNumber(count)}`)
  return {
    isPercent,
    share: (share: number, count: number) => `${isPercent ? percentWords(share) : wordsOf(count).share(share)}${behind(count)}`,
    range: (bounds: { readonly low: number; readonly high: number }, count: number) => `${wordsOf(count).range(bounds)}${behind(count)}`,
  }
}

/**
 * Drafts a note on a change of audited shares: before and after, causes with their posts, and the change against the interval. Unless the
 * shares of both runs may be printed, it says what is missing. Shares are in whole percent, as in `cite`, or "7 of 12" with few posts.
 */
export function draftCorrectionNote(report: ChangeReport, group: GroupChange): string {
  const { from, to, headline, kind } = group
  const causes = listCauses(report, group)
  const details = [causes, describeRelabelled(group)]
  if (headline.length === 0) {
    const isOpen = !from.missing && to.missing && report.to.isAudited
    const opening = isOpen ? 'The earlier shares are not confirmed' : 'Nothing to correct'
    return joined([`${opening}: ${describeMissing(group)}.`, ...details, describeCarrying(report)])
  }
  const words = changeWords(group)
  const subject = describeSubject(group)
  const changes = headline.map((change) => ({
    change,
    name: quote(change.label),
    before: words.share(change.from.share, from.postCount),
    after: words.share(change.to.share, to.postCount),
  }))
  const changed = changes.filter(({ before, after }) => before !== after)
  if (changed.length === 0) {
    const shares = changes.map(({ name, after }) => `${name} ${after}`).join(', ')
    return joined([`Nothing to correct: ${subject}, every share stands as printed (${shares}).`, ...details])
  }
  const moves = changed.map(({ name, before, after }) =>
    kind === 'correction' ? `${name} is ${after}, not ${before}` : `${name} is now ${after} (before: ${before})`,
  )
  return joined([
    `${KIND_WORDS[kind]}: ${subject}, the share labelled ${moves.join('; ')}.`,
    describeLeads(group),
    ...details,
    ...changed.map(({ name, change }) => {
      const which = changed.length === 1 ? '' : ` of ${name}`
      const place = isWithinInterval(change) ? `change${which} lies within` : `new figure${which} lies outside`
      return `The ${place} the ${formatLevel(change.from.confidenceLevel)} interval (${words.range(change.from, from.postCount)}) of the earlier figure.`
    }),
    'The figures describe the posts captured here, not the public.',
  ])
}

/** "Retreat is still ahead, but less clearly." */
function describeLeads({ leads }: GroupChange): string {
  if (leads === null) return ''
  const { from, to } = leads
  const [before, after] = [from, to].map((lead) => (lead.word === CLOSE ? null : lead.ahead))
  if (after === null)
    return before === null ? 'There is still no clear lead.' : `${capitalise(before ?? '')} was ahead; there is no clear lead now.`
  const ahead = capitalise(after ?? '')
  if (before === null) return `${ahead} is ahead now; there was no clear lead before.`
  if (before !== after) return `${ahead} is ahead now; ${before} was before.`
  const [earlier, later] = [from, to].map(({ difference }) => Math.round(difference * 100)) as [number, number]
  return `${ahead} is still ahead${later < earlier ? ', but less clearly' : later > earlier ? ', and more clearly' : ''}.`
}

const KIND_WORDS: Readonly<Record<ChangeKind, string>> = {
  update: 'Update',
  recapture: 'Correction after a new capture',
  estimate: 'New estimate, no correction',
  correction: 'Correction',
}

/** Labels that a note names; the report has them all. */
const NAMED_LABEL_COUNT = 5

/** "Labels by hand that were corrected: post 17, “neither” in place of “retreat” (misread irony)." */
function describeRelabelled({ relabelled }: GroupChange): string {
  if (relabelled.length === 0) return ''
  const named = relabelled.slice(0, NAMED_LABEL_COUNT).map(({ postId, from, to, reason }) => {
    const why = reason === null ? '' : ` (${printableName(reason, MAX_REASON_WIDTH)})`
    return `post ${printableName(postId)}, ${quote(to)} in place of ${quote(from)}${why}`
  })
  const more = relabelled.length - named.length
  return `${formatCount(relabelled.length, 'label')} by hand changed: ${named.join('; ')}${more === 0 ? '' : ` and ${formatNumber(more)} more`}.`
}

const MAX_REASON_WIDTH = 200

/** The reason why there is no change to print: "the earlier run has no share that may be printed (19 more labels)". */
function describeMissing({ from, to }: GroupChange): string {
  const [one, other] = [from, to].map(({ missing }) => missing && shortfallWords(missing))
  if (one && one === other) return `neither run has a share that may be printed (${one})`
  const runs = [
    one && `the earlier run has no share that may be printed (${one})`,
    other && `the later run has no share that may be printed (${other})`,
  ]
  return runs.filter(Boolean).join(', and ')
}

/** The command that continues the earlier audit with its labels. */
const describeCarrying = ({ from, to }: ChangeReport): string =>
  from.isAudited && !to.isAudited
    ? 'The later run is not labelled yet: npm run audit -- LATER --earlier EARLIER carries the labels over.'
    : ''

const quote = (label: string): string => `“${isolate(label)}”`

function describeSubject({ title, mover }: GroupChange): string {
  const name = mover === null ? null : printableMover(mover)
  const about = title === null ? '' : ` on ${name === null ? `the deal ${title}` : `${possessive(name, '’')} move (${title})`}`
  return `of the posts captured${about}`
}

function listCauses({ from, to }: ChangeReport, { causeCounts }: GroupChange): string {
  const counted = (cause: ChangeCause, noun: string): string => formatCount(causeCounts[cause], noun)
  const names: Readonly<Record<ChangeCause, string>> = {
    new: counted('new', 'new post'),
    deleted: counted('deleted', 'deleted post'),
    edited: counted('edited', 'edited post'),
    linked: `${counted('linked', 'post')} tied to other deals`,
    judged:
      from.model === to.model
        ? `${counted('judged', 'post')} labelled differently by the same model`
        : `another model (${givenName(`${to.model}`)} in place of ${givenName(`${from.model}`)})`,
    audited:
      from.isAudited && to.isAudited
        ? counted('audited', 'new or changed hand label')
        : `hand labels in the ${to.isAudited ? 'later' : 'earlier'} run only`,
  }
  const causes = CHANGE_CAUSES.filter((cause) => causeCounts[cause] > 0).map((cause) => names[cause])
  return causes.length === 0 ? '' : `Between the runs: ${causes.join(', ')}.`
}
