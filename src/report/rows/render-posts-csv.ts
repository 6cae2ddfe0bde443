import { checkArguments } from '../../arguments/check-arguments.js'
import { POST, SCHEME, SCORED_POST } from '../../arguments/shapes.js'
import { isDefaultScheme } from '../../scheme/scheme-tag.js'
import type { StanceScheme } from '../../scheme/stance-scheme.js'
import type { ScoredPost } from '../../stance/stance-prediction.js'
import { OWN_COLUMNS } from '../../text/safe-cell.js'
import type { PostRecord } from '../../thread/post.js'
import { csvRow, probabilityColumns } from '../format/csv-row.js'
import { roundForPrint } from './render-jsonl.js'

/** Column names of scored posts, in the order of `ScoredPost`, with one column per probability. */
export function scoredCsvColumns(scheme: StanceScheme): string[] {
  const resultColumns = ['status', 'deals', 'stances', 'sentiment', 'reason', 'flags', 'evidence', 'chain', 'model']
  return [
    ...OWN_COLUMNS,
    'label',
    'lean',
    ...probabilityColumns(scheme.labels),
    ...resultColumns,
    ...(isDefaultScheme(scheme) ? [] : ['scheme']),
  ]
}

/** Header line for posts without scores. */
export const renderUnscoredCsvHeader = (): string => csvRow(OWN_COLUMNS)

/** Renders a post without scores as one CSV record; `meta` is JSON. */
export function renderUnscoredCsv(post: PostRecord): string {
  checkArguments('renderUnscoredCsv', { post: [post, POST] })
  const { id, threadId, parentId, author, createdAt, text, meta } = post
  return csvRow([id, threadId, parentId, author, createdAt, text, JSON.stringify(meta)])
}

/** Header line for scored posts. */
export function renderPostsCsvHeader(scheme: StanceScheme): string {
  checkArguments('renderPostsCsvHeader', { scheme: [scheme, SCHEME] })
  return csvRow(scoredCsvColumns(scheme))
}

/**
 * Renders a scored post as one CSV record. Null is an empty cell; deal ids and flags are joined by ";"; `meta`, `stances`, `evidence` and
 * `chain` are JSON; numbers are rounded by `roundForPrint`.
 */
export function renderPostCsv(post: ScoredPost, scheme: StanceScheme): string {
  checkArguments('renderPostCsv', { post: [post, SCORED_POST], scheme: [scheme, SCHEME] })
  const { probabilities, meta, deals, stances, flags, evidence, chain, ...plain } = roundForPrint(post)
  return csvRow([
    plain.id,
    plain.threadId,
    plain.parentId,
    plain.author,
    plain.createdAt,
    plain.text,
    JSON.stringify(meta),
    plain.label,
    plain.lean,
    ...scheme.labels.map((label) => probabilities?.[label]),
    plain.status,
    deals.join(';'),
    JSON.stringify(stances),
    plain.sentiment,
    plain.reason,
    flags.join(';'),
    evidence === null ? null : JSON.stringify(evidence),
    chain === null ? null : JSON.stringify(chain),
    plain.model,
    ...(isDefaultScheme(scheme) ? [] : [plain.scheme]),
  ])
}
