import { readFileSync } from 'node:fs'
import { PipelineError } from '../../../base/errors.js'

/** @throws {PipelineError} `MODEL_MISSING` */
export function readModelFile(path: string, id: string): Buffer {
  try {
    return readFileSync(path)
  } catch (cause) {
    const message = `model "${id}": expected the file ${path}, found none. Restore it: git checkout -- models/${id}.`
    throw new PipelineError('MODEL_MISSING', message, { context: { id, path }, cause })
  }
}
