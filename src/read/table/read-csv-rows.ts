// csv-parse for the browser, which sets `__proto__`; Deno has none and takes the other build.
import { parse } from '#csv-parse'
import { PipelineError } from '../../base/errors.js'
import { forEachLine } from '../../base/text/split-lines.js'

export interface CsvRow {
  /** 1-based line on which the row starts. */
  readonly lineNumber: number
  readonly cells: readonly string[]
  /** The fault that kept the row from being read; `cells` is then empty. */
  readonly error?: PipelineError
}

interface Line {
  readonly start: number
  readonly end: number
  readonly lineNumber: number
  readonly hasOddQuotes: boolean
}

/** Most rows given to csv-parse at once. A faulty batch is read again row by row; behind a fault batches start small and grow. */
const BATCH_SIZE = 512

interface CsvRest {
  /** UTF-16 units of the text that were read; the next piece starts there. */
  readonly readLength: number
  /** 1-based number of the line that starts there. */
  readonly lineNumber: number
}

/**
 * Reads the rows of a CSV text. A faulty row costs its first line only, so that a quote that is never closed does not swallow the rest.
 *
 * @param firstLineNumber 1-based number of the first line of a piece of a longer text
 * @param isLast whether nothing follows the piece: else its last row may be cut, and is left for the next one
 */
export function* readCsvRows(text: string, delimiter: string, firstLineNumber = 1, isLast = true): Generator<CsvRow, CsvRest> {
  const { lines, lineCount } = linesOf(text, firstLineNumber)
  let next = 0
  let batchSize = BATCH_SIZE
  for (;;) {
    const batch: { first: number; last: number }[] = []
    while (next < lines.length && batch.length < batchSize) {
      const last = lastLineOfRow(lines, next)
      if (!isLast && last === lines.length - 1) break
      batch.push({ first: next, last })
      next = last + 1
    }
    if (batch.length === 0) break
    const sources = batch.map(({ first, last }) => text.slice(lines[first]?.start, lines[last]?.end))
    const rows = parseRows(sources.join('\n'), delimiter)
    if (!(rows instanceof Error) && rows.length === batch.length) {
      for (const [index, cells] of rows.entries()) yield { lineNumber: lines[batch[index]?.first ?? 0]?.lineNumber ?? 1, cells }
      batchSize = Math.min(BATCH_SIZE, batchSize * 2)
      continue
    }
    batchSize = 1
    for (const [index, { first, last }] of batch.entries()) {
      const lineNumber = lines[first]?.lineNumber ?? 1
      const alone = parseRows(sources[index] ?? '', delimiter)
      if (!(alone instanceof Error) && alone.length === 1) yield { lineNumber, cells: alone[0] ?? [] }
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

/** Last line of the row that starts on a line: the line itself when its quotes pair up, else the next with an odd count of quotes. */
function lastLineOfRow(lines: readonly Line[], first: number): number {
  if (!lines[first]?.hasOddQuotes) return first
  for (let last = first + 1; last < lines.length; last += 1) if (lines[last]?.hasOddQuotes) return last
  return lines.length - 1
}

function parseRows(source: string, delimiter: string): string[][] | Error {
  try {
    // What is copied from a spreadsheet has quotes around cells of several lines alone.
    const relax = { relax_quotes: delimiter === '\t', relax_column_count: true, skip_empty_lines: true }
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

/** All lines but the blank ones outside quotes; inside a quoted cell a blank line is content, and a row's slice spans it. */
function linesOf(text: string, firstLineNumber: number): { readonly lines: Line[]; readonly lineCount: number } {
  const lines: Line[] = []
  let lineCount = 0
  forEachLine(text, (start, end, index) => {
    lineCount = index
    const line = text.slice(start, end)
    if (line.trim() === '') return
    // csv-parse takes a byte order mark for a letter once the text has been cut.
    const from = line.startsWith('\ufeff') && firstLineNumber === 1 && lines.length === 0 ? start + 1 : start
    let quoteCount = 0
    for (let quote = line.indexOf('"'); quote !== -1; quote = line.indexOf('"', quote + 1)) quoteCount += 1
    lines.push({ start: from, end, lineNumber: firstLineNumber + index - 1, hasOddQuotes: quoteCount % 2 === 1 })
  })
  return { lines, lineCount }
}
