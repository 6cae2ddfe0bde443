import { stat } from 'node:fs/promises'
import { PipelineError } from '../errors.js'
import { explainReadFault, readInput } from './read-input.js'

/** A partial that this program writes has 30 MB at most; a text beyond this would not fit into a string. */
const MAX_BYTE_COUNT = 400 * 2 ** 20

/**
 * Reads the JSON of a partial breakdown, not yet checked: `openMerge` and `parsePartial` do that.
 *
 * @param path output of `aggregate --partial`; `-` is standard input
 * @throws {PipelineError} `PARTIAL_INVALID` for a text that is no JSON, such as one cut short, or far too large; and what reading a file throws
 */
export async function readPartialJson(
  path: string,
  { stdin }: { readonly stdin?: AsyncIterable<Uint8Array | string> } = {},
): Promise<unknown> {
  const name = path === '-' ? 'stdin' : path
  const fail = (got: string, cause?: unknown): PipelineError =>
    new PipelineError(
      'PARTIAL_INVALID',
      `${name}: expected a partial breakdown as JSON, got ${got}. Give the output of aggregate --partial or of merge --partial unchanged.`,
      { cause, context: { path } },
    )
  if (path !== '-') {
    const { size } = await stat(path).catch((cause: unknown) => Promise.reject(explainReadFault(path, cause)))
    if (size > MAX_BYTE_COUNT) throw fail(`a file of ${size} bytes`)
  }
  const text = await readInput(path, { ...(stdin && { stdin }), maxLineByteCount: Number.POSITIVE_INFINITY })
  try {
    return JSON.parse(text) as unknown
  } catch (cause) {
    throw fail(text.trimStart().startsWith('{') && !text.trimEnd().endsWith('}') ? 'a text that breaks off' : 'text that is none', cause)
  }
}
