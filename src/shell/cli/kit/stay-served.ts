import { openInBrowser } from '../../node/lazy-node-modules.js'
import type { Loopback } from '../../node/page/loopback.js'
import { STOP_SIGNALS } from '../../node/write/whole-file.js'
import type { CommandContext } from './command.js'

interface Stay {
  readonly name: string
  /** Things that Ctrl-C does not lose. */
  readonly kept: string
  readonly isOpened: boolean
  /** Ends the page by itself; default never. */
  readonly until?: Promise<void>
}

/**
 * Prints the address of a page. Closes it when it is finished or the process is asked to end
 * (Ctrl-C).
 */
export async function stayServed(
  { url, close }: Loopback,
  { name, kept, isOpened, until }: Stay,
  context: CommandContext,
): Promise<void> {
  // The signal is caught, so that the command ends normally.
  const stopped = new Promise((resolve) => {
    for (const signal of STOP_SIGNALS) process.once(signal, resolve)
    context.onExit(() => {
      for (const signal of STOP_SIGNALS) process.off(signal, resolve)
    })
  })
  try {
    // The address must be seen, even with --quiet.
    context.io.stderr.write(`${name}, for this machine alone: ${url}\n`)
    context.log.info(`Ctrl-C ends it; ${kept}.`)
    if (isOpened) openInBrowser(url)
    await Promise.race([stopped, ...(until ? [until] : [])])
  } finally {
    await close()
  }
}
