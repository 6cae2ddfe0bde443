import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as aggregation from '../../src/entry/aggregate.js'
import * as auditing from '../../src/entry/audit.js'
import * as evaluation from '../../src/entry/evaluate.js'
import * as core from '../../src/entry/index.js'
import * as ingest from '../../src/entry/ingest.js'
import * as llm from '../../src/entry/llm.js'
import * as node from '../../src/entry/node.js'
import * as reporting from '../../src/entry/report.js'
import * as scoring from '../../src/entry/scoring.js'
import { HASH } from '../count/audit/audit-example.js'
import { auditExample } from '../say/audited-example.js'
import { DEALS } from '../say/report-example.js'

export const ENTRIES = { core, ingest, scoring, aggregation, auditing, reporting, llm, evaluation, node }

export const FOLDER = mkdtempSync(join(tmpdir(), 'dealstance-calls-'))

/** Values that callers pass by mistake. */
export const ODD = { null: null, text: join(FOLDER, 'absent'), number: 7, object: {}, nothing: undefined } as const

/** A value that an argument takes, and the odd ones among those that it is documented to take. */
export type Argument = readonly [value: unknown, ...takes: (keyof typeof ODD)[]]

const example = auditExample()
const { posts } = example.input
const { design } = example.audit
const scheme = core.STANCE_SCHEME
/** The labels of one coder: no judgement is left undecided. */
const audit = { design, labels: example.audit.labels.filter(({ coder }) => coder === 'a') }
const breakdown = core.aggregate(posts, { scheme, deals: DEALS, options: { resampleCount: 20 }, audit: { audit, sha256: null } })
const input = { ...example.input, breakdown }
const linear = node.loadModel('linear-en')
const packed = {
  header: JSON.parse(readFileSync('models/linear-en/model.json', 'utf8')) as scoring.PackedLinearModel['header'],
  weights: readFileSync('models/linear-en/weights.bin').toString('base64'),
}
const jsonl = '{"id":"1","text":"They gave up.","label":"retreat"}\n{"id":"2","text":"Clever.","parentId":"1","label":"neither"}\n'
const read = core.parsePosts(jsonl)
const threads = core.buildThreads(read.posts)
const [thread] = threads as [core.Thread]
const features = scoring.extractTextFeatures('Great move.')
const deals = core.parseDeals(readFileSync('corpus/deals.json', 'utf8')).slice(0, 3)
const catalogue = scoring.compileDeals(deals)
const claim = core.cite(breakdown, { dealId: 'deal-a', halfWidth: 0.5 })
const disclosure = reporting.buildDisclosure(breakdown, { dealId: 'deal-a' })
const task = { coder: 'ana', isAdjudication: false, doubleCodeShare: 0 }
const event = auditing.labelEvent(design.units[0] as auditing.Audit['design']['units'][number], 'retreat', task, null)
const prediction = { id: '1', clusterId: '1', goldLabel: 'retreat', predictedLabel: 'retreat', lean: null, probabilities: null }
const gold = posts.map((post) => ({ ...post, meta: { ...post.meta, gold: post.label } }))
const training = { id: 'own', scheme, language: 'en', grouping: 'post', inverseRegularisation: 1, foldCount: 2 }
const { posts: labelledPosts } = evaluation.takeLabels(core.buildThreads(gold), { scheme, language: 'en', labelField: 'gold' })
const own = evaluation.trainOwnModel(labelledPosts, training)
const scored = evaluation.evaluateScored(gold, { scheme, labelField: 'gold', on: 'gold.jsonl' })
const table = { scheme, width: 80, style: reporting.PLAIN_STYLE }
const template = llm.parsePrompt(readFileSync('models/llm/prompt.md', 'utf8'))
const renderer = llm.createPromptRenderer(template, scheme)
const log = await node.createAuditLog(join(FOLDER, 'audit.jsonl'), design)
const show = auditing.unitViewer(posts, DEALS)
const session = node.createLabelSession({ log, task, show, now: () => new Date(0).toISOString() })
const scoredPath = join(FOLDER, 'scored.jsonl')
writeFileSync(scoredPath, posts.map(core.renderJsonl).join(''))
const llmSettings = {
  model: 'any',
  scheme,
  edit: (text: string) => text,
  needsProbabilities: false,
  url: 'http://127.0.0.1:9/v1',
  key: null,
  isRemoteAllowed: false,
  cachePath: join(FOLDER, 'answers'),
  slots: 1,
  timeoutMs: 100,
  retryCount: 0,
  maxRequests: 0,
}

