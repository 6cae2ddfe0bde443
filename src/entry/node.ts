/**
 * Functions that need Node or a disk: models, files, audits, queries.
 *
 * @module dealstance/node
 */
export type { CardFacts } from '../evaluate/render/render-model-card.js'
export { type AuditLog, createAuditLog, openAuditLog } from '../node/audit/audit-log.js'
export { type AuditServer, type AuditServerOptions, serveLabelPage } from '../node/audit/audit-server.js'
export { createLabelSession, type LabelSession, type LabelSessionOptions, type SessionState } from '../node/audit/audit-session.js'
export { type AuditFile, readAudit } from '../node/audit/read-audit.js'
export { type ReadInputOptions, readInput } from '../node/file/read-input.js'
export type { LlmModelSettings, LlmRunSettings, LlmState } from '../node/llm/llm-settings.js'
export { type LlmRun, openLlm } from '../node/llm/load-llm.js'
export { DEFAULT_MODEL, type LoadModelOptions, listModels, loadModel } from '../node/model/load-model.js'
export { writeOwnModel } from '../node/model/write-own-model.js'
export { type ForgetOptions, type ForgetResult, type ForgottenFile, forget } from '../node/privacy/forget.js'
export { type PseudonymKey, type PseudonymKeyOptions, readPseudonymKey } from '../node/privacy/pseudonym-key.js'
export { createPseudonymiser, type Pseudonymiser } from '../node/privacy/pseudonymise-post.js'
export { type OpenedQuery, openQuery, type QueryOptions, type QueryResult, type RepeatedPosts } from '../node/query/open-query.js'
export { readConvokit } from '../node/read-convokit.js'
export { readDeals } from '../node/read-deals.js'
export { readScheme } from '../node/read-scheme.js'
export { type PngOptions, renderPng } from '../node/render-png.js'
export { type ReadScoredOptions, readAuditPosts, type ScoredFile } from '../node/scored/read-audit-posts.js'
export { readEvidence } from '../node/scored/read-evidence.js'
export { readPartialLines } from '../node/scored/read-partial.js'
export { type ReadScoredFile, readScoredPosts, type StreamScoredOptions } from '../node/scored/read-scored-posts.js'
export type { Row } from '../report/rows/render-rows.js'
export type { RowColumn, RowValue } from '../report/rows/row-value.js'
