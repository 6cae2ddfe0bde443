import type { AuditLabel, CoderKind } from '../../../count/audit/audit.js'
import { coderRegister, kindOfCoder } from '../../../count/audit/coders.js'
import { builtIn } from '../../node/built-in.js'
import type { CommandContext, OptionValues } from '../kit/command.js'
import type { AUDIT_OPTIONS } from './audit-options.js'

/** What the options say of the coder. */
type CoderOptions = Pick<OptionValues<typeof AUDIT_OPTIONS>, 'coder' | 'coder-kind' | 'import' | 'export'>

/**
 * Who labels: what the option says, or the labels before, or the answer at the terminal. Where nobody can be asked it stays unknown, with a
 * warning.
 */
export async function readCoderKind(options: CoderOptions, labels: readonly AuditLabel[], context: CommandContext): Promise<CoderKind> {
  const { coder, 'coder-kind': given } = options
  // Files that are only exchanged name their own coders.
  if (options.import !== undefined || options.export !== undefined) return given ?? 'unknown'
  coderRegister(labels)({ coder, ...(given && { coderKind: given }) }, '--coder')
  const known = given ?? kindOfCoder(labels, coder)
  if (known !== 'unknown' || given !== undefined) return known
  const answer = await ask(`Who labels as ${coder}: a person or a model? [p/m] `, context)
  if (answer === null) context.log.warn(unknownKind([coder]))
  return answer === null ? 'unknown' : answer.startsWith('p') ? 'person' : answer.startsWith('m') ? 'model' : 'unknown'
}

/** What a citation loses where nobody said who labelled. */
export const unknownKind = (coders: readonly string[]): string =>
  `nobody said whether ${coders.slice(0, 5).join(', ')} ${coders.length === 1 ? 'is a person or a model' : 'are people or models'}: pass --coder-kind person or model, or cite will not say "labelled by hand"`

/** The answer in lower case; null without a terminal. */
async function ask(question: string, { io }: CommandContext): Promise<string | null> {
  const { stdin, stderr } = io
  if (stderr.isTTY !== true || !isTerminal(stdin)) return null
  const lines = builtIn.readline().createInterface({ input: stdin, output: process.stderr })
  try {
    return (await lines.question(question)).trim().toLowerCase()
  } finally {
    lines.close()
  }
}

const isTerminal = (stdin: unknown): stdin is NodeJS.ReadStream => stdin === process.stdin && process.stdin.isTTY
