import { groupBy } from '../../base/statistics/group-by.js'
import { formatCount } from '../../base/text/format-count.js'
import type { RunOfPosts, RunRecord } from '../../base/thread/run-record.js'
import { shellWord } from '../format/display-width.js'
import { printableName } from '../format/names.js'

/** A line of hashes and measures, for those who check files. */
export interface CheckerLine {
  readonly text: string
  readonly for: 'checker'
}

export const forChecker = (text: string): CheckerLine => ({ text, for: 'checker' })

const MAX_COMMAND_LENGTH = 1000

/** Programs that made the labels, each with its version and command, and with its hashes. */
export function describeRuns(runs: readonly RunOfPosts[]): (string | CheckerLine)[] {
  const known = runs.flatMap(({ record, postCount }) =>
    record === null ? [] : [{ ...record, postCount }],
  )
  const programs = groupBy(known, ({ version, model, weights, optionsSha256 }) =>
    JSON.stringify([version, model, weights, optionsSha256]),
  )
  return [...programs.values()].flatMap((same) => {
    const [{ version, weights, optionsSha256, commit, runtime, command }] = same as [
      (typeof known)[number],
    ]
    const postCount = same.reduce((total, one) => total + one.postCount, 0)
    const hashes = ({ name, sha256 }: RunRecord['inputs'][number]): string =>
      `${printableName(name ?? 'a stream')} ${sha256 ?? 'not known'}`
    const inputs = same.flatMap((one) => one.inputs.map(hashes))
    const files = [
      ...new Set(
        same.flatMap((one) => (one.files ?? []).map((file) => `--${file.option} ${hashes(file)}`)),
      ),
    ]
    return [
      `Labelled by software: ${formatCount(postCount, 'post')} by dealstance ${printableName(version)}${commit === null ? '' : `, commit ${printableName(commit)}`}, on ${printableName(runtime, 200)}, in run ${same.map(({ run }) => run).join(', ')}. Its command: ${printableName(command.map(shellWord).join(' '), MAX_COMMAND_LENGTH)}`,
      forChecker(
        `By SHA-256: ${weights === null ? '' : `weights of ${printableName(weights.model)} ${weights.sha256}, `}options ${optionsSha256}; inputs ${[...inputs, ...files].join(', ')}.`,
      ),
    ]
  })
}
