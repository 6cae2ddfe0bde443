import { join } from 'node:path'
import { PACKAGE_ROOT, readInput, servePage } from '../../node.js'
import { defineCommand } from '../kit/command.js'
import { EXIT } from '../kit/exit-code.js'
import { withOutput } from '../kit/write-output.js'
import { awaitEndRequest, openInBrowser } from '../until-asked.js'

/** Where the build leaves the page. */
const BUILT = join(PACKAGE_ROOT, 'dist', 'page', 'dealstance.html')

/** Hands out the page that scores a pasted thread in the browser. */
export const page = defineCommand({
  name: 'page',
  summary:
    'The page that scores a pasted thread in the browser: one HTML file with the linear model and the deals inside. Posts never leave the machine.',
  inputs: null,
  options: {
    out: { type: 'text', value: 'FILE', help: 'write the page there; a double click opens it' },
    open: { type: 'flag', help: 'serve it on this machine and open the browser' },
    serve: { type: 'flag', help: 'serve it, and only print its address' },
  },
  examples: ['npm run page', 'npm run page -- --open', 'npm run page -- --out scoring.html'],
  notes: 'The encoder is loaded in the page from the files of models/encoder-en. Ctrl-C ends --open and --serve.',
  run: async ({ out, open, serve }, _inputs, { io, log }) => {
    const html = await readInput(BUILT)
    if (out !== undefined) {
      await withOutput(out, io, (output) => output.write(html))
      log.info(`page written to ${out}`)
    }
    if (open || serve) {
      const end = awaitEndRequest()
      const server = await servePage(html)
      // The address is the one thing that must be seen, with --quiet too.
      io.stderr.write(`Scoring page, for this machine alone: ${server.url}\n`)
      log.info('Ctrl-C ends it.')
      if (open) openInBrowser(server.url)
      await end.asked
      end.release()
      await server.close()
    } else if (out === undefined) log.info(`the page stands in ${BUILT}: open it in a browser, or take --open`)
    return EXIT.DONE
  },
})
