import type { DuckDBConnection, DuckDBInstance, DuckDBPreparedStatement } from '@duckdb/node-api'
import type { Deal } from '../../deals/deal.js'
import { PipelineError } from '../../errors.js'
import type { Row } from '../../report/rows/render-rows.js'
import type { RowColumn } from '../../report/rows/row-value.js'
import { STANCE_SCHEME, type StanceScheme } from '../../scheme/stance-scheme.js'
import { countSkipped, groupInputs } from '../query-groups.js'
import { createSpillFolder } from '../spill/spill-folder.js'
import { explainDataFault, explainSqlFault, noSelect } from './query-faults.js'
import { type QueryInput, readQueryInputs } from './query-inputs.js'
import { emptySelect, type LabelColumn, labelColumns, type QueryGroup, repeatsQuery, scoredSelect } from './query-source.js'
import { createValueConverter } from './query-values.js'
import { describeViews, SCORED, sqlText, type ViewColumn, viewStatements } from './query-views.js'

/** The files to query, and what the query may take. */
export interface QueryOptions {
  /** Catalogue behind the view `deals`. */
  readonly deals: readonly Deal[]
  /** That the posts must be of; says which label is neutral. Default: of any one scheme; the one that ships where no post has a label. */
  readonly scheme?: StanceScheme | undefined
  /** Where `-` reads from. */
  readonly stdin?: AsyncIterable<Uint8Array | string>
  /** Leaves out records that are no scored posts, and counts them. Default: the first of them ends the query. */
  readonly isSkipping?: boolean
  /** With more than one, rows without ORDER BY and the last digits of sums may differ from run to run. Default 1. */
  readonly threadCount?: number
  /** MiB that DuckDB may take; what needs more goes to the disk. Default 2048. */
  readonly memoryMebibytes?: number
  /** Folder for that. Default: the system's folder for temporary files. */
  readonly spill?: string
}

/** Rows as they come. */
export interface QueryResult {
  readonly columns: readonly RowColumn[]
  /** Can be taken once. @throws {PipelineError} `QUERY_FAILED`, `SCORED_INVALID` */
  batches(): AsyncGenerator<readonly Row[]>
}

/** Scored posts as views. */
export interface OpenedQuery {
  /** Records left out; 0 unless they are skipped. */
  readonly skippedCount: number
  /** Columns of the views, with the probability columns that these posts have. */
  readonly columns: readonly ViewColumn[]
  /**
   * Posts that stand more than once; null where the inputs are too large to look: see `REPEATS_BYTE_LIMIT`.
   *
   * @throws {PipelineError} `SCORED_INVALID`, `SCHEME_MISMATCH`
   */
  findRepeats(): Promise<RepeatedPosts | null>
  /**
   * Runs one statement that reads: a select, or what DuckDB takes for one (describe, show, summarize).
   *
   * @throws {PipelineError} `QUERY_INVALID` for SQL that is none, names what is not there, or does anything but select
   */
  run(sql: string): Promise<QueryResult>
  /** To be called in the end: removes what was spilled. */
  close(): void
}

/** How many posts stand more than once, with one of them. */
export interface RepeatedPosts {
  readonly postCount: number
  readonly threadId: string
  readonly id: string
  /** Inputs that it stands in. */
  readonly files: readonly string[]
}

/** Inputs of more bytes are not read to look for posts that stand twice. Choice: a second of work or less. */
export const REPEATS_BYTE_LIMIT = 64 * 1024 * 1024

type DuckDB = typeof import('@duckdb/node-api')

const DEFAULT_MEMORY_MEBIBYTES = 2048

/**
 * Opens files of scored posts (JSONL, CSV, Parquet) as views for DuckDB, read-only: no statement runs but one that reads, no file but the inputs
 * is opened, no extension is loaded. Files are read when a query needs them, so they may be larger than memory.
 *
 * @throws {PipelineError} `QUERY_RUNTIME_UNAVAILABLE` where the optional package is not installed; `SCORED_INVALID` for what holds no
 *   scored posts or is given twice; `SCHEME_MISMATCH` for inputs of two schemes, or of another than the one given; what reading throws
 */
export async function openQuery(paths: readonly string[], options: QueryOptions): Promise<OpenedQuery> {
  const { stdin = process.stdin, scheme, memoryMebibytes = DEFAULT_MEMORY_MEBIBYTES, threadCount = 1, spill, isSkipping = false } = options
  const duckdb = await loadDuckDB()
  const folder = createSpillFolder(spill)
  let instance: DuckDBInstance | undefined
  let connection: DuckDBConnection | undefined
  const close = (): void => {
    connection?.closeSync()
    instance?.closeSync()
    folder.remove()
  }
  try {
    const inputs = await readQueryInputs(paths, { stdin, folder })
    instance = await duckdb.DuckDBInstance.create(':memory:', {
      autoinstall_known_extensions: 'false',
      autoload_known_extensions: 'false',
      memory_limit: `${memoryMebibytes}MiB`,
      threads: String(threadCount),
      temp_directory: folder.nextPath(),
    })
    connection = await instance.connect()
    const opened = connection
    const groups = await groupInputs(opened, inputs, { scheme, isSkipping })
    const skippedCount = isSkipping ? await countSkipped(opened, groups) : 0
    const columns = await defineViews(opened, groups, { deals: options.deals, scheme })
    await lock(opened, inputs)
    const byteCount = inputs.reduce((total, input) => total + input.byteCount, 0)
    return {
      skippedCount,
      columns: describeViews(columns.map(([, column]) => column)),
      findRepeats: async () => (byteCount <= REPEATS_BYTE_LIMIT ? await findRepeats(opened, inputs) : null),
      run: (sql) => runSelect(duckdb, opened, { sql, inputs }),
      close,
    }
  } catch (error) {
    close()
    throw error
  }
}

