/**
 * Models from a disk.
 *
 * @module dealstance/node
 */

export { type LoadModelOptions, loadModel } from '../shell/node/model/load-model.js'
