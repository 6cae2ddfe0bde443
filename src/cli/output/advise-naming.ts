import type { CommandContext } from '../kit/command.js'

/** How many threads were read, and of how many no deal is known. */
interface UntiedCount {
  readonly threadCount: number
  readonly count: number
}

/** Says how to name the move of threads that name no known deal; silent where there is none. */
export function adviseNaming({ threadCount, count }: UntiedCount, paths: readonly string[], { log }: Pick<CommandContext, 'log'>): void {
  if (count === 0) return
  const [path = 'thread.txt', ...others] = paths
  const inputs = others.length === 0 ? quote(path) : 'INPUT…'
  const subject =
    threadCount === 1 ? 'The thread names' : count === threadCount ? 'The threads name' : `${count} of the ${threadCount} threads name`
  log.info(
    `${subject} no deal of the catalogue: the posts are labelled on "the move". To name it: npm run classify -- ${inputs} --mover COMPANY --move "what it does"`,
  )
}

const quote = (path: string): string => (/^[\w./@%+,:=-]+$/.test(path) ? path : JSON.stringify(path))
