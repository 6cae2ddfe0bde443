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
  isWithinInterval,
  type LabelChange,
} from '../../count/change/compare-runs.js'
import { formatPercent } from '../cite/numbers.js'
import { capitalise, joined, possessive, printableMover } from '../cite/wording.js'
import { shareWords } from '../facts/share-words.js'
import { displayWidth, wrapLine } from '../format/display-width.js'
import { formatSigned } from '../format/format-value.js'

/** Renders the change report as JSON with unrounded numbers and the drafted note of each group. */
export function renderChangeJson(report: ChangeReport): string {
  const groups = report.groups.map((group) => ({ ...group, note: draftCorrectionNote(report, group) }))
  return `${JSON.stringify({ ...report, groups }, null, 2)}\n`
}

/** Renders tables and notes for a terminal. Notes are wrapped at `width` columns; tables are not. */
export function renderChangeText(report: ChangeReport, width: number): string {
  const prose = (line: string): string[] => [...wrapLine(line, width), '']
  const groups = report.groups.flatMap((group) => {
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

/** The first column is aligned to the left, numbers to the right. @param total what the shares are of */
function tableOf(changes: readonly LabelChange<number | null>[], group: GroupChange, total: 'postCount' | 'labelledCount'): string[] {
  const { isPercent, share } = changeWords(group)
  // One decimal shows small changes.
  const cell = (value: number | null, count: number): string =>
    value === null ? '–' : isPercent ? (value * 100).toFixed(1) : share(value, count)
  const changeOf = (from: number | null, to: number | null): string =>
    from === null || to === null ? '–' : formatSigned((to - from) * 100, 1)
  const rows = [
    ['', 'before', 'after', 'change'],
    ...changes.map(({ label, from, to }) => [label, cell(from, group.from[total]), cell(to, group.to[total]), changeOf(from, to)]),
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

/** How the shares of a group are printed: in percent, or, where a run has too few posts for it, as "7 of 12". */
function changeWords({ from, to }: GroupChange) {
  const isPercent = [from, to].every(({ labelledCount: count }) => count === 0 || count >= MIN_PERCENT_COUNT)
  const wordsOf = (count: number) => shareWords(count, isPercent ? MIN_PERCENT_COUNT : 0)
  const behind = (count: number): string => (isPercent ? '' : ` of ${formatNumber(count)}`)
  return {
    isPercent,
    share: (share: number, count: number) => `${isPercent ? formatPercent(share) : wordsOf(count).share(share)}${behind(count)}`,
    range: (bounds: { readonly low: number; readonly high: number }, count: number) => `${wordsOf(count).range(bounds)}${behind(count)}`,
  }
}

/**
 * Drafts what to print about a change of the audited shares of a group: the shares before and after, how many posts each cause affects, whether
 * the change lies within the interval, and which shares are unchanged. What it is called says its {@link ChangeKind}. Nothing is drafted unless
 * the shares of both runs may be printed; the note then says what is missing. Shares are in whole percent, as `cite` prints them; where a run
 * has too few posts for percent, they are "7 of 12".
 */
export function draftCorrectionNote(report: ChangeReport, group: GroupChange): string {
  const { from, to, headline, kind } = group
  const causes = listCauses(report, group)
  if (headline.length === 0) return joined([`Nothing to correct: ${describeMissing(group)}.`, causes])
  const words = changeWords(group)
  const subject = describeSubject(group)
  // Sizes that differ by floating-point error alone keep the order of the scheme.
  const changes = headline.map((change) => ({
    change,
    name: quote(change.label),
    size: Math.round(Math.abs(change.to.share - change.from.share) * 1e9),
    before: words.share(change.from.share, from.postCount),
    after: words.share(change.to.share, to.postCount),
  }))
  const changed = changes.filter(({ before, after }) => before !== after).sort((one, other) => other.size - one.size)
  const [first] = changed
  if (first === undefined) {
    const shares = changes.map(({ name, after }) => `${name} ${after}`).join(', ')
    return joined([`Nothing to correct: ${subject}, every share stands as printed (${shares}).`, causes])
  }
  const moves = changed.map(({ name, before, after }) =>
    kind === 'correction' ? `${name} is ${after}, not ${before}` : `${name} is now ${after} (before: ${before})`,
  )
  const earlier = first.change.from
  const range = `the ${formatLevel(earlier.confidenceLevel)} interval (${words.range(earlier, from.postCount)}) of the earlier figure`
  const unchanged = changes.filter(({ before, after }) => before === after).map(({ name, after }) => `${name} at ${after}`)
  return joined([
    `${KIND_WORDS[kind]}: ${subject}, the share labelled ${moves.join('; ')}.`,
    causes,
    `The ${isWithinInterval(first.change) ? 'change lies within' : 'new figure lies outside'} ${range}.`,
    ...describeStanding(group, unchanged),
    'The figures describe the posts captured here, not the public.',
  ])
}

const KIND_WORDS: Readonly<Record<ChangeKind, string>> = {
  update: 'Update',
  recapture: 'New capture, no correction',
  estimate: 'New estimate, no correction',
  correction: 'Correction',
}

/** Why no printable share changed: "the earlier run has no share that may be printed (19 more labels)". */
function describeMissing({ from, to }: GroupChange): string {
  const [one, other] = [from, to].map(({ missing }) => missing && shortfallWords(missing))
  if (one && one === other) return `neither run has a share that may be printed (${one})`
  const runs = [
    one && `the earlier run has no share that may be printed (${one})`,
    other && `the later run has no share that may be printed (${other})`,
  ]
  return runs.filter(Boolean).join(', and ')
}

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
        ? `${counted('judged', 'post')} judged otherwise by the same model`
        : `another model (${to.model} in place of ${from.model})`,
    audited:
      from.isAudited && to.isAudited
        ? counted('audited', 'other hand label')
        : `the hand labels, which are ${to.isAudited ? 'new' : 'gone'}`,
  }
  const causes = CHANGE_CAUSES.filter((cause) => causeCounts[cause] > 0).map((cause) => names[cause])
  return causes.length === 0 ? '' : `Between the runs: ${causes.join(', ')}.`
}

/** What became of the lead, and what stands. @param unchanged shares */
function describeStanding({ from, to }: GroupChange, unchanged: readonly string[]): string[] {
  const [before, after] = [describeLead(from.lead), describeLead(to.lead)]
  const isSame = before === after
  const stands = after !== null && isSame ? [...unchanged, `that ${after}`] : unchanged
  const lead = after === TOO_CLOSE ? capitalise(after) : `Of the two sides, ${after}`
  return [
    after === null || isSame ? '' : `${lead}${before === null ? '' : ` (before: ${before})`}.`,
    stands.length === 0 ? '' : `What stands: ${stands.join(', ')}.`,
  ]
}

const describeLead = (lead: Lead | null): string | null =>
  lead === null ? null : lead.word === CLOSE ? TOO_CLOSE : `${quote(lead.ahead)} ${lead.word}`
