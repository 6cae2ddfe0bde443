import type { StanceScheme } from '../../base/scheme/stance-scheme.js'
import { formatCount } from '../../base/text/format-count.js'
import type { ChangeReport, GroupChange, LabelChange } from '../../count/change/change.js'
import { displayWidth, toPlainLine, wrapLine } from '../format/display-width.js'
import { escapeMarkdown } from '../format/escape-markdown.js'
import { changeWords, draftCorrectionNote } from './draft-correction-note.js'

const LEGEND = 'Shares in percent, changes in points.'

const legendOf = ({ groups }: ChangeReport): string[] => (groups.some((group) => changeWords(group).isPercent) ? [LEGEND] : [])

/** Renders the change report as JSON with unrounded numbers and the drafted note of each group. */
export function renderChangeJson(report: ChangeReport, scheme: StanceScheme): string {
  const groups = report.groups.map((group) => ({ ...group, note: draftCorrectionNote(report, group, scheme) }))
  return `${JSON.stringify({ ...report, groups }, null, 2)}\n`
}

/** Renders tables and notes for a terminal. Notes are wrapped at `width` columns; tables are not. */
export function renderChangeText(report: ChangeReport, scheme: StanceScheme, width: number): string {
  const blocks = report.groups.flatMap((group) => [
    ...wrapLine(titleOf(group), width),
    ...tablesOf(group).flatMap(({ title, rows }) => ['', title, ...alignColumns(rows)]),
    '',
    ...wrapLine(draftCorrectionNote(report, group, scheme), width),
    '',
  ])
  return `${[...blocks, ...[describeRuns(report), ...legendOf(report)].flatMap((line) => wrapLine(line, width))].join('\n')}\n`
}

/** Renders the change report as Markdown: one section per group, with its drafted correction note. */
export function renderChangeMarkdown(report: ChangeReport, scheme: StanceScheme): string {
  const blocks = report.groups.flatMap((group) => [
    `## ${escapeLine(titleOf(group))}`,
    ...tablesOf(group).flatMap(({ title, rows: [head = [], ...rows] }) => [
      title,
      [
        head,
        head.map((_, index) => (index === 0 ? '---' : '---:')),
        ...rows.map(([label = '', ...numbers]) => [escapeLine(label), ...numbers]),
      ]
        .map((row) => `| ${row.join(' | ')} |`)
        .join('\n'),
    ]),
    escapeLine(draftCorrectionNote(report, group, scheme)),
  ])
  return `${[...blocks, escapeLine(describeRuns(report)), ...legendOf(report)].join('\n\n')}\n`
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

/** Escapes names of deals and models, which come from files: none may start a tag, a link or a cell. */
const escapeLine = (text: string): string => escapeMarkdown(toPlainLine(text))
