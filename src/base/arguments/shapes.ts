import * as v from 'valibot'
import { PipelineError } from '../errors.js'
import { isRecord } from '../json-shape.js'

/** A shape whose messages complete "expected posts to be …" and end with an example. */
export type ArgumentShape = v.GenericSchema
type Entries = Readonly<Record<string, ArgumentShape>>

const MAX_TEXT_LENGTH = 40

function describe(value: unknown): string {
  if (value === undefined) return 'nothing'
  if (typeof value === 'string') return JSON.stringify(value.length > MAX_TEXT_LENGTH ? `${value.slice(0, MAX_TEXT_LENGTH)}…` : value)
  if (typeof value === 'function') return 'a function'
  if (Array.isArray(value)) return `an array of ${value.length}`
  if (value instanceof Map) return `a Map of ${value.size}`
  if (typeof value !== 'object' || value === null) return String(value)
  const keys = Object.keys(value)
  return keys.length === 0 ? 'an object without fields' : `an object with ${keys.slice(0, 3).join(', ')}${keys.length > 3 ? ', …' : ''}`
}

/** Checks the arguments of a public function, and names the one that is wrong. @param shapes in their order */
export function checkArguments(functionName: string, shapes: Entries, values: readonly unknown[]): void {
  for (const [position, [name, shape]] of Object.entries(shapes).entries()) {
    const issue = v.safeParse(shape, values[position], { abortEarly: true }).issues?.[0]
    if (issue === undefined) continue
    const path = name + (issue.path ?? []).map(({ key }) => (typeof key === 'number' ? `[${key}]` : `.${String(key)}`)).join('')
    const message = `${functionName}: expected ${path} to be ${issue.message}; got ${describe(issue.input)}.`
    throw new PipelineError('USAGE_ARGUMENT_INVALID', message, { context: { function: functionName, argument: path } })
  }
}

export function checked<Called extends (...values: never[]) => unknown>(functionName: string, call: Called, shapes: Entries): Called {
  const checkedCall = (...values: never[]): unknown => {
    checkArguments(functionName, shapes, values)
    return call(...values)
  }
  return checkedCall as Called
}

/** {@link checked} for a function that returns a promise, which then rejects. */
export function checkedAsync<Called extends (...values: never[]) => Promise<unknown>>(
  functionName: string,
  call: Called,
  shapes: Entries,
): Called {
  return (async (...values: never[]) => await checked(functionName, call, shapes)(...values)) as Called
}

