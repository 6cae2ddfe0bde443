import type { DuckDBConnection, DuckDBInstance, DuckDBPreparedStatement } from '@duckdb/node-api'
import { PipelineError } from '../../../base/errors.js'
import type { StanceScheme } from '../../../base/scheme/stance-scheme.js'
import { recordedDeals } from '../../../base/thread/deal-record.js'
import type { Deal } from '../../../judge/deals/deal.js'
import type { Row, RowColumn } from '../../../say/rows/render-rows.js'
import { FACTS_SCHEMA, parseTableFacts } from '../../../say/rows/scored-columns.js'
import { readTableFacts } from '../scored/scored-tables.js'
import { createSpillFolder } from '../spill/spill-folder.js'
import { explainDataFault, explainSqlFault, notOneSelect } from './query-faults.js'
import { type QueryInput, readQueryInputs } from './query-inputs.js'
import { literalPath, type QuerySources, REPEATS_QUERY, readSources } from './query-source.js'
import { createValueConverter } from './query-values.js'
import { describeViews, SCORED, sqlText, type ViewColumn, viewStatements } from './query-views.js'

/** Options of {@link openQuery}. */
export interface QueryOptions {
  /** Content of the view `deals`. */
  readonly deals: readonly Deal[]
  /** Required scheme of the posts, which names the neutral label. Default: any one scheme; the built-in one when no post has a label. */
  readonly scheme?: StanceScheme | undefined
  /** Source of `-`. Default: standard input of the process. */
  readonly stdin?: AsyncIterable<Uint8Array | string>
  /** Skips and counts records that are not scored posts. Default: the first one ends the query. */
  readonly isSkipping?: boolean
  /** Above 1, the order of rows without ORDER BY and the last digits of sums may vary between runs. Default 1. */
  readonly threadCount?: number
  /** Memory limit of DuckDB in MiB. Larger operations spill to disk. Default 2048. */
  readonly memoryMebibytes?: number
  /** Folder for spilled data. Default: the temporary folder of the system. */
  readonly spill?: string
}

/** A stream of rows. */
export interface QueryResult {
  readonly columns: readonly RowColumn[]
  /** Can be called once. @throws {PipelineError} `QUERY_FAILED`, `SCORED_INVALID` */
  batches(): AsyncGenerator<readonly Row[]>
}

