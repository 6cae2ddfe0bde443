/**
 * Models from a disk, and scoring in threads of their own.
 *
 * @module dealstance/node
 */

export { type LoadModelOptions, loadModel } from '../shell/node/model/load-model.js'
export { createScorerPool, type ScorerPool, type ScorerPoolOptions } from '../shell/node/score/scorer-pool.js'
