import { PipelineError } from '../../base/errors.js'
import type { Post } from '../../base/thread/post.js'

/**
 * Words that name a platform in an address or a source, and its prefix of account names. YouTube
 * shows the name of a channel, which is no account.
 */
const PLATFORM_WORDS: Readonly<Record<string, readonly [words: string, prefix?: string]>> = {
  X: ['x.com x twitter', '@'],
  YouTube: ['youtube youtu'],
  Reddit: ['reddit', 'u/'],
  'Hacker News': ['hn hacker ycombinator'],
  Bluesky: ['bsky bluesky', '@'],
  Mastodon: ['mastodon', '@'],
  Threads: ['threads', '@'],
  LinkedIn: ['linkedin'],
  Facebook: ['facebook'],
  Instagram: ['instagram', '@'],
  TikTok: ['tiktok', '@'],
  Telegram: ['telegram'],
  Discord: ['discord'],
  Substack: ['substack'],
  Stocktwits: ['stocktwits'],
  'Seeking Alpha': ['seeking seekingalpha'],
  'the Guardian': ['guardian theguardian'],
}
const PLATFORMS: ReadonlyMap<string, string> = new Map(
  Object.entries(PLATFORM_WORDS).flatMap(([platform, [words]]) =>
    words.split(' ').map((word) => [word, platform] as const),
  ),
)
/** Handles that may be printed: one word, no pseudonym. */
const HANDLE = /^(?!u_[0-9a-f]{8,}$)[\w.-]{1,40}$/

/** Names of channels, which are made for the public: "Bits & Bytes". */
const CHANNEL = /^(?!u_[0-9a-f]{8,}$)[\p{L}\p{N}][\p{L}\p{M}\p{N} .,'’&!+-]{0,39}$/u

/** "x.com/dana/status/1", "bsky.app/profile/dana.example/post/a", "threads.net/@dana/post/1" */
const ACCOUNT = /(?<!\/)\/(?:@([\w.-]{1,80})[^/]*|([\w.-]{1,80})\/(?:status|post))\//

/** The account of the post that an address leads to, without "@"; null where it has none. */
export function addressAccount(url = ''): string | null {
  const [, named, account = named] = ACCOUNT.exec(url) ?? []
  return account === 'i' ? null : (account ?? null)
}

/** True if a handle, with or without its server, is the account of an address; null if unknown. */
export function isAtAddress(handle: string | null = null, url?: string): boolean | null {
  const account = addressAccount(url)?.toLowerCase()
  const bare = handle?.toLowerCase().replace(/(?<=.)@.*/, '')
  return account && bare ? bare === account : null
}

/** Place of threads, as far as their opening posts name it. */
export interface ThreadPlace {
  readonly platform: string | null
  /** Handle of the opening account, with the platform's prefix; null for several threads. */
  readonly opener: string | null
  /** A guessed one, where most answers address it. */
  readonly addressee?: string
  readonly url: string | null
  /** Time of the one opening post whose account is printed, ISO 8601 in UTC. */
  readonly openedAt?: string
}

/** Address of an opening post; null where it has none on the web. */
export function addressOf({ meta: { url = '' } }: Post): URL | null {
  const address = URL.canParse(url) ? new URL(url) : null
  return address !== null && /^https?:$/.test(address.protocol) ? address : null
}

export function placeOf(
  roots: readonly Post[],
  threadCount: number,
  answers: readonly Post[] = [],
): ThreadPlace {
  const openings = roots.length > 0 ? roots : answers.flatMap(missingOpening)
  const [platform = null, ...others] = new Set(openings.map(platformOf))
  const isSiteGuessed = openings.some(isOfGuessedSite)
  const [root, ...more] = openings
  const isOne = threadCount === 1 && more.every(({ author }) => author === root?.author)
  const isGuessed = root?.meta['isAuthorInferred'] === true
  const name = (isOne && root?.author?.replace(/^@|^u\//, '')) || ''
  const isCommon = others.length === 0 && openings.length >= threadCount && !isSiteGuessed
  const common = isCommon ? platform : null
  const [, ofPlatform = ''] = PLATFORM_WORDS[common ?? ''] ?? []
  const prefix = root?.author?.startsWith('@') ? '@' : ofPlatform
  const shape = common === 'YouTube' ? CHANNEL : HANDLE
  const handle = shape.test(name) ? `${prefix}${name}` : null
  const addressing = answers.filter(({ meta }) => meta.addressees?.includes(name))
  const isAddressed = isGuessed && 2 * addressing.length > answers.length
  const [url = null, ...further] = new Set(openings.map((one) => addressOf(one)?.href ?? null))
  // A guess is not printed.
  const opener = isGuessed || isSiteGuessed ? null : handle
  const openedAt = opener === null ? null : root?.createdAt
  return {
    platform: common,
    opener,
    ...(openedAt && { openedAt }),
    ...(isAddressed && handle !== null && { addressee: handle }),
    url: further.length === 0 ? url : null,
  }
}

/**
 * The posts of one thread with its address: on the opening posts without one; where none is here,
 * on the first post. A guessed author whom the address names is no guess.
 *
 * @throws {PipelineError} `USAGE_OPTION_INVALID` for an address of another site
 */
export function withAddress(posts: readonly Post[], url: string): Post[] {
  checkSite(posts, url)
  const isOpened = posts.some(({ meta }) => meta.role === 'root')
  return posts.map((post, index): Post => {
    const { meta } = post
    if (!isOpened && index === 0) return { ...post, meta: { ...meta, threadUrl: url } }
    if (meta.role !== 'root') return post
    const { isAuthorInferred, ...known } = meta
    const isGuess = isAuthorInferred === true && isAtAddress(post.author, url) !== true
    return { ...post, meta: { url, ...(isGuess ? meta : known) } }
  })
}

/** The opening post that is not here, as the address of its thread names it. */
function missingOpening(first: Post): Post[] {
  const { threadUrl, capture = {} } = first.meta
  const url = String(threadUrl)
  return threadUrl === undefined
    ? []
    : [{ ...first, author: addressAccount(url), meta: { role: 'root', url, capture } }]
}

/** True where neither the page nor an address tells the site. */
const isOfGuessedSite = (root: Post): boolean =>
  root.meta.capture?.isSiteGuessed === true && addressOf(root) === null

const platformOf = (root: Post): string | null =>
  platformAt(addressOf(root)?.hostname) ?? platformIn(root.meta.capture?.source)

function platformAt(host = ''): string | null {
  const domain = host.split('.').slice(-2)
  const words = [domain.join('.'), (domain[0] ?? '').replace(/^.$/, '')]
  return words.flatMap((word) => PLATFORMS.get(word) ?? [])[0] ?? null
}

const platformIn = (source = ''): string | null =>
  source.split(/[^a-z]+/).flatMap((word) => PLATFORMS.get(word) ?? [])[0] ?? null

/** Refuses an address of another site than that of the posts. */
function checkSite(posts: readonly Post[], url: string): void {
  const site = platformAt(new URL(url).hostname)
  const capture = posts.find(({ meta }) => meta.capture !== undefined)?.meta.capture
  const shown = capture?.isSiteGuessed === true ? null : platformIn(capture?.source)
  if (site === null || shown === null || site === shown) return
  const message = `expected an address of ${shown}, where these posts are from, got one of ${site}. Give the address of the page that was copied, or none.`
  throw new PipelineError('USAGE_OPTION_INVALID', message, { context: { url } })
}
