import { PipelineError } from '../../../base/errors.js'
import { formatCount } from '../../../base/text/format-count.js'
import { probabilityColumns } from '../../../say/format/csv-row.js'
import { type Row, type RowColumn, type RowRenderer, rowsAsCsv, rowsAsJsonl, rowsAsTable } from '../../../say/rows/render-rows.js'
import { openQuery, type QueryResult, type RepeatedPosts } from '../../node/query/open-query.js'
import { describeViews, type ViewColumn } from '../../node/query/query-views.js'
import { readCatalogue } from '../../node/read-deals.js'
import { checkPaths, checkRepeats } from '../input/read-inputs.js'
import { type CliIo, defineCommand, INTEGER, type Log, usageError } from '../kit/command.js'
import { chooseFormat, tableStyleOf } from '../kit/format.js'
import { startReading } from '../kit/progress.js'
import { withOutput } from '../kit/write-output.js'
import { NAMES_OPTIONS, readSchemeOption } from '../options/counting-options.js'

const FORMATS = ['table', 'csv', 'jsonl'] as const
/** Columns of the `--schema` listing. */
const SCHEMA_COLUMNS: readonly RowColumn[] = ['view', 'column', 'type', 'meaning'].map((name) => ({
  name,
  type: 'VARCHAR',
  isNumeric: false,
}))

export const query = defineCommand({
  name: 'query',
  summary: 'Queries scored posts in SQL with DuckDB (npm install @duckdb/node-api).',
  inputs: { word: 'SCORED… "SELECT …"', help: 'output of classify as JSONL, CSV, XLSX or Parquet, or -; then the SQL' },
  options: {
    format: { type: 'choice', choices: FORMATS, help: 'table on a terminal, else jsonl' },
    out: { type: 'text', value: 'FILE', help: 'write there; its ending gives the format' },
    schema: { type: 'flag', help: 'list the views and their columns instead' },
    ...NAMES_OPTIONS,
    'on-bad-record': { type: 'choice', choices: ['throw', 'skip'], default: 'throw', help: 'skip: leave them out, counted' },
    spill: { type: 'text', value: 'FOLDER', help: 'what DuckDB cannot hold goes there; default: the temporary one' },
    memory: { ...INTEGER, value: 'MIB', default: 2048, low: 64, high: 1_048_576, help: 'that DuckDB may take; more goes to --spill' },
  },
  examples: [
    'npm run query -- scored.jsonl --schema',
    'npm run query -- scored.jsonl "select label, count(*) from posts group by all"',
    'npm run --silent query -- scored.parquet "$(cat weekly.sql)" --out weekly.csv',
  ],
  notes: `Views: posts, stances (a row for each post and deal), evidence (the deciding words), deals.
Columns have the names of the record; --schema lists those that differ. Probabilities: p_retreat, p_shrewd_pivot, p_neither. The column file holds the input as given.
Say "where node is null" to count as aggregate does.
One statement runs. It reads (select, describe, show), and opens no other file. Times are UTC. JSON holds integers beyond 2^53 as strings.`,
  run: async (options, given, context) => {
    const { io, log } = context
    const format = chooseFormat({
      given: options.format,
      out: options.out,
      choices: FORMATS,
      standard: options.out === undefined && io.stdout.isTTY === true ? 'table' : 'jsonl',
    })
    const { paths, sql } = readArguments(given, options)
    const makeRenderer = (columns: readonly RowColumn[]): RowRenderer =>
      format === 'table'
        ? rowsAsTable(columns, tableStyleOf(options.out, context))
        : { csv: rowsAsCsv, jsonl: rowsAsJsonl }[format](columns)
    if (sql === null && paths.length === 0) {
      const { labels } = await readSchemeOption(options.scheme)
      await writeRows(schemaRows(describeViews(probabilityColumns(labels))), makeRenderer, { out: options.out, io })
      return
    }
    await checkRepeats(paths)
    const opened = await openQuery(paths, {
      deals: await readCatalogue(options.deals, { stdin: io.stdin }),
      ...(options.scheme !== undefined && { scheme: await readSchemeOption(options.scheme) }),
      stdin: io.stdin,
      isSkipping: options['on-bad-record'] === 'skip',
      ...(io.stderr.isTTY === true && { onRead: startReading(paths, context).onShare }),
      memoryMebibytes: options.memory,
      ...(options.spill !== undefined && { spill: options.spill }),
    })
    context.onExit(opened.close)
    if (opened.skippedCount > 0) log.warn(`${formatCount(opened.skippedCount, 'record')} left out: no scored posts`)
    if (sql !== null) warnOfDuplicates(await opened.findRepeats(), log)
    const result = sql === null ? schemaRows(opened.columns) : await opened.run(sql)
    const rowCount = await writeRows(result, makeRenderer, { out: options.out, io })
    if (sql !== null) log.info(`${formatCount(rowCount, 'row')}${options.out === undefined ? '' : ` written to ${options.out}`}`)
  },
})

