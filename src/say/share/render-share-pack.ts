import { recordedDeals } from '../../base/thread/deal-record.js'
import type { PostRecord } from '../../base/thread/post.js'
import type { ScoredPost } from '../../judge/stance/stance-prediction.js'
import { roundForPrint } from '../rows/render-jsonl.js'

/** Value of a share pack's `schema`. */
export const SHARE_SCHEMA = 'dealstance/share@1'

/** Hex digest of a text in UTF-8. A parameter, because this layer must not depend on Node. */
export type Sha256Of = (text: string) => string

/**
 * What to know before passing a pack on: the limits of X's terms, in the stricter reading where X's pages differ.
 *
 * @see X developer policy, "Content redistribution"
 */
export const SHARE_NOTICE = [
  'a share pack holds ids, labels and hashes: no text, no author, no time. Whoever has the posts restores them with ingest DUMP --rehydrate PACK',
  'posts of X: ids alone may be passed on, at most 1,500,000 in 30 days to one recipient, who must accept the terms of X; of whole posts 500 a day; academic sharing of more needs their written approval',
  'what was deleted on X is to be deleted here within 24 hours of a request: see forget',
] as const

/** Renders the first line of a pack. */
export const renderShareHeader = (kind: 'posts' | 'scored'): string =>
  `${JSON.stringify({ schema: SHARE_SCHEMA, kind, textHash: 'sha256' })}\n`

/** Renders a post without its author's words or name. */
export const renderSharedPost = ({ id, threadId, parentId, text }: PostRecord, sha256Of: Sha256Of): string =>
  `${JSON.stringify({ id, threadId, parentId, textSha256: sha256Of(text) })}\n`

/** Renders a scored post without its author's words or name: all results, with evidence as positions in the text, and the records of deals. */
export function renderSharedScored(post: ScoredPost, sha256Of: Sha256Of): string {
  const { text, author: _author, createdAt: _createdAt, meta, evidence, ...rest } = roundForPrint(post)
  const { id, threadId, parentId, ...results } = rest
  const places = evidence?.map(({ text: _text, ...place }) => place) ?? null
  const deals = recordedDeals(meta)
  const own = deals.length > 0 && { capture: { deals } }
  return `${JSON.stringify({ id, threadId, parentId, textSha256: sha256Of(text), ...results, evidence: places, ...own })}\n`
}
