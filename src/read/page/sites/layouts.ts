import type { Layout } from '../kinds/layout.js'
import { layoutsOf } from '../kinds/layout-record.js'
import comments from './comments.json' with { type: 'json' }
import forums from './forums.json' with { type: 'json' }
import hackerNews from './hacker-news.json' with { type: 'json' }
import reddit from './reddit.json' with { type: 'json' }
import social from './social.json' with { type: 'json' }

/** Every layout, the preferred first. A site's phone and desktop pages are separate layouts. */
export const LAYOUTS: readonly Layout[] = [reddit, hackerNews, comments, social, forums].flatMap(layoutsOf)

/** Thread of X. A paste without bylines has the same lines around the posts. */
export const X = LAYOUTS.find(({ id }) => id === 'x-paste') as Layout
