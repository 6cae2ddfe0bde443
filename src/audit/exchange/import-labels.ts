import { PipelineError } from '../../errors.js'
import { readCsvRows } from '../../ingest/table/read-csv-rows.js'
import type { ScoredPost } from '../../stance/stance-prediction.js'
import { plainCell } from '../../text/safe-cell.js'
import type { AuditDesign, AuditLabel } from '../audit.js'
import type { LabelEvent } from '../audit-event.js'
import { listUnits, unitKeyOf } from '../list-units.js'
import { SKIPPED } from './export-labels.js'

/** The sample that the labels are for, and what stands already. */
export interface ImportOptions {
  readonly design: AuditDesign
  /** The posts that the sample was drawn from. */
  readonly posts: readonly ScoredPost[]
  /** Labels in force before the import. */
  readonly labels: readonly AuditLabel[]
  /** Coder of rows that name none. */
  readonly coder: string
  /** Name of the CSV file, for messages. */
  readonly file: string
}

/** What became of the rows; the counts sum to the rows of the file. */
export interface ImportCounts {
  readonly takenCount: number
  /** Labels that stood in the audit already. */
  readonly knownCount: number
  /** Labels of scored posts that were not drawn. */
  readonly outsideCount: number
  /** Rows without a label. */
  readonly emptyCount: number
}

export interface ImportResult extends ImportCounts {
  readonly events: readonly LabelEvent[]
}

/**
 * Reads labels made elsewhere. Columns `postId` and `label`; `coder`, `threadId`, `dealId` and `adjudication` (yes) may stand beside them,
 * others are passed over. Without a deal the row is about the post's first stance. All rows are taken or, at the first fault, none.
 *
 * @throws {PipelineError} `INGEST_COLUMN_MISSING`; `INGEST_CSV_BROKEN`; `AUDIT_POST_UNKNOWN` for a post or stance that is not among the
 *   scored posts; `AUDIT_LABEL_UNKNOWN`; `AUDIT_LABEL_CONFLICT` for two labels of one coder on one unit,
 *   the same label twice in the file too
 */
export function importLabels(text: string, { design, posts, labels, coder: standardCoder, file }: ImportOptions): ImportResult {
  const scored = new Set(listUnits(posts).map(({ key }) => key))
  const drawn = new Set(design.units.map(unitKeyOf))
  const postsById = groupById(posts)
  const given = new Map<string, { readonly label: string | null; readonly lineNumber: number | null }>()
  for (const label of labels) given.set(roleKey(label), { label: label.label, lineNumber: null })

  const events: LabelEvent[] = []
  let [knownCount, outsideCount, emptyCount] = [0, 0, 0]
  for (const { lineNumber, cell } of rowsOf(text, file)) {
    const fail = failAt(file, lineNumber)
    const rawLabel = plainCell(cell('label'))
    const { threadId, id: postId, stances } = findPost(postsById, cell('postId'), plainCell(cell('threadId')), fail)
    const givenDeal = plainCell(cell('dealId'))
    const dealId = givenDeal === '' ? (stances[0]?.dealId ?? null) : givenDeal
    const unit = { threadId, postId, dealId }
    const key = unitKeyOf(unit)
    if (!scored.has(key)) {
      fail('AUDIT_POST_UNKNOWN', `expected a deal of post "${postId}", got "${dealId}". Leave dealId empty for the post's first deal.`)
    }
    if (rawLabel === '') {
      emptyCount += 1
      continue
    }
    const label = design.labels.find((known) => known === rawLabel) ?? (rawLabel === SKIPPED ? null : undefined)
    if (label === undefined) {
      return fail('AUDIT_LABEL_UNKNOWN', `expected a label of ${[...design.labels, SKIPPED].join(', ')}, got "${rawLabel.slice(0, 80)}".`)
    }
    const coder = plainCell(cell('coder')) || standardCoder
    const entry = { ...unit, coder, label, isAdjudication: cell('adjudication') === 'yes' }
    const before = given.get(roleKey(entry))
    if (before !== undefined && (before.label !== label || before.lineNumber !== null)) {
      const place = before.lineNumber === null ? 'in the audit' : `on line ${before.lineNumber}`
      const got = before.label === label ? `"${rawLabel}" again` : `"${rawLabel}" and "${before.label ?? SKIPPED}"`
      fail('AUDIT_LABEL_CONFLICT', `expected one label of post "${postId}" by coder "${coder}", got ${got} (${place}). Keep one of them.`)
    }
    given.set(roleKey(entry), { label, lineNumber })
    if (before !== undefined) knownCount += 1
    else if (drawn.has(key)) events.push({ kind: 'label', ...entry, at: null })
    else outsideCount += 1
  }
  return { events, takenCount: events.length, knownCount, outsideCount, emptyCount }
}

