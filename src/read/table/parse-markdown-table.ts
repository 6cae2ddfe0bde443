import { formatCount } from '../../base/text/format-count.js'
import { forEachLine } from '../../base/text/split-lines.js'
import type { IngestResult } from '../record/ingest-result.js'
import type { RecogniseSource } from '../record/source-sample.js'
import { headedFields } from './columns-by-value.js'
import { openCsvTable } from './parse-csv.js'
import type { CsvRow } from './parse-csv-rows.js'
import { type ParseRecordsOptions, parseRecords } from './parse-records.js'

/** Row below the header: "| --- | :-: |". */
const RULE = /^\|?\s*:?-{2,}:?\s*(?:\|\s*:?-{2,}:?\s*){1,1000}\|?$/
/** UTF-16 units searched for a table. */
const SAMPLE_LENGTH = 60_000

/** Cells between bars. `\|` is a bar in words, `<br>` a line break. */
function cellsOf(line: string): string[] {
  const cells: string[] = ['']
  for (const part of line
    .trim()
    .replace(/^\||(?<!\\)\|$/g, '')
    .split(/(\\\||\|)/)) {
    if (part === '|') cells.push('')
    else cells[cells.length - 1] += part === '\\|' ? '|' : part
  }
  return cells.map((cell) => cell.trim().replace(/<br ?\/?>/gi, '\n'))
}

/** First table with a header for the posts' text; null without one. Linear in the text. */
function findTable(text: string, columns: ParseRecordsOptions['columns']) {
  let above = { line: '', lineNumber: 0 }
  let header: CsvRow | undefined
  let isOpen = false
  let outsideCount = 0
  const rows: CsvRow[] = []
  forEachLine(text, (start, end, lineNumber) => {
    const line = text.slice(start, end).trim()
    if (header === undefined && RULE.test(line) && above.line.includes('|')) {
      const names = cellsOf(above.line)
      if (names.length === cellsOf(line).length && headedFields(names, columns).has('text')) {
        const seen = new Set<string>()
        header = {
          cells: names.map((name, index) => {
            if (seen.has(name)) return `${name} ${index + 1}`
            seen.add(name)
            return name
          }),
          lineNumber: above.lineNumber,
        }
        isOpen = true
        outsideCount -= 1
        return
      }
    }
    above = { line, lineNumber }
    if (isOpen && RULE.test(line)) return
    if (isOpen && line.includes('|')) rows.push({ cells: cellsOf(line), lineNumber })
    else if (line !== '') {
      isOpen = false
      outsideCount += 1
    } else if (rows.length > 0) isOpen = false
  })
  return header === undefined || rows.length === 0 ? null : { header, rows, outsideCount }
}

/**
 * Reads a Markdown table of posts, as notes and wikis keep them, like a CSV with that header.
 *
 * @throws {PipelineError} errors of `parseCsv`
 */
export function parseMarkdownTable(text: string, options: ParseRecordsOptions = {}): IngestResult {
  const { header, rows, outsideCount } = findTable(text, options.columns) ?? {
    header: undefined,
    rows: [],
    outsideCount: 0,
  }
  const table = openCsvTable(header, '|', options.columns, rows)
  const outside =
    outsideCount > 0
      ? [`${formatCount(outsideCount, 'line')} outside the table not read as posts`]
      : []
  const { columns } = table
  return parseRecords(
    table.records(rows),
    'markdown-table',
    { ...options, columns },
    { ...table, notes: [...table.notes, ...outside] },
  )
}

export const recogniseMarkdownTable: RecogniseSource = ({ text }) =>
  findTable(text.slice(0, SAMPLE_LENGTH), {}) === null
    ? null
    : 'a table between bars names columns that posts have'
