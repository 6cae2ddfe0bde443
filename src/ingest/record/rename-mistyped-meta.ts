import { parseLedger } from '../../thread/capture-ledger.js'
import { NODE_KINDS } from '../../thread/node-kind.js'
import type { JsonValue } from '../../thread/post.js'
import { isJsonObject } from './json-fields.js'

type Meta = Readonly<Record<string, JsonValue>>

const isText = (value: JsonValue): boolean => typeof value === 'string'

/** Keys of `meta` that have a type, and what it takes. */
const CHECKS: Readonly<Record<string, (value: JsonValue) => boolean>> = {
  node: (value) => NODE_KINDS.some((kind) => kind === value),
  truncated: (value) => value === true,
  language: isText,
  editedAt: isText,
  quotes: isText,
  url: isText,
  engagement: (value) => isJsonObject(value) && Object.values(value).every((count) => typeof count === 'number'),
  capture: isLedger,
}
const NAMES = Object.keys(CHECKS)

function isLedger(value: JsonValue): boolean {
  try {
    parseLedger(value)
    return true
  } catch {
    return false
  }
}

/**
 * Moves what a foreign record keeps under a name that has a type here, but in another type, out of the way: `url` that is an object
 * becomes `sourceUrl`. A number under `quotes` is a count and goes into `engagement`.
 */
export function settleMeta(meta: Meta): Meta {
  const wrong = NAMES.filter((name) => Object.hasOwn(meta, name) && CHECKS[name]?.(meta[name] ?? null) === false)
  if (wrong.length === 0) return meta
  const settled: Record<string, JsonValue> = { ...meta }
  for (const name of wrong) {
    const value = meta[name] ?? null
    delete settled[name]
    if (name === 'quotes' && typeof value === 'number' && !Object.hasOwn(meta, 'engagement')) settled['engagement'] = { quotes: value }
    else settled[`source${name.charAt(0).toUpperCase()}${name.slice(1)}`] = value
  }
  return settled
}
