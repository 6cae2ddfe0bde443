import { type ErrorCode, PipelineError } from '../../../base/errors.js'
import { foldName, labelFinder, SKIPPED, UNREADABLE } from '../../../base/scheme/find-label.js'
import { countEach } from '../../../base/statistics/group-by.js'
import { nameSome } from '../../../base/text/format-count.js'
import { listMoves, normaliseSpace } from '../../../base/thread/deal-record.js'
import { type UnitId, unitKeyOf } from '../../../base/thread/unit-key.js'
import type { ScoredPost } from '../../../judge/stance/stance-prediction.js'
import type { AuditDesign, AuditLabel, CoderKind } from '../audit.js'
import { type LabelEvent, roleKey } from '../audit-event.js'
import { judgedDealsOf } from '../population.js'
import { coderRegister, kindOfCoder, rankCoders } from '../settle-labels.js'
import { correctionEvent } from './corrections.js'
import { labelEvent, labelWord, MAX_NOTE_LENGTH } from './label-task.js'
import { isShown, looksRounded, postFinder } from './match-sheet-rows.js'
import {
  flagIn,
  kindIn,
  type LabelRow,
  labelRows,
  type SheetLine,
  TIME_COLUMN,
  timeIn,
} from './parse-sheet.js'

/** The sample that the labels are for, and its labels so far. */
export interface ImportOptions {
  readonly design: AuditDesign
  readonly posts: readonly ScoredPost[]
  readonly labels: readonly AuditLabel[]
  /** Coder of rows that name none. */
  readonly coder: string
  /** Kind of coders whose rows and earlier labels name none; default `unknown`. */
  readonly coderKind?: CoderKind
  /** Every row settles a post. */
  readonly isAdjudication?: boolean
  /** Time of the import, ISO 8601 UTC, for rows without a time in `labelledAt`; default null. */
  readonly at?: string
  readonly file: string
  /** Noun for a row in messages; default `line`. */
  readonly rowName?: 'line' | 'record'
}

/** Rows that an import takes and leaves. */
export interface ImportResult {
  readonly rowCount: number
  /** Rows whose ids were rounded, found by thread, text and the digits left. */
  readonly byTextCount: number
  readonly events: readonly LabelEvent[]
  /** Labels that replace others, each with a reason. */
  readonly corrections: readonly LabelEvent[]
  /** Labels taken of each coder, the most first. Skipped rows do not count. */
  readonly coders: readonly { readonly coder: string; readonly takenCount: number }[]
  /** Lines of the rows that were not taken, 1-based. */
  readonly lines: {
    /** Labels that stood in the audit already. */
    readonly known: readonly number[]
    /** Labels of units that were not drawn. */
    readonly outside: readonly number[]
    /** Labels that an earlier row gave already, by the same coder for the same unit. */
    readonly repeated: readonly number[]
    readonly empty: readonly number[]
    /** Rows whose rounded id, thread and text are those of several posts. */
    readonly ambiguous: readonly number[]
    /** The same of no post. */
    readonly unmatched: readonly number[]
  }
}

/**
 * Reads labels made elsewhere. The first line names the columns: `postId` and `label`, and where
 * wanted `coder`, `coderKind` (person, model, unknown), `threadId`, `dealId`, `reason` (why the row
 * differs from a label that stands), `adjudication` and `doubt` (yes or empty), `labelledAt` (ISO
 * 8601) and `note`; `text`, `mover` and `move` must then be the post's. A row without a deal is
 * about the one deal of its post. At a fault nothing is taken. Capitals, hyphens and more spaces
 * make no other label.
 */
export function importLabels(
  sheet: string | readonly SheetLine[],
  options: ImportOptions,
): ImportResult {
  const rows = [...labelRows(sheet, options)]
  const run = openImport(options, countEach(rows.map(claimOf)))
  for (const row of rows) takeRow(row, run)
  return closeImport(run)
}

/** The label that the audit or an earlier row gives a unit, by the same coder. */
interface GivenLabel {
  readonly label: AuditLabel
  /** Absent for a label of the audit. */
  readonly row?: string
}

type ImportRun = ReturnType<typeof openImport>

/** The post that a row claims for its coder, by the ids as they stand. */
const claimOf = ({ rawPostId, cell }: LabelRow): string =>
  JSON.stringify([
    rawPostId,
    ...(['threadId', 'dealId', 'coder', 'adjudication'] as const).map((column) => cell(column)),
  ])

function openImport(options: ImportOptions, claims: ReadonlyMap<string, number>) {
  const { design, posts, labels } = options
  const standing = labels.map((label): [string, GivenLabel] => [roleKey(label), { label }])
  return {
    ...options,
    claims,
    drawn: new Set(design.units.map(unitKeyOf)),
    moves: new Map(listMoves(posts).map((move) => [move.id, move])),
    findPosts: postFinder(posts),
    labelOf: labelFinder(design.labels),
    checkCoder: coderRegister(labels),
    given: new Map(standing),
    kinds: new Map<string, CoderKind>(),
    events: [] as LabelEvent[],
    corrections: [] as LabelEvent[],
    lines: {
      known: [],
      outside: [],
      repeated: [],
      empty: [],
      ambiguous: [],
      unmatched: [],
    } as Record<keyof ImportResult['lines'], number[]>,
    unknownPosts: [] as string[],
    unmatchedPosts: [] as string[],
    unknownLabels: [] as string[],
    byTextCount: 0,
    rowCount: 0,
  }
}

