import type { StanceScheme } from '../../scheme/stance-scheme.js'
import type { ScoredPost } from '../../stance/stance-prediction.js'
import { roundForPrint } from './render-jsonl.js'
import { scoredColumns } from './scored-columns.js'

/**
 * A scored post as one line of JSON with its line break, flat: the columns of the Parquet file in their order, dates in ISO 8601. For
 * engines whose own JSON readers would print nested numbers anew (Spark gives 5.0E-4 for 0.0005).
 */
export function createColumnsRenderer(scheme: StanceScheme): (post: ScoredPost) => string {
  const columns = scoredColumns(scheme)
  return (post) => {
    const rounded = roundForPrint(post)
    return `${JSON.stringify(Object.fromEntries(columns.map(({ name, cell }) => [name, cell(rounded)])))}\n`
  }
}
