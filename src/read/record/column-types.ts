import type { JsonValue, Post } from '../../base/thread/post.js'
import { isOwnColumn } from './own-value.js'

type Kind = 'number' | 'boolean' | 'string'
type Placed = { readonly post: Post }

/** A whole or decimal number of at most 15 digits: "7", "7.0" and "0.50", but not "007". */
const NUMBER = /^-?(?:0|[1-9]\d{0,14})(?:\.\d{1,15})?$/

const isShortest = (text: string): boolean =>
  String(Number(text)) === text && Number.isFinite(Number(text))

function kindOf(value: JsonValue): Kind {
  if (typeof value === 'number' || typeof value === 'boolean') return typeof value as Kind
  const text = String(value)
  return NUMBER.test(text) || isShortest(text) ? 'number' : 'string'
}

/** The kind of a column of these cells; null for none. */
function commonKind(cells: readonly JsonValue[]): Kind | null {
  const [kind = null, ...others] = new Set(cells.map(kindOf))
  if (kind !== 'number' || others.length > 0) return others.length > 0 ? 'string' : kind
  if (cells.every((cell) => isShortest(String(cell)))) return kind
  const spellings = new Set(cells.map(String))
  // One number in two spellings, "1.1" and "1.10": codes.
  return new Set([...spellings].map(Number)).size < spellings.size ? 'string' : kind
}

const convert = (value: JsonValue, kind: Kind): JsonValue => {
  if (typeof value === 'object' || typeof value === kind) return value
  return kind === 'number' ? Number(value) : String(value)
}

/** The cell of a column; null if it is empty. */
const cellIn = ({ post: { meta } }: Placed, column: string): JsonValue =>
  Object.hasOwn(meta, column)
    ? ((meta as Readonly<Record<string, JsonValue>>)[column] ?? null)
    : null

/**
 * Gives each column of a table one kind, whatever format it came in: numbers where every cell is
 * one and no two are the same number in other digits, else texts. Lists and objects stay.
 */
export function withColumnKinds<One extends Placed>(
  placed: readonly One[],
  columns: readonly string[],
): readonly One[] {
  const kinds = columns.filter(isOwnColumn).flatMap((column) => {
    const cells = placed.map((one) => cellIn(one, column))
    const kind = commonKind(cells.filter((cell) => typeof cell !== 'object'))
    return kind === null ? [] : [{ column, kind }]
  })
  if (kinds.length === 0) return placed
  return placed.map((one) => {
    const changed: Record<string, JsonValue> = {}
    for (const { column, kind } of kinds) {
      const value = cellIn(one, column)
      if (convert(value, kind) !== value) changed[column] = convert(value, kind)
    }
    return Object.keys(changed).length === 0
      ? one
      : { ...one, post: { ...one.post, meta: { ...one.post.meta, ...changed } } }
  })
}
