import type { StanceScheme } from '../../../base/scheme/stance-scheme.js'
import type { PostRecord } from '../../../base/thread/post.js'
import type { ScoredPost } from '../../../judge/stance/stance-prediction.js'
import { renderJsonl } from '../../../say/rows/render-jsonl.js'
import { renderPostCsv, renderPostsCsvHeader, renderUnscoredCsv, renderUnscoredCsvHeader } from '../../../say/rows/render-posts-csv.js'

/** Formats with one line per post. */
export type LineFormat = 'jsonl' | 'csv'

/** Renders posts as lines. */
export interface RowForm<Row> {
  /** Text before the first post; may be empty. */
  readonly header: string
  render(post: Row): string
}

/** Renders scored posts; the same in memory, in workers and in resumed runs. */
export function scoredFormOf(format: LineFormat, scheme: StanceScheme): RowForm<ScoredPost> {
  if (format === 'csv') return { header: renderPostsCsvHeader(scheme), render: (post) => renderPostCsv(post, scheme) }
  return { header: '', render: renderJsonl }
}

/** Renders posts without scores. */
export function postFormOf(format: LineFormat): RowForm<PostRecord> {
  if (format === 'csv') return { header: renderUnscoredCsvHeader(), render: renderUnscoredCsv }
  return { header: '', render: renderPostLine }
}

/** Renders a post as one line of JSON, with the keys in the order of the record. */
export const renderPostLine = (post: PostRecord): string => `${JSON.stringify(post)}\n`
