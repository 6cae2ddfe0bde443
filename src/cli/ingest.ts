import { type Post, renderConvokit, type Thread } from '../index.js'
import { defineCommand } from './command.js'
import { EXIT } from './exit-code.js'
import { chooseFormat } from './format.js'
import { checkInputs, INGEST_OPTIONS, readInputs } from './read-inputs.js'
import { checkFolder, headersOf, writeConvokit } from './write-convokit.js'
import { withOutput } from './write-output.js'
import { checkSink, EXCEL_OPTION, openPostSink, ROW_FORMATS } from './write-posts.js'

/** Reads any known shape into posts as JSON Lines. */
export const ingest = defineCommand({
  name: 'ingest',
  summary:
    'Reads pasted threads, JSON, JSONL, CSV, TSV and Parquet into posts, one JSON object a line. What was read, skipped or ambiguous goes to stderr.',
  inputs: { word: 'INPUT…', help: 'files, or - for stdin' },
  options: {
    ...INGEST_OPTIONS,
    format: { type: 'choice', choices: [...ROW_FORMATS, 'convokit'], help: 'default jsonl' },
    out: { type: 'text', value: 'FILE', help: 'write there; its ending gives the format (convokit: a folder)' },
    ...EXCEL_OPTION,
    headers: { type: 'flag', help: 'print header pieces too: records with meta.role "header"' },
  },
  examples: ['npm run --silent ingest -- corpus/samples/xai-compute.txt --out posts.jsonl', 'pbpaste | npm run --silent ingest -- -'],
  notes:
    'Header pieces (a page title, a headline) are no posts: commands that read the file use them to find its deals, and never score or count them.',
  run: async (options, paths, context) => {
    checkInputs(paths, options, [options.out])
    const { out, excel } = options
    const format = chooseFormat({ given: options.format, out, choices: [...ROW_FORMATS, 'convokit'] as const, standard: 'jsonl' })
    checkSink(format, { excel, isTerminal: out === undefined && context.io.stdout.isTTY === true })
    const folder = format === 'convokit' ? checkFolder(out) : ''
    const { threads, posts } = await readInputs(paths, options, context)
    if (format === 'convokit') {
      await writeConvokit(folder, renderConvokit(posts, headersOf(threads)), context.io)
      context.log.info(`${posts.length} posts written to ${folder} as a ConvoKit corpus`)
      return EXIT.DONE
    }
    await withOutput(out ?? null, context.io, async (output) => {
      const sink = await openPostSink(format, output, { isForExcel: excel })
      if (options.headers) await sink.add(threads.flatMap(headerRecords))
      await sink.add(posts)
      await sink.end()
    })
    if (options.out !== undefined) context.log.info(`${posts.length} posts written to ${options.out}`)
    return EXIT.DONE
  },
})

/** Header pieces as records that the readers know to be none of the posts. */
function headerRecords({ id: threadId, headers }: Thread): Post[] {
  return headers.map((text, index) => ({
    id: `${threadId}/header-${index + 1}`,
    threadId,
    parentId: null,
    author: null,
    createdAt: null,
    text,
    // No role of a post, on purpose: readers tell header pieces by it.
    meta: { role: 'header' as 'root' },
  }))
}
