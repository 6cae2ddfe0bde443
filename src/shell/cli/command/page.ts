import { join } from 'node:path'
import { PACKAGE_ROOT } from '../../node/file/package-root.js'
import { readInput } from '../../node/file/read-source.js'
import { servePage } from '../../node/page/page-server.js'
import type { CommandContext, CommandForm, CommandFunction, OptionsOf } from '../kit/command.js'
import { runCommand } from '../kit/run-command.js'
import { stayServed } from '../kit/stay-served.js'
import { chooseFormat, writeText } from '../kit/write-output.js'

const PAGE_PATH = join(PACKAGE_ROOT, 'dist', 'page', 'dealstance.html')

const PAGE = {
  name: 'page',
  summary:
    'Serves a page of this machine: paste a thread, check a part of it, and get the sentence and the pictures. It counts with the default model. Posts never leave the machine.',
  inputs: null,
  options: {
    open: { type: 'flag', help: 'open it in the browser' },
    out: {
      type: 'file',
      decides: 'output',
      help: 'write the page there instead: one file that a double click opens, with the model linear-en',
    },
  },
  examples: ['npm run page -- --open', 'npm run page -- --out dealstance.html'],
  notes: 'Labels stay in the browser. A file needs no program, and its model errs more.',
} as const satisfies CommandForm

export const page: CommandFunction = (argv, io) => runCommand(PAGE, argv, io, showPage)

async function showPage(
  { out, open }: OptionsOf<typeof PAGE>,
  _inputs: readonly string[],
  context: CommandContext,
) {
  chooseFormat({ out, choices: ['html'], standard: 'html', advice: ' for the page' })
  const html = (await readInput(PAGE_PATH)).toString()
  if (out !== undefined) return await writeText(out, html, 'page', context)
  await stayServed(
    await servePage(html),
    { name: 'Page', kept: 'labels stay in the browser', isOpened: open },
    context,
  )
}
