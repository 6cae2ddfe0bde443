import { lazyPattern } from '../../../base/text/lazily.js'
import { fillIn } from '../words/words.js'
import type { Layout, Words } from './layout.js'

/** Regular expression, with other flags than its field has. */
type Pattern = string | { readonly pattern: string; readonly flags: string }

/** Layout in JSON. Texts name words and patterns: `${reply}`. */
interface LayoutRecord extends Partial<Readonly<Record<string, unknown>>> {
  /** Earlier layout whose fields and words this one inherits, unless it has its own. */
  readonly like?: string
  readonly line?: Pattern | undefined
  readonly gone?: Pattern | undefined
  readonly signature?: Pattern | undefined
  readonly words?: Words
}

/** Layouts of one file, with the patterns that they share. Fields that begin with `//` are comments. */
interface LayoutFile {
  readonly patterns?: Readonly<Record<string, string>>
  readonly layouts: readonly LayoutRecord[]
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

export function layoutsOf({ patterns = {}, layouts }: LayoutFile): Layout[] {
  const records = new Map<unknown, LayoutRecord>()
  return layouts.map((own) => {
    const { like, '//': _comment, ...fields } = own
    const base = records.get(like)
    const record = base === undefined ? fields : { ...base, ...fields, words: { ...base.words, ...fields.words } }
    if (!records.has(record['id'])) records.set(record['id'], record)
    const filled = JSON.parse(JSON.stringify(record), (_, value) => (typeof value === 'string' ? fillIn(value, patterns) : value))
    return layoutOf(filled)
  })
}
