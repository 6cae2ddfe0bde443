import { shellWord } from '../../../say/format/shell-word.js'
import type { CommandContext } from '../kit/command.js'
import { typedCommand } from '../kit/next-command.js'

/** Says how to name the move of the threads, `count` of all, that name no known deal; silent where there is none. */
export function adviseNaming(
  { threadCount, count }: { readonly threadCount: number; readonly count: number },
  paths: readonly string[],
  context: CommandContext,
): void {
  if (count === 0) return
  const [path = 'thread.txt', ...others] = paths
  const inputs = others.length === 0 ? shellWord(path) : 'INPUT…'
  const subject =
    threadCount === 1 ? 'The thread names' : count === threadCount ? 'The threads name' : `${count} of the ${threadCount} threads name`
  context.log.info(
    `${subject} no deal of the catalogue: the posts are labelled on "the move". To name it: ${typedCommand(context, 'classify')} ${inputs} --mover COMPANY --move "what it does"`,
  )
}
