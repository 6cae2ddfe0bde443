import { PipelineError } from '../../errors.js'
import { excerpt } from '../../ingest/table/parse-jsonl.js'

/** A thread may take this many times the memory for waiting records. */
const MEMORY_FACTOR = 16

/** Memory of a post beside its text while its thread is scored, in bytes of the limit. Measured: 6 KB for a short post count as 170 bytes. */
const SCORED_POST_BYTE_COUNT = 1536

/** Maximum size of a thread, because a thread is assembled in memory. */
export interface ThreadLimit {
  readonly byteCount: number
  /** Added to the size of each record. */
  readonly recordByteCount: number
  /** @param key of the thread; empty for records that name none */
  error(key: string): PipelineError
}

export function threadLimitOf(memoryByteCount: number, isScored: boolean): ThreadLimit {
  const byteCount = memoryByteCount * MEMORY_FACTOR
  const counting = isScored ? `, each post counted as ${SCORED_POST_BYTE_COUNT} bytes beside its own` : ''
  const advice = isScored
    ? 'Posts that name no thread are one: name the field of thread ids (--columns threadId=NAME). --memory raises the limit, where this machine has a hundred times as much.'
    : 'Raise --memory, name the field of thread ids (--columns threadId=NAME), or pass --no-link.'
  return {
    byteCount,
    recordByteCount: isScored ? SCORED_POST_BYTE_COUNT : 0,
    error: (key) => {
      const got = key === '' ? 'records that name no thread' : `thread ${excerpt(key)}`
      const message = `expected threads of at most ${Math.round(byteCount / 1024 / 1024)} MiB${counting}, got a larger one: ${got}. ${advice}`
      return new PipelineError('INGEST_THREAD_TOO_LARGE', message, { context: { byteLimit: byteCount } })
    },
  }
}