/** Objects with at least these fields; with `isClosed` no others, so that a misspelt option is reported. */
export function fields(message: string, entries: Entries, { isClosed = false }: { readonly isClosed?: boolean } = {}): ArgumentShape {
  return v.pipe(
    v.custom<Readonly<Record<string, unknown>>>(isRecord, message),
    // `v.object` reports an absent field by the message of the whole object.
    v.rawCheck(({ dataset, addIssue }) => {
      if (!dataset.typed) return
      const { value: input } = dataset
      const report = (key: string, more: { message: string; input: unknown; path?: v.BaseIssue<unknown>['path'] }): void =>
        addIssue({ ...more, path: [{ type: 'object', origin: 'value', input, key, value: input[key] }, ...(more.path ?? [])] })
      const unknown = isClosed ? Object.keys(input).find((key) => !Object.hasOwn(entries, key)) : undefined
      if (unknown !== undefined) {
        const example = message.slice(message.indexOf(', such as'))
        report(unknown, { message: `one of ${Object.keys(entries).join(', ')}${example}`, input: input[unknown] })
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

// Shapes list only the fields that a function cannot work without. The function itself checks the contents, with its own error codes.

export const TEXT = v.string('a text, such as "thread"')
const TEXT_OR_NULL = v.nullable(v.string('a text or null, such as "thread"'))
const NUMBER = v.number('a number, such as 1')
const OPTIONAL_NUMBER = v.optional(NUMBER)
const BOOLEAN = v.boolean('true or false, such as true')
export const FUNCTION = v.function('a function, such as (text) => text')
const ARRAY = v.custom<unknown[]>(Array.isArray, 'an array, such as []')
const OBJECT = fields('an object, such as {}', {})
const OBJECT_OR_NULL = v.nullable(fields('an object or null, such as {}', {}))
export const COLUMNS = v.optional(fields('an object of columns, such as { text: "body" }', {}))
export const OPTIONS = v.optional(fields('an object of options, such as {}', { columns: COLUMNS }))
const TEXTS = v.array(TEXT, 'an array of texts, such as ["retreat", "shrewd pivot"]')
export const BYTES = v.instance(Uint8Array, 'bytes, such as new Uint8Array(await file.arrayBuffer())')
const MAP = v.instance(Map, 'a Map, such as new Map()')
export const OPTIONAL_MAP = v.optional(MAP)
export const OPTIONAL_TEXT = v.optional(TEXT)
/** Anything, for arguments whose contents the function checks with a code of its own. */
export const ANY = v.unknown()

export const PASTE = v.string('one pasted text (scorePosts of dealstance/scoring takes a list), such as "@ana Smart move."')
const POST = fields('a post, such as { id, threadId, parentId, author, createdAt, text, meta: { role: "root" } }', {
  id: TEXT,
  threadId: TEXT,
  text: TEXT,
  parentId: TEXT_OR_NULL,
  meta: OBJECT,
})
export const THREAD = fields('a thread, such as buildThreads(posts)[0]', {
  id: TEXT,
  posts: v.array(POST, 'an array of posts, such as parsePosts(text).posts'),
  headers: TEXTS,
})
export const THREADS = v.array(THREAD, 'an array of threads, such as buildThreads(posts)')
/** A string iterates over its characters, and a Map over pairs: neither is a list. */
const isIterable = (value: unknown): value is Iterable<unknown> =>
  typeof value === 'object' && value !== null && Symbol.iterator in value && !(value instanceof Map)
export const ITERABLE = v.custom(isIterable, 'an array or another iterable, such as buildThreads(posts)')
/** The members of an iterable; other values as they are, for a shape to refuse. */
export const listOf = <Given>(given: Given): Given => (isIterable(given) ? [...given] : given) as Given

export const SCHEME = fields('a scheme of labels, such as STANCE_SCHEME', { id: TEXT, labels: TEXTS, sides: TEXTS, neutral: TEXT_OR_NULL })
export const OPTIONAL_SCHEME = v.optional(SCHEME)

const PROBABILITIES = v.nullish(fields('an object or null, such as { retreat: 0.9, "shrewd pivot": 0.1, neither: 0 }', {}))
export const SCORED_POST = fields('a scored post, such as (await pipeline.classify(threads))[0]', {
  id: TEXT,
  threadId: TEXT,
  text: TEXT,
  status: TEXT,
  meta: OBJECT,
  probabilities: PROBABILITIES,
  stances: v.array(
    fields('a stance, such as { dealId, by, label, probabilities }', { probabilities: PROBABILITIES }),
    'an array, such as []',
  ),
})
export const SCORED_POSTS = v.array(SCORED_POST, 'an array of scored posts, such as await pipeline.classify(threads)')

const CLASSIFIER = fields('a classifier, such as unpackLinearModel(linearEn)', {
  id: TEXT,
  scheme: SCHEME,
  score: FUNCTION,
  probabilitiesOf: FUNCTION,
})
const PACKED_MODEL = fields('a packed model, such as the one that "dealstance/models/linear-en" exports', {
  header: fields('the header of a packed model, such as that of "dealstance/models/linear-en"', { id: TEXT }),
  weights: TEXT,
})
const ANY_MODEL = v.custom<object>(
  (value) => typeof value === 'object' && value !== null,
  "a classifier or a packed model, such as linearEn of 'dealstance/models/linear-en' or await loadEncoder() of 'dealstance/scoring'",
)
const MODEL = v.lazy((model): ArgumentShape => {
  if (typeof model !== 'object' || model === null) return ANY_MODEL
  return 'score' in model ? CLASSIFIER : PACKED_MODEL
})
const filledText = (message: string) => v.optional(v.pipe(v.string(message), v.regex(/\S/, message)))
const PIPELINE_FIELDS = {
  mover: filledText('the name of a company, such as "Sonos"'),
  move: filledText('what it does, such as "drops Google Cast from its speakers"'),
  name: filledText('a name of the deal, such as "sonos-cast"'),
  counterparty: v.optional(
    v.custom<string | string[]>(
      (value) => [value].flat().every((each) => typeof each === 'string'),
      'a text or an array of texts, such as "Google"',
    ),
  ),
  deals: v.optional(v.array(OBJECT, "an array of deals, such as [{ mover: 'Sonos', move: 'drops Google Cast from its speakers' }]")),
  dealIds: v.optional(TEXTS),
  minProbability: v.optional(
    v.custom<unknown>(
      (value) => (isRecord(value) ? Object.values(value) : [value]).every((each) => typeof each === 'number'),
      'a number, or one for each label, such as 0.6 or { retreat: 0.6 }',
    ),
  ),
}
export const PIPELINE_OPTIONS = fields('an object with a model, such as { model: linearEn }', { model: MODEL, ...PIPELINE_FIELDS })
export const SCORE_OPTIONS = v.optional(
  fields(
    'an object of options, such as { mover: "Sonos", move: "drops Google Cast from its speakers" }',
    {
      ...PIPELINE_FIELDS,
      model: v.optional(MODEL),
      evidence: v.optional(v.union([v.boolean(), v.picklist(['quick', 'full'])], 'true, false, "quick" or "full", such as true')),
      twoWay: v.optional(BOOLEAN),
      context: v.optional(BOOLEAN),
      assumeParents: v.optional(BOOLEAN),
      anyLanguage: v.optional(BOOLEAN),
      signal: v.optional(v.instance(AbortSignal, 'an AbortSignal, such as AbortSignal.timeout(10_000)')),
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
      (value) => value === null || ['string', 'number'].includes(typeof value) || (value instanceof Date && !Number.isNaN(value.getTime())),
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
export const MODELS_ADDRESS = filledText('a path or an address, such as "/static/models/"')

export const BREAKDOWN = fields('a breakdown, such as aggregate(posts, { scheme: STANCE_SCHEME })', {
  schema: TEXT,
  options: OBJECT,
  overall: OBJECT,
  deals: ARRAY,
})
export const COUNTING = fields('an object with a scheme, such as { scheme: STANCE_SCHEME }', {
  scheme: SCHEME,
  deals: OPTIONAL_MAP,
  options: OPTIONS,
  callerOptions: OPTIONS,
})
export const EVENTS = v.array(
  fields('an audit event, such as labelEvent(unit, label, task, null)', { kind: TEXT }),
  'an array of audit events, such as importLabels(csv, …).events',
)
export const DRAW_OPTIONS = fields('an object of options, such as { size: 100, scoredSha256, labels }', {
  scoredSha256: TEXT,
  size: NUMBER,
  seed: OPTIONAL_NUMBER,
  labels: TEXTS,
  scheme: OPTIONAL_SCHEME,
})
export const REPORT_INPUT = fields(
  'the input of a report, such as { breakdown, posts, scheme, title: null, date: null, figures: null, facts: null }',
  {
    breakdown: BREAKDOWN,
    posts: SCORED_POSTS,
    scheme: SCHEME,
    title: TEXT_OR_NULL,
    date: TEXT_OR_NULL,
    figures: OBJECT_OR_NULL,
    facts: OBJECT_OR_NULL,
  },
)
export const TABLE_OPTIONS = fields('an object of options, such as { scheme: STANCE_SCHEME, width: 80, style: PLAIN_STYLE }', {
  scheme: SCHEME,
  width: NUMBER,
  style: fields('a style, such as PLAIN_STYLE', { strong: FUNCTION, dim: FUNCTION, label: FUNCTION, caution: FUNCTION }),
})
