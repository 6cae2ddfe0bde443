import { probabilityColumns } from '../../report/format/csv-row.js'
import { NODE_KINDS } from '../../thread/node-kind.js'
import { isJson, type QueryInput } from './query-inputs.js'
import { SCORED, sqlName, sqlText } from './query-views.js'

/** A label and the name of its probability column. */
export type LabelColumn = readonly [label: string, column: string]

/** Inputs of one shape: read by one table function. */
export interface QueryGroup {
  readonly form: QueryInput['form']
  readonly files: readonly Pick<QueryInput, 'path' | 'name'>[]
  /** Columns that the files have. */
  readonly header: readonly string[]
  readonly labels: readonly LabelColumn[]
  /** Records that are no scored posts are left out; else the first of them ends the query. */
  readonly isSkipping: boolean
  /** Tag of the scheme of every post; null for the one that ships, undefined where no post tells. */
  readonly tag: string | null | undefined
}

/** What is needed to read files. */
type Files = Omit<QueryGroup, 'labels' | 'tag'>

/** What the views themselves complain of; the path of the file follows. */
export const GUARD = 'no scored post in '
export const SCHEME_GUARD = 'another scheme in '

const JUDGEMENT = 'label VARCHAR, lean VARCHAR, probabilities MAP(VARCHAR, DOUBLE), status VARCHAR'
const STANCES = `STRUCT(dealId VARCHAR, "by" VARCHAR, ${JUDGEMENT})[]`
const EVIDENCE = 'STRUCT("start" BIGINT, "end" BIGINT, text VARCHAR, toward VARCHAR, weight DOUBLE)[]'

/** Fields of a scored post in JSON, with the types they are read as. */
const JSON_FIELDS: Readonly<Record<string, string>> = {
  id: 'VARCHAR',
  threadId: 'VARCHAR',
  parentId: 'VARCHAR',
  author: 'VARCHAR',
  createdAt: 'TIMESTAMP',
  text: 'VARCHAR',
  meta: 'JSON',
  label: 'VARCHAR',
  lean: 'VARCHAR',
  probabilities: 'MAP(VARCHAR, DOUBLE)',
  status: 'VARCHAR',
  deals: 'VARCHAR[]',
  stances: STANCES,
  sentiment: 'DOUBLE',
  reason: 'VARCHAR',
  flags: 'VARCHAR[]',
  evidence: EVIDENCE,
  chain: 'JSON',
  model: 'VARCHAR',
  scheme: 'VARCHAR',
}

/** More than the longest post of any source, in bytes of its line. */
const LINE_BYTE_LIMIT = 64 * 1024 * 1024

/** Types of flat rows, where they are no texts. */
const FLAT_TYPES: Readonly<Record<string, string>> = { createdAt: 'TIMESTAMP', sentiment: 'DOUBLE', error: 'JSON' }

/** The call that reads files of one form, columns as the files have them, and `filename`. */
export function readCall({ form, files: inputs, header, isSkipping }: Files): string {
  const files = `[${inputs.map(({ path }) => sqlText(path)).join(', ')}]`
  if (form === 'parquet') return `read_parquet(${files}, filename = true, union_by_name = true)`
  const named = (types: readonly (readonly [name: string, type: string])[]): string =>
    `{${types.map(([name, type]) => `${sqlName(name)}: ${sqlText(type)}`).join(', ')}}`
  if (isJson(form)) {
    const flat = header.map((name) => [name, name.startsWith('p_') ? 'DOUBLE' : (FLAT_TYPES[name] ?? 'VARCHAR')] as const)
    const columns = named(form === 'flat' ? flat : Object.entries(JSON_FIELDS))
    return `read_json(${files}, format = 'newline_delimited', columns = ${columns}, filename = true, maximum_object_size = ${LINE_BYTE_LIMIT}, ignore_errors = ${isSkipping})`
  }
  const columns = named(header.map((name) => [name, 'VARCHAR']))
  // One thread: a cell may hold line breaks, and a reader that starts inside one must guess.
  return `read_csv(${files}, columns = ${columns}, auto_detect = false, header = true, delim = ',', quote = '"', escape = '"', new_line = '\\r\\n', parallel = false, filename = true, max_line_size = ${LINE_BYTE_LIMIT})`
}

