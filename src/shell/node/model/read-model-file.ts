import { readFileSync } from 'node:fs'
import { basename } from 'node:path'
import { PipelineError } from '../../../base/errors.js'
import { sha256Of } from '../../../base/text/sha256-text.js'
import { RESTORE_MODEL } from '../../../judge/stance/stance-classifier.js'

export function damagedModel(id: string, what: string, cause?: unknown): PipelineError {
  const message = `model "${id}": ${what}. ${RESTORE_MODEL}`
  return new PipelineError('MODEL_INVALID', message, { context: { id }, cause })
}

export function readModelFile(path: string, id: string): Buffer {
  try {
    return readFileSync(path)
  } catch (cause) {
    const message = `model "${id}": expected the file ${path}, found none. ${RESTORE_MODEL}`
    throw new PipelineError('MODEL_MISSING', message, { context: { id, path }, cause })
  }
}

/**
 * Reads a file of a model folder and checks it against the hash in the header.
 *
 * @throws {PipelineError} `MODEL_MISSING`, `MODEL_INVALID`
 */
export function readHashedFile(path: string, id: string, sha256: unknown): Buffer {
  const bytes = readModelFile(path, id)
  const hash = sha256Of(bytes)
  if (hash !== sha256)
    throw damagedModel(
      id,
      `expected ${basename(path)} with SHA-256 ${sha256}, got ${hash} (${bytes.length} bytes)`,
    )
  return bytes
}
