// csv-parse in its build for browsers sets `__proto__`. Deno has no `__proto__`, and takes the other build.
import { parse } from '#csv-parse'
import { PipelineError } from '../../base/errors.js'
import { forEachLine } from '../../base/text/split-lines.js'

export interface CsvRow {
  /** 1-based first line of the row. */
  readonly lineNumber: number
  readonly cells: readonly string[]
  /** The row as it stands in the text, with its quotes. */
  readonly source?: string
  /** Fault that prevented the row; `cells` is then empty. */
  readonly error?: PipelineError
}

interface Line {
  readonly start: number
  readonly end: number
  readonly lineNumber: number
  readonly hasQuote: boolean
}

/** Most rows in a batch for csv-parse. Faulty batches are read row by row; the next batches start small again. */
const BATCH_SIZE = 512

interface CsvRest {
  /** UTF-16 units read; the next piece starts there. */
  readonly readLength: number
  /** 1-based line at which the next piece starts. */
  readonly lineNumber: number
}

/**
 * Reads the rows of a CSV text. A faulty row costs only its first line, even with an unclosed quote.
 *
 * @param firstLineNumber 1-based first line of a piece of a longer text
 * @param isLast true for the last piece; else the last row is left for the next piece
 */
export function* readCsvRows(text: string, delimiter: string, firstLineNumber = 1, isLast = true): Generator<CsvRow, CsvRest> {
  const { lines, lineCount } = linesOf(text, firstLineNumber)
  let next = 0
  let batchSize = BATCH_SIZE
  for (;;) {
    const batch: Row[] = []
    while (next < lines.length && batch.length < batchSize) {
      const row = rowFrom(text, lines, next, delimiter)
      if (!isLast && row.last === lines.length - 1) break
      batch.push(row)
      next = row.last + 1
    }
    if (batch.length === 0) break
    const sources = batch.map(({ first, last }) => text.slice(lines[first]?.start, lines[last]?.end))
    const isStrict = batch.some(({ isFaulty }) => isFaulty)
    const rows = parseRows(sources.join('\n'), delimiter, isStrict)
    if (!(rows instanceof Error) && rows.length === batch.length) {
      for (const [index, cells] of rows.entries())
        yield { lineNumber: lines[batch[index]?.first ?? 0]?.lineNumber ?? 1, cells, source: sources[index] ?? '' }
      batchSize = Math.min(BATCH_SIZE, batchSize * 2)
      continue
    }
    batchSize = 1
    for (const [index, { first, last, isFaulty }] of batch.entries()) {
      const lineNumber = lines[first]?.lineNumber ?? 1
      const alone = parseRows(sources[index] ?? '', delimiter, isFaulty)
      if (!(alone instanceof Error) && alone.length === 1) yield { lineNumber, cells: alone[0] ?? [], source: sources[index] ?? '' }
      else {
        yield { lineNumber, cells: [], error: faultOf(alone, lineNumber) }
        if (last === first) continue
        next = first + 1
        break
      }
    }
  }
  const rest = lines[next]
  return rest === undefined
    ? { readLength: text.length, lineNumber: firstLineNumber + lineCount }
    : { readLength: rest.start, lineNumber: rest.lineNumber }
}

/** Lines of a row. `isFaulty`: something stands between a closing quote and the next delimiter. */
interface Row {
  readonly first: number
  readonly last: number
  readonly isFaulty: boolean
}

/** Row that starts on a line. A quote opens a cell only at its start; elsewhere it is a character. */
function rowFrom(text: string, lines: readonly Line[], first: number, delimiter: string): Row {
  let isQuoted = false
  let isFaulty = false
  for (let last = first; last < lines.length; last += 1) {
    const { start, end, hasQuote } = lines[last] as Line
    for (let at = hasQuote ? text.indexOf('"', start) : -1; at !== -1 && at < end; at = text.indexOf('"', at + 1)) {
      if (!isQuoted) isQuoted = at === start || text[at - 1] === delimiter
      else if (text[at + 1] === '"') at += 1
      else {
        isQuoted = false
        isFaulty ||= at + 1 < end && text[at + 1] !== delimiter
      }
    }
    if (!isQuoted) return { first, last, isFaulty }
  }
  return { first, last: lines.length - 1, isFaulty }
}

/** @param isStrict refuses misplaced quotes; tab-separated tables from spreadsheets may hold them */
function parseRows(source: string, delimiter: string, isStrict: boolean): string[][] | Error {
  try {
    const relax = { relax_quotes: !isStrict || delimiter === '\t', relax_column_count: true, skip_empty_lines: true }
    return parse(source, { delimiter, record_delimiter: ['\r\n', '\n', '\r'], ...relax })
  } catch (fault) {
    if (fault instanceof Error) return fault
    throw fault
  }
}

function faultOf(outcome: string[][] | Error, lineNumber: number): PipelineError {
  const why = outcome instanceof Error ? (outcome.message.split(':')[0] ?? '').toLowerCase() : 'no single row'
  const message = `line ${lineNumber}: expected a row of cells, got one that cannot be parsed (${why}). Put cells that hold quotes into quotes and double the quotes inside.`
  return new PipelineError('INGEST_CSV_BROKEN', message, { context: { lineNumber }, ...(outcome instanceof Error && { cause: outcome }) })
}

/** Lines except blank ones outside quotes. In a quoted cell blank lines are content. */
function linesOf(text: string, firstLineNumber: number): { readonly lines: Line[]; readonly lineCount: number } {
  const lines: Line[] = []
  let lineCount = 0
  forEachLine(text, (start, end, index) => {
    lineCount = index
    const line = text.slice(start, end)
    if (line.trim() === '') return
    // csv-parse takes a byte order mark within a cut text for a letter.
    const from = line.startsWith('\ufeff') && firstLineNumber === 1 && lines.length === 0 ? start + 1 : start
    lines.push({ start: from, end, lineNumber: firstLineNumber + index - 1, hasQuote: line.includes('"') })
  })
  return { lines, lineCount }
}

const DELIMITERS = [',', ';', '\t', '|'] as const

/** Most frequent delimiter of a header line, outside quotes; `,` without any. */
export function findDelimiter(headerLine: string): string {
  const unquoted = headerLine.replace(/"[^"]*"/g, '')
  let best: string = ','
  for (const delimiter of DELIMITERS) if (unquoted.split(delimiter).length > unquoted.split(best).length) best = delimiter
  return best
}

/** UTF-16 units read of a first line. */
export const FIRST_LINE_LIMIT = 65_536

export function firstLineOf(text: string): string {
  const start = text.search(/[^\s\ufeff]/)
  if (start === -1) return ''
  const line = text.slice(start, start + FIRST_LINE_LIMIT)
  const end = line.search(/[\r\n]/)
  return end === -1 ? line : line.slice(0, end)
}

/** Removes Excel's first line that names the delimiter (`sep=;`); other lines keep their numbers. */
export function withoutSeparatorLine(text: string): { readonly body: string; readonly delimiter: string | null } {
  const [line, delimiter = null] = /^\ufeff?"?sep=([,;\t|])"?(?=\r?\n|\r)/i.exec(text) ?? []
  return { body: line === undefined ? text : text.slice(line.length), delimiter }
}
