import { isDefaultScheme } from '../../scheme/scheme-tag.js'
import type { StanceScheme } from '../../scheme/stance-scheme.js'
import type { ScoredPost } from '../../stance/stance-prediction.js'
import { OWN_COLUMNS } from '../../text/safe-cell.js'
import type { Post } from '../../thread/post.js'
import { csvRow, probabilityColumns } from '../format/csv-row.js'
import { roundForPrint } from './render-jsonl.js'

/** Names of the columns, in order: those of the record, with a column for each probability. */
export function postColumns(scheme: StanceScheme): string[] {
  const after = ['status', 'deals', 'stances', 'sentiment', 'reason', 'flags', 'evidence', 'chain', 'model']
  return [...OWN_COLUMNS, 'label', 'lean', ...probabilityColumns(scheme.labels), ...after, ...(isDefaultScheme(scheme) ? [] : ['scheme'])]
}

/** The line of column names of posts that were not scored. */
export function renderUnscoredCsvHeader(): string {
  return csvRow(OWN_COLUMNS)
}

/** One post that was not scored as one CSV record; `meta` is JSON. */
export function renderUnscoredCsv({ id, threadId, parentId, author, createdAt, text, meta }: Post): string {
  return csvRow([id, threadId, parentId, author, createdAt, text, JSON.stringify(meta)])
}

/** The line of column names. */
export function renderPostsCsvHeader(scheme: StanceScheme): string {
  return csvRow(postColumns(scheme))
}

/**
 * One scored post as one CSV record. Null is an empty cell; ids of deals and flags are joined by ";"; `meta`, `stances`, `evidence` and
 * `chain` are JSON; numbers are rounded as in {@link roundForPrint}.
 */
export function renderPostCsv(post: ScoredPost, scheme: StanceScheme): string {
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