const LOOKS_LIKE_SQL =
  /^\s*(?:--\s|\/\*|(?:select|with|from|values|describe|show|summarize|explain)\s)(?!.*\.(?:jsonl?|csv|parquet|gz|zst)$)/i

/** @returns `sql` is null for `--schema` */
function readArguments(
  given: readonly string[],
  { schema, out, deals }: { readonly [key in 'out' | 'deals']: string | undefined } & { readonly schema: boolean },
): { readonly paths: readonly string[]; readonly sql: string | null } {
  if (schema) {
    const statement = given.find((one) => LOOKS_LIKE_SQL.test(one))
    if (statement !== undefined)
      throw usageError(`expected files of scored posts with --schema, which runs nothing, got SQL too: "${statement}". Give one.`)
    if (given.length > 0) checkPaths([...given, deals], [out])
    return { paths: given, sql: null }
  }
  const paths = given.slice(0, -1)
  const last = given.at(-1) ?? ''
  const isPath = !/\s/.test(last.trim()) && /[./\\]|^-$/.test(last)
  if (isPath || paths.length === 0) {
    const message = isPath
      ? `expected a select as the last argument, got "${last}". Give SQL after the files, in quotes.`
      : `expected files of scored posts${last === '' ? ', then a select, got neither' : ' before the select, got none'}. See --help.`
    throw new PipelineError('USAGE_INPUT_ABSENT', message)
  }
  checkPaths([...paths, deals], [out])
  return { paths, sql: last }
}

function warnOfDuplicates({ postCount, id, threadId, files }: RepeatedPosts, log: Log): void {
  if (postCount === 0) return
  const which = `"${id}" of thread "${threadId}" in ${files.slice(0, 2).join(' and ')}`
  log.warn(`${formatCount(postCount, 'post')} more than once, such as ${which}: each copy counts (see "file")`)
}

type Rows = Pick<QueryResult, 'columns'> & { batches(): AsyncIterable<readonly Row[]> | Iterable<readonly Row[]> }

const schemaRows = (columns: readonly ViewColumn[]): Rows => ({
  columns: SCHEMA_COLUMNS,
  batches: () => [columns.map(({ view, column, type, meaning }) => [view, column, type, meaning])],
})

/** @returns the number of rows written */
async function writeRows(
  { columns, batches }: Rows,
  makeRenderer: (columns: readonly RowColumn[]) => RowRenderer,
  { out, io }: { readonly out: string | undefined; readonly io: CliIo },
): Promise<number> {
  const renderer = makeRenderer(columns)
  let rowCount = 0
  await withOutput(out ?? null, io, async (output) => {
    for await (const rows of batches()) {
      rowCount += rows.length
      const text = renderer.add(rows)
      if (text !== '') await output.write(text)
    }
    const rest = renderer.end()
    if (rest !== '') await output.write(rest)
  })
  return rowCount
}
