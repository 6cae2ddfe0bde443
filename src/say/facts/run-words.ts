import { formatCount } from '../../base/text/format-count.js'
import type { RunOfPosts, RunRecord } from '../../base/thread/run-record.js'
import { shellWord } from '../format/display-width.js'
import { printableName } from '../format/names.js'

/** Sentences of a disclosure on the runs that made the labels, with whole hashes. One per program. */
export function describeRuns(runs: readonly RunOfPosts[]): string[] {
  const byProgram = new Map<string, { readonly record: RunRecord; postCount: number; readonly records: RunRecord[] }>()
  for (const { record, postCount } of runs) {
    if (record === null) continue
    const { version, model, weights, optionsSha256 } = record
    const key = JSON.stringify([version, model, weights, optionsSha256])
    const known = byProgram.get(key) ?? { record, postCount: 0, records: [] }
    known.postCount += postCount
    known.records.push(record)
    byProgram.set(key, known)
  }
  return [...byProgram.values()].flatMap(({ record, postCount, records }) => {
    const { version, weights, optionsSha256, commit, runtime, command } = record
    const hashes = [
      ...(weights === null ? [] : [`weights of ${printableName(weights.model)} ${weights.sha256}`]),
      `options ${optionsSha256}`,
    ]
    const inputs = records.flatMap((one) =>
      one.inputs.map(({ name, sha256 }) => `${printableName(name ?? 'a stream')} ${sha256 ?? 'not known'}`),
    )
    const from = commit === null ? '' : `, commit ${printableName(commit)}`
    return [
      `Labelled by software: ${formatCount(postCount, 'post')} by dealstance ${printableName(version)}${from}, on ${printableName(runtime)}, in run ${records.map(({ run }) => run).join(', ')}.`,
      `Its command: ${printableName(command.map(shellWord).join(' '), MAX_COMMAND_LENGTH)}`,
      `By SHA-256: ${hashes.join(', ')}; inputs ${inputs.join(', ')}.`,
    ]
  })
}

const MAX_COMMAND_LENGTH = 1000

/** Posts whose labels have no record. */
export const unrecordedCountOf = (runs: readonly RunOfPosts[]): number =>
  runs.reduce((total, { record, postCount }) => total + (record === null ? postCount : 0), 0)
