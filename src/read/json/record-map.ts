import { decodeEntities, htmlToText } from '../../base/text/html-to-text.js'
import type { NodeKind } from '../../base/thread/post.js'
import type { FoundPost } from '../link/found-post.js'
import { countAt, engagementOf, idAt, known, nameAt, stringAt, timeAt, valueAt } from '../record/json-fields.js'

/** Paths of fields with dots, the preferred first: the first that holds a value counts. A part may be a position in a list. */
export type Paths = readonly string[]

/** Where the fields of a post stand in the records of one format. */
export interface RecordMap {
  readonly id: Paths
  readonly text: Paths
  /** How the text is marked up; default: plain. */
  readonly markup?: 'html' | 'entities'
  readonly parentId?: Paths
  readonly threadId?: Paths
  readonly author?: Paths
  readonly authorId?: Paths
  readonly authorName?: Paths
  readonly createdAt?: Paths
  readonly editedAt?: Paths
  readonly language?: Paths
  readonly quotes?: Paths
  readonly repostOf?: Paths
  readonly url?: Paths
  readonly contentWarning?: Paths
  readonly engagement?: Readonly<Record<string, Paths>>
}

/** What a format knows of a post beyond its fields. */
export interface MappedFacts {
  readonly id?: string | null
  readonly threadId?: string | null
  readonly parentId?: string | null
  readonly text?: string
  readonly node?: NodeKind | null
  readonly url?: string | null
  /** The answered post stands elsewhere: its id, or its author's handle with an `@`. */
  readonly missingParent?: string | null
}

const partsByPath = new Map<string, readonly string[]>()

function partsOf(path: string): readonly string[] {
  let parts = partsByPath.get(path)
  if (parts === undefined) partsByPath.set(path, (parts = path.split('.')))
  return parts
}

/** The value under a path with dots; parts that are numbers are positions in lists. */
function follow(record: unknown, path: string): unknown {
  let current = record
  for (const part of partsOf(path)) {
    current = Array.isArray(current) && /^\d+$/.test(part) ? (current as readonly unknown[])[Number(part)] : valueAt(current, part)
    if (current === undefined) return undefined
  }
  return current
}

/** The first reading that is not null. */
export function readFirst<Value>(record: unknown, paths: Paths | undefined, read: (value: unknown) => Value | null): Value | null {
  for (const path of paths ?? []) {
    const value = read(follow(record, path))
    if (value !== null) return value
  }
  return null
}

const readText = (value: unknown): string | null => stringAt(value)
const readCount = (value: unknown): number | null => countAt(typeof value === 'string' ? shortCount(value) : value)

/** "1.2K" as websites shorten counts. */
function shortCount(value: string): unknown {
  const [, digits, unit] = /^(\d+(?:\.\d+)?)([KM])$/i.exec(value.trim()) ?? []
  return digits === undefined ? value : Math.round(Number(digits) * (unit?.toUpperCase() === 'K' ? 1000 : 1_000_000))
}

/** Makes a found post of a record; null for a record without an id, or without a text where it is a post of its own. */
export function readMapped(record: unknown, map: RecordMap, facts: MappedFacts = {}): FoundPost | null {
  const id = facts.id ?? readFirst(record, map.id, (value) => idAt(value))
  const raw = facts.text ?? readFirst(record, map.text, readText)
  const node = facts.node ?? null
  if (id === null || (raw === null && node === null)) return null
  const given = raw ?? ''
  const text =
    facts.text !== undefined ? given : map.markup === 'html' ? htmlToText(given) : map.markup === 'entities' ? decodeEntities(given) : given
  const name = (paths: Paths | undefined): string | null => readFirst(record, paths, (value) => nameAt(value))
  const ident = (paths: Paths | undefined): string | null => readFirst(record, paths, (value) => idAt(value))
  const time = (paths: Paths | undefined): string | null => readFirst(record, paths, (value) => timeAt(value))
  const counts = Object.entries(map.engagement ?? {}).map(([kind, paths]) => [kind, readFirst(record, paths, readCount)])
  const isGone = node === 'deleted'
  return {
    id,
    threadId: facts.threadId === undefined ? ident(map.threadId) : facts.threadId,
    parentId: facts.parentId === undefined ? ident(map.parentId) : facts.parentId,
    author: isGone ? null : ident(map.author),
    createdAt: time(map.createdAt),
    text: isGone ? '' : text,
    meta: {
      ...(node !== null && { node }),
      ...known({
        missingParent: facts.missingParent,
        language: name(map.language),
        editedAt: time(map.editedAt),
        quotes: ident(map.quotes),
        repostOf: ident(map.repostOf),
        url: facts.url ?? name(map.url),
        authorId: isGone ? null : ident(map.authorId),
        authorName: isGone ? null : name(map.authorName),
        contentWarning: name(map.contentWarning),
      }),
      ...engagementOf(Object.fromEntries(counts)),
    },
  }
}
