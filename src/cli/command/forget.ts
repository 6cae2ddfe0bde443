import { formatCount, PipelineError } from '../../index.js'
import { createPseudonymiser, forget as forgetIn, readPseudonymKey } from '../../node.js'
import { defineCommand } from '../kit/command.js'
import { EXIT } from '../kit/exit-code.js'
import { withOutput } from '../kit/write-output.js'

/** Removes a person or posts from every file of a project folder. */
export const forget = defineCommand({
  name: 'forget',
  summary:
    'Removes a person or a post from every file of a project folder, and says what it touched. Without --apply it only says what it would do.',
  inputs: { word: 'FOLDER', help: 'the project; its folders are gone through too' },
  options: {
    author: { type: 'list', value: 'NAME', help: 'handle or author id (repeatable)' },
    post: { type: 'list', value: 'ID', help: 'id of a post (repeatable)' },
    key: { type: 'text', value: 'KEYFILE', help: 'find the person under the pseudonym too' },
    apply: { type: 'flag', help: 'do it: files are rewritten, and nothing brings back what goes' },
  },
  examples: ['npm run forget -- project --author @someone', 'npm run forget -- project --post 1790000000000000001 --apply'],
  notes:
    'Posts of the person go; in the posts of others, mentions and references become "forgotten". Audit files lose the units and their labels, their strata are counted anew, and their lines are chained anew, with the last link of before kept in the first line. Breakdowns and reports are named, not changed: compute them again. Copies elsewhere, and names in plain words, are yours to find.',
  run: async (options, paths, { io, log }) => {
    const [folder, ...more] = paths
    if (folder === undefined || more.length > 0) {
      throw new PipelineError('USAGE_INPUT_ABSENT', `expected one folder, got ${paths.length === 0 ? 'none' : paths.length}. See --help.`)
    }
    if (options.author.length + options.post.length === 0) {
      throw new PipelineError('USAGE_OPTION_INVALID', 'expected whom to forget, --author NAME or --post ID, got neither. See --help.')
    }
    const key = options.key === undefined ? null : (await readPseudonymKey(options.key, { outputs: [], isNew: false })).key
    const { files, recordCount } = await forgetIn(folder, {
      authors: options.author,
      postIds: options.post,
      pseudonymOf: key === null ? null : createPseudonymiser(key).pseudonymOf,
      isApplied: options.apply,
    })
    const lines = files.map(({ path, removedCount, editedCount, notes }) => {
      const counts = [removedCount > 0 ? `${removedCount} removed` : '', editedCount > 0 ? `${editedCount} edited` : ''].filter(
        (count) => count !== '',
      )
      return `${path}: ${[...counts, ...notes].join('; ')}\n`
    })
    await withOutput(null, io, (output) => output.write(lines.join('')))
    const what = formatCount(recordCount, 'record')
    if (files.length === 0) log.warn('nothing found: no file of the folder holds the person or the post under this name')
    else if (options.apply) log.info(`${what} forgotten in ${files.length} files`)
    else log.info(`${what} found; nothing was changed. Pass --apply to do it.`)
    return EXIT.DONE
  },
})
