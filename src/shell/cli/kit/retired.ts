import { PipelineError } from '../../../base/errors.js'

/** Commands that are gone, and what to use instead: the rest of a sentence. */
const COMMANDS: Readonly<Record<string, string>> = {
  merge: 'give aggregate all scored files, which counts them together',
  completion: 'COMMAND --help lists the options of a command',
}

const SHARE = 'write CSV and leave out the columns text, author and createdAt'

/** Options that are gone, by command, and what to use instead; `*` stands for every command, `format share` for one value of an option. */
const OPTIONS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  aggregate: {
    partial: 'keep the scored files and give aggregate all of them, which counts them together',
    receipt: 'leave it out; the breakdown names the scored files under evidence',
    spill: 'leave it out; posts are counted in memory',
    dates: 'score and audit the posts of each period by themselves, and cite both',
  },
  classify: {
    'format share': SHARE,
    watch: 'run the command again when the file has grown',
  },
  ingest: {
    'format share': SHARE,
    rehydrate: 'join the labels to the posts by threadId and id, with query',
  },
  audit: {
    'no-open': 'leave it out; the page opens in the browser only with --open',
  },
}

/** The error for a command that is gone; null for any other name. */
export function retiredCommand(name: string): PipelineError | null {
  const advice = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined
  if (advice === undefined) return null
  return new PipelineError('USAGE_COMMAND_UNKNOWN', `${name} is retired: ${advice}.`, { context: { name } })
}

/** The error for an option that is gone, or for a value of one; null for any other. @param option without dashes */
export function retiredOption(command: string, option: string): PipelineError | null {
  const advice = [OPTIONS[command], OPTIONS['*']].flatMap((table) => (table && Object.hasOwn(table, option) ? [table[option]] : []))[0]
  if (advice === undefined) return null
  return new PipelineError('USAGE_OPTION_UNKNOWN', `--${option} of ${command} is retired: ${advice}.`, {
    context: { option: `--${option}` },
  })
}
