import type { Breakdown } from '../../count/breakdown/breakdown.js'
import { addressOf, placeOf, type ThreadPlace } from '../../count/thread/thread-place.js'
import type { ScoredPost } from '../../judge/stance/stance-prediction.js'
import { formatDates } from '../format/format-value.js'
import { placeNames } from './wording.js'

/** Longest address that fits a line of a picture. */
const MAX_LINK_LENGTH = 60

/** Source of posts, as far as they name it. */
export interface ThreadSource extends ThreadPlace {
  /** Address of the opening post, as printed. */
  readonly link: string | null
  readonly threadCount: number
  /** Days of the posts of a deal, or of all: see `formatDates`. */
  daysOf(dealId: string | null): string
}

export function sourceOf(posts: readonly ScoredPost[], { deals, overall }: Pick<Breakdown, 'deals' | 'overall'>): ThreadSource {
  const roots = posts.filter(({ meta }) => meta.role === 'root')
  const threadCount = new Set(posts.map(({ threadId }) => threadId)).size
  const address = roots[0] === undefined || roots.length > 1 ? null : addressOf(roots[0])
  return {
    ...{ ...placeOf(roots, threadCount), threadCount },
    daysOf: (dealId) => formatDates(deals.find((deal) => deal.dealId === dealId) ?? overall),
    link: address && shownLink(address.href),
  }
}

/** An address as a picture prints it; null for a text that is none, or is too long for a line. */
export function shownLink(link: string): string | null {
  if (!URL.canParse(link)) return null
  const { hostname, pathname, search } = new URL(link)
  const shown = `${hostname.replace(/^www\.|^m\./, '')}${pathname.replace(/\/$/, '')}${search}`
  return shown.length > MAX_LINK_LENGTH ? null : shown
}

/** "40 posts in @dana's thread on X, 18–19 November 2026", with days only where every post has one. @param posts "40 posts" */
export function sourceWords({ threadCount, daysOf, ...place }: ThreadSource, posts: string, dealId: string | null): string {
  const [where = ''] = placeNames(place, threadCount)
  const days = daysOf(dealId)
  return `${[posts, where].filter(Boolean).join(' ')}${days === '' || days.endsWith(' dated') ? '' : `, ${days}`}`
}