/** Scored posts opened as SQL views. */
export interface OpenedQuery {
  /** Number of skipped records. */
  readonly skippedCount: number
  /** Columns of the views, with the probability columns of these posts. */
  readonly columns: readonly ViewColumn[]
  /**
   * Finds posts that occur more than once; null when the inputs exceed `REPEATS_BYTE_LIMIT`.
   *
   * @throws {PipelineError} `SCORED_INVALID`, `SCHEME_MISMATCH`
   */
  findRepeats(): Promise<RepeatedPosts | null>
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

/** Larger inputs are not searched for repeated posts. Choice: the search takes at most a second. */
const REPEATS_BYTE_LIMIT = 64 * 1024 * 1024

type DuckDB = typeof import('@duckdb/node-api')

const DEFAULT_MEMORY_MEBIBYTES = 2048

/**
 * Opens files of scored posts (JSONL, CSV, Parquet) as read-only views in DuckDB. Only reading statements run, no file except the inputs
 * is opened, and no extension is loaded. A query reads the files when it runs, so they may be larger than memory.
 *
 * @throws {PipelineError} `QUERY_RUNTIME_UNAVAILABLE` when the optional package is not installed; `SCORED_INVALID` for a file without
 *   scored posts or given twice; `SCHEME_MISMATCH` for inputs of two schemes, or of another than the given one; errors of reading
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
    const sources = await readSources(opened, inputs, { scheme, isSkipping })
    const skippedCount = isSkipping && inputs.length > 0 ? await count(opened, sources.skippedSelect) : 0
    await defineViews(opened, sources, await withRecorded(opened, inputs, options.deals))
    await lockDown(opened, inputs)
    const byteCount = inputs.reduce((total, input) => total + input.byteCount, 0)
    return {
      skippedCount,
      columns: describeViews(sources.labels.map(([, column]) => column)),
      findRepeats: async () => (byteCount <= REPEATS_BYTE_LIMIT ? await findRepeats(opened, inputs) : null),
      run: (sql) => runSelect(duckdb, opened, sql, inputs),
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
    const message =
      'expected the optional package @duckdb/node-api for query, got none that loads on this machine. Install it beside dealstance: npm install @duckdb/node-api'
    throw new PipelineError('QUERY_RUNTIME_UNAVAILABLE', message, { cause })
  }
}

async function count(connection: DuckDBConnection, select: string): Promise<number> {
  const counted = await connection.runAndReadAll(`SELECT count(*) FROM (${select})`)
  return Number(counted.getRowsJson()[0]?.[0] ?? 0)
}

async function defineViews(connection: DuckDBConnection, { select, labels, neutral }: QuerySources, deals: readonly Deal[]): Promise<void> {
  const statements = [
    "SET TimeZone = 'UTC'",
    'CREATE SCHEMA inputs',
    `CREATE VIEW ${SCORED} AS ${select}`,
    ...viewStatements(labels, neutral),
    ...dealsStatements(deals),
  ]
  for (const statement of statements) await connection.run(statement)
}

/** What a record of a deal may lack. */
const EMPTY_DEAL = { counterparties: [], parties: [], aliases: [], date: null } as const

/** The catalogue after the deals whose records stand beside tables. */
async function withRecorded(connection: DuckDBConnection, inputs: readonly QueryInput[], deals: readonly Deal[]): Promise<readonly Deal[]> {
  const recorded = new Map<string, Deal>()
  for (const { form, name, path } of inputs) {
    const facts = new Map(form === 'csv' ? await readTableFacts(new Uint8Array(), name) : null)
    if (form === 'parquet') {
      const sql = `SELECT decode(value) FROM parquet_kv_metadata(${sqlText(literalPath(path))}) WHERE decode(key) = ${sqlText(FACTS_SCHEMA)}`
      for (const [text] of (await connection.runAndReadAll(sql)).getRowsJson())
        for (const [threadId, capture] of parseTableFacts(String(text), name)) facts.set(threadId, capture)
    }
    for (const capture of facts.values()) for (const deal of recordedDeals({ capture })) recorded.set(deal.id, { ...EMPTY_DEAL, ...deal })
  }
  return [...recorded.values(), ...deals.filter(({ id }) => !recorded.has(id))]
}

async function findRepeats(connection: DuckDBConnection, inputs: readonly QueryInput[]): Promise<RepeatedPosts> {
  const [row = []] = (await explaining(inputs, connection.runAndReadAll(REPEATS_QUERY))).getRowsJson()
  const [postCount, threadId, id, files] = row
  return { postCount: Number(postCount), threadId: String(threadId), id: String(id), files: (files ?? []) as string[] }
}

const explaining = <Value>(inputs: readonly QueryInput[], work: Promise<Value>): Promise<Value> =>
  work.catch(async (error: unknown) => {
    throw await explainDataFault(error, inputs)
  })

/** The view `deals`: those whose records the posts carry, then the others of the catalogue. Posts are read when it is asked. */
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

/** Prevents later statements from opening other files or changing settings. */
async function lockDown(connection: DuckDBConnection, inputs: readonly QueryInput[]): Promise<void> {
  const paths = inputs.flatMap(({ path }) => [path, literalPath(path)])
  await connection.run(`SET allowed_paths = [${paths.map(sqlText).join(', ')}]`)
  await connection.run('SET enable_external_access = false')
  await connection.run('SET lock_configuration = true')
}

async function runSelect(duckdb: DuckDB, connection: DuckDBConnection, sql: string, inputs: readonly QueryInput[]): Promise<QueryResult> {
  const prepared = await prepare(duckdb, connection, sql)
  const result = await explaining(inputs, prepared.stream())
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
    throw error instanceof PipelineError ? error : explainSqlFault(error)
  }
}
