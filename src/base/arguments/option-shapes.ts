import { closed, each, either, list, nullable, optional, record, shape } from './shape.js'
import {
  ARRAY,
  AUDIT,
  BOOLEAN,
  CLASSIFIER,
  DEALS,
  DESIGN,
  EVENTS,
  FUNCTION,
  LABEL_TASK,
  MAP,
  NUMBER,
  OBJECT,
  PACKED_MODEL,
  POST,
  SCHEME,
  SCORED_POSTS,
  TEXT,
  TEXTS,
} from './shapes.js'

// Shapes of arguments that a single function takes.

const MODEL = either(
  'a classifier or a packed model',
  "linearEn of 'dealstance/models/linear-en' or await loadEncoder() of 'dealstance/scoring'",
  (model) => ('score' in model ? CLASSIFIER : PACKED_MODEL),
)
const PIPELINE_FIELDS = {
  ...each(optional(TEXT), 'mover move name'),
  counterparty: optional(
    shape('a text or an array of texts', '"Google"', (value) => [value].flat().every((each) => typeof each === 'string')),
  ),
  deals: optional(list('an array of deals', "[{ mover: 'Sonos', move: 'drops Google Cast from its speakers' }]", OBJECT)),
  dealIds: optional(TEXTS),
  minProbability: optional(NUMBER),
}
export const PIPELINE_OPTIONS = record('an object with a model', '{ model: linearEn }', { model: MODEL, ...PIPELINE_FIELDS })

const SCORE_EXAMPLE = '{ mover: "Sonos", move: "drops Google Cast from its speakers" }'
export const SCORE_OPTIONS = optional(
  closed('an object of options', SCORE_EXAMPLE, {
    ...PIPELINE_FIELDS,
    model: optional(MODEL),
    evidence: optional(shape('true, false, "quick" or "full"', 'true', (value) => [true, false, 'quick', 'full'].includes(value as never))),
    ...each(optional(BOOLEAN), 'twoWay context assumeParents anyLanguage'),
  }),
)
export const POST_TEXT = shape('a text', '"They gave up."', (value) => typeof value === 'string')
const POST_INPUT = record('a post', '{ text: "They gave up." }', {
  text: POST_TEXT,
  ...each(
    optional(nullable(shape('a text or a whole number', '"p1"', (id) => typeof id === 'string' || Number.isSafeInteger(id)))),
    'id parentId threadId',
  ),
  author: optional(nullable(TEXT)),
})
export const POST_INPUTS = list('an array of texts or posts', '["They gave up.", { text: "Exactly.", parentId: "p1" }]', {
  expected: 'a text or a post',
  example: '"They gave up." or { text: "They gave up." }',
  findMisfit(value) {
    if (typeof value === 'object' && value !== null) return POST_INPUT.findMisfit(value)
    return typeof value === 'string' ? null : { path: '', expected: this.expected, example: this.example, got: value }
  },
})
export const MODELS_ADDRESS = optional(
  shape('a path or an address', '"/static/models/"', (value) => typeof value === 'string' && value !== ''),
)
export const CARRIED_POSTS = list(
  'an array of posts with what they carry',
  '[{ post, context: null }]',
  record('a post with what it carries', '{ post, context: null }', { post: POST, context: nullable(OBJECT) }),
)

