import type { EditRecord } from './forget-table.js'

type Fields = Readonly<Record<string, unknown>>

/**
 * Without the objects that go: entries of lists are left out, other values become null. Answers of others that stand inside an entry that
 * goes take its place in the list. No recursion deeper than JSON's own.
 */
export function walkObjects(value: unknown, edit: EditRecord): { readonly value: unknown; readonly removedCount: number } {
  let removedCount = 0
  const listed = (entry: unknown): unknown[] => {
    if (isFields(entry) && postsAround(entry).some((post) => edit(post) === null)) {
      removedCount += 1
      return answersIn(entry).flatMap(listed)
    }
    const changed = walk(entry)
    return changed === undefined ? [] : [changed]
  }
  const walk = (given: unknown): unknown => {
    if (Array.isArray(given)) {
      const list = given.flatMap(listed)
      return list.length === given.length && list.every((entry, at) => entry === given[at]) ? given : list
    }
    if (typeof given !== 'object' || given === null) return given
    if (edit(given as Fields) === null) {
      removedCount += 1
      return undefined
    }
    let isSame = true
    const result: Record<string, unknown> = {}
    for (const [key, entry] of Object.entries(given)) {
      const changed = walk(entry)
      if (changed !== entry) isSame = false
      if (changed !== undefined)
        Object.defineProperty(result, key, { value: changed, enumerable: true, writable: true, configurable: true })
    }
    return isSame ? given : result
  }
  return { value: walk(value), removedCount }
}

const isFields = (value: unknown): value is Fields => typeof value === 'object' && value !== null && !Array.isArray(value)

/** The post that an entry of a list is, or that it wraps: a thing of Reddit (`kind`, `data`), a view of Bluesky (`post`, `replies`). */
function postsAround(entry: Fields): readonly Fields[] {
  const wrapped = [Object.hasOwn(entry, 'kind') ? entry['data'] : undefined, Object.hasOwn(entry, 'replies') ? entry['post'] : undefined]
  return [entry, ...wrapped.filter(isFields)]
}

/** The answers that stand inside a post of a tree: of Hacker News, Bluesky, Reddit. */
function answersIn(entry: Fields): readonly unknown[] {
  const inside = (value: unknown, key: string): unknown => (isFields(value) && Object.hasOwn(value, key) ? value[key] : undefined)
  const listing = inside(inside(entry, 'data'), 'replies')
  const lists = [inside(entry, 'children'), inside(entry, 'replies'), inside(inside(listing, 'data'), 'children')]
  return lists.flatMap((list) => (Array.isArray(list) ? (list as readonly unknown[]) : []))
}

/** Undefined for a text that is no JSON. */
export function parseAny(text: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch {
    return undefined
  }
}

/** Null for a line that is no JSON object. */
export function parseObject(line: string): Fields | null {
  const value = line.trim() === '' ? null : parseAny(line)
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : null
}
