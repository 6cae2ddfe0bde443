import type { DuckDBConnection } from '@duckdb/node-api'
import { checkSchemeTag, recordedTag } from '../../../base/scheme/scheme-tag.js'
import { STANCE_SCHEME, type StanceScheme } from '../../../base/scheme/stance-scheme.js'
import { NODE_KINDS } from '../../../base/thread/node-kind.js'
import { ownColumnsOf } from '../../../read/record/own-columns.js'
import { probabilityColumns } from '../../../say/format/csv-row.js'
import { explainDataFault, mixedSchemes } from './query-faults.js'
import { checkKeys, type QueryInput } from './query-inputs.js'
import { GUARD, SCHEME_GUARD, SCORED, sqlName, sqlText } from './query-views.js'

export type LabelColumn = readonly [label: string, column: string]

const JUDGEMENT = 'label VARCHAR, lean VARCHAR, probabilities MAP(VARCHAR, DOUBLE), status VARCHAR'
const STANCES = `STRUCT(dealId VARCHAR, "by" VARCHAR, ${JUDGEMENT})[]`
const EVIDENCE = 'STRUCT("start" BIGINT, "end" BIGINT, text VARCHAR, toward VARCHAR, weight DOUBLE)[]'

const TEXTS = 'id,threadId,parentId,author,text,label,lean,status,reason,model,scheme'.split(',')
/** Fields of a scored post in JSON, with their DuckDB types. */
const JSON_FIELDS: Readonly<Record<string, string>> = {
  ...Object.fromEntries(TEXTS.map((name) => [name, 'VARCHAR'])),
  createdAt: 'TIMESTAMP',
  meta: 'JSON',
  probabilities: 'MAP(VARCHAR, DOUBLE)',
  deals: 'VARCHAR[]',
  stances: STANCES,
  sentiment: 'DOUBLE',
  flags: 'VARCHAR[]',
  evidence: EVIDENCE,
  chain: 'JSON',
}

/** Maximum bytes of a line, more than the longest post of any source needs. */
const LINE_BYTE_LIMIT = 64 * 1024 * 1024