export const CONVOKIT_FILES = record('the files of a corpus', '{ utterances, speakers: null, conversations: null }', {
  utterances: TEXT,
  ...each(nullable(TEXT), 'speakers conversations'),
})
export const POST_OPTIONS = record('an object with the number of the line', '{ lineNumber: 1 }', { lineNumber: NUMBER })
export const INGEST_RESULTS = list(
  'an array of ingest results',
  '[parsePosts(text)]',
  record('an ingest result', 'parsePosts(text)', { posts: ARRAY, headers: MAP, summary: OBJECT }),
)
export const LEDGER = record('a capture ledger', "emptyLedger('hacker-news')", {
  ...each(NUMBER, 'capturedCount notOpenedCount deletedCount blockedCount notFoundCount'),
})
export const JUDGE_OPTIONS = record('an object of options', '{ minProbability: 0, twoWay: false }', {
  minProbability: NUMBER,
  twoWay: BOOLEAN,
})
export const PROMPT = record('a prompt template', "parsePrompt(text, 'prompt.md')", { id: TEXT, version: TEXT, sections: MAP })
export const LLM_OPTIONS = record('an object of options', '{ id, scheme, renderer, port, givesProbabilities: false }', {
  id: TEXT,
  scheme: SCHEME,
  renderer: record('a prompt renderer', 'createPromptRenderer(template, scheme)', { render: FUNCTION, isTruncated: FUNCTION }),
  port: record('a connection to a model', '{ ask: (questions) => … }', { ask: FUNCTION }),
  givesProbabilities: BOOLEAN,
})
export const DRAW_OPTIONS = record('an object of options', "{ method: 'uniform', size: 100, scoredSha256, labels }", {
  ...each(TEXT, 'method scoredSha256'),
  size: NUMBER,
  seed: optional(NUMBER),
  labels: TEXTS,
  scheme: optional(SCHEME),
  strata: optional(MAP),
})
export const PLAN_OPTIONS = record('an object of options', '{ labels, halfWidth: 0.1, confidenceLevel: 0.95, audit: null }', {
  labels: TEXTS,
  ...each(NUMBER, 'halfWidth confidenceLevel'),
  audit: nullable(AUDIT),
})
export const SUGGEST_OPTIONS = record('an object of options', '{ size: 20, scoredSha256 }', {
  size: NUMBER,
  seed: optional(NUMBER),
  scoredSha256: TEXT,
  scheme: optional(SCHEME),
  apartFrom: optional(ARRAY),
})
export const EXPORT_OPTIONS = record('an object with a coder', "{ coder: 'ana', show: unitViewer(posts, deals) }", {
  coder: TEXT,
  show: FUNCTION,
})
export const IMPORT_OPTIONS = record('an object of options', "{ design, posts, labels: [], coder: 'ana', file: 'labels.csv' }", {
  design: DESIGN,
  posts: SCORED_POSTS,
  labels: ARRAY,
  ...each(TEXT, 'coder file'),
})
export const PREDICTIONS = list(
  'an array of predictions',
  '[{ id, clusterId, goldLabel, predictedLabel, lean: null, probabilities: null }]',
  record('a prediction', '{ id, clusterId, goldLabel, predictedLabel, lean: null, probabilities: null }', {
    ...each(TEXT, 'id clusterId goldLabel'),
    predictedLabel: nullable(TEXT),
  }),
)
export const GOLD_OPTIONS = record('an object of options', "{ scheme: STANCE_SCHEME, labelField: 'label', on: 'gold.jsonl' }", {
  scheme: SCHEME,
  ...each(TEXT, 'labelField on'),
})
export const EVALUATION = record('an evaluation', 'evaluateScored(posts, …).evaluation', { on: TEXT, models: ARRAY })
export const LABELLED_POSTS = list(
  'an array of labelled posts',
  'takeLabels(threads, …).posts',
  record('a labelled post', 'takeLabels(threads, …).posts[0]', { post: POST }),
)
export const LABEL_OPTIONS = record('an object of options', "{ scheme: STANCE_SCHEME, language: 'en', labelField: 'label' }", {
  scheme: SCHEME,
  ...each(TEXT, 'language labelField'),
})
export const SCORED_LABEL_OPTIONS = record(
  'an object of options',
  "{ scheme: STANCE_SCHEME, language: 'en', audit: null, isByHandAlone: false }",
  { scheme: SCHEME, language: TEXT, audit: nullable(AUDIT), isByHandAlone: BOOLEAN },
)
export const TRAINING = record('an object of settings', "{ id: 'mine', scheme: STANCE_SCHEME, language: 'en' }", {
  ...each(TEXT, 'id language'),
  scheme: SCHEME,
})
export const REPORT_EVIDENCE = record('the evidence of a report', 'await readEvidence(report, path, [])', {
  files: ARRAY,
  posts: SCORED_POSTS,
  audit: nullable(OBJECT),
})
export const SESSION_OPTIONS = record('an object of options', '{ log, task, show, now: () => new Date().toISOString() }', {
  log: record('an open audit log', 'await openAuditLog(path)', { design: DESIGN, events: EVENTS, append: FUNCTION }),
  task: LABEL_TASK,
  ...each(FUNCTION, 'show now'),
})
export const LABEL_SESSION = record('a label session', 'createLabelSession({ log, task, show, now })', { state: FUNCTION })
export const LLM_SETTINGS = record('the settings of a run', "{ model: 'qwen3:4b', url: 'http://localhost:11434/v1', … }", {
  ...each(TEXT, 'model url cachePath'),
  promptPath: nullable(TEXT),
  scheme: SCHEME,
  edit: FUNCTION,
  limits: OBJECT,
})
export const QUERY_OPTIONS = record('an object of options', '{ deals: await readDeals(path) }', { deals: DEALS, scheme: optional(SCHEME) })
export const FORGET_OPTIONS = record('an object of options', "{ authors: ['ana'], postIds: [], pseudonymOf: null, isApplied: false }", {
  ...each(TEXTS, 'authors postIds'),
  pseudonymOf: nullable(FUNCTION),
  isApplied: BOOLEAN,
})
export const KEY_OPTIONS = record('an object of options', '{ outputs: [], isNew: false }', { outputs: TEXTS, isNew: BOOLEAN })
export const OWN_MODEL = record('a trained model', 'trainOwnModel(posts, …)', { model: OBJECT, evaluation: OBJECT, predictions: ARRAY })
export const CARD_FACTS = record('the facts of the model card', '{ command, files: [], labelSource: null, runtime }', {
  ...each(TEXT, 'command runtime'),
  files: ARRAY,
})
