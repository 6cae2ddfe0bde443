import { each, list, nullable, optional, record, shape } from './shape.js'

// Shapes list only the fields that a function cannot work without. The function itself checks the contents, with its own error codes.

/** What `run` reads. */
export const PASTE = shape(
  'one pasted text (scorePosts of dealstance/scoring takes a list)',
  '"@ana Smart move."',
  (value) => typeof value === 'string',
)
export const TEXT = shape('a text', '"thread"', (value) => typeof value === 'string')
export const NUMBER = shape('a number', '1', (value) => typeof value === 'number')
export const BOOLEAN = shape('true or false', 'true', (value) => typeof value === 'boolean')
export const FUNCTION = shape('a function', '(text) => text', (value) => typeof value === 'function')
export const BYTES = shape('bytes', 'new Uint8Array(await file.arrayBuffer())', (value) => value instanceof Uint8Array)
export const ARRAY = shape('an array', '[]', Array.isArray)
export const MAP = shape('a Map', 'new Map()', (value) => value instanceof Map)
export const OBJECT = record('an object', '{}', {})
export const OPTIONS = optional(record('an object of options', '{}', {}))
export const TEXTS = list('an array of texts', '["retreat", "shrewd pivot"]', TEXT)
export const SCORES = shape(
  'scores, one per label',
  'Float64Array.of(0.5, 1, 0)',
  (value) => Array.isArray(value) || (ArrayBuffer.isView(value) && !(value instanceof DataView)),
)

export const POST = record('a post', '{ id, threadId, parentId, author, createdAt, text, meta: { role: "root" } }', {
  ...each(TEXT, 'id threadId text'),
  parentId: nullable(TEXT),
  meta: OBJECT,
})
export const POSTS = list('an array of posts', 'parsePosts(text).posts', POST)
export const THREAD = record('a thread', 'buildThreads(posts)[0]', { id: TEXT, posts: POSTS, headers: TEXTS })
export const THREADS = list('an array of threads', 'buildThreads(posts)', THREAD)
/** Any iterable but a string: the characters of a string are not threads. */
export const ITERABLE = shape(
  'an array or another iterable',
  'buildThreads(posts)',
  (value) => typeof value === 'object' && value !== null && Symbol.iterator in value,
)

export const SCHEME = record('a scheme of labels', 'STANCE_SCHEME', { id: TEXT, labels: TEXTS, sides: TEXTS, neutral: nullable(TEXT) })

export const DEAL = record('a deal', "one of parseDeals('[…]')", {
  ...each(TEXT, 'id mover move'),
  ...each(TEXTS, 'counterparties parties aliases'),
  date: nullable(TEXT),
})
export const DEALS = list('an array of deals', "parseDeals('[…]')", DEAL)
export const DEAL_CATALOGUE = record('a catalogue of deals', 'compileDeals(deals)', { deals: ARRAY, indexById: MAP })

export const SCORED_POST = record('a scored post', '(await pipeline.classify(threads))[0]', {
  ...each(TEXT, 'id threadId text status'),
  meta: OBJECT,
  stances: ARRAY,
})
export const SCORED_POSTS = list('an array of scored posts', 'await pipeline.classify(threads)', SCORED_POST)
export const FEATURES = record('the features of a post', 'extractTextFeatures("Great move.")', {
  tokens: ARRAY,
  addresseeTokenCount: NUMBER,
})
export const CLASSIFIER = record('a classifier', 'unpackLinearModel(linearEn)', {
  id: TEXT,
  scheme: SCHEME,
  ...each(FUNCTION, 'score probabilitiesOf'),
})
export const PACKED_MODEL = record('a packed model', 'the one that "dealstance/models/linear-en" exports', {
  header: record('the header of a packed model', 'that of "dealstance/models/linear-en"', { id: TEXT }),
  weights: TEXT,
})

export const BREAKDOWN = record('a breakdown', 'aggregate(posts, { scheme: STANCE_SCHEME })', {
  schema: TEXT,
  ...each(OBJECT, 'options overall'),
  deals: ARRAY,
})
export const COUNTING = record('an object with a scheme', '{ scheme: STANCE_SCHEME }', {
  scheme: SCHEME,
  deals: optional(MAP),
  ...each(OPTIONS, 'options callerOptions'),
})

export const UNIT = record('a unit of an audit', 'design.units[0]', { threadId: TEXT, postId: TEXT, dealId: nullable(TEXT) })
export const DESIGN = record('the design of an audit', 'drawAudit(posts, …)', { method: TEXT, labels: TEXTS, strata: ARRAY, units: ARRAY })
export const AUDIT = record('an audit', '{ design, labels: labelsInForce(events) }', { design: DESIGN, labels: ARRAY })
export const EVENTS = list(
  'an array of audit events',
  'importLabels(csv, …).events',
  record('an audit event', 'labelEvent(unit, label, task, null)', { kind: TEXT }),
)
export const LABEL_TASK = record('a labelling task', '{ coder: "ana", doubleCodeShare: 0.2, isAdjudication: false }', {
  coder: TEXT,
  isAdjudication: BOOLEAN,
})

export const CLAIM = record('a claim', 'cite(breakdown)', { sentence: TEXT, footnote: TEXT, cautions: TEXTS })
export const CHANGE = record('a change report', 'decomposeChange(from, to, { scheme: STANCE_SCHEME })', {
  ...each(OBJECT, 'from to'),
  groups: ARRAY,
})
export const GROUP_CHANGE = record('a group of a change report', 'change.groups[0]', { counted: ARRAY, headline: ARRAY })
export const RUN = record('a run', '{ posts, audit: null }', { posts: SCORED_POSTS, audit: nullable(AUDIT) })
export const DISCLOSURE = record('a disclosure', 'buildDisclosure(breakdown)', { standard: TEXT, items: ARRAY })
export const REPORT = record('a report', 'parseReport(text, "breakdown.json")', {
  name: TEXT,
  ...each(OBJECT, 'kind document'),
  evidence: ARRAY,
})
export const VERIFICATION = record('a verification', 'verifyReport(report, evidence, null)', {
  ...each(TEXT, 'report kind'),
  ...each(ARRAY, 'evidence differences'),
})
export const REPORT_INPUT = record(
  'what a report is made from',
  '{ breakdown, posts, scheme, title: null, date: null, figures: null, facts: null }',
  {
    breakdown: BREAKDOWN,
    posts: SCORED_POSTS,
    scheme: SCHEME,
    ...each(nullable(TEXT), 'title date'),
    ...each(nullable(OBJECT), 'figures facts'),
  },
)
export const STYLE = record('a style', 'PLAIN_STYLE', { strong: FUNCTION, dim: FUNCTION, label: FUNCTION, caution: FUNCTION })
export const TABLE_OPTIONS = record('an object of options', '{ scheme: STANCE_SCHEME, width: 80, style: PLAIN_STYLE }', {
  scheme: SCHEME,
  width: NUMBER,
  style: STYLE,
})
export const INGEST_SUMMARY = record('the summary of a reading', 'parsePosts(text).summary', {
  source: TEXT,
  postCount: NUMBER,
  ...each(ARRAY, 'skips ambiguities'),
  notes: TEXTS,
})
