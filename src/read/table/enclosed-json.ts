import { tryJsonLossless } from '../../base/text/parse-json-lossless.js'
import { findFields } from '../record/field-names.js'
import { isJsonObject } from '../record/json-fields.js'

/** Start of a text that is JSON itself, down to its first quote, as it stands within JSON. */
const ENCLOSED = /"[[{](?:[[{ ]|\\[nrt]){0,40}\\"/
/** Greatest depth of an answer within a capture of traffic, and one to spare. Choice. */
const DEPTH = 8

/**
 * JSON that stands as a text within one JSON object: the answers of servers that a capture of
 * traffic holds, or the body of one answer. Those with posts are taken; several become a list.
 *
 * @returns null for other texts, and where the object holds posts beside such texts
 */
export function enclosedJson(text: string, holdsPosts: (value: unknown) => boolean): string | null {
  if (!/^\s*\{/.test(text) || !ENCLOSED.test(text)) return null
  const whole = tryJsonLossless(text)
  if (!isJsonObject(whole)) return null
  const name = findFields(Object.keys(whole)).get('text')
  const body = name === undefined ? null : parseInner(whole[name])
  if (body === null && holdsPosts(whole)) return null
  const values = (body === null ? [...textsIn(whole)].map(parseInner) : [body]).filter(holdsPosts)
  if (values.length === 0) return null
  return JSON.stringify(values.length > 1 ? values.flat() : values[0])
}

/** The object or list that a text holds; null for other values. */
const parseInner = (value: unknown): unknown =>
  typeof value === 'string' && /^\s*[[{]/.test(value) ? (tryJsonLossless(value) ?? null) : null

function* textsIn(value: unknown, depth = 0): Generator<unknown> {
  if (typeof value !== 'object' || value === null) yield value
  else if (depth < DEPTH) for (const inner of Object.values(value)) yield* textsIn(inner, depth + 1)
}
