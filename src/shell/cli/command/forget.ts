import { formatCount } from '../../../base/text/format-count.js'
import { forget as forgetIn } from '../../node/privacy/forget.js'
import { readPseudonymKey } from '../../node/privacy/pseudonym-key.js'
import { createPseudonymiser } from '../../node/privacy/pseudonymise-post.js'
import { refuseExportFile } from '../../node/scored/scored-head.js'
import { auditBeside } from '../input/read-audited.js'
import { checkPaths } from '../input/read-inputs.js'
import { defineCommand, usageError } from '../kit/command.js'
import { EXIT } from '../kit/exit-codes.js'
import { withOutput } from '../kit/write-output.js'

export const forget = defineCommand({
  name: 'forget',
  summary: 'Removes a person or a post from posts, scored posts and their audits. Without --apply it only says what it would do.',
  inputs: { word: 'FILE…', help: 'posts and scored posts as JSONL, with the audits beside them; an audit elsewhere by its name' },
  options: {
    author: { type: 'list', value: 'NAME', help: 'handle or author id (repeatable)' },
    post: { type: 'list', value: 'ID', help: 'id of a post (repeatable)' },
    key: { type: 'text', value: 'KEYFILE', help: 'find the person under the pseudonym too' },
    apply: { type: 'flag', help: 'do it: files are rewritten, and nothing can bring the posts back' },
  },
  examples: [
    'npm run forget -- posts.jsonl scored.jsonl --author @someone',
    'npm run forget -- scored.jsonl --post 1790000000000000001 --apply',
  ],
  notes: `- Posts of the person are removed. In the posts of others, mentions and references become "forgotten".
- Audits lose these posts and their labels. Their strata are counted again, and their lines get a new hash chain. The first line keeps the last hash of the old chain.
- Files change one by one, each whole or not at all. If the command was stopped, run it again.
Write tables, breakdowns and reports again from the changed posts. Dumps, copies elsewhere, and names in plain words within posts are yours to find.`,
  run: async (options, paths, { io, log }) => {
    checkPaths(paths)
    if (paths.includes('-')) throw usageError('expected files, got "-". Only a file can be rewritten.')
    if (options.author.length + options.post.length === 0) {
      throw usageError('expected whom to forget, --author NAME or --post ID, got neither. See --help.')
    }
    for (const path of paths) await refuseExportFile(path)
    const key = options.key === undefined ? null : (await readPseudonymKey(options.key, { outputs: [], isNew: false })).key
    const beside = paths.flatMap((path) => auditBeside(path) ?? [])
    const files = await forgetIn([...new Set([...paths, ...beside])], {
      authors: options.author,
      postIds: options.post,
      pseudonymOf: key === null ? null : createPseudonymiser(key).pseudonymOf,
      isApplied: options.apply,
    })
    const lines = files.map(({ path, removedCount, editedCount, notes }) => {
      const counts = [...(removedCount > 0 ? [`${removedCount} removed`] : []), ...(editedCount > 0 ? [`${editedCount} edited`] : [])]
      return `${path}: ${[...counts, ...notes].join('; ')}\n`
    })
    await withOutput(null, io, (output) => output.write(lines.join('')))
    if (files.length === 0) log.warn('nothing found: none of the files named holds the person or the post')
    else if (options.apply) log.info(`${formatCount(files.length, 'file')} rewritten`)
    else log.info(`${formatCount(files.length, 'file')} would change. Pass --apply to do it.`)
    return EXIT.done
  },
})
