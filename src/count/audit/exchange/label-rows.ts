import { PipelineError } from '../../../base/errors.js'
import { readCsvRows } from '../../../read/table/read-csv-rows.js'
import { SKIPPED } from './export-labels.js'

type Column = 'postId' | 'coder' | 'coderKind' | 'label' | 'threadId' | 'dealId' | 'adjudication' | 'text' | 'mover' | 'move'

interface Row {
  /** 1-based. */
  readonly lineNumber: number
  /** The cell of a column without white space round it; empty where there is none. */
  cell(column: Column): string
}

/** Delimiters that spreadsheets write; the one whose header has the columns is taken. */
const DELIMITERS = [',', ';', '\t']

/** Rows of a CSV file of labels, header apart, whichever delimiter a spreadsheet wrote. */
export function* rowsOf(text: string, file: string): Generator<Row> {
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
        const message = `${file}: expected the columns postId, coder, label, got ${cells.join(', ').slice(0, 80)}, without ${missing.join(' and ')}. Name them in the first line.`
        throw new PipelineError('INGEST_COLUMN_MISSING', message, { context: { file, missing } })
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

/** Shorter words, such as "no", do not name a label. */
const NAMING_LENGTH = 4

/**
 * Reads a label as people type it: "Shrewd  Pivot", "shrewd-pivot", and "pivot", a word of one label alone. The label is null for a skipped
 * judgement, undefined for none.
 */
export function labelReader(labels: readonly string[]): (given: string) => string | null | undefined {
  const fold = (text: string): string =>
    text
      .normalize('NFKC')
      .toLowerCase()
      .replace(/[\s_-]+/g, ' ')
      .trim()
  const words = labels.flatMap((label) => [...new Set(fold(label).split(' '))].map((word) => [word, label] as const))
  const ownWords = words.filter(([word]) => word.length >= NAMING_LENGTH && words.filter(([other]) => other === word).length === 1)
  const byFold = new Map<string, string | null>([
    ...ownWords,
    [SKIPPED, null],
    ...[...labels].reverse().map((label) => [fold(label), label] as const),
  ])
  return (given) => (labels.includes(given) ? given : byFold.get(fold(given)))
}
