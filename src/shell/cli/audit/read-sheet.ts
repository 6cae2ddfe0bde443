import { SKIPPED, UNREADABLE } from '../../../base/scheme/find-label.js'
import { formatCount, formatNumber, nameSome } from '../../../base/text/format-count.js'
import type { LabelEvent } from '../../../count/audit/audit-event.js'
import {
  type ImportOptions,
  type ImportResult,
  importLabels,
} from '../../../count/audit/label/import-sheet.js'
import { groupByUnit } from '../../../count/audit/population.js'
import { codedIn, isDisputed } from '../../../count/audit/settle-labels.js'
import { agreementOf } from '../../../count/share/agreement.js'
import { decodeAny } from '../../../read/record/decode.js'
import { isZip } from '../../../read/record/file-kinds.js'
import { alphaWords } from '../../../say/facts/finding-words.js'
import { shellWord } from '../../../say/format/display-width.js'
import { nameOf, readBytes } from '../../node/file/read-source.js'
import { type CommandContext, givenWords, typedCommand, usageError } from '../kit/command.js'
import { AUDIT_OPTIONS, type AuditOptions, checkPerson, PAGE_OPTIONS } from './audit-options.js'
import type { DeskRun } from './label-desk.js'

/** Words for coders of unknown kind. */
export const unknownKind = (coders: readonly string[]): string =>
  `pass --coder-kind person or model for ${coders.slice(0, 5).join(', ')}: ` +
  'without it cite says "labelled", and not who read the posts'

/** Labels of a sheet, and what to say of its rows once the labels are on disk. */
export interface ReadLabels {
  readonly events: readonly LabelEvent[]
  /** Logs the outcome of every row, and how the coders of `audit` agree. */
  logOutcome(run: DeskRun): void
}

/** Reads labels from a CSV file, a workbook or another tool's records, or stdin for -. */
export async function readLabels(
  path: string,
  sample: Pick<ImportOptions, 'design' | 'posts' | 'labels'>,
  { coder, 'coder-kind': coderKind, adjudicate: isAdjudication }: AuditOptions,
  context: CommandContext,
): Promise<ReadLabels> {
  const name = nameOf(path)
  const bytes = await readBytes(path, context.io.stdin, 'labels')
  const { rows, rowName, note } = await rowsOf(bytes, name)
  if (note !== null) context.log.warn(`${name}: ${note}`)
  const result = importLabels(rows, {
    ...sample,
    rowName,
    coder,
    isAdjudication,
    ...(coderKind && { coderKind }),
    at: new Date().toISOString(),
    file: name,
  })
  if (
    coder !== AUDIT_OPTIONS.coder.default &&
    result.events.length > 0 &&
    !result.coders.some((one) => one.coder === coder)
  ) {
    const got = nameSome(result.coders.map((one) => one.coder))
    throw usageError(
      `expected --coder ${coder} with rows of that coder or of none, got ${name}, whose column coder names ${got}. Leave --coder out, or correct the column.`,
    )
  }
  for (const event of result.events)
    checkPerson(event.coder, event.coderKind ?? 'unknown', sample.design.model)
  const unknown = [
    ...new Set(
      result.events.filter((event) => event.coderKind === 'unknown').map((event) => event.coder),
    ),
  ]
  const logOutcome = (run: DeskRun): void => {
    const nameRows = rowNamer(rowName)
    context.log.info(`${name}: ${describeImport(result, nameRows)}`)
    warnOfRounded(name, result, nameRows, context)
    if (unknown.length > 0) context.log.warn(unknownKind(unknown))
    logAgreement(run)
  }
  return { events: [...result.events, ...result.corrections], logOutcome }
}

function warnOfRounded(
  name: string,
  { byTextCount, lines }: ImportResult,
  nameRows: RowNamer,
  { log }: CommandContext,
): void {
  const { ambiguous, unmatched } = lines
  const advice =
    'Write their ids out, or label them again with --export sheet.xlsx, which keeps ids.'
  if (byTextCount > 0)
    log.warn(
      `${name}: a spreadsheet rounded ids; ${formatCount(byTextCount, 'row')} found by thread, text and the digits left`,
    )
  const notTaken = [
    { rows: ambiguous, whose: 'several posts' },
    { rows: unmatched, whose: 'no post' },
  ]
  for (const { rows, whose } of notTaken.filter((each) => each.rows.length > 0))
    log.warn(
      `${name}: not taken: ${formatCount(rows.length, 'row')} whose rounded ids and text are those of ${whose} (${nameRows(rows)}). ${advice}`,
    )
}

