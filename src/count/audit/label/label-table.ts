import { type ErrorCode, PipelineError } from '../../../base/errors.js'
import { foldName, labelFinder, SKIPPED, UNREADABLE } from '../../../base/scheme/find-label.js'
import { nameSome } from '../../../base/text/format-count.js'
import { plainCell } from '../../../base/text/safe-cell.js'
import { listMoves, normaliseSpace } from '../../../base/thread/deal-record.js'
import { unitKeyOf } from '../../../base/thread/unit-key.js'
import type { ScoredPost } from '../../../judge/stance/stance-prediction.js'
import {
  findDelimiter,
  parseCsvRows,
  withoutSeparatorLine,
} from '../../../read/table/parse-csv-rows.js'
import { type AuditDesign, type AuditLabel, CODER_KINDS, type CoderKind } from '../audit.js'
import { type LabelEvent, roleKey } from '../audit-event.js'
import { correctionEvent } from '../corrections.js'
import { judgedDealsOf, listUnits } from '../population.js'
import { coderRegister, kindOfCoder, rankCoders } from '../settle-labels.js'
import { isShown, looksRounded, postFinder, type RowPlace } from './find-row-post.js'
import { type LabelRemark, labelWord, MAX_NOTE_LENGTH } from './label-task.js'

/** The sample that the labels are for, and its labels so far. */
export interface ImportOptions {
  readonly design: AuditDesign
  /** The posts that the sample was drawn from. */
  readonly posts: readonly ScoredPost[]
  /** Labels in force before the import. */
  readonly labels: readonly AuditLabel[]
  /** True if a row without a deal is about each deal of its post. */
  readonly isForAllDeals?: boolean
  /** Coder of rows that name none. */
  readonly coder: string
  /** Kind of coders whose rows and earlier labels name none; default `unknown`. */
  readonly coderKind?: CoderKind
  /** Time of the import, ISO 8601 UTC, for rows without a time in `labelledAt`; default null. */
  readonly at?: string
  /** Name of the file, for messages. */
  readonly file: string
  /** What messages call a row; default `line`. */
  readonly rowName?: 'line' | 'record'
}

/**
 * Rows that an import takes and leaves. They sum to the rows of the file, unless a row holds for
 * several deals.
 */
export interface ImportResult {
  readonly rowCount: number
  /** Rows whose ids were rounded, found by thread, text and the digits left. */
  readonly byTextCount: number
  readonly events: readonly LabelEvent[]
  /** Labels that replace others, each with a reason. */
  readonly corrections: readonly LabelEvent[]
  /** Labels taken of each coder, most first; a skipped row is none. */
  readonly coders: readonly { readonly coder: string; readonly takenCount: number }[]
  /** Lines of the rows that were not taken, 1-based. */
  readonly lines: {
    /** Labels that stood in the audit already. */
    readonly known: readonly number[]
    /** Labels of units that were not drawn. */
    readonly outside: readonly number[]
    /** Labels that an earlier row gave already, by the same coder for the same unit. */
    readonly repeated: readonly number[]
    /** Rows without a label. */
    readonly empty: readonly number[]
    /** Rows whose rounded id, thread and text are those of several posts. */
    readonly ambiguous: readonly number[]
  }
}

/**
 * Reads labels made elsewhere. The first line names the columns: `postId` and `label`, and where
 * wanted `coder`, `coderKind` (person, model, unknown), `threadId`, `dealId`, `reason` (why the row
 * differs from a label that stands), `adjudication` and `doubt` (yes or empty), `labelledAt` (ISO
 * 8601) and `note`; `text`, `mover` and `move` must then be the post's, others are passed over. A
 * row without a deal is about the one deal of its post. All rows are read or, at a fault, nothing
 * is taken. Capitals, hyphens and more spaces make no other label.
 */
