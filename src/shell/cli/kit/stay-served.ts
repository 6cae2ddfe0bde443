import type { AuditServer } from '../../node/audit/audit-server.js'
import { builtIn } from '../../node/built-in.js'
import { STOP_SIGNALS } from '../../node/write/whole-file.js'
import type { CommandContext } from './command.js'

/** A page under an address of this machine; `finished` once nothing is left to do on it. */
type PageServer = Pick<AuditServer, 'url' | 'close'> & Partial<AuditServer>

/** Says where a page is served, and closes it once it is finished or the process is asked to end (Ctrl-C). */
export async function stayServed(
  { url, finished, close }: PageServer,
  { name, note, isOpened }: { readonly name: string; readonly note: string; readonly isOpened: boolean },
  context: CommandContext,
): Promise<void> {
  const stopped = untilStopped(context)
  try {
    // The address is the one thing that must be seen, with --quiet too.
    context.io.stderr.write(`${name}, for this machine alone: ${url}\n`)
    context.log.info(note)
    if (isOpened) openInBrowser(url)
    await Promise.race(finished === undefined ? [stopped] : [stopped, finished])
  } finally {
    await close()
  }
}

/** Does nothing without a browser. */
function openInBrowser(url: string): void {
  const [program, ...rest] =
    process.platform === 'darwin' ? ['open'] : process.platform === 'win32' ? ['cmd', '/c', 'start', ''] : ['xdg-open']
  const opener = builtIn.childProcess().spawn(program ?? '', [...rest, url], { detached: true, stdio: 'ignore' })
  opener.on('error', () => {})
  opener.unref()
}

/** Ends when the program is asked to stop (Ctrl-C, a closed terminal, `kill`), so that a command ends in its own way. */
const untilStopped = ({ onExit }: Pick<CommandContext, 'onExit'>): Promise<unknown> =>
  new Promise((resolve) => {
    for (const signal of STOP_SIGNALS) process.once(signal, resolve)
    onExit(() => {
      for (const signal of STOP_SIGNALS) process.off(signal, resolve)
    })
  })
