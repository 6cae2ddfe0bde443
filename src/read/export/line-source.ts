import { addTo } from '../../base/statistics/group-by.js'
import { buildThreads, type Thread } from '../../base/thread/thread.js'
import { linkParents, NO_LINE, type OnBadRecord } from '../link/link-parents.js'
import type { KeptRecord, PlacedPost, Skip } from '../record/ingest-result.js'
import { isJsonObject } from '../record/json-fields.js'
import { isHeaderPiece, placePost } from '../record/parse-post.js'
import type { LineSource } from './json-source.js'
import { REDDIT } from './parse-reddit.js'
import { X_V1 } from './parse-x-v1.js'
import { YOUTUBE } from './parse-youtube.js'
import { ZEESCHUIMER } from './parse-zeeschuimer.js'

const JSONL: LineSource<PlacedPost> = {
  id: 'jsonl',
  accepts: isJsonObject,
  read: placePost,
  assemble: (kept, onBadRecord) => {
    const skips: Skip[] = []
    const headers = kept.filter(isHeaderPiece).map(({ post }) => post.text)
    const notes: string[] = []
    const placed = headers.length === 0 ? kept : kept.filter((place) => !isHeaderPiece(place))
    return { posts: linkParents(placed, onBadRecord, skips, notes), headers, skips, notes }
  },
}

/** Forms read line by line. Each assembles only its own records. */
export const LINE_SOURCES = new Map(
  [JSONL, ...[REDDIT, X_V1, YOUTUBE, ZEESCHUIMER].map(({ lines }) => lines)].map((source) => [source.id, source as unknown as LineSource]),
)

/** Record kept by a form. `threadId` null: the form finds the thread later. */
export interface FormRecord {
  readonly threadId: string | null
  readonly source: LineSource
  readonly kept: KeptRecord
}

/**
 * Ties records of each form within threads, across inputs, then joins the forms.
 * Threads come in order of their first record; posts form by form, then in input order.
 *
 * @throws {PipelineError} the errors of `LineSource.assemble` and `linkParents`, unless bad records are skipped
 */
export function assembleThreads(
  records: Iterable<FormRecord>,
  onBadRecord: OnBadRecord,
): { readonly threads: readonly Thread[]; readonly skips: readonly Skip[]; readonly notes: readonly string[] } {
  const forms = new Set<LineSource>()
  const groups = new Map<string, Map<LineSource, KeptRecord[]>>()
  for (const { threadId, source, kept } of records) {
    const group = groups.get(threadId ?? '') ?? new Map<LineSource, KeptRecord[]>()
    groups.set(threadId ?? '', group)
    addTo(group, source, kept)
    forms.add(source)
  }
  const skips: Skip[] = []
  const notes: string[] = []
  const headersOf = new Map<string, string[]>()
  const placed: PlacedPost[] = []
  for (const [threadId, group] of groups) {
    for (const [source, kept] of group) {
      const assembled = source.assemble(kept, onBadRecord)
      for (const skip of assembled.skips) skips.push(skip)
      for (const note of assembled.notes) notes.push(note)
      for (const piece of assembled.headers) addTo(headersOf, threadId, piece)
      const recordOf = new Map(forms.size > 1 ? kept.map((record) => [record.post?.id, record] as const).reverse() : [])
      for (const post of assembled.posts) placed.push({ lineNumber: NO_LINE, input: source.id, ...recordOf.get(post.id), post })
    }
  }
  const posts = forms.size > 1 ? linkParents(placed, onBadRecord, skips) : placed.map(({ post }) => post)
  return { threads: buildThreads(posts, headersOf), skips, notes }
}
