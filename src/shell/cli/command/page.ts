import { join } from 'node:path'
import { PipelineError } from '../../../base/errors.js'
import { PACKAGE_ROOT } from '../../node/file/package-root.js'
import { isThere, readInput } from '../../node/file/read-source.js'
import { servePage } from '../../node/page/page-server.js'
import { commandOf } from '../kit/run-command.js'
import { stayServed } from '../kit/stay-served.js'
import { chooseFormat, writeText } from '../kit/write-output.js'

const PAGE_PATH = join(PACKAGE_ROOT, 'dist', 'page', 'dealstance.html')

export const page = commandOf(
  {
    name: 'page',
    summary:
      'Serves a page of this machine: paste a thread, check a part of it, and get the sentence and the pictures. It counts with the default model. Posts never leave the machine.',
    inputs: null,
    options: {
      open: { type: 'flag', help: 'open it in the browser' },
      out: {
        type: 'file',
        decides: 'output',
        help: 'write one file that a double click opens, with the model linear-en',
      },
    },
    exclusions: [{ beside: 'out', idle: ['open'], why: 'A double click opens a file.' }],
    examples: ['--open', '--out dealstance.html'],
    notes: 'Labels stay in the browser. A file needs no program, and its model errs more.',
  },
  async ({ out, open }, _inputs, context) => {
    chooseFormat({ out, choices: ['html'], standard: 'html', advice: ' for the page' })
    if (!isThere(PAGE_PATH))
      throw new PipelineError(
        'INPUT_MISSING',
        `${PAGE_PATH}: expected the page, got no file. In a clone run npm run prepare; else install dealstance again.`,
        { context: { path: PAGE_PATH } },
      )
    const html = await readInput(PAGE_PATH)
    if (out !== undefined) return await writeText(out, html, 'page', context)
    const served = await servePage(html)
    if (served.takenPort !== undefined)
      context.log.warn(
        `port ${served.takenPort} is taken, perhaps by another page: the labels that the browser keeps for it are not shown at this one. Close the other program and run again to see them.`,
      )
    await stayServed(
      served,
      { name: 'Page', kept: 'labels stay in the browser', isOpened: open },
      context,
    )
  },
)
