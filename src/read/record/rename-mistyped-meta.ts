import { parseLedger } from '../../base/thread/capture-ledger.js'
import { NODE_KINDS } from '../../base/thread/node-kind.js'
import type { JsonValue } from '../../base/thread/post.js'
import { isJsonObject } from './json-fields.js'

type Meta = Readonly<Record<string, JsonValue>>

const isText = (value: JsonValue): boolean => typeof value === 'string'

/** Type checks of the typed keys of `meta`. */
const META_CHECKS: Readonly<Record<string, (value: JsonValue) => boolean>> = {
  node: (value) => NODE_KINDS.some((kind) => kind === value),
  truncated: (value) => value === true,
  language: isText,
  editedAt: isText,
  isParentInferred: (value) => value === true,
  possibleParents: (value) => Array.isArray(value) && value.length > 1 && value.every(isText),
  quotes: isText,
  url: isText,
  rowDeals: (value) => Array.isArray(value) && value.every(isText),
  engagement: (value) => isJsonObject(value) && Object.values(value).every((count) => typeof count === 'number'),
  capture: isLedger,
}
const NAMES = Object.keys(META_CHECKS)

function isLedger(value: JsonValue): boolean {
  try {
    parseLedger(value)
    return true
  } catch {
    return false
  }
}

/**
 * Renames typed keys of `meta` whose value has another type: a `url` that is an object becomes `sourceUrl`. A number under `quotes` is a
 * count and moves to `engagement`.
 */
export function renameMistypedMeta(meta: Meta): Meta {
  const wrong = NAMES.filter((name) => Object.hasOwn(meta, name) && META_CHECKS[name]?.(meta[name] ?? null) === false)
  if (wrong.length === 0) return meta
  const renamed: Record<string, JsonValue> = { ...meta }
  for (const name of wrong) {
    const value = meta[name] ?? null
    delete renamed[name]
    if (name === 'quotes' && typeof value === 'number' && !Object.hasOwn(meta, 'engagement')) renamed['engagement'] = { quotes: value }
    else renamed[`source${name.charAt(0).toUpperCase()}${name.slice(1)}`] = value
  }
  return renamed
}
