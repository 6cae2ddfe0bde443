import { spawn } from 'node:child_process'
import { type LabelSession, serveLabelPage } from '../node.js'
import type { CommandContext } from './command.js'

export interface LabelOnPageOptions {
  readonly isOpened: boolean
  readonly context: CommandContext
}

/** Serves the label page until all is labelled or the process is asked to end (Ctrl-C). */
export async function labelOnPage(session: LabelSession, { isOpened, context }: LabelOnPageOptions): Promise<void> {
  const server = await serveLabelPage(session)
  let stop = (): void => {}
  const stopped = new Promise<void>((resolve) => {
    stop = resolve
  })
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const
  for (const signal of signals) process.once(signal, stop)
  try {
    // The address is the one thing that must be seen, with --quiet too.
    context.io.stderr.write(`Label page, for this machine alone: ${server.url}\n`)
    context.log.info('Ctrl-C ends it; every label is on disk before the next post shows.')
    if (isOpened) openBrowser(server.url)
    await Promise.race([server.finished, stopped])
  } finally {
    for (const signal of signals) process.off(signal, stop)
    await server.close()
  }
}

function openBrowser(url: string): void {
  const [program, ...rest] =
    process.platform === 'darwin' ? ['open'] : process.platform === 'win32' ? ['cmd', '/c', 'start', ''] : ['xdg-open']
  const opener = spawn(program ?? '', [...rest, url], { detached: true, stdio: 'ignore' })
  // Without a browser the address stands on stderr all the same.
  opener.on('error', () => {})
  opener.unref()
}
