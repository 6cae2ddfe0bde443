import { join } from 'node:path'
import { PACKAGE_ROOT } from '../../node/file/package-root.js'
import { readInput } from '../../node/file/read-source.js'
import { servePage } from '../../node/listen-locally.js'
import { defineCommand } from '../kit/command.js'
import { chooseFormat } from '../kit/format.js'
import { stayServed } from '../kit/stay-served.js'
import { withOutput } from '../kit/write-output.js'

/** Where the build writes the page. */
const PAGE_PATH = join(PACKAGE_ROOT, 'dist', 'page', 'dealstance.html')

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
  run: async ({ out, open, serve }, _inputs, context) => {
    const { io, log } = context
    chooseFormat({ out, choices: ['html'], standard: 'html', advice: ' for the page' })
    const html = await readInput(PAGE_PATH)
    if (out !== undefined) {
      await withOutput(out, io, (output) => output.write(html))
      log.info(`page written to ${out}`)
    }
    if (open || serve) {
      await stayServed(await servePage(html), { name: 'Scoring page', note: 'Ctrl-C ends it.', isOpened: open }, context)
    } else if (out === undefined) log.info(`the page is ${PAGE_PATH}: open it in a browser, or take --open`)
  },
})
