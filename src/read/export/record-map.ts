import { htmlToText } from '../../base/text/html-to-text.js'
import type { NodeKind } from '../../base/thread/post.js'
import type { FoundPost } from '../link/group-into-threads.js'
import { engagementOf, followPath, get, known, parsePageCount } from '../record/json-fields.js'

/**
 * Dotted field paths, the preferred first. Numbers are positions in lists. The first with a value
 * counts.
 */
type Paths = readonly string[]

const READERS = {
  id: get.id,
  threadId: get.id,
  parentId: get.id,
  author: get.id,
  authorId: get.id,
  quotes: get.id,
  repostOf: get.id,
  authorName: get.name,
  language: get.name,
  url: get.name,
  contentWarning: get.name,
  createdAt: get.time,
  editedAt: get.time,
}
type Field = keyof typeof READERS

/** Places of a post's fields in one format's records. */
export interface RecordMap extends Partial<Readonly<Record<Field, Paths>>> {
  readonly text?: Paths
  readonly markup?: 'html'
  readonly engagement?: Readonly<Record<string, Paths>>
  /**
   * Kinds of nodes by the paths whose value, unless it says no, makes a post one; the first counts.
   */
  readonly nodes?: Readonly<Record<string, NodeKind>>
}

export interface MappedFacts extends Partial<Readonly<Record<Field, string | null>>> {
  readonly text?: string
  readonly node?: NodeKind | null
  /** Parent outside of the input: its id, or its author's handle with `@`. */
  readonly missingParent?: string | null
  readonly link?: string | null
  readonly declaredAt?: string | null
}

function parseFirst<Value>(
  record: unknown,
  paths: Paths = [],
  read: (value: unknown) => Value | null,
): Value | null {
  for (const path of paths) {
    const value = read(followPath(record, path))
    if (value !== null) return value
  }
  return null
}

/** Count, also shortened: "1.2K". */
const parseCount = (value: unknown): number | null =>
  get.count(value) ?? (typeof value === 'string' ? parsePageCount(value.trim()) : null)

/** Values that say no to a flag. */
const NO: ReadonlySet<unknown> = new Set([undefined, null, false, 'false', '', 0])

/** Makes a found post of a record; null without an id, or without a text unless it is a node. */
export function parseMapped(
  record: unknown,
  map: RecordMap,
  facts: MappedFacts = {},
): FoundPost | null {
  const field = (name: Field): string | null =>
    facts[name] === undefined ? parseFirst(record, map[name], READERS[name]) : facts[name]
  const id = facts.id ?? parseFirst(record, map.id, READERS.id)
  const raw = facts.text ?? parseFirst(record, map.text, get.string)
  const { missingParent, link, declaredAt } = facts
  const node =
    facts.node ??
    Object.entries(map.nodes ?? {}).find(([path]) => !NO.has(followPath(record, path)))?.[1] ??
    null
  if (id === null || (raw === null && node === null)) return null
  const text =
    facts.text === undefined && map.markup === 'html' ? htmlToText(raw ?? '') : (raw ?? '')
  const counts = Object.entries(map.engagement ?? {}).map(([kind, paths]) => [
    kind,
    parseFirst(record, paths, parseCount),
  ])
  const isGone = node === 'deleted'
  return {
    id,
    threadId: field('threadId'),
    parentId: field('parentId'),
    author: isGone ? null : field('author'),
    createdAt: field('createdAt'),
    text: isGone ? '' : text,
    meta: {
      ...(node !== null && { node }),
      ...known({
        missingParent,
        language: field('language'),
        editedAt: field('editedAt'),
        quotes: field('quotes'),
        repostOf: field('repostOf'),
        url: field('url'),
        link,
        authorId: isGone ? null : field('authorId'),
        authorName: isGone ? null : field('authorName'),
        declaredAt,
        contentWarning: field('contentWarning'),
      }),
      ...engagementOf(Object.fromEntries(counts)),
    },
  }
}

export const placeholder = (
  id: string,
  node: NodeKind,
  { threadId = null, parentId = null, meta }: Partial<FoundPost>,
): FoundPost => ({
  id,
  threadId,
  parentId,
  author: null,
  createdAt: null,
  text: '',
  meta: { node, ...meta },
})
