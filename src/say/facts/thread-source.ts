import { placeOf, type ThreadPlace } from '../../count/thread/thread-address.js'
import { isCounted } from '../../judge/post-flags.js'
import type { ScoredPost } from '../../judge/stance/stance-prediction.js'
import { formatDays } from '../format/format-value.js'
import { printableName } from '../format/names.js'
import type { DisclosureFacts } from './parse-facts-file.js'
import { placeName } from './subject.js'
import { withStop } from './wording.js'

/** Longest address that fits a line of a picture. */
export const MAX_LINK_LENGTH = 60

/** Source that posts name. */
export function sourceOf(posts: readonly ScoredPost[]) {
  const roots = posts.filter(({ meta }) => meta.role === 'root')
  const threadCount = new Set(posts.map(({ threadId }) => threadId)).size
  return { ...placeOf(roots, threadCount, posts.filter(isCounted)), threadCount }
}

/**
 * "Source: posts in @dana's X thread, started 26 November 2026, captured 27 November 2026,
 * x.com/dana/status/1." Days of labels stand in for that of capture,
 * of posts for that of the start.
 *
 * @param maxLength of the address in characters; of a longer one the site stands
 */
export function sourceWords(
  place: Partial<ThreadPlace> & { readonly written?: string } = {},
  facts?: DisclosureFacts | null,
  maxLength = Number.POSITIVE_INFINITY,
): string {
  const { platform = null, opener = null, addressee, url = null, openedAt } = place
  const { captured, labellingDates, postDates = place.written } = facts ?? {}
  const replies = addressee && `replies to ${addressee}`
  const unnamed = platform === null ? replies : `${replies ?? 'posts'} on ${platform}`
  const whose = opener === null ? unnamed : `posts ${placeName({ platform, opener }, 1)}`
  const written = postDates && `${whose ? '' : 'posts '}written ${printableName(postDates)}`
  const dated = openedAt ? `started ${formatDays({ first: openedAt, last: openedAt })}` : written
  const labelled = `${whose || dated ? '' : 'posts '}labelled ${printableName(labellingDates ?? '')}`
  const parts = [
    whose,
    dated,
    captured ? `captured ${printableName(captured)}` : labellingDates && labelled,
    shownLink(facts?.url ?? url ?? '', maxLength),
  ].filter(Boolean)
  return parts.length === 0 ? '' : `Source: ${withStop(parts.join(', '))}`
}

/** An address in short, its site alone where it is too long; null if it is none. */
function shownLink(link: string, maxLength: number): string | null {
  if (!URL.canParse(link)) return null
  const { hostname, pathname, search } = new URL(link)
  const site = hostname.replace(/^www\.|^m\./, '')
  const shown = `${site}${pathname.replace(/\/$/, '')}${search}`
  return shown.length > maxLength ? `${site}/…` : shown
}
