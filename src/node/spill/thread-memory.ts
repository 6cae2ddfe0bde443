import { PipelineError } from '../../errors.js'
import { excerpt } from '../../ingest/table/parse-jsonl.js'

/** A thread is assembled in memory; one whose records take more than so many times the memory for waiting is refused. */
export const THREAD_MEMORY_FACTOR = 16

/** What a post takes beside its text while its thread is scored, in bytes of the limit. Measured: 6 KB of memory a short post, which are 170 bytes. */
export const SCORED_POST_BYTE_COUNT = 1536

/**
 * @param name of the thread; empty for the records that name none
 * @param advice what to do, a sentence without its full stop
 * @param counting how its size is counted, behind the limit
 */
export function threadTooLarge(name: string, byteLimit: number, advice: string, counting = ''): PipelineError {
  const what = name === '' ? 'records that name no thread' : `thread ${excerpt(name)}`
  const message = `expected threads of at most ${Math.round(byteLimit / 1024 / 1024)} MiB${counting}, got a larger one: ${what}. ${advice}.`
  return new PipelineError('INGEST_THREAD_TOO_LARGE', message, { context: { byteLimit } })
}