/** Escapes glob characters in a path for DuckDB. */
export const literalPath = (path: string): string => path.replace(/[*?[]/g, '[$&]')

/** Inputs that one table function call reads. */
interface InputGroup extends Pick<QueryInput, 'form' | 'header' | 'compression'> {
  readonly files: readonly QueryInput[]
  readonly labels: readonly LabelColumn[]
}

/** The table function call that reads inputs of one shape, with their columns and `filename`. */
function tableCall({ form, header, compression }: QueryInput | InputGroup, isSkipping: boolean, files: readonly QueryInput[]): string {
  const file = `[${files.map(({ path }) => sqlText(literalPath(path))).join(', ')}]`
  if (form === 'parquet') return `read_parquet(${file}, filename = true, union_by_name = true)`
  const types = form === 'jsonl' ? Object.entries(JSON_FIELDS) : header.map((name) => [name, 'VARCHAR'] as const)
  const columns = `{${types.map(([name, type]) => `${sqlName(name)}: ${sqlText(type)}`).join(', ')}}`
  const options = `columns = ${columns}, filename = true, compression = '${compression}'`
  if (form === 'jsonl') {
    return `read_json(${file}, ${options}, format = 'newline_delimited', maximum_object_size = ${LINE_BYTE_LIMIT}, ignore_errors = ${isSkipping})`
  }
  // Not parallel: cells may contain line breaks, so a reader that starts mid-file must guess.
  return `read_csv(${file}, ${options}, auto_detect = false, header = true, delim = ',', quote = '"', escape = '"', new_line = '\\r\\n', parallel = false, max_line_size = ${LINE_BYTE_LIMIT})`
}

const hasColumn = ({ form, header }: Pick<QueryInput, 'form' | 'header'>, name: string): boolean =>
  form === 'jsonl' || header.includes(name)

/** SQL that reads the inputs. */
export interface QuerySources {
  /** Selects the columns of {@link SCORED}: those of the view `posts`, and nested `stances` and `evidence`. */
  readonly select: string
  /** Selects the skipped records. */
  readonly skippedSelect: string
  readonly labels: readonly LabelColumn[]
  /** The label for ties between an author's labels; null when the scheme has none or is unknown. */
  readonly neutral: string | null
}

/**
 * Reads the labels of the inputs, and builds the SQL for each.
 *
 * @param scheme required scheme of the posts; undefined for any one scheme
 * @param isSkipping skips records that are not scored posts; otherwise the first one ends the query
 */
export async function readSources(
  connection: DuckDBConnection,
  given: readonly QueryInput[],
  { scheme, isSkipping }: { readonly scheme: StanceScheme | undefined; readonly isSkipping: boolean },
): Promise<QuerySources> {
  const ask = async (sql: string): Promise<readonly unknown[][]> => {
    try {
      return (await connection.runAndReadAll(sql)).getRowsJson()
    } catch (error) {
      throw await explainDataFault(error, given)
    }
  }
  const inputs: QueryInput[] = []
  const known: LabelSample[] = []
  for (const one of given) {
    const input = { ...one }
    if (one.form === 'parquet') {
      input.header = (await ask(`DESCRIBE SELECT * EXCLUDE (filename) FROM ${tableCall(one, isSkipping, [one])}`)).map(([name]) =>
        String(name),
      )
      checkKeys(input.header, one.name)
    }
    inputs.push(input)
    for (const sql of sampleQueries(input, tableCall(input, isSkipping, [input]))) {
      const [row] = await ask(sql)
      if (row === undefined) continue
      known.push({ name: input.name, labels: row[0] as string[] | null, tag: row[1] as string | null })
      break
    }
  }
  const [first] = known
  for (const one of known) {
    if (scheme) checkSchemeTag(one.tag, scheme, one.name)
    else if (first && !hasSameScheme(first, one)) throw mixedSchemes(one, first)
  }
  const found = known.find(({ labels }) => labels !== null)?.labels ?? (scheme ?? STANCE_SCHEME).labels
  const tag = scheme ? recordedTag(scheme) : first?.tag
  const groups = new Map<string, InputGroup & { readonly files: QueryInput[] }>()
  for (const input of inputs) {
    const { form, header, compression } = input
    const key = JSON.stringify([form, header, compression])
    const group = groups.get(key)
    if (group) group.files.push(input)
    else
      groups.set(key, {
        form,
        header,
        compression,
        labels: labelColumns(
          found,
          header.filter((column) => column.startsWith('p_')),
        ),
        files: [input],
      })
  }
  const all = [...groups.values()].map((group) => ({ group, call: tableCall(group, isSkipping, group.files) }))
  const selects = all.map(({ group, call }) => scoredSelect(group, `${call} WHERE ${guard(group, isSkipping, tag)}`))
  const columns = new Map(all.flatMap(({ group }) => group.labels).map(([label, column]) => [column, label]))
  const labels = columns.size > 0 ? [...columns].map(([column, label]) => [label, column] as const) : labelColumns(found, [])
  return {
    select: selects.length > 0 ? selects.join(' UNION ALL BY NAME ') : emptySelect(labels),
    skippedSelect: all.map(({ call }) => `SELECT id FROM ${call} WHERE ${BROKEN}`).join(' UNION ALL '),
    labels,
    // The tag of a custom scheme does not name its neutral label.
    neutral: scheme ? scheme.neutral : tag ? null : STANCE_SCHEME.neutral,
  }
}

/** Labels and scheme of the first labelled post of an input. */
interface LabelSample {
  readonly name: string
  /** Null when that post has no probabilities. */
  readonly labels: readonly string[] | null
  /** Scheme tag; null for the built-in scheme. */
  readonly tag: string | null
}

/** Compares labels too: hand-written posts may have the same tag but other labels. */
const hasSameScheme = (one: LabelSample, other: LabelSample): boolean =>
  one.tag === other.tag &&
  (one.labels === null || other.labels === null || [...one.labels].sort().join('\n') === [...other.labels].sort().join('\n'))

/** Queries for labels and tag: of the first post with probabilities, then of the first post with a label. */
function sampleQueries(input: QueryInput, source: string): readonly string[] {
  const tag = hasColumn(input, 'scheme') ? 'scheme' : 'NULL'
  const nested = `json_extract(CAST(stances AS JSON), '$[0].probabilities')`
  const [keys, hasProbabilities] =
    input.form === 'jsonl'
      ? ['map_keys(probabilities)', 'probabilities IS NOT NULL']
      : [`json_keys(${nested})`, `json_type(${nested}) = 'OBJECT'`]
  return [
    `SELECT ${keys}, ${tag} FROM ${source} WHERE ${hasProbabilities} LIMIT 1`,
    `SELECT NULL, ${tag} FROM ${source} WHERE label IS NOT NULL LIMIT 1`,
  ]
}

/** The probability columns of a file by label. A column that matches no label is a label of that name. */
function labelColumns(found: readonly string[], columns: readonly string[]): LabelColumn[] {
  const names = probabilityColumns(found)
  if (columns.length === 0) return found.map((label, index) => [label, names[index] ?? label])
  const labelOf = new Map(names.map((name, index) => [name, found[index] ?? name]))
  return columns.map((column) => [labelOf.get(column) ?? column, column])
}

function scoredSelect(input: InputGroup, source: string): string {
  const { form, labels, files } = input
  const text = (column: string): string => (form === 'csv' ? plainCell(sqlName(column)) : sqlName(column))
  const json = (column: string, type: string): string => {
    if (form === 'jsonl') return sqlName(column)
    return hasColumn(input, column) ? `CAST(CAST(${sqlName(column)} AS JSON) AS ${type})` : `CAST(NULL AS ${type})`
  }
  const list = (column: string): string =>
    form === 'csv' ? `coalesce(string_split(${text(column)}, ';'), CAST([] AS VARCHAR[]))` : json(column, 'VARCHAR[]')
  const own = ownColumnsOf(input.header).map((column) => `${sqlText(column)}, ${text(column)}`)
  const facts = form === 'jsonl' ? 'meta' : 'CAST(meta AS JSON)'
  const meta = own.length === 0 ? facts : `json_merge_patch(${facts}, json_object(${own.join(', ')}))`
  const selected: Readonly<Record<string, string>> = {
    ...Object.fromEntries(TEXTS.map((column) => [column, hasColumn(input, column) ? text(column) : 'CAST(NULL AS VARCHAR)'])),
    ...(form === 'csv' && { text: `coalesce(${text('text')}, '')` }),
    createdAt: 'CAST("createdAt" AS TIMESTAMP)',
    meta,
    role: `${facts}->>'$.role'`,
    node: `CASE WHEN ${facts}->>'$.node' IN (${NODE_KINDS.map(sqlText).join(', ')}) THEN ${facts}->>'$.node' END`,
    ...Object.fromEntries(
      labels.map(([label, column]) => [
        column,
        form === 'jsonl' ? `probabilities[${sqlText(label)}]` : `CAST(${sqlName(column)} AS DOUBLE)`,
      ]),
    ),
    ...{ deals: list('deals'), flags: list('flags'), sentiment: 'CAST(sentiment AS DOUBLE)' },
    ...{ stances: json('stances', STANCES), evidence: json('evidence', EVIDENCE), chain: json('chain', 'JSON') },
    file: `CASE filename ${files.map(({ path, name }) => `WHEN ${sqlText(path)} THEN ${sqlText(name)}`).join(' ')} END`,
  }
  const columns = Object.entries(selected).map(([column, value]) => `${value} AS ${sqlName(column)}`)
  return `SELECT ${columns.join(', ')} FROM ${source}`
}

/** True for a record that is not a scored post. */
const BROKEN = 'id IS NULL OR status IS NULL OR sentiment IS NULL'

/** A condition that raises an error for records that are not scored posts, and for posts of another scheme. */
function guard(input: InputGroup, isSkipping: boolean, tag: string | null | undefined): string {
  const broken = isSkipping ? 'false' : `error(${sqlText(GUARD)} || filename)`
  const wanted = `scheme IS DISTINCT FROM ${tag === null ? 'CAST(NULL AS VARCHAR)' : sqlText(tag ?? '')}`
  const mixed = tag !== undefined && hasColumn(input, 'scheme') ? ` WHEN ${wanted} THEN error(${sqlText(SCHEME_GUARD)} || filename)` : ''
  return `CASE WHEN ${BROKEN} THEN ${broken}${mixed} ELSE true END`
}

/** All columns and no row, for inputs without posts. */
function emptySelect(labels: readonly LabelColumn[]): string {
  const types = { ...JSON_FIELDS, role: 'VARCHAR', node: 'VARCHAR', file: 'VARCHAR' }
  const columns = [...Object.entries(types), ...labels.map(([, column]) => [column, 'DOUBLE'] as const)]
  return `SELECT ${columns.map(([name, type]) => `CAST(NULL AS ${type}) AS ${sqlName(name)}`).join(', ')} WHERE false`
}

/** `plainCell` of `safe-cell.ts` in SQL: removes the apostrophes that stop spreadsheets from evaluating a cell. */
function plainCell(cell: string): string {
  const inner = `CASE WHEN regexp_matches(${cell}, '^''+[=+\\-@\\t\\r\\n\\x{FF1D}\\x{FF0B}\\x{FF0D}\\x{FF20}]') THEN ${cell}[2:] ELSE ${cell} END`
  const pattern = `([;\\t\\r\\n][ \\t\\r\\n";]*)''(''*(?:[=+@\\x{FF1D}\\x{FF0B}\\x{FF0D}\\x{FF20}]|-[^);\\t\\r\\n]))`
  return `regexp_replace(${inner}, '${pattern}', '\\1\\2', 'g')`
}

/** Counts the posts that occur more than once, and returns one of them with its inputs. */
export const REPEATS_QUERY = `SELECT count(*), first(threadId), first(id), first(files) FROM (
     SELECT threadId, id, list_sort(list(DISTINCT file)) AS files FROM ${SCORED} GROUP BY threadId, id HAVING count(*) > 1 ORDER BY threadId, id)`
