import type { DuckDBConnection } from '@duckdb/node-api'
import { PipelineError } from '../errors.js'
import { checkSchemeTag, recordedTag } from '../scheme/scheme-tag.js'
import { STANCE_SCHEME, type StanceScheme } from '../scheme/stance-scheme.js'
import { explainDataFault, mixedSchemes } from './query/query-faults.js'
import { checkKeys, type QueryInput } from './query/query-inputs.js'
import { labelColumns, labelsQuery, type QueryGroup, readCall, skippedQuery, tagQuery } from './query/query-source.js'

/** How inputs are to be read. */
interface GroupOptions {
  /** That the posts must be of. Undefined: of any, the same in all inputs. */
  readonly scheme: StanceScheme | undefined
  readonly isSkipping: boolean
}

/** What the first labelled post of an input tells. */
interface FirstLabelled {
  /** Null where that post has no probabilities. */
  readonly labels: readonly string[] | null
  /** Of its scheme; null for the one that ships. */
  readonly tag: string | null
}

/**
 * Files of the same form, columns and labels together, in the order of the inputs.
 *
 * @throws {PipelineError} `SCHEME_MISMATCH` for inputs of two schemes, or of another than the one that is given
 */
export async function groupInputs(
  connection: DuckDBConnection,
  inputs: readonly QueryInput[],
  { scheme, isSkipping }: GroupOptions,
): Promise<QueryGroup[]> {
  const opened: { readonly input: QueryInput; readonly header: readonly string[]; readonly first: FirstLabelled | null }[] = []
  for (const input of inputs) {
    const { form, name, header: given } = input
    const files = { form, files: [input], header: given, isSkipping }
    try {
      const header = form === 'parquet' ? await columnsOf(connection, readCall(files)) : given
      if (form === 'parquet') checkKeys(header, name)
      opened.push({ input, header, first: await readFirst(connection, { ...files, header }) })
    } catch (error) {
      throw error instanceof PipelineError ? error : await explainDataFault(error, inputs)
    }
  }
  const known = opened.flatMap(({ input: { name }, first }) => (first === null ? [] : [{ ...first, name }]))
  for (const [index, { name, tag }] of known.entries()) {
    if (scheme) checkSchemeTag(tag, scheme, name)
    const [one] = known
    if (one && index > 0 && !isAlike(one, known[index] ?? one)) throw mixedSchemes({ name, tag }, one)
  }
  const common = known.find(({ labels }) => labels !== null)?.labels ?? (scheme ?? STANCE_SCHEME).labels
  const tag = scheme ? recordedTag(scheme) : known[0]?.tag
  const groups = new Map<string, QueryGroup & { readonly files: QueryInput[] }>()
  for (const { input, header } of opened) {
    const labels = labelColumns(
      common,
      header.filter((column) => column.startsWith('p_')),
    )
    const key = JSON.stringify([input.form, header, labels])
    const group = groups.get(key)
    if (group) group.files.push(input)
    else groups.set(key, { form: input.form, files: [input], header, labels, isSkipping, tag })
  }
  return [...groups.values()]
}

/** Posts of one tag whose labels differ were written by hand or by another program: they are no less of two schemes. */
const isAlike = (one: FirstLabelled, other: FirstLabelled): boolean =>
  one.tag === other.tag &&
  (one.labels === null || other.labels === null || [...one.labels].sort().join('\n') === [...other.labels].sort().join('\n'))

async function readFirst(connection: DuckDBConnection, files: Parameters<typeof labelsQuery>[0]): Promise<FirstLabelled | null> {
  for (const sql of [labelsQuery(files), tagQuery(files)]) {
    const [row] = (await connection.runAndReadAll(sql)).getRowsJson()
    if (row) return { labels: row[0] as string[] | null, tag: row[1] as string | null }
  }
  return null
}

/** Records that are left out, in all files. */
export async function countSkipped(connection: DuckDBConnection, groups: readonly QueryGroup[]): Promise<number> {
  let skippedCount = 0
  for (const group of groups) {
    const counted = await connection.runAndReadAll(skippedQuery(group))
    skippedCount += Number(counted.getRowsJson()[0]?.[0] ?? 0)
  }
  return skippedCount
}

async function columnsOf(connection: DuckDBConnection, call: string): Promise<string[]> {
  const described = await connection.runAndReadAll(`DESCRIBE SELECT * FROM ${call}`)
  return described.getRowsJson().map(([name]) => String(name))
}
