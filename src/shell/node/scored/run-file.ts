import { PipelineError } from '../../../base/errors.js'
import { parseJson } from '../../../base/json-shape.js'
import { parseRunRecords, type RunRecord } from '../../../base/thread/run-record.js'
import { isThere, readInput } from '../file/read-source.js'

/** The file of records beside scored posts. */
export const runPathOf = (scoredPath: string): string => `${scoredPath}.run.json`

/**
 * The existing file of records beside scored posts, which may be compressed by now. Undefined
 * without one.
 */
const findRunPath = (path: string): string | undefined =>
  path === '-' ? undefined : [path, path.replace(/\.gz$/i, '')].map(runPathOf).find(isThere)

/**
 * Reads the records beside scored files.
 *
 * @param onFault takes the fault of a record, which is then left out
 */
export async function readRunRecords(
  paths: readonly string[],
  onFault: (message: string) => void,
): Promise<RunRecord[]> {
  const records: RunRecord[] = []
  for (const path of paths) {
    const place = findRunPath(path)
    if (place === undefined) continue
    try {
      const value = parseJson(await readInput(place), (cause) => {
        throw new PipelineError(
          'SCORED_INVALID',
          `expected JSON, got something else (${place}). Give the file as classify wrote it.`,
          {
            cause,
          },
        )
      })
      for (const record of parseRunRecords(value, place)) records.push(record)
    } catch (error) {
      // A RangeError: lists of more levels than can be printed.
      if (!(error instanceof PipelineError || error instanceof RangeError)) throw error
      onFault(`no record of the run was taken from ${place}: ${error.message}`)
    }
  }
  return records
}
