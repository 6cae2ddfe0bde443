import { shellWord } from '../../report/format/shell-word.js'
import type { CommandContext } from './command.js'

/**
 * Names the next useful command as the last line on stderr: on a terminal alone, where a person reads it.
 *
 * @param words the command, its inputs and options, as one would type them
 */
export function suggestNext({ io, log }: CommandContext, ...words: readonly string[]): void {
  if (io.stderr.isTTY !== true) return
  const [command = '', ...rest] = words.map(shellWord)
  const script = io.env['npm_lifecycle_event'] ?? 'npx'
  log.info(`Next: ${script === 'npx' ? `npx dealstance ${command}` : `npm run ${command} --`} ${rest.join(' ')}`)
}
