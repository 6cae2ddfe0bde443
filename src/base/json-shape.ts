import * as v from 'valibot'
import { type ErrorCode, PipelineError } from './errors.js'

/** Parses JSON. @param onFault gives the value for text that is not JSON, or throws */
export function parseJson(text: string, onFault: (cause: unknown) => unknown): unknown {
  try {
    return JSON.parse(text)
  } catch (cause) {
    return onFault(cause)
  }
}

/** Tells an object with named fields from an array, a Map and a Set. */
export const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !(Symbol.iterator in value)

/** Error for a value that does not fit: its code, and the advice that ends its message. */
export interface ShapeFault {
  readonly code: ErrorCode
  readonly advice: string
}

/**
 * Checks an external value against a shape. The message of each part of a shape is the expected
 * value: `v.number('a number')`. Gives the same value: fields outside the shape are kept.
 *
 * @param where place of the value, for the message: "line 3 of scored.jsonl"
 */
export const checkShape: typeof parseShape = (shape, value, ...place) => {
  parseShape(shape, value, ...place)
  return value as v.InferOutput<typeof shape>
}

/** {@link checkShape} that returns what the shape keeps of the value, in the order of the shape. */
export function parseShape<Shape extends v.GenericSchema>(
  shape: Shape,
  value: unknown,
  where: string,
  name: string,
  fault: ShapeFault,
): v.InferOutput<Shape> {
  const { issues, output } = v.safeParse(shape, value, { abortEarly: true })
  if (issues === undefined) return output
  const { expected, got } = describe(issues[0], name)
  throw misfitError(expected, got, where, fault)
}

/**
 * Creates an error in the form of {@link checkShape}'s, for conditions that a shape cannot express.
 */
export function misfitError(
  expected: string,
  got: unknown,
  where: string,
  { code, advice }: ShapeFault,
): PipelineError {
  const shown = got === undefined ? 'nothing' : JSON.stringify(got).slice(0, 80)
  return new PipelineError(code, `expected ${expected}, got ${shown} (${where}). ${advice}`, {
    context: { where },
  })
}

/** Expected and actual value of a part; `got` is undefined for an absent part. */
function describe(
  { path, input, message, expected, received }: v.BaseIssue<unknown>,
  name: string,
): { expected: string; got: unknown } {
  const place = path === undefined ? name : placeOf(path.map(({ key }) => key))
  if (expected === 'never')
    return { expected: `no field "${place}"`, got: received.replace(/^"|"$/g, '') }
  // For an absent field, valibot reports the message of the surrounding object.
  return { expected: input === undefined ? place : `${place} to be ${message}`, got: input }
}

function placeOf(keys: readonly unknown[]): string {
  return keys
    .map((key, index) =>
      typeof key === 'number' ? `[${key}]` : `${index === 0 ? '' : '.'}${String(key)}`,
    )
    .join('')
}

/** Rules out arrays, which valibot accepts as objects. */
const NON_ARRAY_OBJECT = v.custom<object>(isRecord, 'an object')

export const TEXT = v.string('a string')
export const BOOLEAN = v.boolean('true or false')
export const COUNT = v.pipe(
  v.number('a whole number'),
  v.safeInteger('a whole number'),
  v.minValue(0, 'a whole number'),
)
const ABOVE_0 = 'a number above 0'
export const POSITIVE = v.pipe(v.number(ABOVE_0), v.finite(ABOVE_0), v.gtValue(0, ABOVE_0))
export const NUMBERS = v.array(
  v.pipe(v.number('a number'), v.finite('a number')),
  'a list of numbers',
)
const IN_0_1 = 'a number from 0 to 1'
export const SHARE = v.pipe(v.number(IN_0_1), v.minValue(0, IN_0_1), v.maxValue(1, IN_0_1))
export const SHA256 = v.pipe(
  v.string('64 hexadecimal digits'),
  v.regex(/^[0-9a-f]{64}$/, '64 hexadecimal digits'),
)

export function objectOf<const Entries extends v.ObjectEntries>(entries: Entries) {
  return v.pipe(NON_ARRAY_OBJECT, v.looseObject(entries, 'an object'))
}

export function onlyOf<const Entries extends v.ObjectEntries>(entries: Entries) {
  return v.pipe(NON_ARRAY_OBJECT, v.object(entries, 'an object'))
}

export function strictObjectOf<const Entries extends v.ObjectEntries>(entries: Entries) {
  return v.pipe(NON_ARRAY_OBJECT, v.strictObject(entries, 'an object'))
}

export function recordOf<const Entry extends v.GenericSchema>(
  entry: Entry,
  name: v.GenericSchema<string, string> = v.string(),
) {
  return v.pipe(NON_ARRAY_OBJECT, v.record(name, entry))
}

export function listOf<const Entry extends v.GenericSchema>(entry: Entry) {
  return v.array(entry, 'a list')
}

export function oneOf<const Names extends readonly string[]>(...names: Names) {
  return v.picklist(names, `one of ${names.join(', ')}`)
}
