import { createHash } from 'node:crypto'
import { PipelineError } from '../../../base/errors.js'
import { parseJson } from '../../../base/json-shape.js'
import { openSource } from '../file/read-source.js'
import { streamLines } from '../file/stream-lines.js'
import { sealLine } from './seal-partial.js'

/** A partial breakdown that is read line by line. */
interface PartialLines {
  /** The first line as parsed JSON. `openMerge` checks it. */
  readonly header: unknown
  /** Streams the posts as parsed JSON. Throws at the end if the file was changed. */
  rows(): AsyncGenerator<unknown>
}

/**
 * Reads the file of a partial breakdown, plain or compressed, line by line, and checks the hash on its last line.
 *
 * @param path output of `aggregate --partial`; `-` for standard input
 * @throws {PipelineError} `PARTIAL_INVALID` for text that is not JSON (such as a truncated file) and for a partial that was changed
 *   after it was written; and errors of reading a file
 */
export async function readPartialLines(
  path: string,
  options: { readonly stdin?: AsyncIterable<Uint8Array | string> } = {},
): Promise<PartialLines> {
  const source = await openSource(path, options)
  const { name } = source
  const fail = (got: string, cause?: unknown): PipelineError =>
    new PipelineError(
      'PARTIAL_INVALID',
      `${name}: expected a partial breakdown, got ${got}. Give the output of aggregate --partial or of merge --partial unchanged.`,
      { cause, context: { path } },
    )
  const parse = (line: string): unknown => {
    return parseJson(line, (cause) => {
      throw fail(/^[[{]/.test(line) ? 'a text that breaks off' : 'text that is none', cause)
    })
  }
  const lines = eachLine(source.chunks(), name)
  const hash = createHash('sha256')
  const first = await lines.next()
  if (first.done === true) throw fail('an empty file')
  hash.update(`${first.value}\n`)
  return {
    header: parse(first.value),
    rows: async function* () {
      for await (const line of lines) {
        if (!line.startsWith('{')) {
          hash.update(`${line}\n`)
          yield parse(line)
          continue
        }
        const found = hash.digest('hex')
        const seal = sealLine(found)
        if (line !== seal && seal.startsWith(line)) throw fail('a text that breaks off')
        if (line !== seal) throw fail(`one that was changed: its hash is ${found.slice(0, 12)}…, the one at its end ${line.slice(0, 30)}…`)
        const after = await lines.next()
        if (after.done !== true && after.value !== '') throw fail('text after its hash')
        return
      }
      throw fail('a text that breaks off before its hash')
    },
  }
}

async function* eachLine(chunks: AsyncIterable<Uint8Array>, name: string): AsyncGenerator<string, undefined> {
  for await (const { lines } of streamLines(chunks, { name })) yield* lines
  return undefined
}