export function importLabels(
  sheet: string | readonly SheetLine[],
  options: ImportOptions,
): ImportResult {
  const { design, posts, labels, coder: standardCoder, file, isForAllDeals = false } = options
  const { rowName = 'line' } = options
  const scored = new Set(listUnits(posts).map(({ key }) => key))
  const drawn = new Set(design.units.map(unitKeyOf))
  const moves = new Map(listMoves(posts).map((move) => [move.id, move]))
  const findPosts = postFinder(posts)
  const given = new Map<
    string,
    { readonly said: string; readonly lineNumber: number | null; readonly standing?: AuditLabel }
  >()
  for (const standing of labels)
    given.set(roleKey(standing), { said: labelWord(standing), lineNumber: null, standing })
  const told = new Map<string, CoderKind>()

  const checkCoder = coderRegister(labels)
  const events: LabelEvent[] = []
  const corrections: LabelEvent[] = []
  const lines = {
    known: [] as number[],
    outside: [] as number[],
    repeated: [] as number[],
    empty: [] as number[],
    ambiguous: [] as number[],
  }
  const unknownPosts: string[] = []
  let hasRoundedIds = false
  let byTextCount = 0
  const unknownLabels: string[] = []
  const labelOf = labelFinder(design.labels)
  let rowCount = 0
  for (const { lineNumber, cell } of rowsOf(sheet, file)) {
    const fail = failAt(file, `${rowName} ${lineNumber}`)
    rowCount += 1
    const rawLabel = plainCell(cell('label'))
    const inThread = plainCell(cell('threadId'))
    const shownText = plainCell(cell('text'))
    const place = { postId: cell('postId'), threadId: inThread, text: shownText }
    const { candidates, isByText } = findPosts(place)
    if (candidates.length > 1) {
      if (!isByText) refuseTwin(place, candidates.length, fail)
      lines.ambiguous.push(lineNumber)
      continue
    }
    const [post] = candidates
    if (post === undefined) {
      hasRoundedIds ||= looksRounded(plainCell(place.postId)) || looksRounded(inThread)
      unknownPosts.push(
        `"${cell('postId').slice(0, 80)}"${inThread === '' ? '' : ` of thread "${inThread}"`} (${rowName} ${lineNumber})`,
      )
      continue
    }
    const { threadId, id: postId } = post
    if (isByText) byTextCount += 1
    if (!isShown(post, shownText)) {
      fail(
        'AUDIT_POST_UNKNOWN',
        `expected the text of post "${postId}" in the column text, got another one: the label may be of another thread, or the post was edited. Correct postId, or leave the column text out.`,
      )
    }
    const givenDeal = plainCell(cell('dealId'))
    if (givenDeal !== '' && !scored.has(unitKeyOf({ threadId, postId, dealId: givenDeal }))) {
      const known = judgedDealsOf(post).map((dealId) => `"${dealId}"`)
      fail(
        'AUDIT_POST_UNKNOWN',
        `expected a deal of post "${postId}" (${known.join(', ')}), got "${givenDeal.slice(0, 80)}". Correct dealId.`,
      )
    }
    if (rawLabel === '') {
      lines.empty.push(lineNumber)
      continue
    }
    const dealIds = givenDeal === '' ? judgedDealsOf(post) : [givenDeal]
    if (dealIds.length > 1 && !isForAllDeals) {
      fail(
        'AUDIT_DEAL_MISSING',
        `expected the deal that the label of post "${postId}" is for, got none: the post is judged for each of ${dealIds.length} deals (${dealIds.join(', ')}). Add the column dealId, or give --all-deals if every label holds for each deal of its post.`,
      )
    }
    const deal = dealIds.length === 1 ? moves.get(dealIds[0] ?? '') : undefined
    for (const name of ['mover', 'move'] as const) {
      const shown = plainCell(cell(name))
      if (
        deal === undefined ||
        shown === '' ||
        normaliseSpace(shown) === normaliseSpace(deal[name])
      )
        continue
      fail(
        'AUDIT_MISMATCH',
        `expected the ${name} of deal "${deal.id}" in the column ${name} (“${deal[name]}”), got “${shown.slice(0, 80)}”: the label was given about another move. Give the posts of that move, or have these labelled.`,
      )
    }
    const label = labelOf(rawLabel)
    if (label === undefined) {
      unknownLabels.push(`"${rawLabel.slice(0, 80)}" (${rowName} ${lineNumber})`)
      continue
    }
    const coder = plainCell(cell('coder')) || standardCoder
    const coderKind =
      kindIn(plainCell(cell('coderKind')), fail) ?? options.coderKind ?? kindOfCoder(labels, coder)
    checkCoder({ coder, coderKind }, `${file}, ${rowName} ${lineNumber}`)
    const note = plainCell(cell('note')).slice(0, MAX_NOTE_LENGTH)
    if (coderKind !== 'unknown') told.set(coder, coderKind)
    const isAdjudication = isYes('adjudication', cell, fail)
    const isInDoubt = isYes('doubt', cell, fail)
    const isUnclear = label === null && isUnreadable(rawLabel)
    const { at: now = null } = options
    const timeCell = plainCell(cell(TIME_COLUMN))
    const remark: LabelRemark = {
      ...(isInDoubt && { isInDoubt }),
      ...(isUnclear && { isUnclear }),
      ...(note !== '' && { note }),
    }
    for (const dealId of dealIds) {
      const entry = { threadId, postId, dealId, coder, coderKind, label, isAdjudication, ...remark }
      const before = given.get(roleKey(entry))
      const { standing } = before ?? {}
      const reason = plainCell(cell('reason'))
      const isOther = before !== undefined && before.said !== labelWord(entry)
      const isChange = isOther && standing !== undefined && standing.label !== null
      if (isOther && (isChange ? !/\p{L}/u.test(reason) : standing === undefined)) {
        const place =
          before.lineNumber === null ? 'in the audit' : `on ${rowName} ${before.lineNumber}`
        const deal = dealId === null ? '' : ` on deal "${dealId}"`
        const got = `"${rawLabel}" and "${before.said}" (${place})`
        const advice = isChange
          ? 'Say why it changed in the column reason, or keep the label.'
          : 'Keep one of them.'
        fail(
          'AUDIT_LABEL_CONFLICT',
          `expected one label of post "${postId}"${deal} by coder "${coder}", got ${got}. ${advice}`,
        )
      }
      given.set(roleKey(entry), { said: labelWord(entry), lineNumber })
      // An exported row that is changed has the time of the label that it replaces.
      const isOld = isOther && timeCell === (standing?.at ?? '')
      const at = (): string | null => (isOld ? now : (timeIn(timeCell, fail) ?? now))
      const isKnown = before !== undefined && !isOther && !isNewKind(standing, coderKind)
      if (isChange) {
        const correction = correctionEvent(standing, { label, reason }, at())
        corrections.push({ ...correction, coder, ...remark })
      } else if (isKnown) lines[before.lineNumber === null ? 'known' : 'repeated'].push(lineNumber)
      else if (drawn.has(unitKeyOf(entry))) events.push({ kind: 'label', ...entry, at: at() })
      else lines.outside.push(lineNumber)
    }
  }
  const refuse = (
    code: ErrorCode,
    rows: readonly string[],
    expected: string,
    what: string,
  ): void => {
    if (rows.length === 0) return
    const message = `${file}: expected ${expected}, got ${rows.length} of ${rowCount} rows ${what}: ${nameSome(rows)}. Correct them or take the rows out. Nothing was imported.`
    throw new PipelineError(code, message, { context: { file, unknownCount: rows.length } })
  }
  const cause = hasRoundedIds
    ? ' (a spreadsheet rounds ids of more than 15 digits; with the column text such rows are found again, and --export sheet.xlsx keeps the ids)'
    : ''
  refuse(
    'AUDIT_POST_UNKNOWN',
    unknownPosts,
    'posts of the scored file',
    `of posts that are not in it${cause}`,
  )
  const expected = `a label of ${[...design.labels, SKIPPED, UNREADABLE].join(', ')}, in small or capital letters`
  refuse('AUDIT_LABEL_UNKNOWN', unknownLabels, expected, 'with another')
  const withKind = (event: LabelEvent): LabelEvent => ({
    ...event,
    coderKind: told.get(event.coder) ?? 'unknown',
  })
  const taken = events.map(withKind)
  return {
    events: taken,
    corrections: corrections.map(withKind),
    coders: rankCoders(taken.filter(({ label }) => label !== null)).map(([coder, takenCount]) => ({
      coder,
      takenCount,
    })),
    lines,
    byTextCount,
    rowCount,
  }
}

