import { lazyPattern } from '../../../base/text/lazily.js'
import { SITE_FILES } from '../../sites/sites.js'
import { fillIn } from '../words/words.js'
import type { Layout, Words } from './layout.js'

/** Regular expression, with other flags than its field has. */
type Pattern = string | { readonly pattern: string; readonly flags: string }

/** Layout in JSON. Texts name words and patterns: `${reply}`. */
interface LayoutRecord extends Partial<Readonly<Record<string, unknown>>> {
  /** Earlier layout of the site whose fields and words this one inherits, unless it has its own. */
  readonly like?: string
  readonly line?: Pattern | undefined
  readonly gone?: Pattern | undefined
  readonly signature?: Pattern | undefined
  readonly words?: Words
}

const FLAGS = { line: 'du', gone: 'giu', signature: 'iu' } as const

export function layoutOf({ line, gone, signature, ...record }: LayoutRecord): Layout {
  const compile = (field: keyof typeof FLAGS, value: Pattern): (() => RegExp) =>
    typeof value === 'string' ? lazyPattern(value, FLAGS[field]) : lazyPattern(value.pattern, value.flags)
  return {
    ...(record as unknown as Layout),
    ...(line !== undefined && { line: compile('line', line) }),
    ...(gone !== undefined && { gone: compile('gone', gone) }),
    ...(signature !== undefined && { signature: compile('signature', signature)() }),
  }
}

/** Every layout, the preferred first. A site's phone and desktop pages are separate layouts. Fields that begin with `//` are comments. */
export const LAYOUTS: readonly Layout[] = Object.values(SITE_FILES).flatMap(({ copied = [], patterns, uses = '' }) => {
  const records = new Map<unknown, LayoutRecord>()
  const parts = { ...SITE_FILES[uses]?.patterns, ...patterns }
  return (copied as readonly LayoutRecord[]).map((own) => {
    const { like, '//': _comment, ...fields } = own
    const base = records.get(like)
    const record = base === undefined ? fields : { ...base, ...fields, words: { ...base.words, ...fields.words } }
    if (!records.has(record['id'])) records.set(record['id'], record)
    return layoutOf(JSON.parse(JSON.stringify(record), (_, value) => (typeof value === 'string' ? fillIn(value, parts) : value)))
  })
})

/** Thread of X. A paste without bylines has the same lines around the posts. */
export const X = LAYOUTS.find(({ id }) => id === 'x-paste') as Layout
