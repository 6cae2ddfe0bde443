import type { Post } from '../../base/thread/post.js'

/** Words that name a platform in an address or a source, and its prefix of account names. */
const PLATFORM_WORDS: Readonly<Record<string, readonly [words: string, prefix?: string]>> = {
  X: ['x.com x twitter', '@'],
  YouTube: ['youtube youtu', '@'],
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

/** Place of threads, as far as their opening posts name it. */
export interface ThreadPlace {
  readonly platform: string | null
  /** Handle of the opening account, with the platform's prefix; null for several threads. */
  readonly opener: string | null
  readonly url: string | null
}

/** Address of an opening post; null where it has none on the web. */
export function addressOf({ meta: { url = '' } }: Post): URL | null {
  const address = URL.canParse(url) ? new URL(url) : null
  return address !== null && /^https?:$/.test(address.protocol) ? address : null
}

export function placeOf(roots: readonly Post[], threadCount: number): ThreadPlace {
  const [platform = null, ...others] = new Set(roots.map(platformOf))
  const [root, ...more] = roots
  // A guessed author is not printed.
  const isKnown =
    threadCount === 1 &&
    more.every(({ author }) => author === root?.author) &&
    root?.meta['isAuthorInferred'] !== true
  const name = (isKnown && root?.author?.replace(/^@|^u\//, '')) || ''
  const common = others.length === 0 && roots.length >= threadCount ? platform : null
  const [url = null, ...further] = new Set(roots.map((one) => addressOf(one)?.href ?? null))
  return {
    platform: common,
    opener: HANDLE.test(name) ? `${PLATFORM_WORDS[common ?? '']?.[1] ?? ''}${name}` : null,
    url: further.length === 0 ? url : null,
  }
}

function platformOf(root: Post): string | null {
  const domain = (addressOf(root)?.hostname ?? '').split('.').slice(-2)
  const words = [
    domain.join('.'),
    (domain[0] ?? '').replace(/^.$/, ''),
    ...(root.meta.capture?.source ?? '').split(/[^a-z]+/),
  ]
  return words.flatMap((word) => PLATFORMS.get(word) ?? [])[0] ?? null
}
