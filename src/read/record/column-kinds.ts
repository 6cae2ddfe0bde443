import type { JsonValue, Post } from '../../base/thread/post.js'
import { isOwnColumn } from './own-value.js'

type Kind = 'number' | 'boolean' | 'string'

/**
 * Kind of a cell: a text that is a number in its shortest form, "7" but not "007" or "7.0", is a
 * number.
 */
function kindOf(value: JsonValue): Kind {
  if (typeof value === 'number' || typeof value === 'boolean') return typeof value as Kind
  return typeof value === 'string' &&
    String(Number(value)) === value &&
    Number.isFinite(Number(value))
    ? 'number'
    : 'string'
}

const convert = (value: JsonValue, kind: Kind): JsonValue => {
  if (typeof value === 'object' || typeof value === kind) return value
  return kind === 'number' ? Number(value) : String(value)
}

/**
 * Gives each column of a table one kind, whatever format it came in: numbers where every cell is
 * one, else texts. A column of texts in all its cells stays as it is; lists and objects stay too.
 */
export function columnKinds(columns: readonly string[]) {
  const ownColumns = columns.filter(isOwnColumn)
  const kinds = new Map<string, Kind>()
  return {
    add: ({ meta }: Pick<Post, 'meta'>): void => {
      for (const column of ownColumns) {
        const value = (meta as Readonly<Record<string, JsonValue>>)[column]
        if (value === undefined || value === null || typeof value === 'object') continue
        const kind = kindOf(value)
        const known = kinds.get(column) ?? kind
        kinds.set(column, known === kind ? kind : 'string')
      }
    },
    convert: <One extends Post>(post: One): One => {
      const changed: Record<string, JsonValue> = {}
      for (const [column, kind] of kinds) {
        const value = (post.meta as Readonly<Record<string, JsonValue>>)[column]
        if (value === undefined || value === null || convert(value, kind) === value) continue
        changed[column] = convert(value, kind)
      }
      return Object.keys(changed).length === 0
        ? post
        : { ...post, meta: { ...post.meta, ...changed } }
    },
  }
}
