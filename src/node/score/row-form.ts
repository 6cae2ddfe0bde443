import { renderJsonl } from '../../report/rows/render-jsonl.js'
import { renderPostCsv, renderPostsCsvHeader, renderUnscoredCsv, renderUnscoredCsvHeader } from '../../report/rows/render-posts-csv.js'
import { renderSharedPost, renderSharedScored, renderShareHeader } from '../../report/share/render-share-pack.js'
import type { StanceScheme } from '../../scheme/stance-scheme.js'
import type { ScoredPost } from '../../stance/stance-prediction.js'
import type { PostRecord } from '../../thread/post.js'
import { sha256Of } from '../file/sha256.js'

/** Forms of scored posts with one line per post. */
export type LineFormat = 'jsonl' | 'csv' | 'share'

/** How posts become lines. */
export interface RowForm<Row> {
  /** What precedes the first post; empty for none. */
  readonly header: string
  /** The post with its line end. */
  render(post: Row): string
}

/** The lines of scored posts: the same in memory, in workers and in resumed runs. */
export function scoredFormOf(format: LineFormat, scheme: StanceScheme): RowForm<ScoredPost> {
  if (format === 'csv') return { header: renderPostsCsvHeader(scheme), render: (post) => renderPostCsv(post, scheme) }
  if (format === 'share') return { header: renderShareHeader('scored'), render: (post) => renderSharedScored(post, hashText) }
  return { header: '', render: renderJsonl }
}

/** The lines of posts without scores. */
export function postFormOf(format: LineFormat): RowForm<PostRecord> {
  if (format === 'csv') return { header: renderUnscoredCsvHeader(), render: renderUnscoredCsv }
  if (format === 'share') return { header: renderShareHeader('posts'), render: (post) => renderSharedPost(post, hashText) }
  return { header: '', render: renderPostLine }
}

/** A post as one line of JSON, keys in the order of the record. */
export function renderPostLine(post: PostRecord): string {
  return `${JSON.stringify(post)}\n`
}

/** The hash by which share packs identify a text. */
export const hashText = (text: string): string => sha256Of(Buffer.from(text))
