import { formatCount } from '../../../base/text/format-count.js'
import type { PostRecord } from '../../../base/thread/post.js'
import { ownTypesOf } from '../../node/batch/batch-plan.js'
import { createSpillFolder } from '../../node/spill/spill-folder.js'
import { MEMORY_OPTION, openThreads } from '../input/open-threads.js'
import { checkGivenColumn, checkPaths, checkRepeats, INGEST_OPTIONS } from '../input/read-inputs.js'
import { defineCommand, suggestNext } from '../kit/command.js'
import { chooseFormat, type Writer, withOutput } from '../kit/write-output.js'
import { checkPostOutput, EXCEL_OPTION, headerRecords, openPostWriter, outputsOf, ROW_FORMATS } from '../output/write-posts.js'

/** Reads any known format into posts. */
export const ingest = defineCommand({
  name: 'ingest',
  summary:
    'Reads pasted threads, JSON, JSONL, CSV, TSV, Excel and Parquet into posts, one JSON object a line. What was read, skipped or ambiguous goes to stderr.',
  inputs: { word: 'INPUT…', help: 'files, or - for stdin' },
  options: {
    ...INGEST_OPTIONS,
    format: { type: 'choice', choices: ROW_FORMATS, help: 'default jsonl' },
    out: { type: 'text', value: 'FILE', help: 'write there; its ending gives the format' },
    ...EXCEL_OPTION,
    memory: { ...MEMORY_OPTION, default: 64, help: 'inputs above it are read line by line, threads joined on the disk' },
  },
  examples: ['npm run --silent ingest -- corpus/samples/xai-compute.txt --out posts.jsonl', 'pbpaste | npm run --silent ingest -- -'],
  notes: `Header pieces (a page title, a headline) are records of their own, with meta.role "header". Later commands find deals in them, and never score or count them.
Names become pseudonyms after the labelling: classify --pseudonymise.
Next: npm run classify -- posts.jsonl --out scored.jsonl`,
  run: async (options, paths, context) => {
    const { out } = options
    const format = chooseFormat({ given: options.format, out, choices: ROW_FORMATS, standard: 'jsonl' })
    checkPaths(paths, { read: [options.layout], outputs: outputsOf(out) })
    checkPostOutput(options, format, context.io)
    checkGivenColumn(options)
    await checkRepeats(paths)
    const opened = await openThreads(paths, { ...options, threads: 1, resume: false }, context)
    const written = await withOutput(out ?? null, context.io, async (output) => {
      let writer: Writer<readonly PostRecord[]> | null = null
      let [postCount, headerCount] = [0, 0]
      const spill = createSpillFolder()
      context.onExit(spill.remove)
      for await (const batch of opened.batches(spill)) {
        const { threads, ownColumns = [], ownTypes, posts = threads.flatMap((thread) => thread.posts) } = batch
        writer ??= await openPostWriter(
          format,
          output,
          { ownColumns, isLearnt: false, ownTypes: ownTypes ?? ownTypesOf(posts, ownColumns) },
          { isForExcel: options['for-excel'], context },
        )
        const headersOf = new Map(threads.map((thread) => [thread.id, headerRecords(thread)]))
        for (const headers of headersOf.values()) headerCount += headers.length
        const records = posts.flatMap((post): PostRecord[] => {
          const headers = headersOf.get(post.threadId) ?? []
          headersOf.delete(post.threadId)
          return [...headers, post]
        })
        await writer.write(records)
        postCount += posts.length
      }
      await writer?.end()
      return { postCount, headerCount }
    })
    if (out !== undefined) {
      const headers = written.headerCount === 0 ? '' : ` and ${formatCount(written.headerCount, 'header piece')}`
      context.log.info(`${formatCount(written.postCount, 'post')}${headers} written to ${out}`)
      suggestNext(context, 'classify', out, '--out', 'scored.jsonl')
    }
  },
})