/** Names rows by their numbers: "lines 3, 4". */
type RowNamer = (at: readonly number[]) => string

const rowNamer =
  (rowName: string): RowNamer =>
  (at) =>
    `${at.length === 1 ? rowName : `${rowName}s`} ${nameSome(at.map(String))}`

/**
 * Logs how coders agree on the posts that several read, and the command that settles those on which
 * they differ.
 */
function logAgreement({ desk, thread, paths, options, context }: DeskRun): void {
  const { labels } = desk.audit()
  const agreement = agreementOf([...groupByUnit(codedIn(labels)).values()], thread.scheme)
  if (agreement.doubleCodedCount === 0) return
  const disputed = [...groupByUnit(labels).values()].filter(isDisputed)
  const words = [...paths, ...givenWords({ ...options, adjudicate: true }, PAGE_OPTIONS)]
    .map(shellWord)
    .join(' ')
  context.log.info(
    `${formatCount(agreement.doubleCodedCount, 'post')} read by two or more coders, alike on ${formatNumber(agreement.unanimousCount)}: ` +
      `Krippendorff's alpha ${alphaWords(agreement)}` +
      (disputed.length === 0
        ? ''
        : `; ${formatNumber(disputed.length)} left to settle: ${typedCommand(context, `audit ${words}`)}`),
  )
}

function describeImport(
  { rowCount, events, corrections, coders, lines }: ImportResult,
  nameRows: RowNamer,
): string {
  const some = (isUnclear: boolean, word: string): string[] => {
    const count = events.filter(
      (one) => one.label === null && Boolean(one.isUnclear) === isUnclear,
    ).length
    return count === 0 ? [] : [`${formatNumber(count)} ${word}`]
  }
  const settled = events.filter(({ label, isAdjudication }) => label !== null && isAdjudication)
  const settlers = [...new Set(settled.map(({ coder }) => coder))]
  const settledCount = (by: string): number => settled.filter(({ coder }) => coder === by).length
  const by = coders.flatMap(({ coder, takenCount }) => {
    const ownCount = takenCount - settledCount(coder)
    return ownCount === 0 ? [] : [`${coder} ${formatNumber(ownCount)}`]
  })
  const left = (what: string, at: readonly number[]): string[] =>
    at.length === 0 ? [] : [`${formatNumber(at.length)} ${what} (${nameRows(at)})`]
  return [
    `${formatCount(rowCount, 'row')}: ${formatCount(events.filter(({ label }) => label !== null).length, 'label')} taken${by.length === 0 ? '' : ` by ${formatCount(by.length, 'coder')} (${nameSome(by)})`}`,
    ...settlers.map((coder) => `${formatNumber(settledCount(coder))} of them settled by ${coder}`),
    ...some(false, SKIPPED),
    ...some(true, UNREADABLE),
    ...left('left out, their posts not in the sample', lines.outside),
    ...left('known already', lines.known),
    ...(corrections.length === 0 ? [] : [`${formatCount(corrections.length, 'label')} corrected`]),
    ...left('repeated', lines.repeated),
    ...left('without a label', lines.empty),
  ].join(', ')
}

/** The rows of a CSV file, a workbook, or another tool's records. Parsers are loaded on need. */
async function rowsOf(bytes: Uint8Array, name: string) {
  const line = { rowName: 'line', note: null } as const
  if (isZip(bytes)) {
    const { sheetLines } = await import('../../../read/table/parse-xlsx.js')
    return { ...line, rows: await sheetLines(bytes, 'postId') }
  }
  const { text, note } = decodeAny(bytes, { name })
  const { isCodedJson, parseCodedRecords } = await import(
    '../../../read/table/parse-coded-records.js'
  )
  return isCodedJson(text)
    ? { rowName: 'record' as const, rows: parseCodedRecords(text, name), note }
    : { ...line, rows: text, note }
}
