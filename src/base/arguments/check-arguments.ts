import * as v from 'valibot'
import { PipelineError } from '../errors.js'
import { isRecord } from '../json-shape.js'

/** A shape whose messages complete "expected posts to be …" and end with an example. */
type ArgumentShape = v.GenericSchema
type Entries = Readonly<Record<string, ArgumentShape>>

const MAX_TEXT_LENGTH = 40

function describe(value: unknown): string {
  if (value === undefined) return 'nothing'
  if (typeof value === 'string')
    return JSON.stringify(
      value.length > MAX_TEXT_LENGTH ? `${value.slice(0, MAX_TEXT_LENGTH)}…` : value,
    )
  if (typeof value === 'function') return 'a function'
  if (Array.isArray(value)) return `an array of ${value.length}`
  if (value instanceof Map) return `a Map of ${value.size}`
  if (typeof value !== 'object' || value === null) return String(value)
  const keys = Object.keys(value)
  return keys.length === 0
    ? 'an object without fields'
    : `an object with ${keys.slice(0, 3).join(', ')}${keys.length > 3 ? ', …' : ''}`
}

/**
 * Checks the arguments of a public function, and names the one that is wrong.
 *
 * @param shapes in their order
 */
export function checkArguments(
  functionName: string,
  shapes: Entries,
  values: readonly unknown[],
): void {
  for (const [position, [name, shape]] of Object.entries(shapes).entries()) {
    const issue = v.safeParse(shape, values[position], { abortEarly: true }).issues?.[0]
    if (issue === undefined) continue
    const path =
      name +
      (issue.path ?? [])
        .map(({ key }) => (typeof key === 'number' ? `[${key}]` : `.${String(key)}`))
        .join('')
    const message = `${functionName}: expected ${path} to be ${issue.message}; got ${describe(issue.input)}.`
    throw new PipelineError('USAGE_ARGUMENT_INVALID', message, {
      context: { function: functionName, argument: path },
    })
  }
}

/**
 * Objects with at least these fields; with `isClosed` no others, so that a misspelt option is
 * reported.
 */
function fields(
  message: string,
  entries: Entries,
  { isClosed = false }: { readonly isClosed?: boolean } = {},
): ArgumentShape {
  return v.pipe(
    v.custom<Readonly<Record<string, unknown>>>(isRecord, message),
    // `v.object` reports an absent field by the message of the whole object.
    v.rawCheck(({ dataset, addIssue }) => {
      if (!dataset.typed) return
      const { value: input } = dataset
      const report = (
        key: string,
        more: { message: string; input: unknown; path?: v.BaseIssue<unknown>['path'] },
      ): void =>
        addIssue({
          ...more,
          path: [
            { type: 'object', origin: 'value', input, key, value: input[key] },
            ...(more.path ?? []),
          ],
        })
      const unknown = isClosed
        ? Object.keys(input).find((key) => !Object.hasOwn(entries, key))
        : undefined
      if (unknown !== undefined) {
        const example = message.slice(message.indexOf(', such as'))
        report(unknown, {
          message: `one of ${Object.keys(entries).join(', ')}${example}`,
          input: input[unknown],
        })
        return
      }
      for (const [key, shape] of Object.entries(entries)) {
        const issue = v.safeParse(shape, input[key], { abortEarly: true }).issues?.[0]
        if (issue === undefined) continue
        report(key, issue)
        return
      }
    }),
  )
}

// Shapes list only the fields that a function cannot work without. The function itself checks the
// contents, with its own error codes.

const TEXT = v.string('a text, such as "thread"')
const TEXT_OR_NULL = v.nullable(v.string('a text or null, such as "thread"'))
const BOOLEAN = v.boolean('true or false, such as true')
const FUNCTION = v.function('a function, such as (text) => text')
const OBJECT = fields('an object, such as {}', {})
const TEXTS = v.array(TEXT, 'an array of texts, such as ["retreat", "shrewd pivot"]')

/**
 * The members of an iterable; other values as they are, for a shape to refuse. A string iterates
 * over its characters, and a Map over pairs.
 */
export const listOf = <Given>(value: Given): Given =>
  (typeof value === 'object' &&
  value !== null &&
  Symbol.iterator in value &&
  !(value instanceof Map)
    ? [...(value as Iterable<unknown>)]
    : value) as Given

