import type { ScoredPost } from '../../judge/stance/stance-prediction.js'
import { DateBook } from '../format/format-value.js'
import { printableName } from '../format/names.js'
import { possessive } from './wording.js'

/** Platforms by a word of their addresses, or of the source that read the page. */
const PLATFORMS: Readonly<Record<string, string>> = {
  ...{
    'x.com': 'X',
    x: 'X',
    twitter: 'X',
    youtube: 'YouTube',
    youtu: 'YouTube',
    reddit: 'Reddit',
    hn: 'Hacker News',
    hacker: 'Hacker News',
  },
  ...{ ycombinator: 'Hacker News', bsky: 'Bluesky', bluesky: 'Bluesky', mastodon: 'Mastodon', threads: 'Threads', linkedin: 'LinkedIn' },
  ...{ facebook: 'Facebook', instagram: 'Instagram', tiktok: 'TikTok', telegram: 'Telegram', discord: 'Discord', substack: 'Substack' },
  ...{
    stocktwits: 'Stocktwits',
    seeking: 'Seeking Alpha',
    seekingalpha: 'Seeking Alpha',
    guardian: 'the Guardian',
    theguardian: 'the Guardian',
  },
}
/** Where accounts are called by "@" and a name. */
const AT_NAMES = ['X', 'YouTube', 'Bluesky', 'Mastodon', 'Threads', 'Instagram', 'TikTok']
/** A longer address is no line of a picture. */
const MAX_LINK_LENGTH = 60

/** Where posts come from, as far as they say it. */
export interface ThreadSource {
  readonly platform: string | null
  /** Who wrote the opening post, as the platform calls accounts; null for several threads. */
  readonly opener: string | null
  /** Address of the opening post, as printed. */
  readonly link: string | null
  readonly threadCount: number
  readonly dates: DateBook
}

export function sourceOf(posts: readonly ScoredPost[]): ThreadSource {
  const roots = posts.filter(({ meta }) => meta.role === 'root')
  const threadCount = new Set(posts.map(({ threadId }) => threadId)).size
  const address = URL.canParse(roots[0]?.meta.url ?? '') ? new URL(roots[0]?.meta.url ?? '') : null
  const isWeb = address !== null && /^https?:$/.test(address.protocol)
  const host = isWeb ? address.hostname.replace(/^www\.|^m\./, '') : ''
  const domain = host.split('.').slice(-2)
  const words = [domain.join('.'), (domain[0] ?? '').replace(/^.$/, ''), ...(roots[0]?.meta.capture?.source ?? '').split(/[^a-z]+/)]
  const platform = words.flatMap((word) => PLATFORMS[word] ?? [])[0] ?? null
  // A guessed author is none to print.
  const author =
    threadCount === 1 && roots.length === 1 && roots[0]?.meta['isAuthorInferred'] !== true ? printableName(roots[0]?.author ?? '') : ''
  const at = platform !== null && AT_NAMES.includes(platform) && /^[\w.-]+$/.test(author) ? '@' : ''
  const link = isWeb && roots.length === 1 ? `${host}${address.pathname.replace(/\/$/, '')}${address.search}` : ''
  return {
    ...{ platform, threadCount, dates: new DateBook().add(posts) },
    opener: author === '' ? null : `${at}${author}`,
    link: link === '' || link.length > MAX_LINK_LENGTH ? null : link,
  }
}

/** "40 posts under @dana's post on X, 18–19 November 2026", with days only where every post has one. @param posts "40 posts" */
export function sourceWords({ platform, opener, threadCount, dates }: ThreadSource, posts: string, dealId: string | null): string {
  const on = platform === null ? '' : ` on ${platform}`
  const where = threadCount > 1 ? ` in ${threadCount} threads${on}` : `${opener === null ? '' : ` under ${possessive(opener)} post`}${on}`
  const days = dates.wordsOf(dealId)
  return `${posts}${where}${days === '' || days.endsWith(' dated') ? '' : `, ${days}`}`
}
