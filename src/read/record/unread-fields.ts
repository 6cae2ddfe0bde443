import { nameSome } from '../../base/text/format-count.js'
import { memoiseByNames } from '../../base/text/lazily.js'
import { bare, type Columns, findFields } from './field-names.js'
import type { JsonObject } from './json-fields.js'
import { isReadAsKind } from './post-kind.js'

/** Kinds of content by the name of a field; names as in `bare`. */
const LOOKS = {
  author:
    /author|commenter|user|owner|channel|profile|poster|sender|speaker|nick|handle|creator|^by/,
  parent: /parent|reply(?:ing)?to|repliedto|answer(?:to|ed)/,
  repost: /retweet|repost|reblog|boost/,
} as const
type Look = keyof typeof LOOKS

/** Names that tell a number, a picture, an address or a state. */
const OTHER =
  /id$|count|number|num$|likes?$|url|link|uri|pic|image|photo|avatar|thumb|verified|follow|badge|flair|type|lang|date|time|created|^is|^has|score/

/** "@ana_k", "Anna K.": at most four words that may be a name. */
const NAME = /^@?\p{L}[\p{L}\p{M}\p{N}_.’'-]*(?: [\p{L}\p{M}\p{N}_.’'-]+){0,3}$/u
/** Records below which names tell nothing of a field. Choice. */
const LEAST_NAMED = 4
/** Most different names that are kept of one field. */
const NAME_LIMIT = 1000

const FIELD_OF = { author: 'author', parent: 'parentId', repost: null } as const

/**
 * Counts fields that are not read although their names look like an author, a parent or a repost.
 */
export class UnreadFields {
  readonly #looks = new Map<string, Look | null>()
  /** Values of other fields as long as each of them may be a name. */
  readonly #named = new Map<string, { count: number; isOfNames: boolean; values: Set<unknown> }>()
  readonly #names: Record<Look, Set<string>> = {
    author: new Set(),
    parent: new Set(),
    repost: new Set(),
  }

  add(record: JsonObject, columns?: Columns): void {
    for (const { name, look } of this.#unreadIn(Object.keys(record), columns)) {
      if (!isTelling(record[name])) continue
      if (look === null) this.#addNamed(name, record[name])
      else this.#names[look].add(name)
    }
  }

  #addNamed(field: string, value: unknown): void {
    const seen = this.#named.get(field) ?? { count: 0, isOfNames: true, values: new Set() }
    this.#named.set(field, seen)
    seen.count += 1
    seen.isOfNames &&= typeof value === 'string' && NAME.test(value)
    if (seen.isOfNames && seen.values.size < NAME_LIMIT) seen.values.add(value)
  }

  /** Fields that look like authors; else those with names as values, half of them different. */
  authorFields(): string[] {
    const names = [...this.#names.author]
    if (names.length > 0) return names
    return [...this.#named].flatMap(([name, { count, isOfNames, values }]) => {
      const isVaried = values.size >= Math.min(NAME_LIMIT, count / 2)
      return isOfNames && isVaried && count >= LEAST_NAMED ? name : []
    })
  }

  readonly #unreadIn = memoiseByNames((names, columns: Columns | undefined) => {
    const read = new Set(findFields(names, columns).values())
    return names.flatMap((name) => {
      const isOther = read.has(name) || isReadAsKind(name)
      return isOther ? [] : [{ name, look: this.#lookOf(name) }]
    })
  })

  #lookOf(name: string): Look | null {
    const known = this.#looks.get(name)
    if (known !== undefined) return known
    const plain = bare(name)
    const [look = null] =
      OTHER.test(plain) && !LOOKS.parent.test(plain)
        ? []
        : (Object.keys(LOOKS) as Look[]).filter((each) => LOOKS[each].test(plain))
    this.#looks.set(name, look)
    return look
  }

  /** Words on what no post has although a field may hold it. @param read what some post has */
  notes(read: Readonly<Record<Look, boolean>>): string[] {
    return (Object.keys(LOOKS) as Look[]).flatMap((look) => {
      const names = look === 'author' ? this.authorFields() : [...this.#names[look]]
      if (read[look] || names.length === 0) return []
      const field = FIELD_OF[look]
      const advice = field === null ? '' : `. Map one: ${field}=NAME`
      return `no ${look} read; fields that may hold one: ${nameSome(names)}${advice}`
    })
  }
}

const EMPTY: readonly unknown[] = [undefined, null, '', false, 0]
const isTelling = (value: unknown): boolean => !EMPTY.includes(value)
