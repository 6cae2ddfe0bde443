import { statSync } from 'node:fs'
import { join } from 'node:path'
import { checkArguments } from '../arguments/check-arguments.js'
import { TEXT } from '../arguments/shapes.js'
import { PipelineError } from '../errors.js'
import { parseScheme } from '../scheme/parse-scheme.js'
import type { StanceScheme } from '../scheme/stance-scheme.js'
import { readInput } from './file/read-input.js'

/**
 * Reads a coding scheme.
 *
 * @param path `scheme.json`, or a model folder, which holds the scheme of its training labels
 * @throws {PipelineError} `SCHEME_INVALID`, and errors of reading a file
 */
export async function readScheme(path: string): Promise<StanceScheme> {
  checkArguments('readScheme', { path: [path, TEXT] })
  const isFolder = statSync(path, { throwIfNoEntry: false })?.isDirectory() === true
  const file = isFolder ? join(path, 'model.json') : path
  const text = await readInput(file)
  let value: unknown
  try {
    value = JSON.parse(text.replace(/^\ufeff/, ''))
  } catch (cause) {
    throw new PipelineError(
      'SCHEME_INVALID',
      `${file}: expected a coding scheme as JSON, got text that is not JSON. ${(cause as Error).message}.`,
      { cause, context: { path: file } },
    )
  }
  return parseScheme(isFolder ? (Object(value) as { readonly scheme?: unknown }).scheme : value, file)
}
