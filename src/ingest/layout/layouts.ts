import { CHAT_LAYOUTS, LIST_LAYOUTS } from './chat-layouts.js'
import { COMMENT_LAYOUTS } from './comment-layouts.js'
import type { Layout } from './layout.js'
import { SOCIAL_LAYOUTS } from './social-layouts.js'

/** Every layout. One page may have several, as its forms for a phone and for strangers differ. */
export const LAYOUTS: readonly Layout[] = [...SOCIAL_LAYOUTS, ...COMMENT_LAYOUTS, ...CHAT_LAYOUTS, ...LIST_LAYOUTS]
