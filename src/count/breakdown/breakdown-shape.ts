import * as v from 'valibot'
import { BOOLEAN, COUNT, listOf, numberBetween, OBJECT, objectOf, oneOf, recordOf, SHA256, SHARE, TEXT } from '../../base/json-shape.js'
import { CAPTURE_COUNTS } from '../../base/thread/capture-ledger.js'
import { NODE_KINDS } from '../../base/thread/node-kind.js'
import { CODER_KINDS } from '../audit/audit.js'
import { isCoderName } from '../audit/coders.js'
import { BREAKDOWN_SCHEMA } from './breakdown.js'
import { DRAW_RECORDS } from './breakdown-origin.js'

const rangeFrom = (least: number) =>
  v.pipe(
    objectOf({ low: numberBetween(least, 1), high: numberBetween(least, 1) }),
    v.check(({ low, high }) => low <= high, 'a low and a high that is no lower'),
  )
const RANGES = recordOf(rangeFrom(0))
const LEVEL = numberBetween(0.5, 0.9999)
const INTERVAL = objectOf({
  ...{ estimand: oneOf('captured', 'population'), method: TEXT, label: TEXT, confidenceLevel: LEVEL, low: SHARE, high: SHARE },
  ...{ share: v.optional(SHARE), standardError: v.optional(numberBetween(0, Number.MAX_VALUE)) },
})
const GROUP = {
  ...{ postCount: COUNT, rootCount: COUNT, authorCount: COUNT, unknownAuthorCount: COUNT, unsureCount: COUNT, unscoredCount: COUNT },
  ...{ cautions: listOf(TEXT), phrases: OBJECT, sentiment: objectOf({ byLabel: OBJECT }), intervals: listOf(INTERVAL) },
}

const AGREEMENT_TEST = v.pipe(
  objectOf({ judgedCount: COUNT, equalCount: COUNT, carefulShare: SHARE, chance: SHARE }),
  v.check(({ equalCount, judgedCount }) => equalCount <= judgedCount, 'an equalCount of at most its judgedCount'),
)
const ORIGIN = objectOf({
  labelsBy: objectOf({ person: COUNT, model: COUNT, unknown: COUNT }),
  drawnModel: v.nullable(TEXT),
  isSeedChosen: BOOLEAN,
  ...{ lookCount: COUNT, changedCount: COUNT, forgottenCount: COUNT },
  draw: oneOf(...DRAW_RECORDS),
  setAside: recordOf(COUNT, oneOf(...NODE_KINDS)),
  balance: v.nullable(objectOf({ label: v.nullable(TEXT), z: v.number('a number') })),
  modelAgreement: v.nullable(objectOf({ all: AGREEMENT_TEST, leastSure: v.nullable(AGREEMENT_TEST) })),
})
const AUDIT_COUNTS = { drawnCount: COUNT, labelledCount: COUNT, skippedCount: COUNT, undecidedCount: COUNT }
/** What is optional is absent in breakdowns of older versions. */
const GROUP_AUDIT = {
  ...AUDIT_COUNTS,
  reachedCount: v.optional(COUNT),
  missingBounds: v.nullish(RANGES),
  confusion: v.optional(recordOf(recordOf(COUNT))),
  coders: v.optional(listOf(TEXT)),
  modelAgreement: v.optional(objectOf({ judgedCount: COUNT, equalCount: COUNT })),
  labelErrors: v.optional(listOf(objectOf({ wrongShare: SHARE, wrongCount: COUNT, ranges: RANGES }))),
  largeAccounts: v.optional(listOf(objectOf({ postCount: COUNT, changes: v.nullable(recordOf(numberBetween(-1, 1))) }))),
  ...{ populationCount: COUNT, isCensus: BOOLEAN, errorCount: COUNT, unansweredCount: COUNT },
  labelCounts: recordOf(COUNT),
  countingUnits: listOf(objectOf({ unitCount: COUNT })),
  ...{ shares: v.nullable(recordOf(SHARE)), lambda: v.nullable(recordOf(SHARE)) },
}
const AUDIT = objectOf({
  ...{ sha256: v.nullable(SHA256), scoredSha256: SHA256, headlineMethod: TEXT, size: COUNT, seed: COUNT },
  ...{ method: oneOf('uniform', 'stratified'), proxy: oneOf('probability', 'label'), counts: objectOf(AUDIT_COUNTS) },
  learnt: v.optional(
    objectOf({ baseModel: TEXT, labelCount: COUNT, deals: listOf(v.unknown()), isRandom: BOOLEAN, isLearntHere: BOOLEAN }),
  ),
  coders: listOf(
    objectOf({
      coder: v.pipe(TEXT, v.check(isCoderName, 'the name of a coder')),
      kind: v.optional(oneOf(...CODER_KINDS)),
      labelledCount: COUNT,
    }),
  ),
  origin: v.optional(ORIGIN),
  agreement: objectOf({
    ...{ doubleCodedCount: COUNT, alpha: v.nullable(numberBetween(-1, 1)), alphaInterval: v.nullable(rangeFrom(-1)) },
    ...{ agreementShare: v.nullable(SHARE), kappa: v.nullable(numberBetween(-1, 1)), reasons: listOf(TEXT) },
  }),
  deals: listOf(objectOf({ dealId: TEXT, ...GROUP_AUDIT })),
  overall: v.nullable(objectOf(GROUP_AUDIT)),
})

/** The fields of a breakdown that citations and disclosures use. */
export const BREAKDOWN = objectOf({
  schema: v.literal(BREAKDOWN_SCHEMA, `"${BREAKDOWN_SCHEMA}"`),
  model: v.nullable(TEXT),
  options: objectOf({ count: oneOf('posts', 'replies'), confidenceLevel: LEVEL }),
  deals: listOf(objectOf({ dealId: TEXT, mover: v.nullable(TEXT), move: v.nullable(TEXT), ...GROUP })),
  overall: objectOf(GROUP),
  unlinkedPostCount: COUNT,
  capture: v.nullable(OBJECT),
  evidence: v.optional(listOf(OBJECT)),
  audit: v.nullable(AUDIT),
})

const BOUND = v.intersect([objectOf({ label: TEXT }), rangeFrom(0)])
/** A breakdown whose capture is one of ledgers; a capture of another program may have only counts. */
export const FULL_CAPTURE = objectOf({
  capture: objectOf({
    ...{ source: TEXT, reportedCount: v.nullable(COUNT), uncapturedCount: COUNT, unknownThreadCount: COUNT },
    ...Object.fromEntries(CAPTURE_COUNTS.map((name) => [name, COUNT])),
    groups: listOf(objectOf({ dealId: v.nullable(TEXT), uncapturedCount: COUNT, capturedCount: COUNT, bounds: listOf(BOUND) })),
  }),
})
