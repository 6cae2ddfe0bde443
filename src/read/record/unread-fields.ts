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

const FIELD_OF = { author: 'author', parent: 'parentId', repost: null } as const

/**
 * Counts fields that are not read although their names look like an author, a parent or a repost.
 */
export class UnreadFields {
  readonly #looks = new Map<string, Look | null>()
  readonly #names: Record<Look, Set<string>> = {
    author: new Set(),
    parent: new Set(),
    repost: new Set(),
  }

  add(record: JsonObject, columns?: Columns): void {
    for (const { name, look } of this.#unreadIn(Object.keys(record), columns))
      if (isTelling(record[name])) this.#names[look].add(name)
  }

  readonly #unreadIn = memoiseByNames((names, columns: Columns | undefined) => {
    const read = new Set(findFields(names, columns).values())
    return names.flatMap((name) => {
      const look = read.has(name) ? null : this.#lookOf(name)
      return look === null ? [] : [{ name, look }]
    })
  })

  #lookOf(name: string): Look | null {
    const known = this.#looks.get(name)
    if (known !== undefined) return known
    const plain = bare(name)
    const [look = null] =
      isReadAsKind(name) || (OTHER.test(plain) && !LOOKS.parent.test(plain))
        ? []
        : (Object.keys(LOOKS) as Look[]).filter((each) => LOOKS[each].test(plain))
    this.#looks.set(name, look)
    return look
  }

  /** Words on what no post has although a field may hold it. @param read what some post has */
  notes(read: Readonly<Record<Look, boolean>>): string[] {
    return (Object.keys(LOOKS) as Look[]).flatMap((look) => {
      const names = [...this.#names[look]]
      if (read[look] || names.length === 0) return []
      const field = FIELD_OF[look]
      const advice = field === null ? '' : `. Map one: ${field}=NAME`
      return `no ${look} read; fields that may hold one: ${nameSome(names)}${advice}`
    })
  }
}

const EMPTY: readonly unknown[] = [undefined, null, '', false, 0]
const isTelling = (value: unknown): boolean => !EMPTY.includes(value)