function takeRow(row: LabelRow, run: ImportRun): void {
  run.rowCount += 1
  const post = postOf(row, run)
  if (post === null) return
  checkPost(row, post)
  const word = row.cell('label')
  if (word === '') {
    run.lines.empty.push(row.lineNumber)
    return
  }
  const dealIds = dealsOf(row, post)
  checkMove(row, dealIds, run)
  const label = run.labelOf(word)
  if (label === undefined) {
    run.unknownLabels.push(`"${word.slice(0, 80)}" (${row.name})`)
    return
  }
  for (const dealId of dealIds) {
    const unit = { threadId: post.threadId, postId: post.id, dealId }
    takeLabel(row, labelIn(row, unit, label, run), run)
  }
}

function closeImport(run: ImportRun): ImportResult {
  const { file, rowCount, byTextCount, lines, unknownPosts, unmatchedPosts } = run
  const refuse = (code: ErrorCode, rows: readonly string[], expected: string, what: string) => {
    if (rows.length === 0) return
    const message = `${file}: expected ${expected}, got ${rows.length} of ${rowCount} rows ${what}: ${nameSome(rows)}. Correct or remove them. Nothing was imported.`
    throw new PipelineError(code, message, { context: { file, unknownCount: rows.length } })
  }
  // Rows with rounded ids are left alone beside others, and refused where no row has a post.
  const allUnknown = [...unknownPosts, ...unmatchedPosts]
  const isRounded = unmatchedPosts.length > 0 && allUnknown.length === rowCount
  const cause = isRounded
    ? ' (a spreadsheet rounds ids of more than 15 digits; with the column text such rows are found again, and --export sheet.xlsx keeps the ids)'
    : ''
  const what = `of posts that are not in it${cause}`
  const unknown = isRounded ? allUnknown : unknownPosts
  refuse('AUDIT_POST_UNKNOWN', unknown, 'posts of the scored file', what)
  const words = [...run.design.labels, SKIPPED, UNREADABLE].join(', ')
  refuse(
    'AUDIT_LABEL_UNKNOWN',
    run.unknownLabels,
    `a label of ${words}, in small or capital letters`,
    'with another',
  )
  const withKind = (event: LabelEvent): LabelEvent => ({
    ...event,
    coderKind: run.kinds.get(event.coder) ?? 'unknown',
  })
  const events = run.events.map(withKind)
  const coders = rankCoders(events.filter(({ label }) => label !== null)).map(
    ([coder, takenCount]) => ({ coder, takenCount }),
  )
  return {
    events,
    corrections: run.corrections.map(withKind),
    coders,
    lines,
    byTextCount,
    rowCount,
  }
}

/** Null where no post is the row's, or several may be. */
function postOf(row: LabelRow, run: ImportRun): ScoredPost | null {
  const { rawPostId, lineNumber, cell } = row
  const { candidates, isByText } = run.findPosts(row, run.claims.get(claimOf(row)) === 1)
  const [post, other] = candidates
  if (post === undefined) {
    takeUnknown(row, run)
    return null
  }
  if (other !== undefined) {
    if (!isByText)
      row.fail(
        'AUDIT_POST_UNKNOWN',
        `expected one post, got "${rawPostId}", which stands in ${candidates.length} threads. Add the column threadId.`,
      )
    run.lines.ambiguous.push(lineNumber)
    return null
  }
  const isWritten =
    [rawPostId, cell('postId')].includes(post.id) && [post.threadId, ''].includes(cell('threadId'))
  if (isByText && !isWritten) run.byTextCount += 1
  return post
}

/** Notes a row of no post; one with rounded ids is left alone. */
function takeUnknown({ rawPostId, lineNumber, name, cell }: LabelRow, run: ImportRun): void {
  const threadId = cell('threadId')
  const ofThread = threadId === '' ? '' : ` of thread "${threadId}"`
  const place = `"${rawPostId.slice(0, 80)}"${ofThread} (${name})`
  if (looksRounded(cell('postId')) || looksRounded(threadId)) {
    run.lines.unmatched.push(lineNumber)
    run.unmatchedPosts.push(place)
  } else run.unknownPosts.push(place)
}

function checkPost({ cell, fail }: LabelRow, post: ScoredPost): void {
  if (!isShown(post, cell('text')))
    fail(
      'AUDIT_POST_UNKNOWN',
      `expected the text of post "${post.id}" in the column text, got another one: the label may be of another thread, or the post was edited. Correct postId, or leave the column text out.`,
    )
  const dealId = cell('dealId')
  const known = judgedDealsOf(post)
  if (['', EACH_DEAL, ...known].includes(dealId)) return
  fail(
    'AUDIT_POST_UNKNOWN',
    `expected a deal of post "${post.id}" (${known.map((id) => `"${id}"`).join(', ')}), got "${dealId.slice(0, 80)}". Correct dealId.`,
  )
}