/** True if the row says the kind of a coder that was not known. */
const isNewKind = (standing: AuditLabel | undefined, coderKind: CoderKind): boolean =>
  standing !== undefined &&
  (standing.coderKind ?? 'unknown') === 'unknown' &&
  coderKind !== 'unknown'

function isYes(column: 'adjudication' | 'doubt', cell: Row['cell'], fail: Fail): boolean {
  const given = plainCell(cell(column)).toLowerCase()
  if (given === 'yes' || given === '') return given === 'yes'
  return fail(
    'AUDIT_LABEL_UNKNOWN',
    `expected ${column} to be yes or empty, got "${given.slice(0, 80)}".`,
  )
}

function timeIn(given: string, fail: Fail): string | undefined {
  if (given === '') return undefined
  if (/^\d{4}-\d\d-\d\d(?:T\S*)?$/.test(given) && Number.isFinite(Date.parse(given)))
    return new Date(given).toISOString()
  return fail(
    'AUDIT_LABEL_UNKNOWN',
    `expected labelledAt as an ISO 8601 time such as 2026-03-14T09:30Z, got "${given.slice(0, 80)}".`,
  )
}

function kindIn(given: string, fail: Fail): CoderKind | undefined {
  if (given === '') return undefined
  const kind = CODER_KINDS.find((one) => one === given.toLowerCase())
  return (
    kind ??
    fail(
      'AUDIT_CODER_INVALID',
      `expected coderKind to be ${CODER_KINDS.join(', ')}, got "${given.slice(0, 80)}".`,
    )
  )
}

