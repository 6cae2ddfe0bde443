import { placeOf, type ThreadPlace } from '../../count/thread/thread-address.js'
import type { ScoredPost } from '../../judge/stance/stance-prediction.js'

/** Longest address that fits a line of a picture. */
const MAX_LINK_LENGTH = 60

/** Source that posts name. */
export interface ThreadSource extends ThreadPlace {
  readonly threadCount: number
}

export function sourceOf(posts: readonly ScoredPost[]): ThreadSource {
  const roots = posts.filter(({ meta }) => meta.role === 'root')
  const threadCount = new Set(posts.map(({ threadId }) => threadId)).size
  return { ...placeOf(roots, threadCount), threadCount }
}

/** An address as a picture prints it; null if it is none, or too long. */
export function shownLink(link: string): string | null {
  if (!URL.canParse(link)) return null
  const { hostname, pathname, search } = new URL(link)
  const shown = `${hostname.replace(/^www\.|^m\./, '')}${pathname.replace(/\/$/, '')}${search}`
  return shown.length > MAX_LINK_LENGTH ? null : shown
}