/** In the column dealId: the label holds for each deal of its post. */
const EACH_DEAL = '*'

function dealsOf({ cell, fail }: LabelRow, post: ScoredPost): readonly (string | null)[] {
  const dealId = cell('dealId')
  const dealIds = ['', EACH_DEAL].includes(dealId) ? judgedDealsOf(post) : [dealId]
  if (dealIds.length > 1 && dealId === '')
    fail(
      'AUDIT_DEAL_MISSING',
      `expected the deal that the label of post "${post.id}" is for, got none: the post is judged for each of ${dealIds.length} deals (${dealIds.join(', ')}). Add the column dealId; ${EACH_DEAL} stands for each deal of the post.`,
    )
  return dealIds
}

function checkMove(
  { cell, fail }: LabelRow,
  dealIds: readonly (string | null)[],
  run: ImportRun,
): void {
  const deal = dealIds.length === 1 ? run.moves.get(dealIds[0] ?? '') : undefined
  if (deal === undefined) return
  for (const name of ['mover', 'move'] as const) {
    const shown = cell(name)
    if (shown === '' || normaliseSpace(shown) === normaliseSpace(deal[name])) continue
    fail(
      'AUDIT_MISMATCH',
      `expected the ${name} of deal "${deal.id}" in the column ${name} (“${deal[name]}”), got “${shown.slice(0, 80)}”: the label was given about another move. Give the posts of that move, or have these labelled.`,
    )
  }
}

function labelIn(
  row: LabelRow,
  unit: UnitId,
  label: string | null,
  { labels, file, checkCoder, kinds, isAdjudication, ...standard }: ImportRun,
): LabelEvent {
  const coder = row.cell('coder') || standard.coder
  const coderKind = kindIn(row) ?? standard.coderKind ?? kindOfCoder(labels, coder)
  checkCoder({ coder, coderKind }, `${file}, ${row.name}`)
  if (coderKind !== 'unknown') kinds.set(coder, coderKind)
  const task = {
    coder,
    coderKind,
    isAdjudication: isAdjudication || flagIn('adjudication', row),
  }
  return labelEvent(unit, label, task, null, {
    isInDoubt: flagIn('doubt', row),
    isUnclear: foldName(row.cell('label')) === UNREADABLE,
    note: row.cell('note').slice(0, MAX_NOTE_LENGTH),
  })
}

function takeLabel(row: LabelRow, entry: LabelEvent, run: ImportRun): void {
  const { label, coderKind } = entry
  const before = run.given.get(roleKey(entry))
  const standing = before?.row === undefined ? before?.label : undefined
  const isOther = before !== undefined && labelWord(before.label) !== labelWord(entry)
  if (isOther) checkChange(row, entry, before)
  run.given.set(roleKey(entry), { label: entry, row: row.name })
  const timed = (): LabelEvent => {
    // An exported row that is changed has the time of the label that it replaces.
    const isOld = isOther && row.cell(TIME_COLUMN) === (standing?.at ?? '')
    return { ...entry, at: (isOld ? undefined : timeIn(row)) ?? run.at ?? null }
  }
  const kindBefore = (standing ?? entry).coderKind
  const isNewKind = (kindBefore ?? 'unknown') === 'unknown' && coderKind !== 'unknown'
  if (isOther && standing !== undefined && standing.label !== null) {
    const change = correctionEvent(standing, { label, reason: row.cell('reason') }, null)
    run.corrections.push({ ...change, ...timed() })
  } else if (before !== undefined && !isOther && !isNewKind)
    run.lines[standing === undefined ? 'repeated' : 'known'].push(row.lineNumber)
  else if (run.drawn.has(unitKeyOf(entry))) run.events.push(timed())
  else run.lines.outside.push(row.lineNumber)
}

/** Checks that a label of the audit changes with a reason. A skipped unit needs none. */
function checkChange(
  { cell, fail }: LabelRow,
  { postId, dealId, coder }: AuditLabel,
  { label: before, row }: GivenLabel,
): void {
  const hasReason = /\p{L}/u.test(cell('reason'))
  const isOfAudit = row === undefined
  if (isOfAudit && (before.label === null || hasReason)) return
  const place = isOfAudit ? 'in the audit' : `on ${row}`
  const advice = isOfAudit
    ? 'Say why it changed in the column reason, or keep the label.'
    : 'Keep one of them.'
  const deal = dealId === null ? '' : ` on deal "${dealId}"`
  fail(
    'AUDIT_LABEL_CONFLICT',
    `expected one label of post "${postId}"${deal} by coder "${coder}", got "${cell('label')}" and "${labelWord(before)}" (${place}). ${advice}`,
  )
}
