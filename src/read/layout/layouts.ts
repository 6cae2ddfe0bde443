import { CHAT_LAYOUTS } from './chat-layouts.js'
import { COMMENT_LAYOUTS } from './comment-layouts.js'
import type { Layout } from './layout.js'
import { GUARDIAN } from './sites/guardian.js'
import { HACKER_NEWS_LAYOUTS } from './sites/hacker-news.js'
import { MASTODON } from './sites/mastodon.js'
import { REDDIT_LAYOUTS } from './sites/reddit.js'
import { XENFORO } from './sites/xenforo.js'
import { SOCIAL_LAYOUTS } from './social-layouts.js'

/** Every layout; of two that explain a text alike the first is taken. A page may have several: its forms for a phone and for strangers differ. */
export const LAYOUTS: readonly Layout[] = [
  ...REDDIT_LAYOUTS,
  ...HACKER_NEWS_LAYOUTS,
  ...COMMENT_LAYOUTS,
  ...SOCIAL_LAYOUTS,
  MASTODON,
  XENFORO,
  GUARDIAN,
  ...CHAT_LAYOUTS,
]