/** The select that gives the columns of `scored`: those of the view `posts`, and nested `stances` and `evidence`. */
export function scoredSelect(group: QueryGroup): string {
  const { form, header, labels, files } = group
  const has = (name: string): boolean => form === 'jsonl' || header.includes(name)
  const text = (name: string): string => (form === 'csv' ? plainCell(sqlName(name)) : sqlName(name))
  const json = (name: string, type: string): string =>
    form === 'jsonl' ? sqlName(name) : has(name) ? `CAST(CAST(${sqlName(name)} AS JSON) AS ${type})` : `CAST(NULL AS ${type})`
  const list = (name: string): string =>
    form === 'csv'
      ? `CASE WHEN ${sqlName(name)} IS NULL THEN CAST([] AS VARCHAR[]) ELSE string_split(${text(name)}, ';') END`
      : json(name, 'VARCHAR[]')
  const plain = (name: string): string => `${text(name)} AS ${sqlName(name)}`
  const probability = ([label, column]: LabelColumn): string =>
    `${form === 'jsonl' ? `probabilities[${sqlText(label)}]` : `CAST(${sqlName(column)} AS DOUBLE)`} AS ${sqlName(column)}`
  const meta = form === 'jsonl' ? 'meta' : 'CAST(meta AS JSON)'
  const selected = [
    ...['id', 'threadId', 'parentId', 'author', 'label', 'lean', 'status', 'reason', 'model'].map(plain),
    'CAST("createdAt" AS TIMESTAMP) AS "createdAt"',
    `${form === 'csv' ? `coalesce(${text('text')}, '')` : '"text"'} AS "text"`,
    `${meta} AS meta`,
    `${meta}->>'$.role' AS role`,
    `CASE WHEN ${meta}->>'$.node' IN (${NODE_KINDS.map(sqlText).join(', ')}) THEN ${meta}->>'$.node' END AS node`,
    ...labels.map(probability),
    ...['deals', 'flags'].map((name) => `${list(name)} AS ${name}`),
    'CAST(sentiment AS DOUBLE) AS sentiment',
    `${json('stances', STANCES)} AS stances`,
    `${json('evidence', EVIDENCE)} AS evidence`,
    `${json('chain', 'JSON')} AS chain`,
    `${has('scheme') ? text('scheme') : 'CAST(NULL AS VARCHAR)'} AS scheme`,
    `CASE filename ${files.map(({ path, name }) => `WHEN ${sqlText(path)} THEN ${sqlText(name)}`).join(' ')} END AS file`,
  ]
  return `SELECT ${selected.join(', ')} FROM ${readCall(group)} WHERE ${guard(group)}`
}

/** A record without one of these is no scored post. */
const BROKEN = 'id IS NULL OR status IS NULL OR sentiment IS NULL'

/** A record that is no scored post would count as one without a label; one of another scheme is in no file that belongs here. */
function guard({ form, header, isSkipping, tag }: QueryGroup): string {
  const broken = isSkipping ? 'false' : `error(${sqlText(GUARD)} || filename)`
  const isTagged = tag !== undefined && (form === 'jsonl' || header.includes('scheme'))
  const wanted = isTagged ? `scheme IS DISTINCT FROM ${tag === null ? 'CAST(NULL AS VARCHAR)' : sqlText(tag)}` : ''
  const mixed = isTagged ? ` WHEN ${wanted} THEN error(${sqlText(SCHEME_GUARD)} || filename)` : ''
  return `CASE WHEN ${BROKEN} THEN ${broken}${mixed} ELSE true END`
}

/** Counts the records that are left out: one row. */
export const skippedQuery = (group: QueryGroup): string => `SELECT count(*) FROM ${readCall(group)} WHERE ${BROKEN}`

/** An empty relation of these columns, for inputs without a post. */
export function emptySelect(): string {
  const fields = Object.entries(JSON_FIELDS)
    .filter(([name]) => name !== 'probabilities')
    .map(([name, type]) => `CAST(NULL AS ${type}) AS ${sqlName(name)}`)
  return `SELECT ${fields.join(', ')}, CAST(NULL AS VARCHAR) AS role, CAST(NULL AS VARCHAR) AS node, CAST(NULL AS VARCHAR) AS file WHERE false`
}

/** What `plainCell` of the core does: undoes the apostrophe that keeps a spreadsheet from running a cell. */
const plainCell = (cell: string): string =>
  `CASE WHEN regexp_matches(${cell}, '^''+[=+\\-@\\t\\r\\n\\x{FF1D}\\x{FF0B}\\x{FF0D}\\x{FF20}]') THEN ${cell}[2:] ELSE ${cell} END`

/** Asks for the labels of the first post that has some, a list, and for the tag of its scheme. */
export function labelsQuery(files: Files): string {
  const tag = tagColumn(files)
  if (files.form === 'jsonl') {
    return `SELECT map_keys(probabilities), ${tag} FROM ${readCall(files)} WHERE probabilities IS NOT NULL LIMIT 1`
  }
  const first = `json_extract(CAST(stances AS JSON), '$[0].probabilities')`
  return `SELECT json_keys(${first}), ${tag} FROM ${readCall(files)} WHERE json_type(${first}) = 'OBJECT' LIMIT 1`
}

/** The same where no post has probabilities: of the first that has a label. */
export const tagQuery = (files: Files): string => `SELECT NULL, ${tagColumn(files)} FROM ${readCall(files)} WHERE label IS NOT NULL LIMIT 1`

const tagColumn = ({ form, header }: Files): string => (form === 'jsonl' || header.includes('scheme') ? 'scheme' : 'NULL')

/** Asks for posts that stand more than once: how many, and one of them with the inputs that it stands in. */
export const repeatsQuery = (): string =>
  `SELECT count(*), first(threadId), first(id), first(files) FROM (
     SELECT threadId, id, list_sort(list(DISTINCT file)) AS files FROM ${SCORED} GROUP BY threadId, id HAVING count(*) > 1 ORDER BY threadId, id)`

/** The probability columns of a file by label: those of the labels found, as far as the file has them, else by their own names. */
export function labelColumns(found: readonly string[], columns: readonly string[]): LabelColumn[] {
  const names = probabilityColumns(found)
  if (columns.length === 0) return found.map((label, index) => [label, names[index] ?? label])
  const labelOf = new Map(names.map((name, index) => [name, found[index] ?? name]))
  return columns.map((column) => [labelOf.get(column) ?? column, column])
}
