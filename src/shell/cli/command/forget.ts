import { PipelineError } from '../../../base/errors.js'
import { formatCount } from '../../../base/text/format-count.js'
import { forget as forgetIn } from '../../node/privacy/forget.js'
import { readPseudonymKey } from '../../node/privacy/pseudonym-key.js'
import { createPseudonymiser } from '../../node/privacy/pseudonymise-post.js'
import { defineCommand, EXIT, usageError } from '../kit/command.js'
import { withOutput } from '../kit/write-output.js'

export const forget = defineCommand({
  name: 'forget',
  summary:
    'Removes a person or a post from the records in a project folder, and lists every other file that holds them. Without --apply it only says what it would do.',
  inputs: { word: 'FOLDER', help: 'the project, with all its subfolders' },
  options: {
    author: { type: 'list', value: 'NAME', help: 'handle or author id (repeatable)' },
    post: { type: 'list', value: 'ID', help: 'id of a post (repeatable)' },
    key: { type: 'text', value: 'KEYFILE', help: 'find the person under the pseudonym too' },
    apply: { type: 'flag', help: 'do it: files are rewritten, and nothing can bring the posts back' },
  },
  examples: ['npm run forget -- project --author @someone', 'npm run forget -- project --post 1790000000000000001 --apply'],
  notes: `Records are posts and scored posts as JSONL, and audits.
- Posts of the person go. In the posts of others, mentions and references become "forgotten".
- Audits lose the units and their labels. Their strata are counted and their lines chained anew; the first line keeps the last link of before.
- Files change one by one, each whole or not at all. Run the command again where it was stopped.
The list is printed before the first change. It names results to recompute, since they were counted from a changed file. It names any other file that holds the person (dumps, tables, compressed files, reports). The exit code is 65 while one does.
Write a table again from the changed posts: npm run classify -- scored.jsonl --out scored.csv. Where there is only the table, write the JSONL from it in the same way first.
Pictures, PDFs, copies elsewhere, and names in plain words within posts are yours to find.`,
  run: async (options, paths, { io, log }) => {
    const [folder, ...more] = paths
    if (folder === undefined || more.length > 0) {
      throw new PipelineError('USAGE_INPUT_ABSENT', `expected one folder, got ${paths.length === 0 ? 'none' : paths.length}. See --help.`)
    }
    if (options.author.length + options.post.length === 0) {
      throw usageError('expected whom to forget, --author NAME or --post ID, got neither. See --help.')
    }
    const key = options.key === undefined ? null : (await readPseudonymKey(options.key, { outputs: [], isNew: false })).key
    const { files, recordCount } = await forgetIn(folder, {
      authors: options.author,
      postIds: options.post,
      pseudonymOf: key === null ? null : createPseudonymiser(key).pseudonymOf,
      isApplied: options.apply,
      onPlanned: async ({ files }) => {
        const lines = files.map(({ path, removedCount, editedCount, notes }) => {
          const counts = [...(removedCount > 0 ? [`${removedCount} removed`] : []), ...(editedCount > 0 ? [`${editedCount} edited`] : [])]
          return `${path}: ${[...counts, ...notes].join('; ')}\n`
        })
        await withOutput(null, io, (output) => output.write(lines.join('')))
      },
    })
    const what = formatCount(recordCount, 'record')
    const heldCount = files.filter(({ isHolding }) => isHolding).length
    if (files.length === 0) log.warn('nothing found: no file of the folder holds the person or the post under this name')
    else if (options.apply) log.info(`${what} forgotten in ${formatCount(files.length - heldCount, 'file')}`)
    else log.info(`${what} found; nothing was changed. Pass --apply to do it.`)
    if (heldCount > 0) log.warn(`${formatCount(heldCount, 'file')} left to you: see the list`)
    return heldCount > 0 ? EXIT.data : EXIT.done
  },
})
