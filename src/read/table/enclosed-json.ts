import { tryJsonLossless } from '../../base/text/parse-json-lossless.js'
import { findFields } from '../record/field-names.js'
import { isJsonObject } from '../record/json-fields.js'

/** Start of a text that is JSON itself, as it stands within JSON. */
const ENCLOSED = /"[[{]/
/** Greatest depth of an answer within a capture of traffic, and one to spare. Choice. */
const DEPTH = 8

/**
 * JSON that stands as a text within one JSON object: the answers of servers that a capture of
 * traffic holds, or the body of one answer. Those with posts are taken; several become a list.
 *
 * @returns null for other texts, and where the object holds posts beside such texts
 *
 * @example '{"status":200,"body":"{\\"thread\\":{}}"}' // => '{"thread":{}}'
 */
export function enclosedJson(text: string, holdsPosts: (value: unknown) => boolean): string | null {
  if (!/^\s*\{/.test(text) || !ENCLOSED.test(text)) return null
  const whole = tryJsonLossless(text)
  if (!isJsonObject(whole)) return null
  const name = findFields(Object.keys(whole)).get('text')
  const isBody = name !== undefined && isJson(whole[name])
  if (!isBody && holdsPosts(whole)) return null
  const answers = (isBody ? [whole[name]] : [...textsIn(whole, 0)]).filter(isJson)
  const values = answers.map((answer) => tryJsonLossless(answer)).filter(holdsPosts)
  if (values.length === 0) return null
  return JSON.stringify(values.length > 1 ? values.flat() : values[0])
}

function isJson(value: unknown): value is string {
  if (typeof value !== 'string' || !/^\s*[[{]/.test(value)) return false
  return typeof tryJsonLossless(value) === 'object'
}

function* textsIn(value: unknown, depth: number): Generator<unknown> {
  if (typeof value !== 'object' || value === null) yield value
  else if (depth < DEPTH) for (const inner of Object.values(value)) yield* textsIn(inner, depth + 1)
}
