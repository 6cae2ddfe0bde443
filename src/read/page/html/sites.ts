import type { SiteRecord } from './site-record.js'
import comments from './sites/comments.json' with { type: 'json' }
import forums from './sites/forums.json' with { type: 'json' }
import networks from './sites/networks.json' with { type: 'json' }

/** Known sites and programs, one record each. WordPress is the last: others use its classes too. */
export const SITES = [...networks, ...forums, ...comments] as readonly SiteRecord[]
