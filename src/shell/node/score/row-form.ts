import type { StanceScheme } from '../../../base/scheme/stance-scheme.js'
import type { PostRecord } from '../../../base/thread/post.js'
import type { ScoredPost } from '../../../judge/stance/stance-prediction.js'
import { renderJsonl } from '../../../say/rows/render-jsonl.js'
import { type CsvForm as RowForm, scoredCsv, unscoredCsv } from '../../../say/rows/render-posts-csv.js'
import type { TableExtras } from '../../../say/rows/scored-columns.js'

/** Formats with one line per post. */
export type LineFormat = 'jsonl' | 'csv'

export type { RowForm }

/** Renders scored posts; the same in memory, in workers and in resumed runs. */
export const scoredFormOf = (format: LineFormat, scheme: StanceScheme, extras: TableExtras): RowForm<ScoredPost> =>
  format === 'csv' ? scoredCsv(scheme, extras) : { header: '', render: renderJsonl }

/** Renders posts without scores. */
export const postFormOf = (format: LineFormat, extras: TableExtras): RowForm<PostRecord> =>
  format === 'csv' ? unscoredCsv(extras) : { header: '', render: renderPostLine }

/** Renders a post as one line of JSON, with the keys in the order of the record. */
export const renderPostLine = (post: PostRecord): string => `${JSON.stringify(post)}\n`
