/**
 * What needs a disk or Node: reading inputs, models, deals and the corpus; the Bayes control.
 *
 * @module dealstance/node
 */
export { type CorpusCheck, checkCorpus } from '../scripts/corpus/check-corpus.js'
export { renderCorpusTables } from '../scripts/corpus/check-table.js'
export type { Corpus, CorpusFiles, CorpusFinding, CorpusPost } from '../scripts/corpus/corpus.js'
export { readCorpus, readCorpusFiles } from '../scripts/corpus/read-corpus.js'
export { searchLinear } from '../scripts/train/search-linear.js'
export { trainBayesControl, trainLinear, type WeightsKind, writeMajority } from '../scripts/train/train-models.js'
export { trainRelationModel } from '../scripts/train/train-relation-model.js'
export {
  type Grouping,
  groupPosts,
  type LabelledPost,
  type LabelledPosts,
  type LabelOptions,
  takeLabels,
} from './evaluate/labelled/labelled-post.js'
export { type ScoredLabelOptions, type ScoredLabels, takeScoredLabels } from './evaluate/labelled/take-scored-labels.js'
export { type OwnModel, type OwnTraining, ownSettings, trainOwnModel } from './evaluate/labelled/train-own-model.js'
export { evaluateScored, type ScoredEvaluation } from './evaluate/measure/evaluate-scored.js'
export type { Evaluation } from './evaluate/render/render-evaluation.js'
export { type CardFacts, renderModelCard } from './evaluate/render/render-model-card.js'
export { type AuditLog, createAuditLog, openAuditLog } from './node/audit/audit-log.js'
export { type AuditServer, type AuditServerOptions, serveLabelPage } from './node/audit/audit-server.js'
export { createLabelSession, type LabelSession, type LabelSessionOptions, type SessionState } from './node/audit/audit-session.js'
export { type AuditFile, readAudit } from './node/audit/read-audit.js'
export type { ParcelInput } from './node/batch/batch-plan.js'
export { findStreamForm, openLineFile, type StreamForm } from './node/batch/open-line-file.js'
export { type ParcelPlan, planParcels } from './node/batch/plan-batches.js'
export type { LineFile } from './node/batch/scan-lines.js'
export { readThreads, type ThreadBatch } from './node/bulk/read-threads.js'
export { type ParcelResult, type ResumePoint, scoreParcels } from './node/bulk/score-parcels.js'
export type { Scorer } from './node/bulk/scorer.js'
export { spareMemory } from './node/bulk/spare-memory.js'
export { evaluateContext, evaluateCorpus, evaluateEvidence, evaluateGold, evaluateTweetEvalFolder } from './node/evaluate-models.js'
export { cleanUpOnStop } from './node/file/clean-up.js'
export { PACKAGE_ROOT } from './node/file/package-root.js'
export { type ReadInputOptions, readBytes, readInput } from './node/file/read-input.js'
export { type InputSource, openSource, readWhole } from './node/file/read-source.js'
export { readVersion } from './node/file/read-version.js'
export { SAMPLE_BYTE_COUNT, sampleLines } from './node/file/sample-lines.js'
export { sha256Of } from './node/file/sha256.js'
export { type WatchOptions, watchFiles } from './node/file/watch-files.js'
export { checkAnswers } from './node/llm/check-answers.js'
export { costOf, estimateTokens, type TokenCounts, type TokenPrice } from './node/llm/llm-budget.js'
export type { LlmModelSettings, LlmRunSettings, LlmState } from './node/llm/llm-settings.js'
export {
  type LlmRun,
  openLlm,
  type PlannedQuestion,
  planLlm,
} from './node/llm/load-llm.js'
export { type BayesModel, createBayesClassifier, trainBayes } from './node/model/bayes-classifier.js'
export { hashModel } from './node/model/hash-model.js'
export { DEFAULT_MODEL, hasHeldOutWeights, type LoadModelOptions, listModels, loadModel } from './node/model/load-model.js'
export { readKeptFigures } from './node/model/read-figures.js'
export { keepFigures } from './node/model/read-merged-figures.js'
export { checkModelFolder, fileFacts, ownModelId, runtimeOfWords, writeOwnModel } from './node/model/write-own-model.js'
export { type PageServer, servePage } from './node/page-server.js'
export { type ForgetOptions, type ForgetResult, type ForgottenFile, forget } from './node/privacy/forget.js'
export { type PseudonymKey, type PseudonymKeyOptions, readPseudonymKey } from './node/privacy/pseudonym-key.js'
export { createPseudonymiser, type Pseudonymiser } from './node/privacy/pseudonymise-post.js'
export { type OpenedQuery, openQuery, type QueryOptions, type QueryResult, type RepeatedPosts } from './node/query/open-query.js'
export { listViewColumns, type ViewColumn } from './node/query/query-views.js'
export { readConvokit } from './node/read-convokit.js'
export { readDeals } from './node/read-deals.js'
export { type AnyLine, readEveryLine } from './node/read-every-line.js'
export { type LineBatch, type ReadLinesOptions, readLines } from './node/read-lines.js'
export { readScheme } from './node/read-scheme.js'
export { type PngOptions, renderPng } from './node/render-png.js'
export { checkUnchanged } from './node/resume/file-stamp.js'
export { checkAllScored, RECEIPTS_SCHEMA, type RunIdentity } from './node/resume/receipts.js'
export { lockOutput, openResumable, type ResumableOutput, removeLeftBehind } from './node/resume/resumable-output.js'
export { openInlineScorer } from './node/score/inline-scorer.js'
export type { ScoringSettings } from './node/score/score-plan.js'
export { openWorkerScorer } from './node/score/worker-scorer.js'
export { checkAuditMatches, type ReadScoredOptions, readAuditPosts, type ScoredFile } from './node/scored/read-audit-posts.js'
export { readEvidence } from './node/scored/read-evidence.js'
export { readPartialJson } from './node/scored/read-partial.js'
export { type ReadScoredFile, readScoredPosts, type StreamScoredOptions } from './node/scored/read-scored-posts.js'
export { sealPartial } from './node/scored/seal-partial.js'
export { openShards, type ShardedThread, type ShardWriter, type ShardWriterOptions } from './node/shard/write-shards.js'
export { type GroupedLine, groupLines } from './node/spill/group-lines.js'
export { createSpillFolder, type SpillFolder } from './node/spill/spill-folder.js'
export { type StreamInput, type StreamOptions, streamLinked, streamUnlinked } from './node/stream-posts.js'
export {
  type Row,
  type RowRenderer,
  type RowTableOptions,
  rowsAsCsv,
  rowsAsJson,
  rowsAsJsonl,
  rowsAsTable,
} from './report/rows/render-rows.js'
export type { RowColumn, RowValue } from './report/rows/row-value.js'
export { postKeyOf } from './thread/post-key.js'