async function loadDuckDB(): Promise<DuckDB> {
  try {
    return await import('@duckdb/node-api')
  } catch (cause) {
    throw new PipelineError(
      'QUERY_RUNTIME_UNAVAILABLE',
      'expected the optional package @duckdb/node-api for query, got none that loads on this machine. Install it beside dealstance: npm install @duckdb/node-api',
      { cause },
    )
  }
}

async function defineViews(
  connection: DuckDBConnection,
  groups: readonly QueryGroup[],
  { deals, scheme }: { readonly deals: readonly Deal[]; readonly scheme: StanceScheme | undefined },
): Promise<LabelColumn[]> {
  const columns = [...new Map(groups.flatMap(({ labels }) => labels).map(([label, column]) => [column, label]))].map(
    ([column, label]) => [label, column] as const,
  )
  const shown = columns.length > 0 ? columns : labelColumns((scheme ?? STANCE_SCHEME).labels, [])
  const absent = columns.length > 0 ? '' : shown.map(([, column]) => `, CAST(NULL AS DOUBLE) AS "${column}"`).join('')
  const selects = groups.length > 0 ? groups.map(scoredSelect) : [`SELECT *${absent} FROM (${emptySelect()})`]
  // The tag of own labels tells no more of their scheme than its name.
  const neutral = scheme ? scheme.neutral : groups.some(({ tag }) => tag) ? null : STANCE_SCHEME.neutral
  const statements = [
    "SET TimeZone = 'UTC'",
    'CREATE SCHEMA inputs',
    `CREATE VIEW ${SCORED} AS ${selects.join(' UNION ALL BY NAME ')}`,
    ...viewStatements(shown, neutral),
    dealsTable(deals),
  ]
  for (const statement of statements) await connection.run(statement)
  return [...shown]
}

async function findRepeats(connection: DuckDBConnection, inputs: readonly QueryInput[]): Promise<RepeatedPosts> {
  try {
    const [row = []] = (await connection.runAndReadAll(repeatsQuery())).getRowsJson()
    const [postCount, threadId, id, files] = row
    return { postCount: Number(postCount), threadId: String(threadId), id: String(id), files: (files ?? []) as string[] }
  } catch (error) {
    throw await explainDataFault(error, inputs)
  }
}

function dealsTable(deals: readonly Deal[]): string {
  const rows = deals.map(({ id, mover, move, date, counterparties, parties, aliases }) => ({
    dealId: id,
    mover,
    move,
    date,
    counterparties,
    parties,
    aliases,
  }))
  const type =
    '[{"dealId":"VARCHAR","mover":"VARCHAR","move":"VARCHAR","date":"VARCHAR","counterparties":["VARCHAR"],"parties":["VARCHAR"],"aliases":["VARCHAR"]}]'
  return `CREATE TABLE deals AS SELECT deal.* FROM (SELECT unnest(from_json(${sqlText(JSON.stringify(rows))}, ${sqlText(type)})) AS deal)`
}

/** From here on no statement opens another file or changes a setting. */
async function lock(connection: DuckDBConnection, inputs: readonly QueryInput[]): Promise<void> {
  await connection.run(`SET allowed_paths = [${inputs.map(({ path }) => sqlText(path)).join(', ')}]`)
  await connection.run('SET enable_external_access = false')
  await connection.run('SET lock_configuration = true')
}

async function runSelect(
  duckdb: DuckDB,
  connection: DuckDBConnection,
  { sql, inputs }: { readonly sql: string; readonly inputs: readonly QueryInput[] },
): Promise<QueryResult> {
  const prepared = await prepare(duckdb, connection, sql)
  try {
    const result = await prepared.stream()
    const types = result.columnTypes()
    const convert = createValueConverter(duckdb)
    return {
      columns: result.columnNames().map((name, index) => {
        const type = String(types[index])
        return { name, type, isNumeric: /^(?:U?(?:TINY|SMALL|BIG|HUGE)INT|U?INTEGER|BIGNUM|FLOAT|DOUBLE|DECIMAL\b.*)$/.test(type) }
      }),
      batches: async function* () {
        try {
          for await (const rows of result.yieldRows()) {
            yield rows.map((row) => row.map((value, index) => convert(value, types[index] ?? duckdb.ANY, convert)))
          }
        } catch (error) {
          throw await explainDataFault(error, inputs)
        }
      },
    }
  } catch (error) {
    throw await explainDataFault(error, inputs)
  }
}

async function prepare(duckdb: DuckDB, connection: DuckDBConnection, sql: string): Promise<DuckDBPreparedStatement> {
  if (sql.replace(/--[^\n]*|\/\*[\s\S]*?\*\/|[\s;]/g, '') === '') throw noSelect('no statement')
  try {
    const statements = await connection.extractStatements(sql)
    if (statements.count !== 1) throw noSelect(`${statements.count} statements`, sql)
    const prepared = await statements.prepare(0)
    if (prepared.statementType !== duckdb.StatementType.SELECT) {
      throw noSelect(`a statement of the kind ${duckdb.StatementType[prepared.statementType]}`)
    }
    if (prepared.parameterCount > 0) throw noSelect('one with a parameter (? or $1)')
    return prepared
  } catch (error) {
    throw error instanceof PipelineError ? error : explainSqlFault(error)
  }
}
