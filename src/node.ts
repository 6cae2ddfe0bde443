/**
 * What needs a disk or Node: reading inputs, models, deals and the corpus; the Bayes control.
 *
 * @module dealstance/node
 */
export { type CorpusCheck, checkCorpus } from './evaluate/check-corpus.js'
export { renderCorpusTables } from './evaluate/check-table.js'
export type { Corpus, CorpusFiles, CorpusFinding, CorpusPost } from './evaluate/corpus.js'
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
export { type AuditLog, createAuditLog, openAuditLog } from './node/audit-log.js'
export { type AuditServer, type AuditServerOptions, serveLabelPage } from './node/audit-server.js'
export { createLabelSession, type LabelSession, type LabelSessionOptions, type SessionState } from './node/audit-session.js'
export { type BayesModel, createBayesClassifier, trainBayes } from './node/bayes-classifier.js'
export { checkUnchanged } from './node/bulk/file-stamp.js'
export { openInlineScorer } from './node/bulk/inline-scorer.js'
export { findStreamForm, openLineFile, type StreamForm } from './node/bulk/open-line-file.js'
export type { ParcelInput } from './node/bulk/parcel.js'
export { type ParcelPlan, planParcels } from './node/bulk/plan-parcels.js'
export { readThreads, type ThreadBatch } from './node/bulk/read-threads.js'
export { checkAllScored, RECEIPTS_SCHEMA, type RunIdentity } from './node/bulk/receipts.js'
export { lockOutput, openResumable, type ResumableOutput, removeLeftBehind } from './node/bulk/resumable-output.js'
export type { LineFile } from './node/bulk/scan-lines.js'
export type { ScoringSettings } from './node/bulk/score-parcel.js'
export { type ParcelResult, type ResumePoint, scoreParcels } from './node/bulk/score-parcels.js'
export type { Scorer } from './node/bulk/scorer.js'
export { spareMemory } from './node/bulk/spare-memory.js'
export { openWorkerScorer } from './node/bulk/worker-scorer.js'
export { checkAnswers } from './node/check-answers.js'
export { cleanUpOnStop } from './node/clean-up.js'
export { evaluateContext, evaluateCorpus, evaluateEvidence, evaluateGold, evaluateTweetEvalFolder } from './node/evaluate-models.js'
export { type ForgetOptions, type ForgetResult, type ForgottenFile, forget } from './node/forget.js'
export { type GroupedLine, groupLines } from './node/group-lines.js'
export { hashModel } from './node/hash-model.js'
export { keepFigures } from './node/keep-figures.js'
export { costOf, estimateTokens, type TokenCounts, type TokenPrice } from './node/llm-budget.js'
export type { LlmModelSettings, LlmRunSettings, LlmState } from './node/llm-settings.js'
export {
  type LlmRun,
  openLlm,
  type PlannedQuestion,
  planLlm,
} from './node/load-llm.js'
export { DEFAULT_MODEL, hasHeldOutWeights, type LoadModelOptions, listModels, loadModel } from './node/load-model.js'
export { type OpenedQuery, openQuery, type QueryOptions, type QueryResult, type RepeatedPosts } from './node/open-query.js'
export { PACKAGE_ROOT } from './node/package-root.js'
export { type PageServer, servePage } from './node/page-server.js'
export { type PseudonymKey, type PseudonymKeyOptions, readPseudonymKey } from './node/pseudonym-key.js'
export { createPseudonymiser, type Pseudonymiser } from './node/pseudonymise-post.js'
export { listViewColumns, type ViewColumn } from './node/query-views.js'
export { type AuditFile, readAudit } from './node/read-audit.js'
export { checkAuditMatches, type ReadScoredOptions, readAuditPosts, type ScoredFile } from './node/read-audit-posts.js'
export { readConvokit } from './node/read-convokit.js'
export { readCorpus, readCorpusFiles } from './node/read-corpus.js'
export { readDeals } from './node/read-deals.js'
export { type AnyLine, readEveryLine } from './node/read-every-line.js'
export { readEvidence } from './node/read-evidence.js'
export { readKeptFigures } from './node/read-figures.js'
export { type ReadInputOptions, readBytes, readInput } from './node/read-input.js'
export { type LineBatch, type ReadLinesOptions, readLines } from './node/read-lines.js'
export { readPartialJson } from './node/read-partial.js'
export { readScheme } from './node/read-scheme.js'
export { type ReadScoredFile, readScoredPosts, type StreamScoredOptions } from './node/read-scored-posts.js'
export { type InputSource, openSource, readWhole } from './node/read-source.js'
export { readVersion } from './node/read-version.js'
export { type PngOptions, renderPng } from './node/render-png.js'
export { SAMPLE_BYTE_COUNT, sampleLines } from './node/sample-lines.js'
export { sealPartial } from './node/seal-partial.js'
export { searchLinear } from './node/search-linear.js'
export { sha256Of } from './node/sha256.js'
export { createSpillFolder, type SpillFolder } from './node/spill-folder.js'
export { type StreamInput, type StreamOptions, streamLinked, streamUnlinked } from './node/stream-posts.js'
export { trainBayesControl, trainLinear, type WeightsKind, writeMajority } from './node/train-models.js'
export { trainRelationModel } from './node/train-relation-model.js'
export { type WatchOptions, watchFiles } from './node/watch-files.js'
export { checkModelFolder, fileFacts, ownModelId, runtimeOfWords, writeOwnModel } from './node/write-own-model.js'
export { openShards, type ShardedThread, type ShardWriter, type ShardWriterOptions } from './node/write-shards.js'
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
