import { createRequire } from 'node:module'
import type { DuckDBConnection, DuckDBInstance, DuckDBPreparedStatement, DuckDBValueConverter } from '@duckdb/node-api'
import { PipelineError } from '../../../base/errors.js'
import type { StanceScheme } from '../../../base/scheme/stance-scheme.js'
import { parseJsonLossless } from '../../../base/text/parse-json-lossless.js'
import type { Deal } from '../../../judge/deals/deal.js'
import type { Row, RowColumn, RowValue } from '../../../say/rows/render-rows.js'
import { createSpillFolder } from '../spill/spill-folder.js'
import { HEADS, loadScored, sqlPath } from './load-scored.js'
import { describeViews, SCORED, sqlText, VIEW_NAMES, type ViewColumn, viewStatements } from './query-views.js'

/** Options of {@link openQuery}. */
export interface QueryOptions {
  /** Content of the view `deals`. */
  readonly deals: readonly Deal[]
  /** Required scheme of the posts. Default: any one scheme; the built-in one when no post has a label. */
  readonly scheme?: StanceScheme | undefined
  /** Source of `-`. Default: standard input of the process. */
  readonly stdin?: AsyncIterable<Uint8Array | string>
  /** Skips and counts records that are not scored posts. Default: the first one ends the query. */
  readonly isSkipping?: boolean
  /** Memory limit of DuckDB in MiB. Larger operations spill to disk. Default 2048. */
  readonly memoryMebibytes?: number
  /** Takes which share of the posts is read, when the query is opened and again while it runs, in [0, 1]. */
  readonly onRead?: (share: number) => void
  /** Folder for spilled data. Default: the temporary folder of the system. */
  readonly spill?: string
}

/** A stream of rows. */
export interface QueryResult {
  readonly columns: readonly RowColumn[]
  /** Can be called once. @throws {PipelineError} `QUERY_FAILED` */
  batches(): AsyncGenerator<readonly Row[]>
}

/** Scored posts opened as SQL views. */
export interface OpenedQuery {
  /** Number of skipped records. */
  readonly skippedCount: number
  /** Columns of the views, with the probability columns of these posts. */
  readonly columns: readonly ViewColumn[]
  /** Finds posts that occur more than once. */
  findRepeats(): Promise<RepeatedPosts>
  /**
   * Runs one reading statement: a select, or one that DuckDB treats as a select (describe, show, summarize).
   *
   * @throws {PipelineError} `QUERY_INVALID` for SQL that is invalid, refers to unknown names, or does more than select
   */
  run(sql: string): Promise<QueryResult>
  /** Closes the database and removes spilled data. Must be called. */
  close(): void
}

/** The number of posts that occur more than once, with one example. */
export interface RepeatedPosts {
  readonly postCount: number
  readonly threadId: string
  readonly id: string
  /** Inputs that hold the example. */
  readonly files: readonly string[]
}

type DuckDB = typeof import('@duckdb/node-api')

/**
 * Opens files of scored posts (JSONL, CSV, XLSX, Parquet) as read-only views in DuckDB. Only reading statements run, no file is opened, and no
 * extension is loaded. Every post is checked when the query is opened, and read again when it runs, so files may be larger than memory.
 *
 * @throws {PipelineError} `QUERY_RUNTIME_UNAVAILABLE` when the optional package is not installed; `SCORED_INVALID` for a file without
 *   scored posts; `SCHEME_MISMATCH` for inputs of two schemes, or of another than the given one; errors of reading
 */
export async function openQuery(paths: readonly string[], options: QueryOptions): Promise<OpenedQuery> {
  const { stdin = process.stdin, scheme, memoryMebibytes = 2048, spill, isSkipping = false, onRead } = options
  const duckdb = loadDuckDB()
  const folder = createSpillFolder(spill)
  let instance: DuckDBInstance | undefined
  let connection: DuckDBConnection | undefined
  let watch: NodeJS.Timeout | undefined
  const close = (): void => {
    clearInterval(watch)
    connection?.closeSync()
    instance?.closeSync()
    folder.remove()
  }
  try {
    instance = await duckdb.DuckDBInstance.create(':memory:', {
      autoinstall_known_extensions: 'false',
      autoload_known_extensions: 'false',
      memory_limit: `${memoryMebibytes}MiB`,
      // With more, the order of rows without ORDER BY and the last digits of sums vary between runs.
      threads: '1',
      temp_directory: folder.nextPath(),
    })
    connection = await instance.connect()
    const opened = connection
    if (onRead !== undefined) watch = await watchReading(opened, onRead)
    const { skippedCount, labels, paths: read } = await loadScored(opened, paths, { stdin, folder, scheme, isSkipping })
    const statements = [
      "SET TimeZone = 'UTC'",
      ...viewStatements(labels),
      ...dealsStatements(options.deals),
      // Later statements open no other file and change no setting.
      `SET allowed_paths = [${read.flatMap((path) => [sqlText(path), sqlPath(path)]).join(', ')}]`,
      'SET enable_external_access = false',
      'SET lock_configuration = true',
    ]
    for (const statement of statements) await opened.run(statement)
    return {
      skippedCount,
      columns: describeViews(labels.map(([, column]) => column)),
      findRepeats: () => findRepeats(opened),
      run: (sql) => runSelect(duckdb, opened, sql),
      close,
    }
  } catch (error) {
    close()
    throw error
  }
}

