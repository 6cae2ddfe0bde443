import { linkParents, REPEATED } from '../link/link-parents.js'
import { REDDIT } from '../platform/parse-reddit.js'
import { formatRemark } from '../record/ingest-counter.js'
import type { PlacedPost, Skip } from '../record/ingest-result.js'
import { isJsonObject } from '../record/json-fields.js'
import { isHeaderPiece, placePost } from '../record/parse-post.js'
import { STOCKTWITS } from '../social/parse-stocktwits.js'
import { YOUTUBE } from '../social/parse-youtube.js'
import { ZEESCHUIMER } from '../social/parse-zeeschuimer.js'
import { X_V1 } from '../x/parse-x-v1.js'
import type { LineSource } from './json-source.js'

const JSONL: LineSource<PlacedPost> = {
  id: 'jsonl',
  accepts: isJsonObject,
  read: placePost,
  assemble: (kept, onBadRecord) => {
    const skips: Skip[] = []
    const headers = kept.filter(isHeaderPiece).map(({ post }) => post.text)
    const repeats = { count: 0 }
    const placed = headers.length === 0 ? kept : kept.filter((place) => !isHeaderPiece(place))
    const posts = linkParents(placed, onBadRecord, skips, repeats)
    return { posts, headers, skips, notes: repeats.count === 0 ? [] : [formatRemark(REPEATED, repeats.count)] }
  },
}

/** Every form that is read line by line. What a form keeps goes back to that form alone. */
export const LINE_SOURCES = new Map(
  [JSONL, ...[REDDIT, X_V1, YOUTUBE, STOCKTWITS, ZEESCHUIMER].map(({ lines }) => lines)].map((source) => [
    source.id,
    source as unknown as LineSource,
  ]),
)
