import { serveLabelPage } from '../../node/audit/audit-server.js'
import type { LabelSession } from '../../node/audit/audit-session.js'
import type { CommandContext } from '../kit/command.js'
import { openInBrowser } from '../kit/open-in-browser.js'
import { catchStopSignals } from '../kit/stop-request.js'

export interface LabelOnPageOptions {
  readonly isOpened: boolean
  readonly context: CommandContext
}

/** Serves the label page until all is labelled or the process is asked to end (Ctrl-C). */
export async function labelOnPage(session: LabelSession, { isOpened, context }: LabelOnPageOptions): Promise<void> {
  const server = await serveLabelPage(session)
  const stop = catchStopSignals()
  try {
    // The address is the one thing that must be seen, with --quiet too.
    context.io.stderr.write(`Label page, for this machine alone: ${server.url}\n`)
    context.log.info('Ctrl-C ends it; every label is on disk before the next post shows.')
    if (isOpened) openInBrowser(server.url)
    await Promise.race([server.finished, stop.stopped])
  } finally {
    stop.release()
    await server.close()
  }
}