/** Tells how far DuckDB has read, time and again, until the timer is cleared. */
async function watchReading(connection: DuckDBConnection, onRead: (share: number) => void): Promise<NodeJS.Timeout> {
  for (const setting of ['enable_progress_bar = true', 'enable_progress_bar_print = false', 'progress_bar_time = 0'])
    await connection.run(`SET ${setting}`)
  return setInterval(() => {
    const { percentage } = connection.progress
    if (percentage > 0) onRead(percentage / 100)
  }, 100)
}

/** By require: for `import`, Node would first read through each of its files for names, in a tenth of a second. */
function loadDuckDB(): DuckDB {
  try {
    return createRequire(import.meta.url)('@duckdb/node-api')
  } catch (cause) {
    const message =
      'expected the optional package @duckdb/node-api for query, got none that loads on this machine. Install it beside dealstance: npm install @duckdb/node-api'
    throw new PipelineError('QUERY_RUNTIME_UNAVAILABLE', message, { cause })
  }
}

async function findRepeats(connection: DuckDBConnection): Promise<RepeatedPosts> {
  const sql = `WITH repeated AS (SELECT threadId, id, count(*) OVER () AS n FROM ${HEADS} GROUP BY threadId, id HAVING count(*) > 1 ORDER BY ALL LIMIT 1)
    SELECT any_value(n), any_value(threadId), any_value(id), list_sort(list(DISTINCT file)) FROM ${HEADS} JOIN repeated USING (threadId, id)`
  const [[postCount, threadId, id, files] = []] = (await connection.runAndReadAll(sql)).getRowsJson()
  return { postCount: Number(postCount), threadId: String(threadId), id: String(id), files: (files ?? []) as string[] }
}

/** The view `deals`: those whose records the posts carry, then the others of the catalogue. */
function dealsStatements(deals: readonly Deal[]): string[] {
  const rows = deals.map(({ id, ...deal }) => ({ dealId: id, ...deal }))
  const described = describeViews([]).filter(({ view }) => view === 'deals')
  const type = JSON.stringify([Object.fromEntries(described.map(({ column, type }) => [column, type.endsWith('[]') ? ['VARCHAR'] : type]))])
  const columns = described.map(({ column }) => (column === 'dealId' ? 'deal.id AS dealId' : `deal.${column}`)).join(', ')
  const carried = `SELECT DISTINCT ON (deal.id) ${columns} FROM (
      SELECT unnest(from_json(json_extract(meta, '$.capture.deals'), ${sqlText(type.replace('"dealId"', '"id"'))})) AS deal FROM ${SCORED}
      WHERE json_type(meta, '$.capture.deals') = 'ARRAY') WHERE deal.id IS NOT NULL ORDER BY deal.id`
  return [
    `CREATE TABLE inputs.catalogue AS SELECT deal.* FROM (SELECT unnest(from_json(${sqlText(JSON.stringify(rows))}, ${sqlText(type)})) AS deal)`,
    `CREATE VIEW deals AS WITH carried AS (${carried})
       SELECT * FROM carried UNION ALL SELECT * FROM inputs.catalogue WHERE dealId NOT IN (SELECT dealId FROM carried)`,
  ]
}

async function runSelect(duckdb: DuckDB, connection: DuckDBConnection, sql: string): Promise<QueryResult> {
  const prepared = await prepare(duckdb, connection, sql)
  const result = await prepared.stream().catch(failedRun)
  const types = result.columnTypes()
  const convert = createValueConverter(duckdb)
  return {
    columns: result.columnNames().map((name, index) => {
      const type = String(types[index])
      return { name, type, isNumeric: /^(?:U?(?:TINY|SMALL|BIG|HUGE)INT|U?INTEGER|BIGNUM|FLOAT|DOUBLE|DECIMAL\b.*)$/.test(type) }
    }),
    batches: async function* () {
      try {
        // The rows' own types do not say which texts are JSON.
        for await (const rows of result.yieldRows()) {
          yield rows.map((row) => row.map((value, index) => convert(value, types[index] ?? duckdb.ANY, convert)))
        }
      } catch (error) {
        failedRun(error)
      }
    },
  }
}

