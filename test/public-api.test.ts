import { existsSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import * as dealstance from '../src/index.js'
import * as node from '../src/node.js'
import * as scoring from '../src/scoring.js'

/** A new name is a decision: add it here, on purpose. */
describe('public API', () => {
  it('of dealstance', () => {
    expect(Object.keys(dealstance).sort()).toEqual([
      'ANSI_STYLE',
      'BREAKDOWN_SCHEMA',
      'CLAIM_SCHEMA',
      'CLUSTER_AUTHOR',
      'CLUSTER_AUTHOR_THREAD',
      'CLUSTER_BOOTSTRAP',
      'DEFAULT_AGGREGATE_OPTIONS',
      'DEFAULT_HALF_WIDTH',
      'DESIGN_WEIGHTED',
      'DIFFERENCE',
      'DISCLOSURE_SCHEMA',
      'LinearClassifier',
      'MIN_CAPTURED_SHARE',
      'PLAIN_STYLE',
      'POST_FIELDS',
      'POWER_TUNED',
      'PipelineError',
      'RELATIONS',
      'SOURCES',
      'STANCE_SCHEME',
      'WILSON_AUTHORS',
      'aggregate',
      'buildDisclosure',
      'buildThreads',
      'byLabel',
      'cite',
      'compileDeals',
      'createMajorityClassifier',
      'createPipeline',
      'createPostParquet',
      'createScheme',
      'createScoredParquet',
      'createSentimentClassifier',
      'decode',
      'detectSource',
      'drawAudit',
      'editDistance',
      'exportLabels',
      'extractFeatures',
      'extractTextFeatures',
      'formatIngestSummary',
      'importLabels',
      'isParquet',
      'judge',
      'labelEvent',
      'labelKeys',
      'labelsInForce',
      'leanOf',
      'linkDeals',
      'listUnits',
      'measure',
      'parseBreakdown',
      'parseConvokitFiles',
      'parseCsv',
      'parseDeals',
      'parseFacts',
      'parseJson',
      'parseJsonl',
      'parseParquet',
      'parsePaste',
      'parsePost',
      'parsePosts',
      'parseRelationTable',
      'parseScoredPost',
      'placePosts',
      'planAudit',
      'progressOf',
      'renderBreakdownCsv',
      'renderBreakdownTable',
      'renderClaimJson',
      'renderClaimMarkdown',
      'renderClaimText',
      'renderContextFigures',
      'renderConvokit',
      'renderDisclosure',
      'renderDisclosureJson',
      'renderEvaluation',
      'renderEvaluationCharts',
      'renderEvidenceCheck',
      'renderExplanation',
      'renderJson',
      'renderJsonl',
      'renderPostCsv',
      'renderPostTable',
      'renderPostsCsvHeader',
      'renderUnscoredCsv',
      'renderUnscoredCsvHeader',
      'roundForPrint',
      'scoreSentiment',
      'settleLabels',
      'targetOf',
      'tokenise',
      'undoEvent',
      'unitKeyOf',
      'unitViewer',
      'unpackLinearModel',
      'wilsonInterval',
      'wrapLine',
    ])
  })

  it('of dealstance/scoring', () => {
    expect(Object.keys(scoring).sort()).toEqual([
      'LinearClassifier',
      'PipelineError',
      'RELATIONS',
      'STANCE_SCHEME',
      'buildThreads',
      'createMajorityClassifier',
      'createScheme',
      'createSentimentClassifier',
      'extractFeatures',
      'extractTextFeatures',
      'judge',
      'leanOf',
      'parseRelationTable',
      'scoreSentiment',
      'tokenise',
      'unpackLinearModel',
    ])
  })

  it('of dealstance/node', () => {
    expect(Object.keys(node).sort()).toEqual([
      'DEFAULT_MODEL',
      'PACKAGE_ROOT',
      'checkAuditMatches',
      'checkCorpus',
      'createAuditLog',
      'createBayesClassifier',
      'createLabelSession',
      'evaluateContext',
      'evaluateCorpus',
      'evaluateEvidence',
      'evaluateGold',
      'evaluateTweetEvalFolder',
      'hasHeldOutWeights',
      'listModels',
      'loadModel',
      'openAuditLog',
      'readAudit',
      'readAuditPosts',
      'readBytes',
      'readConvokit',
      'readCorpus',
      'readCorpusFiles',
      'readDeals',
      'readInput',
      'renderCorpusTables',
      'searchLinear',
      'serveLabelPage',
      'sha256Of',
      'trainBayes',
      'trainBayesControl',
      'trainLinear',
      'trainRelationModel',
      'writeMajority',
    ])
  })

  it('has a file behind every entry of the exports map, or a build that makes it', () => {
    const { exports } = JSON.parse(readFileSync('package.json', 'utf8')) as { exports: Record<string, string | { default: string }> }
    const built = Object.values(exports)
      .map((entry) => (typeof entry === 'string' ? entry : entry.default))
      .filter((path) => path.startsWith('./dist/'))
    expect(built).toEqual(['./dist/src/index.js', './dist/src/scoring.js', './dist/src/node.js', './dist/models/linear-en.js'])
    const sources = built
      .filter((path) => path.startsWith('./dist/src/'))
      .map((path) => path.replace('./dist/', '').replace(/\.js$/, '.ts'))
    for (const source of sources) expect(existsSync(source), source).toBe(true)
    expect(readFileSync('scripts/pack-model.ts', 'utf8')).toContain('dist/models/')
  })
})
