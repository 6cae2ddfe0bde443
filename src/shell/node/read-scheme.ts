import { join } from 'node:path'
import { PipelineError } from '../../base/errors.js'
import { parseJson } from '../../base/json-shape.js'
import { parseScheme, withCodebook } from '../../base/scheme/scheme-tag.js'
import type { StanceScheme } from '../../base/scheme/stance-scheme.js'
import { isFolder, readInput } from './file/read-source.js'

/**
 * Reads a coding scheme.
 *
 * @param path `scheme.json`, or a model folder, which holds the scheme of its training labels
 */
export async function readScheme(path: string): Promise<StanceScheme> {
  const isFolderGiven = isFolder(path)
  const file = isFolderGiven ? join(path, 'model.json') : path
  const text = await readInput(file)
  const value = parseJson(text.replace(/^\ufeff/, ''), (cause) => {
    const message = `${file}: expected a coding scheme as JSON, got text that is not JSON. ${(cause as Error).message}.`
    throw new PipelineError('SCHEME_INVALID', message, { cause, context: { path: file } })
  })
  return withCodebook(
    parseScheme(
      isFolderGiven ? (Object(value) as { readonly scheme?: unknown }).scheme : value,
      file,
    ),
  )
}
