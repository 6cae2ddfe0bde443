/**
 * Functions that need Node or a disk: models, files, audits, queries.
 *
 * @module dealstance/node
 */

export type { AuditFile } from '../count/audit/audit-file.js'
export {
  createLabelSession,
  type LabelLog,
  type LabelSession,
  type LabelSessionOptions,
  type SessionState,
} from '../count/audit/label/label-session.js'
export type { CardFacts } from '../say/evaluate/render-model-card.js'
export { type AuditLog, createAuditLog, openAuditLog, readAudit } from '../shell/node/audit/audit-log.js'
export { type AuditServer, type AuditServerOptions, type LabelDesk, serveLabelPage } from '../shell/node/audit/audit-server.js'
export { type ReadInputOptions, readInput } from '../shell/node/file/read-source.js'
export { type LlmModelSettings, type LlmRun, type LlmRunSettings, type LlmState, openLlm } from '../shell/node/llm/load-llm.js'
export { type LoadModelOptions, listModels, loadModel } from '../shell/node/model/load-model.js'
export { DEFAULT_MODEL, type ShippedModel } from '../shell/node/model/shipped-models.js'
export { writeOwnModel } from '../shell/node/model/write-own-model.js'
export { type PseudonymKey, type PseudonymKeyOptions, readPseudonymKey } from '../shell/node/privacy/pseudonym-key.js'
export { createPseudonymiser, type Pseudonymiser } from '../shell/node/privacy/pseudonymise-post.js'
export { readDeals } from '../shell/node/read-deals.js'
export { readScheme } from '../shell/node/read-scheme.js'
export { type PngOptions, renderPng } from '../shell/node/render-png.js'
export { createScorerPool, type ScorerPool, type ScorerPoolOptions } from '../shell/node/score/scorer-pool.js'
export {
  type ReadScoredFile,
  type ReadScoredOptions,
  readAuditPosts,
  readScoredPosts,
  type ScoredFile,
  type StreamScoredOptions,
} from '../shell/node/scored/read-scored-posts.js'
