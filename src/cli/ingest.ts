import type { Post, Thread } from '../index.js'
import { defineCommand } from './command.js'
import { EXIT } from './exit-code.js'
import { checkInputs, INGEST_OPTIONS, readInputs } from './read-inputs.js'
import { withOutput } from './write-output.js'

/** Reads any known shape into posts as JSON Lines. */
export const ingest = defineCommand({
  name: 'ingest',
  summary:
    'Reads pasted threads, JSON, JSONL, CSV and TSV into posts, one JSON object a line. What was read, skipped or ambiguous goes to stderr.',
  inputs: { word: 'INPUT…', help: 'files, or - for stdin' },
  options: {
    ...INGEST_OPTIONS,
    out: { type: 'text', value: 'FILE', help: 'write there instead of stdout' },
    headers: { type: 'flag', help: 'print header pieces too: records with meta.role "header"' },
  },
  examples: ['npm run --silent ingest -- corpus/samples/xai-compute.txt --out posts.jsonl', 'pbpaste | npm run --silent ingest -- -'],
  notes:
    'Header pieces (a page title, a headline) are no posts: commands that read the file use them to find its deals, and never score or count them.',
  run: async (options, paths, context) => {
    checkInputs(paths, options, [options.out])
    const { threads, posts } = await readInputs(paths, options, context)
    await withOutput(options.out ?? null, context.io, async (output) => {
      if (options.headers) await output.write(threads.flatMap(headerRecords).map(toLine).join(''))
      for (let start = 0; start < posts.length; start += LINES_AT_ONCE) {
        await output.write(
          posts
            .slice(start, start + LINES_AT_ONCE)
            .map(toLine)
            .join(''),
        )
      }
    })
    if (options.out !== undefined) context.log.info(`${posts.length} posts written to ${options.out}`)
    return EXIT.DONE
  },
})

const LINES_AT_ONCE = 1000

const toLine = ({ id, threadId, parentId, author, createdAt, text, meta }: Omit<Post, 'meta'> & { readonly meta: object }): string =>
  `${JSON.stringify({ id, threadId, parentId, author, createdAt, text, meta })}\n`

/** Header pieces as records that the readers know to be none of the posts. */
function headerRecords({ id: threadId, headers }: Thread) {
  return headers.map((text, index) => ({
    id: `${threadId}/header-${index + 1}`,
    threadId,
    parentId: null,
    author: null,
    createdAt: null,
    text,
    meta: { role: 'header' },
  }))
}
