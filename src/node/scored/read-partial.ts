import { stat } from 'node:fs/promises'
import { PARTIAL_SCHEMA } from '../../aggregate/partial/partial-breakdown.js'
import { PipelineError } from '../../errors.js'
import { explainReadFault, readInput } from '../file/read-input.js'
import { hashPartial } from './seal-partial.js'

/** A partial that this program writes has 30 MB at most; a text beyond this would not fit into a string. */
const MAX_BYTE_COUNT = 400 * 2 ** 20

/**
 * Reads the JSON of a partial breakdown, checked against the hash in it alone: `openMerge` and `parsePartial` check the rest.
 *
 * @param path output of `aggregate --partial`; `-` is standard input
 * @throws {PipelineError} `PARTIAL_INVALID` for a text that is no JSON, such as one cut short, or far too large, or for a partial
 *   that was changed after `sealPartial` had written it; and what reading a file throws
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
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (cause) {
    throw fail(text.trimStart().startsWith('{') && !text.trimEnd().endsWith('}') ? 'a text that breaks off' : 'text that is none', cause)
  }
  const fields = Object(value) as Readonly<Record<string, unknown>>
  // Anything else is told as what it is by those who check the rest.
  if (fields['schema'] !== PARTIAL_SCHEMA) return value
  const { sha256 } = fields
  if (typeof sha256 !== 'string') throw fail('one without its hash (sha256)')
  const found = hashPartial(fields)
  if (found !== sha256) throw fail(`one that was changed: its hash is ${found.slice(0, 12)}…, the one in it ${sha256.slice(0, 12)}…`)
  return value
}