async function prepare(duckdb: DuckDB, connection: DuckDBConnection, sql: string): Promise<DuckDBPreparedStatement> {
  if (sql.replace(/--[^\n]*|\/\*[\s\S]*?(?:\*\/|$)|[\s;]/g, '') === '') throw notOneSelect('no statement')
  try {
    const statements = await connection.extractStatements(sql)
    if (statements.count !== 1) throw notOneSelect(`${statements.count} statements`, sql)
    const prepared = await statements.prepare(0)
    if (prepared.statementType !== duckdb.StatementType.SELECT) {
      throw notOneSelect(`a statement of the kind ${duckdb.StatementType[prepared.statementType]}`)
    }
    if (prepared.parameterCount > 0) throw notOneSelect('one with a parameter (? or $1)')
    return prepared
  } catch (error) {
    if (error instanceof PipelineError) throw error
    return failed(
      'QUERY_INVALID',
      `SQL on the views ${VIEW_NAMES.join(', ')}`,
      error,
      "query --schema lists their columns; your own are in meta: meta->>'topic'.",
    )
  }
}

/** Statements that DuckDB treats as a select. */
const READING = 'SELECT, FROM, WITH, VALUES, DESCRIBE, SHOW, SUMMARIZE'

function notOneSelect(got: string, sql = ''): PipelineError {
  const advice = /\bpivot\b/i.test(sql) ? ' PIVOT needs its values: PIVOT … ON label IN (…).' : ''
  return new PipelineError('QUERY_INVALID', `expected one statement that reads (${READING}), got ${got}.${advice}`)
}

/** Throws an error of DuckDB anew: the first line of its message, with the position. */
function failed(code: 'QUERY_INVALID' | 'QUERY_FAILED', expected: string, cause: unknown, advice: string): never {
  const said = String((cause as Error).message).replace(/^Failed to extract statements: /, '')
  const [what = ''] = said.split(/\n\s*\n|\nLINE /)
  const line = what.replace(/\s+/g, ' ').trim()
  const got = `${line}${/[.!?]$/.test(line) ? '' : '.'}${placeOf(said)}`
  throw new PipelineError(code, `expected ${expected}, got: ${got} ${advice}`, { cause })
}

const failedRun = (cause: unknown): never => failed('QUERY_FAILED', 'values that the query can work with', cause, 'Change the query.')

/** Quotes the words at the position that DuckDB marks with a caret. */
function placeOf(message: string): string {
  const [, line = '', number = '', text = '', caret = ''] = /\n(LINE (\d+): )(.*)\n( *)\^/.exec(message) ?? []
  const words = text.slice(Math.max(0, caret.length - line.length)).trim()
  return words === '' ? '' : ` Line ${number}, at: ${words.length > 40 ? `${words.slice(0, 39)}…` : words}.`
}

/** Decimal digits that a double always preserves. */
const SAFE_DIGIT_COUNT = 15

/**
 * Converts DuckDB's values to table values: 64-bit and larger integers to bigint; decimals to numbers where a double is exact, otherwise
 * to digits; instants to ISO 8601 in UTC; JSON and nested values to objects and arrays; everything else (dates, times, intervals,
 * UUIDs, bytes) to DuckDB's text.
 */
function createValueConverter(duckdb: DuckDB): DuckDBValueConverter<RowValue> {
  return (value, type, convert) => {
    if (value === null || value === undefined) return null
    if (typeof value === 'string') return type.alias === 'JSON' ? (parseJsonLossless(value) as RowValue) : value
    if (typeof value !== 'object') return value
    if (value instanceof duckdb.DuckDBDecimalValue) {
      const digits = String(value)
      return digits.replace(/\D/g, '').length <= SAFE_DIGIT_COUNT ? Number(digits) : digits
    }
    // Its own text is in the time zone of this machine.
    if (value instanceof duckdb.DuckDBTimestampTZValue) return isoTime(String(new duckdb.DuckDBTimestampValue(value.micros)))
    if (value instanceof duckdb.DuckDBListValue) return duckdb.arrayFromListValue(value, type, convert) as RowValue
    if (value instanceof duckdb.DuckDBArrayValue) return duckdb.arrayFromArrayValue(value, type, convert) as RowValue
    if (value instanceof duckdb.DuckDBStructValue) return duckdb.objectFromStructValue(value, type, convert) as RowValue
    if (value instanceof duckdb.DuckDBMapValue && type instanceof duckdb.DuckDBMapType) {
      return Object.fromEntries(value.entries.map((entry) => [String(entry.key), convert(entry.value, type.valueType, convert)]))
    }
    return isoTime(String(value))
  }
}

/** A timestamp of DuckDB as ISO 8601, with milliseconds or finer digits; one outside the years 0 to 9999, and other texts, as they are. */
const isoTime = (text: string): string =>
  text.replace(/^(\d{4}-\d\d-\d\d) ([\d:]{8})(?:\.(\d+))?$/, (_, date: string, time: string, fraction = '') => {
    const digits = String(fraction).padEnd(fraction.length > 3 ? 6 : 3, '0')
    return `${date}T${time}.${digits}Z`
  })
