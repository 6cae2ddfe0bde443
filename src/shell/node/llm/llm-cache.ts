import { appendFileSync, existsSync, readFileSync } from 'node:fs'
import { PipelineError } from '../../../base/errors.js'
import { isRecord, parseJson } from '../../../base/json-shape.js'
import { writing } from '../file/system-fault.js'

/**
 * One stored answer of a language model. It identifies the question by a hash and contains no text
 * of a post.
 */
export interface LlmRecord {
  /** Hash of everything that determines the answer, 32 hex digits. */
  readonly key: string
  /** Name of the model, as asked for and as the reply gives it; null when the server gave none. */
  readonly model: string
  readonly served: string | null
  readonly label: string | null
  /** From the log-probabilities of its tokens, in the order of the scheme; null for none. */
  readonly probabilities: readonly number[] | null
  /** The reason for no label; null for a label. */
  readonly reason: string | null
  /** Time of the answer, ISO 8601 UTC. */
  readonly at: string
}

/** True for the beginning of a record, and for a line end behind one. */
const isTorn = (line: string): boolean =>
  line.startsWith('{"key":'.slice(0, line.length)) && !line.endsWith('}')

/**
 * Opens a file of answers: one record per line, held in memory. Skips an unfinished line, which a
 * kill leaves.
 */
export function openLlmCache(path: string) {
  const records = new Map<string, LlmRecord>()
  const advice = 'Check the folder and the space on the disk; what was answered before is kept.'
  const write = (text: string): void =>
    writing(path, 'a file to keep answers in', advice, () =>
      appendFileSync(path, text, { mode: 0o600 }),
    )
  // Finds a folder that cannot be written to before a question is paid for.
  write('')
  const bytes = existsSync(path) ? readFileSync(path) : Buffer.alloc(0)
  const lines = bytes.toString('utf8').split('\n')
  for (const [index, line] of lines.entries()) {
    if (isTorn(line)) continue
    const record = parseJson(line, () => null)
    if (!isRecord(record) || typeof record['key'] !== 'string') {
      const message = `${path}: expected a file of answers of language models, got another line ${index + 1}. Take that line out, or move the file.`
      throw new PipelineError('LLM_CACHE_INVALID', message, { context: { path } })
    }
    records.set(record['key'], record as unknown as LlmRecord)
  }
  // Another run may append meanwhile: the file is never shortened.
  if (lines.at(-1) !== '') write('\n')
  /** Once this returns, the record survives a kill of the process. */
  const append = (record: LlmRecord): LlmRecord => {
    write(`${JSON.stringify(record)}\n`)
    records.set(record.key, record)
    return record
  }
  return { path, records: records as ReadonlyMap<string, LlmRecord>, append }
}