type Fail = (code: ErrorCode, message: string) => never

function refuseTwin({ postId }: RowPlace, threadCount: number, fail: Fail): never {
  return fail(
    'AUDIT_POST_UNKNOWN',
    `expected one post, got "${postId}", which stands in ${threadCount} threads. Add the column threadId.`,
  )
}

function failAt(file: string, row: string): Fail {
  return (code, message) => {
    throw new PipelineError(code, `${file}, ${row}: ${message} Nothing was imported.`, {
      context: { file, row },
    })
  }
}

interface Row {
  /** 1-based. */
  readonly lineNumber: number
  /** The cell of a column without white space round it; empty where there is none. */
  cell(column: (typeof SHEET_COLUMNS)[number] | typeof TIME_COLUMN): string
}

/** A line of a sheet. */
export interface SheetLine {
  /** 1-based. */
  readonly lineNumber: number
  readonly cells: readonly string[]
}

function* rowsOf(sheet: string | readonly SheetLine[], file: string): Generator<Row> {
  let columns: ReadonlyMap<string, number> | undefined
  for (const { lineNumber, cells } of typeof sheet === 'string' ? csvLines(sheet, file) : sheet) {
    if (columns === undefined) {
      columns = new Map(cells.map((name, index) => [name.trim().toLowerCase(), index]))
      const missing = ['postId', 'label'].filter((name) => !columns?.has(name.toLowerCase()))
      if (missing.length === 0) continue
      const got = cells.join(', ').slice(0, 80)
      const message = `${file}: expected the columns postId, coder, label, got ${got}, without ${missing.join(' and ')}. Name them in the first line.`
      throw new PipelineError('INGEST_COLUMN_MISSING', message, { context: { file, missing } })
    }
    const places = columns
    yield {
      lineNumber,
      cell: (column) => {
        const index = places.get(column.toLowerCase())
        return index === undefined ? '' : (cells[index] ?? '').trim()
      },
    }
  }
}

function* csvLines(text: string, file: string): Generator<SheetLine> {
  const { body, delimiter: named } = withoutSeparatorLine(text)
  const delimiter = named ?? findDelimiter(body.trimStart().split(/\r?\n/, 1)[0] ?? '')
  for (const { lineNumber, cells, error } of parseCsvRows(body, delimiter)) {
    if (error)
      throw new PipelineError(error.code, `${file}: ${error.message} Nothing was imported.`, {
        cause: error,
        context: error.context,
      })
    yield { lineNumber, cells }
  }
}

const isUnreadable = (given: string): boolean => foldName(given) === UNREADABLE

/** Columns that an import reads, then what a coder needs to see. */
const LABEL_COLUMNS = [
  'postId',
  'coder',
  'label',
  'threadId',
  'dealId',
  'adjudication',
  'coderKind',
  'doubt',
  'note',
  'reason',
] as const
/** The time of a label: of codings that were exported, and of another tool's. */
export const TIME_COLUMN = 'labelledAt'
export const SHEET_COLUMNS = [
  ...LABEL_COLUMNS,
  'mover',
  'move',
  'text',
  'parent',
  'root',
  'labels',
] as const
