import { formatCount } from '../../../base/text/format-count.js'
import type { PostRecord } from '../../../base/thread/post.js'
import type { Thread } from '../../../base/thread/thread.js'
import { formatSourceList } from '../../../read/format-ingest-summary.js'
import { postColumns } from '../../../say/rows/source-columns.js'
import { type OpenThreads, openThreads } from '../input/open-threads.js'
import { listsAlone, READING_OPTIONS, readingOf, SITE_OPTION } from '../input/read-inputs.js'
import { checkPaths, checkRepeats } from '../input/read-paths.js'
import { namedFiles, type OptionTable, suggestNext } from '../kit/command.js'
import { commandOf, print } from '../kit/run-command.js'
import { chooseFormat, withOutput } from '../kit/write-output.js'
import {
  checkPostOutput,
  headerRecords,
  openTable,
  ROW_FORMATS,
  writeRecords,
} from '../output/write-posts.js'

const OPTIONS = {
  ...READING_OPTIONS,
  ...SITE_OPTION,
  out: {
    type: 'file',
    decides: 'output',
    help: 'output file; its ending gives the format, else JSONL',
  },
} as const satisfies OptionTable

export const ingest = commandOf(
  {
    name: 'ingest',
    summary:
      'Reads pasted threads, JSON, JSONL, CSV, TSV, Excel and Parquet into posts, one JSON object a line. What was read, skipped or ambiguous goes to stderr.',
    inputs: { word: 'INPUT…', help: 'files, or - for stdin' },
    options: OPTIONS,
    exclusions: [
      listsAlone(OPTIONS),
      {
        beside: 'site',
        idle: ['source', 'one-post-per'],
        why: 'The record of a site says how its pages are read.',
      },
    ],
    examples: [
      'corpus/samples/xai-compute.txt --out posts.jsonl',
      '- --out posts.jsonl < copied.txt',
    ],
    notes: `Header pieces (a page title, a headline) are records of their own, with meta.role "header". Later commands find deals in them, and never score or count them.
Names become pseudonyms after the labelling: classify --pseudonymise.`,
    next: 'classify posts.jsonl --out scored.jsonl',
  },
  async (options, paths, context) => {
    if (options.source === 'list') return void (await print(formatSourceList(), context.io))
    const { out } = options
    const format = chooseFormat({ out, choices: ROW_FORMATS, standard: 'jsonl', advice: '' })
    checkPaths(paths, namedFiles(options, OPTIONS))
    checkPostOutput({ out }, format, context.io)
    const reading = readingOf(options)
    await checkRepeats(paths)
    const { postCount, ownColumns, types, ...posts } = await openThreads(paths, reading, context)
    let headerCount = 0
    await withOutput(out ?? null, context.io, async (output) => {
      const columns = postColumns({ ownColumns, types, isLearnt: false })
      const writer =
        format === 'jsonl'
          ? writeRecords(output)
          : await openTable(format, output, columns, context.log)
      for await (const records of recordsOf(posts)) {
        headerCount += records.filter(({ meta }) => meta.role === 'header').length
        await writer.write(records)
      }
      await writer.end()
    })
    if (out !== undefined) {
      const headers = headerCount === 0 ? '' : ` and ${formatCount(headerCount, 'header piece')}`
      context.log.info(`${formatCount(postCount, 'post')}${headers} written to ${out}`)
      suggestNext(context, 'classify', out, '--out', 'scored.jsonl')
    }
  },
)

/** The posts in the order of the input, the header pieces of a thread before its first post. */
async function* recordsOf({
  held,
  threads,
}: Pick<OpenThreads, 'held' | 'threads'>): AsyncGenerator<PostRecord[]> {
  if (held === null)
    for await (const thread of threads()) yield [...headerRecords(thread), ...thread.posts]
  if (held === null) return
  const headersOf = new Map<string, PostRecord[]>(
    held.threads.map((thread: Thread) => [thread.id, headerRecords(thread)]),
  )
  const records: PostRecord[] = []
  for (const post of held.posts) {
    for (const header of headersOf.get(post.threadId) ?? []) records.push(header)
    headersOf.delete(post.threadId)
    records.push(post)
  }
  yield records
}
