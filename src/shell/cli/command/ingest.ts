import { formatCount } from '../../../base/text/format-count.js'
import type { PostRecord } from '../../../base/thread/post.js'
import { createSpillFolder } from '../../node/spill/spill-folder.js'
import { openThreads } from '../input/open-threads.js'
import { checkPaths, checkRepeats, INGEST_OPTIONS, parseColumns } from '../input/read-inputs.js'
import { defineCommand, suggestNext } from '../kit/command.js'
import { chooseFormat } from '../kit/format.js'
import { withOutput } from '../kit/write-output.js'
import { STREAM_OPTIONS } from '../options/bulk-options.js'
import { editThreads, openPseudonymiser, PSEUDONYM_OPTIONS, readKeyOption } from '../options/pseudonym-options.js'
import { checkFolder, checkSink, headerRecords, openPostSink, type PostSink, ROW_FORMATS, writeConvokit } from '../output/write-posts.js'

/** Reads any known format into posts. */
export const ingest = defineCommand({
  name: 'ingest',
  summary:
    'Reads pasted threads, JSON, JSONL, CSV, TSV, Excel and Parquet into posts, one JSON object a line. What was read, skipped or ambiguous goes to stderr.',
  inputs: { word: 'INPUT…', help: 'files, or - for stdin' },
  options: {
    ...INGEST_OPTIONS,
    format: { type: 'choice', choices: [...ROW_FORMATS, 'convokit'], help: 'default jsonl' },
    out: { type: 'text', value: 'FILE', help: 'write there; its ending gives the format (convokit: a folder)' },
    ...STREAM_OPTIONS,
    ...PSEUDONYM_OPTIONS,
    headers: { type: 'flag', help: 'print header pieces too (meta.role "header")' },
  },
  examples: ['npm run --silent ingest -- corpus/samples/xai-compute.txt --out posts.jsonl', 'pbpaste | npm run --silent ingest -- -'],
  notes: `Header pieces (a page title, a headline) are no posts. Later commands find deals in them, and never score or count them.
Next: npm run classify -- posts.jsonl --out scored.jsonl`,
  run: async (options, paths, context) => {
    checkPaths(paths, [options.out])
    parseColumns(options.columns)
    await checkRepeats(paths)
    const { out } = options
    const format = chooseFormat({ given: options.format, out, choices: [...ROW_FORMATS, 'convokit'] as const, standard: 'jsonl' })
    checkSink(format, out === undefined && context.io.stdout.isTTY === true)
    const pseudonymiser = openPseudonymiser(await readKeyOption(options, [out], context.log), context)
    const folder = format === 'convokit' ? checkFolder(out) : ''
    const opened = await openThreads(paths, { ...options, threads: 1, resume: false }, context)
    if (format === 'convokit') {
      const { threads } = await opened.hold()
      const posts = editThreads(threads, pseudonymiser).flatMap((thread) => thread.posts)
      await writeConvokit(folder, posts, context.io)
      context.log.info(`${formatCount(posts.length, 'post')} written to ${folder} as a ConvoKit corpus`)
      return
    }
    const writtenCount = await withOutput(out ?? null, context.io, async (output) => {
      let sink: PostSink<PostRecord> | null = null
      let count = 0
      const spill = createSpillFolder(options.spill)
      context.onExit(spill.remove)
      for await (const batch of opened.batches(spill, false)) {
        const threads = editThreads(batch.threads, pseudonymiser)
        const posts = threads.flatMap((thread) => thread.posts)
        sink ??= await openPostSink(format, output, { ownColumns: batch.ownColumns ?? [], isLearnt: false })
        await sink.add(options.headers ? threads.flatMap((thread) => [...headerRecords(thread), ...thread.posts]) : posts)
        count += posts.length
      }
      await sink?.end()
      return count
    })
    if (out !== undefined) {
      context.log.info(`${formatCount(writtenCount, 'post')} written to ${out}`)
      suggestNext(context, 'classify', out, '--out', 'scored.jsonl')
    }
  },
})
