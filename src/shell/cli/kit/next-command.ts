import { shellWord } from '../../../say/format/display-width.js'
import type { CommandContext } from './command.js'

/** A command as one types it where this one was started: `npm run audit --` in a clone, else `npx dealstance audit`. */
export const typedCommand = ({ io }: Pick<CommandContext, 'io'>, name: string): string =>
  (io.env['npm_lifecycle_event'] ?? 'npx') === 'npx' ? `npx dealstance ${name}` : `npm run ${name} --`

/**
 * Names the next useful command as the last line on stderr: on a terminal alone, where a person reads it.
 *
 * @param words the command, its inputs and options, as one would type them
 */
export function suggestNext(context: CommandContext, ...words: readonly string[]): void {
  if (context.io.stderr.isTTY !== true) return
  const [command = '', ...rest] = words.map(shellWord)
  context.log.info(`Next: ${typedCommand(context, command)} ${rest.join(' ')}`)
}
