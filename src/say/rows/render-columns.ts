import type { StanceScheme } from '../../base/scheme/stance-scheme.js'
import type { ScoredPost } from '../../judge/stance/stance-prediction.js'
import { roundForPrint } from './render-jsonl.js'
import { scoredColumns } from './scored-columns.js'

/**
 * Renders scored posts as flat JSON, one line each with its line break: the columns of the Parquet file in the same order, dates in
 * ISO 8601. Nested values are strings, because some engines reformat nested numbers (Spark prints 5.0E-4 for 0.0005).
 */
export function createColumnsRenderer(scheme: StanceScheme): (post: ScoredPost) => string {
  const columns = scoredColumns(scheme)
  return (post) => {
    const rounded = roundForPrint(post)
    return `${JSON.stringify(Object.fromEntries(columns.map(({ name, cell }) => [name, cell(rounded)])))}\n`
  }
}
