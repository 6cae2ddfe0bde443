// csv-parse in its build for browsers copies a long cell many times, and sets `__proto__`, which
// Deno has not. Node and Deno take the other build.
import { parse } from '#csv-parse'
import { PipelineError } from '../../base/errors.js'
import { forEachLine, type TextLine } from '../../base/text/split-lines.js'

export interface CsvRow {
  /** 1-based first line of the row. */
  readonly lineNumber: number
  readonly cells: readonly string[]
  /** The row as written in the text, with its quotes. */
  readonly source?: string
  /** Fault that prevented the row; `cells` is then empty. */
  readonly error?: PipelineError
}

/**
 * Most rows in a batch for csv-parse. Faulty batches are read row by row; the next batches start
 * small again.
 */
const BATCH_SIZE = 512
/** Most UTF-16 units of a batch of two rows or more. */
const BATCH_LENGTH = 2 ** 22

/**
 * Reads the rows of a CSV text. A faulty row costs only its first line, even with an unclosed
 * quote.
 */
export function* parseCsvRows(text: string, delimiter: string): Generator<CsvRow> {
  const lines = linesOf(text)
  let batchSize = BATCH_SIZE
  for (let next = 0; next < lines.length; ) {
    const batch = batchFrom(text, lines, next, delimiter, batchSize)
    const sources = batch.map(({ source }) => source).join('\n')
    const whole = parseRows(
      sources,
      delimiter,
      batch.some(({ isFaulty }) => isFaulty),
    )
    const isWhole = !(whole instanceof Error) && whole.length === batch.length
    batchSize = isWhole ? Math.min(BATCH_SIZE, batchSize * 2) : 1
    for (const [index, { first, last, source, isFaulty }] of batch.entries()) {
      const { lineNumber } = lines[first] as Line
      const alone = isWhole ? [whole[index] ?? []] : parseRows(source, delimiter, isFaulty)
      const row = rowOf(alone, lineNumber, source)
      yield row
      next = row.error === undefined ? last + 1 : first + 1
      if (row.error !== undefined && last > first) break
    }
  }
}

/** The row that stands alone in a text, or its fault. */
function rowOf(rows: ReturnType<typeof parseRows>, lineNumber: number, source: string): CsvRow {
  const isRow = !(rows instanceof Error) && rows.length === 1
  return isRow
    ? { lineNumber, cells: rows[0] ?? [], source }
    : { lineNumber, cells: [], error: faultOf(rows, lineNumber) }
}

/** Rows from a line on, `most` at most; a long one stands alone, so that joining copies none. */
function batchFrom(
  text: string,
  lines: readonly Line[],
  first: number,
  delimiter: string,
  most: number,
) {
  const batch: ReturnType<typeof rowFrom>[] = []
  let length = 0
  for (let at = first; at < lines.length && batch.length < most; ) {
    const row = rowFrom(text, lines, at, delimiter)
    length += row.source.length
    if (batch.length > 0 && length > BATCH_LENGTH) break
    batch.push(row)
    at = row.last + 1
  }
  return batch
}

/**
 * Row that starts on a line. A quote opens a cell only at its start; elsewhere it is a character.
 * `isFaulty`: something stands between a closing quote and the next delimiter.
 */
function rowFrom(text: string, lines: readonly Line[], first: number, delimiter: string) {
  let isQuoted = false
  let isFaulty = false
  let last = first - 1
  do {
    const { start, end, hasQuote } = lines[++last] as Line
    for (
      let at = hasQuote ? text.indexOf('"', start) : -1;
      at !== -1 && at < end;
      at = text.indexOf('"', at + 1)
    ) {
      if (!isQuoted) isQuoted = at === start || text[at - 1] === delimiter
      else if (text[at + 1] === '"') at += 1
      else {
        isQuoted = false
        isFaulty ||= at + 1 < end && text[at + 1] !== delimiter
      }
    }
  } while (isQuoted && last + 1 < lines.length)
  return { first, last, source: text.slice(lines[first]?.start, lines[last]?.end), isFaulty }
}

/** Index of the first character of a row's cell; the length of a row that is shorter. */
export function startOfCell(source: string, column: number, delimiter: string): number {
  let start = 0
  for (let passed = 0; passed < column; passed += 1) {
    const end = source.indexOf(
      delimiter,
      source[start] === '"' ? closingQuote(source, start) : start,
    )
    if (end === -1) return source.length
    start = end + delimiter.length
  }
  return start
}

/** Index of the quote that closes the cell opened by the one at `start`; the length without one. */
function closingQuote(source: string, start: number): number {
  let at = source.indexOf('"', start + 1)
  while (at !== -1 && source[at + 1] === '"') at = source.indexOf('"', at + 2)
  return at === -1 ? source.length : at
}

/**
 * @param isStrict refuses misplaced quotes; tab-separated tables from spreadsheets may hold them
 */
function parseRows(source: string, delimiter: string, isStrict: boolean): string[][] | Error {
  try {
    const relax = {
      relax_quotes: !isStrict || delimiter === '\t',
      relax_column_count: true,
      skip_empty_lines: true,
    }
    return parse(source, { delimiter, record_delimiter: ['\r\n', '\n', '\r'], ...relax })
  } catch (fault) {
    if (fault instanceof Error) return fault
    throw fault
  }
}

function faultOf(outcome: string[][] | Error, lineNumber: number): PipelineError {
  const why =
    outcome instanceof Error ? (outcome.message.split(':')[0] ?? '').toLowerCase() : 'no single row'
  const message = `line ${lineNumber}: expected a row of cells, got one that cannot be parsed (${why}). Put cells that hold quotes into quotes and double the quotes inside.`
  return new PipelineError('INGEST_CSV_BROKEN', message, {
    context: { lineNumber },
    ...(outcome instanceof Error && { cause: outcome }),
  })
}

type Line = Omit<TextLine, 'blankCountAbove'> & { readonly hasQuote: boolean }

/** Lines except blank ones outside quotes. In a quoted cell blank lines are content. */
function linesOf(text: string) {
  const lines: Line[] = []
  forEachLine(text, (start, end, lineNumber) => {
    const line = text.slice(start, end)
    if (line.trim() === '') return
    // csv-parse takes a byte order mark within a cut text for a letter.
    const from = line.startsWith('\ufeff') && lines.length === 0 ? start + 1 : start
    lines.push({ start: from, end, lineNumber, hasQuote: line.includes('"') })
  })
  return lines
}
