import type { AuditServer } from '../../node/audit/audit-server.js'
import { builtIn } from '../../node/built-in.js'
import { STOP_SIGNALS } from '../../node/write/whole-file.js'
import type { CommandContext } from './command.js'

/** Says where the label page is served, and closes it once it is finished or the process is asked to end (Ctrl-C). */
export async function stayServed({ url, finished, close }: AuditServer, isOpened: boolean, context: CommandContext): Promise<void> {
  // Caught, so that the command ends in its own way.
  const stopped = new Promise((resolve) => {
    for (const signal of STOP_SIGNALS) process.once(signal, resolve)
    context.onExit(() => {
      for (const signal of STOP_SIGNALS) process.off(signal, resolve)
    })
  })
  try {
    // The address is the one thing that must be seen, with --quiet too.
    context.io.stderr.write(`Label page, for this machine alone: ${url}\n`)
    context.log.info('Ctrl-C ends it; every label is on disk before the next post shows. With --terminal you label here instead.')
    if (isOpened) openInBrowser(url)
    await Promise.race([stopped, finished])
  } finally {
    await close()
  }
}

/** Does nothing without a browser. */
export function openInBrowser(url: string): void {
  const [program, ...rest] =
    process.platform === 'darwin' ? ['open'] : process.platform === 'win32' ? ['cmd', '/c', 'start', ''] : ['xdg-open']
  const opener = builtIn.childProcess().spawn(program ?? '', [...rest, url], { detached: true, stdio: 'ignore' })
  opener.on('error', () => {})
  opener.unref()
}
