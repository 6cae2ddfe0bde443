import type { DuckDBConnection } from '@duckdb/node-api'
import { PipelineError } from '../errors.js'
import type { StanceScheme } from '../scheme/stance-scheme.js'
import { explainDataFault } from './query-faults.js'
import { checkKeys, type QueryInput } from './query-inputs.js'
import { labelColumns, labelsQuery, type QueryGroup, readCall, skippedQuery } from './query-source.js'

/** Files of the same form, columns and labels together, in the order of the inputs. */
export async function groupInputs(
  connection: DuckDBConnection,
  inputs: readonly QueryInput[],
  { scheme, isSkipping }: { readonly scheme: StanceScheme; readonly isSkipping: boolean },
): Promise<QueryGroup[]> {
  const groups = new Map<string, QueryGroup & { readonly paths: string[] }>()
  for (const { form, name, path, header: given } of inputs) {
    const files = { form, paths: [path], header: given, isSkipping }
    try {
      const header = form === 'parquet' ? await columnsOf(connection, readCall(files)) : given
      if (form === 'parquet') checkKeys(header, name)
      const found = await connection.runAndReadAll(labelsQuery({ ...files, header }))
      const keys = found.getRowsJson()[0]?.[0] ?? null
      const columns = header.filter((column) => column.startsWith('p_'))
      const labels = labelColumns(keys === null ? scheme.labels : (keys as string[]), columns)
      const key = JSON.stringify([form, header, labels])
      const group = groups.get(key)
      if (group) group.paths.push(path)
      else groups.set(key, { ...files, header, labels })
    } catch (error) {
      throw error instanceof PipelineError ? error : await explainDataFault(error, inputs)
    }
  }
  return [...groups.values()]
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