type Fail = (code: 'AUDIT_POST_UNKNOWN' | 'AUDIT_LABEL_UNKNOWN' | 'AUDIT_LABEL_CONFLICT', message: string) => never

function failAt(file: string, lineNumber: number): Fail {
  return (code, message) => {
    throw new PipelineError(code, `${file}, line ${lineNumber}: ${message} Nothing was imported.`, { context: { file, lineNumber } })
  }
}

/** One coder says one thing of a unit; all adjudicators together say one. */
const roleKey = (label: AuditLabel): string => JSON.stringify([unitKeyOf(label), label.isAdjudication ? null : label.coder])

function groupById(posts: readonly ScoredPost[]): Map<string, ScoredPost[]> {
  const groups = new Map<string, ScoredPost[]>()
  for (const post of posts) {
    const group = groups.get(post.id)
    if (group) group.push(post)
    else groups.set(post.id, [post])
  }
  return groups
}

/** The id as it would stand behind a safe cell, else as it stands: a file written by hand may hold an id that begins so. */
function findPost(postsById: ReadonlyMap<string, readonly ScoredPost[]>, cell: string, threadId: string, fail: Fail): ScoredPost {
  const postId = postsById.has(plainCell(cell)) ? plainCell(cell) : cell
  const candidates = (postsById.get(postId) ?? []).filter((post) => threadId === '' || post.threadId === threadId)
  const [post] = candidates
  if (post === undefined) {
    const place = threadId === '' ? '' : ` of thread "${threadId}"`
    return fail('AUDIT_POST_UNKNOWN', `expected a post of the scored file, got "${postId.slice(0, 80)}"${place}, which is not in it.`)
  }
  if (candidates.length > 1) {
    fail('AUDIT_POST_UNKNOWN', `expected one post, got "${postId}", which stands in ${candidates.length} threads. Add the column threadId.`)
  }
  return post
}

type Column = 'postId' | 'coder' | 'label' | 'threadId' | 'dealId' | 'adjudication'

interface Row {
  /** 1-based. */
  readonly lineNumber: number
  /** The cell of a column without white space round it; empty where there is none. */
  cell(column: Column): string
}

/** Delimiters that spreadsheets write; the one whose header has the columns is taken. */
const DELIMITERS = [',', ';', '\t']

function* rowsOf(text: string, file: string): Generator<Row> {
  const [header = ''] = text.replace(/^\ufeff/, '').split(/\r?\n/, 1)
  const delimiter = DELIMITERS.find((one) => header.split(one).some((name) => /^"?postId"?$/i.test(name.trim()))) ?? ','
  let columns: ReadonlyMap<string, number> | undefined
  for (const { lineNumber, cells, error } of readCsvRows(text, delimiter)) {
    if (error) {
      throw new PipelineError(error.code, `${file}: ${error.message} Nothing was imported.`, { cause: error, context: error.context })
    }
    if (columns === undefined) {
      columns = new Map(cells.map((name, index) => [name.trim().toLowerCase(), index]))
      const missing = ['postId', 'label'].filter((name) => !columns?.has(name.toLowerCase()))
      if (missing.length > 0) {
        throw new PipelineError(
          'INGEST_COLUMN_MISSING',
          `${file}: expected the columns postId, coder, label, got ${cells.join(', ').slice(0, 80)}, without ${missing.join(' and ')}. Name them in the first line.`,
          { context: { file, missing } },
        )
      }
      continue
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