const CLASSIFIER = fields('a classifier, such as await loadEncoder()', {
  id: TEXT,
  scheme: fields('a scheme of labels, such as STANCE_SCHEME', {
    id: TEXT,
    labels: TEXTS,
    sides: TEXTS,
    neutral: TEXT_OR_NULL,
  }),
  score: FUNCTION,
  probabilitiesOf: FUNCTION,
})
const PACKED_MODEL = fields(
  'a packed model, such as the one that "dealstance/models/linear-en" exports',
  {
    header: fields('the header of a packed model, such as that of "dealstance/models/linear-en"', {
      id: TEXT,
    }),
    weights: TEXT,
  },
)
const ANY_MODEL = v.custom<object>(
  (value) => typeof value === 'object' && value !== null,
  "a classifier or a packed model, such as linearEn of 'dealstance/models/linear-en' or await loadEncoder() of 'dealstance/scoring'",
)
const MODEL = v.lazy((model): ArgumentShape => {
  if (typeof model !== 'object' || model === null) return ANY_MODEL
  return 'score' in model ? CLASSIFIER : PACKED_MODEL
})
const filledText = (message: string) =>
  v.optional(v.pipe(v.string(message), v.regex(/\S/, message)))
const PIPELINE_FIELDS = {
  mover: filledText('the name of a company, such as "Sonos"'),
  move: filledText('what it does, such as "drops Google Cast from its speakers"'),
  title: filledText('a short name of the move, such as "Sonos\' end of Cast"'),
  name: filledText('a name of the deal, such as "sonos-cast"'),
  counterparty: v.optional(
    v.custom<string | string[]>(
      (value) => [value].flat().every((each) => typeof each === 'string'),
      'a text or an array of texts, such as "Google"',
    ),
  ),
  deals: v.optional(
    v.array(
      OBJECT,
      "an array of deals, such as [{ mover: 'Sonos', move: 'drops Google Cast from its speakers' }]",
    ),
  ),
  dealIds: v.optional(TEXTS),
  minProbability: v.optional(v.number('a number, such as 0.6')),
}
export const PIPELINE_OPTIONS = fields('an object with a model, such as { model: linearEn }', {
  model: MODEL,
  ...PIPELINE_FIELDS,
})
export const SCORE_OPTIONS = v.optional(
  fields(
    'an object of options, such as { mover: "Sonos", move: "drops Google Cast from its speakers" }',
    {
      ...PIPELINE_FIELDS,
      model: v.optional(MODEL),
      evidence: v.optional(
        v.union(
          [v.boolean(), v.picklist(['quick', 'full'])],
          'true, false, "quick" or "full", such as true',
        ),
      ),
      twoWay: v.optional(BOOLEAN),
      anyLanguage: v.optional(BOOLEAN),
      signal: v.optional(
        v.instance(AbortSignal, 'an AbortSignal, such as AbortSignal.timeout(10_000)'),
      ),
      onProgress: v.optional(v.function('a function, such as (doneCount, totalCount) => {}')),
    },
    { isClosed: true },
  ),
)
export const POST_TEXT = v.string('a text, such as "They gave up."')
const ID = v.optional(
  v.custom<string | number | null>(
    (value) => value === null || typeof value === 'string' || Number.isSafeInteger(value),
    'a text or a whole number or null, such as "p1"',
  ),
)
const POST_INPUT = fields('a post, such as { text: "They gave up." }', {
  text: POST_TEXT,
  id: ID,
  parentId: ID,
  threadId: ID,
  author: v.optional(TEXT_OR_NULL),
  createdAt: v.optional(
    v.custom<unknown>(
      (value) =>
        value === null ||
        ['string', 'number'].includes(typeof value) ||
        (value instanceof Date && !Number.isNaN(value.getTime())),
      'ISO 8601, seconds since 1970, a valid Date or null, such as "2026-03-01T10:00:00Z"',
    ),
  ),
})
export const POST_INPUTS = v.array(
  v.lazy(
    (value): ArgumentShape =>
      typeof value === 'object' && value !== null
        ? POST_INPUT
        : v.string('a text or a post, such as "They gave up." or { text: "They gave up." }'),
  ),
  'an array of texts or posts, such as ["They gave up.", { text: "Exactly.", parentId: "p1" }]',
)
