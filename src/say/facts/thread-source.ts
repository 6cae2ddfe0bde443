import { placeOf, type ThreadPlace } from '../../count/thread/thread-address.js'
import type { ScoredPost } from '../../judge/stance/stance-prediction.js'
import { printableName } from '../format/names.js'
import type { DisclosureFacts } from './disclosure-facts.js'
import { placeName } from './subject.js'
import { withStop } from './wording.js'

/** Longest address that fits a line of a picture. */
export const MAX_LINK_LENGTH = 60

/** Source that posts name. */
export function sourceOf(posts: readonly ScoredPost[]) {
  const roots = posts.filter(({ meta }) => meta.role === 'root')
  const threadCount = new Set(posts.map(({ threadId }) => threadId)).size
  return { ...placeOf(roots, threadCount), threadCount }
}

/**
 * "Source: posts in @dana's X thread, captured 27 November 2026, x.com/dana/status/1."
 *
 * @param maxLength of the address in characters; a longer one is left out
 */
export function sourceWords(
  { platform = null, opener = null, url = null }: Partial<ThreadPlace> = {},
  facts?: DisclosureFacts | null,
  maxLength = Number.POSITIVE_INFINITY,
): string {
  const captured = facts?.captured
  const parts = [
    opener === null ? platform : `posts ${placeName({ platform, opener }, 1)}`,
    captured && `captured ${printableName(captured)}`,
    shownLink(facts?.url ?? url ?? '', maxLength),
  ].filter(Boolean)
  return parts.length === 0 ? '' : `Source: ${withStop(parts.join(', '))}`
}

/** An address in short; null if it is none, or too long. */
function shownLink(link: string, maxLength: number): string | null {
  if (!URL.canParse(link)) return null
  const { hostname, pathname, search } = new URL(link)
  const shown = `${hostname.replace(/^www\.|^m\./, '')}${pathname.replace(/\/$/, '')}${search}`
  return shown.length > maxLength ? null : shown
}
