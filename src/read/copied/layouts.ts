import { SITE_FILES } from '../sites/sites.js'
import { type Layout, type LayoutRecord, layoutOf } from './layout.js'
import { fillIn } from './words/words.js'

/** Layout in the file of its site. Texts name words and patterns: `${reply}`. Fields that begin with `//` are comments. */
interface SiteLayout extends LayoutRecord {
  /** Earlier layout of the site whose fields and words this one inherits, unless it has its own. */
  readonly like?: string
}

/** Every layout, the preferred first. A site's phone and desktop pages are separate layouts. */
export const LAYOUTS: readonly Layout[] = Object.values(SITE_FILES).flatMap(({ copied = [], patterns, uses = '' }) => {
  const firstOf = new Map<string, SiteLayout>()
  const parts = { ...SITE_FILES[uses]?.patterns, ...patterns }
  return (copied as readonly SiteLayout[]).map(({ like = '', ...own }) => {
    const base = firstOf.get(like)
    const record: SiteLayout = { ...base, ...own, words: { ...base?.words, ...own.words } }
    if (!firstOf.has(record.id)) firstOf.set(record.id, record)
    return layoutOf(JSON.parse(JSON.stringify(record), (_, value) => (typeof value === 'string' ? fillIn(value, parts) : value)))
  })
})

/** Thread of X. A paste without bylines has the same lines around the posts. */
export const X = LAYOUTS.find(({ id }) => id === 'x-paste') as Layout