const TEXT = ['a text', 'text'] as const
const options: Argument = [{}, 'object', 'nothing']
const schemeArgument: Argument = [scheme]
const postsArgument: Argument = [posts]
const counting: Argument = [{ scheme, options: { resampleCount: 20 } }]
const path = (name: string): Argument => [name, 'text']

/** A documented call of every exported function. */
export const CALLS: Readonly<Record<string, readonly Argument[]>> = {
  createPipeline: [[{ model: packed }]],
  parsePosts: [[jsonl, 'text'], options],
  parsePaste: [TEXT, options],
  parseParquet: [[new Uint8Array(12)], options],
  detectSource: [TEXT, ['posts.csv', 'text', 'nothing'], options],
  buildThreads: [[read.posts], [read.headers, 'nothing']],
  parseDeals: [['[]'], ['deals', 'text', 'nothing']],
  createScheme: [[scheme]],
  parseScheme: [[scheme], TEXT],
  parseScoredPost: [[posts[0]], TEXT, [scheme, 'nothing']],
  aggregate: [postsArgument, counting],
  drawAudit: [postsArgument, [{ size: 10, seed: 1, scoredSha256: HASH, labels: scheme.labels }]],
  labelsInForce: [[[event]]],
  cite: [[breakdown], [{ dealId: 'deal-a', halfWidth: 0.5 }, 'object', 'nothing']],
  renderPostTable: [postsArgument, [table]],
  renderBreakdownTable: [[breakdown], [table]],
  renderJsonl: [[posts[0]]],
  renderJson: [[breakdown]],
  renderReportPage: [[input], [() => HASH]],

  parseCsv: [['id,text\n1,hello\n', 'text'], options],
  parseJson: [['[{"id":"1","text":"hello"}]'], options],
  parseJsonl: [[jsonl], options],
  isParquet: [[new Uint8Array(4)]],
  decode: [[new Uint8Array([65])], options],
  parsePost: [[{ id: '1', text: 'hello' }], [{ lineNumber: 1 }]],
  joinCaptures: [[[read]]],
  formatIngestSummary: [[read.summary]],
  placePosts: [[thread]],
  emptyLedger: [TEXT],
  uncapturedCount: [[ingest.emptyLedger('reddit')]],

  tokenise: [TEXT],
  extractFeatures: [[thread], [scoring.tokenise, 'nothing']],
  extractTextFeatures: [TEXT, ['a parent', 'text', 'null', 'nothing'], ['id', 'text', 'nothing'], [scoring.tokenise, 'nothing']],
  compileDeals: [[deals]],
  linkDeals: [[thread], [scoring.extractFeatures(thread)], [catalogue], options],
  targetOf: [[catalogue], [deals[0]?.id]],
  unpackLinearModel: [[packed]],
  createMajorityClassifier: [schemeArgument, [[0.5, 0.3, 0.2]]],
  createSentimentClassifier: [schemeArgument],
  judge: [[linear], [Float64Array.of(1, 2, 3)], [{ minProbability: 0, twoWay: false }]],
  leanOf: [[[1, 2, 3]], schemeArgument],
  scoreSentiment: [[features]],
  scoreText: [TEXT, options],
  scorePosts: [[['They gave up.', { text: 'Exactly.', parentId: 'p1' }]], options],
  loadEncoder: [['models', 'text', 'nothing']],

  openCounter: [counting],

  planAudit: [postsArgument, [{ labels: scheme.labels, halfWidth: 0.1, confidenceLevel: 0.95, audit: null }]],
  listUnits: [postsArgument],
  labelEvent: [[design.units[0]], ['retreat', 'text', 'null'], [task], ['2026-01-01T00:00:00.000Z', 'text', 'null']],
  undoEvent: [[task], ['2026-01-01T00:00:00.000Z', 'text', 'null']],
  unitViewer: [postsArgument, [DEALS]],
  exportLabels: [[audit], [{ coder: 'ana', show }]],
  importLabels: [['postId,coder,label\n', 'text'], [{ design, posts, labels: [], coder: 'ana', file: 'labels.csv' }]],
  settleLabels: [[audit]],

  renderClaimText: [[claim]],
  renderClaimMarkdown: [[claim], ['note', 'text', 'nothing']],
  renderClaimJson: [[claim]],
  buildDisclosure: [[breakdown], [{ dealId: 'deal-a' }, 'object', 'nothing']],
  renderDisclosure: [[disclosure]],
  renderDisclosureJson: [[disclosure]],
  parseFacts: [[{}, 'object'], TEXT],
  parseModelFigures: [[readFileSync('models/linear-en/figures.json', 'utf8')], TEXT],
  renderReportCharts: [[input]],
  renderBreakdownCsv: [[breakdown], schemeArgument],
  renderPostsCsv: [[posts], schemeArgument],
  createPostParquet: [],
  createScoredParquet: [schemeArgument],
  renderConvokit: [[read.posts]],

  createLlmClassifier: [[{ id: 'any', scheme, renderer, port: { ask: async () => [] } }]],
  parsePrompt: [[readFileSync('models/llm/prompt.md', 'utf8')]],
  createPromptRenderer: [[template], schemeArgument, [(text: string) => text, 'nothing']],

  measure: [[[prediction]], schemeArgument, [1, 'number', 'nothing']],
  evaluateScored: [[gold], [{ scheme, labelField: 'gold', on: 'gold.jsonl' }]],
  renderEvaluation: [[scored.evaluation], schemeArgument],
  takeLabels: [[threads], [{ scheme, language: 'en', labelField: 'label' }]],
  groupPosts: [[labelledPosts], ['thread', 'text'], schemeArgument],
  trainOwnModel: [[labelledPosts], [training], [() => {}, 'nothing']],

  loadModel: [path('linear-en'), options],
  listModels: [['models', 'text', 'nothing']],
  readInput: [path('package.json'), options],
  readDeals: [path('corpus/deals.json'), options],
  readScheme: [path('models/linear-en')],
  readScoredPosts: [path(scoredPath), options],
  readAuditPosts: [[[scoredPath]], options],
  readAudit: [path(join(FOLDER, 'audit.jsonl'))],
  createAuditLog: [path(join(FOLDER, 'other.jsonl')), [design], [[], 'nothing']],
  openAuditLog: [path(join(FOLDER, 'audit.jsonl'))],
  createLabelSession: [[{ log, task, show, now: () => '' }]],
  serveLabelPage: [[session], options],
  openLlm: [[llmSettings]],
  readPseudonymKey: [path(join(FOLDER, 'key')), [{ outputs: [], isNew: false }]],
  createPseudonymiser: [[new Uint8Array(32)]],
  createScorerPool: [[{ threads: 1 }]],
  writeOwnModel: [path(join(FOLDER, 'own')), [own], [{ command: 'train', files: [], runtime: 'ICU' }]],
  renderPng: [['<svg xmlns="http://www.w3.org/2000/svg" width="1" height="1"/>'], options],
}

/** Error codes of examples that need another file or program. */
export const REFUSED: Readonly<Record<string, string>> = {
  parseParquet: 'INGEST_PARQUET_BROKEN',
  openAuditLog: 'AUDIT_LOCKED',
  readPseudonymKey: 'INPUT_MISSING',
}

/** Releases the resources of the examples. */
export const closeExamples = (): Promise<void> => log.close()
