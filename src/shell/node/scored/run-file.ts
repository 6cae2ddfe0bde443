import { PipelineError } from '../../../base/errors.js'
import { parseJson } from '../../../base/json-shape.js'
import { formatCount, nameSome } from '../../../base/text/format-count.js'
import { parseRunRecords, type RunOfPosts, type RunRecord } from '../../../base/thread/run-record.js'
import { printableName } from '../../../say/format/names.js'
import { isThere, nameOf, readInput } from '../file/read-source.js'

/** The file of records beside scored posts. */
export const runPathOf = (scoredPath: string): string => `${scoredPath}.run.json`

/** The existing file of records beside scored posts, which may be compressed by now. Undefined without one. */
const findRunPath = (path: string): string | undefined =>
  path === '-' ? undefined : [path, path.replace(/\.gz$/i, '')].map(runPathOf).find(isThere)

/** Reads the records beside scored files. @param onFault takes the fault of a record, which is then left out */
export async function readRunRecords(paths: readonly string[], onFault: (message: string) => void): Promise<RunRecord[]> {
  const records: RunRecord[] = []
  for (const path of paths) {
    const place = findRunPath(path)
    if (place === undefined) continue
    try {
      const value = parseJson(await readInput(place), (cause) => {
        throw new PipelineError('SCORED_INVALID', `expected JSON, got something else (${place}). Give the file as classify wrote it.`, {
          cause,
        })
      })
      records.push(...parseRunRecords(value, place))
    } catch (error) {
      // A RangeError: lists of more levels than can be printed.
      if (!(error instanceof PipelineError || error instanceof RangeError)) throw error
      onFault(`no record of the run was taken from ${place}: ${error.message}`)
    }
  }
  return records
}

/** The sentence on runs without a record; null if none lacks one. The disclosure covers posts without a run. */
export function missingRunWords(runs: readonly RunOfPosts[], paths: readonly string[]): string | null {
  const unknown = runs.filter(({ run, record }) => run !== null && record === null)
  if (unknown.length === 0) return null
  const names = unknown.map(({ run }) => printableName(run as string))
  const count = unknown.reduce((total, { postCount }) => total + postCount, 0)
  const places = paths.map((path) => (path === '-' ? nameOf(path) : runPathOf(path)))
  return `${formatCount(count, 'post')}: no record of run ${nameSome(names, 3)}, so version and weights behind these labels are not known. Looked for in ${nameSome(places, 3)}`
}
