import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { PACKAGE_ROOT } from '../../node/file/package-root.js'
import { readInput } from '../../node/file/read-source.js'
import { openInBrowser } from '../../node/lazy-node-modules.js'
import type { CliIo, CommandContext, CommandForm, OptionsOf } from '../kit/command.js'
import { runCommand } from '../kit/run-command.js'
import { chooseFormat, writeText } from '../kit/write-output.js'

/** Path of the page that the build writes. */
const PAGE_PATH = join(PACKAGE_ROOT, 'dist', 'page', 'dealstance.html')

const PAGE = {
  name: 'page',
  summary:
    'Writes the page that scores a pasted thread in the browser: one HTML file with the linear model and the deals inside. Posts never leave the machine.',
  inputs: null,
  options: {
    out: { type: 'text', value: 'FILE', help: 'write the page there; a double click opens it' },
    open: { type: 'flag', help: 'open it in the browser' },
  },
  examples: ['npm run page', 'npm run page -- --open', 'npm run page -- --out scoring.html'],
  notes: 'To use the encoder too, choose the files of models/stance-en in the page.',
} as const satisfies CommandForm

export function page(argv: readonly string[], io: CliIo): Promise<number> {
  return runCommand(PAGE, argv, io, writePage)
}

async function writePage({ out, open }: OptionsOf<typeof PAGE>, _inputs: readonly string[], context: CommandContext) {
  chooseFormat({ out, choices: ['html'], standard: 'html', advice: ' for the page' })
  const html = await readInput(PAGE_PATH)
  if (out !== undefined) await writeText(out, html, 'page', context)
  const path = resolve(out === undefined || out === '-' ? PAGE_PATH : out)
  if (open) openInBrowser(pathToFileURL(path).href)
  if (out === undefined) context.log.info(`the page is ${path}${open ? '' : ': open it in a browser, or take --open'}`)
}
