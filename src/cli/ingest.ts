import { renderConvokit } from '../index.js'
import { defineCommand } from './command.js'
import { EXIT } from './exit-code.js'
import { chooseFormat } from './format.js'
import { headerRecords } from './header-records.js'
import { checkInputs, INGEST_OPTIONS, readInputs } from './read-inputs.js'
import { findLineSource, openInputs, STREAM_OPTIONS, streamInputs } from './read-streams.js'
import { checkFolder, headersOf, writeConvokit } from './write-convokit.js'
import { withOutput } from './write-output.js'
import { checkSink, EXCEL_OPTION, openPostSink, ROW_FORMATS } from './write-posts.js'

const MEBIBYTE = 1024 * 1024

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
    ...STREAM_OPTIONS,
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
    const settings = {
      paths,
      source: options.source,
      columns: options.columns,
      isSkipping: options['on-bad-record'] === 'skip',
      isLinked: !options['no-link'],
      memoryByteCount: options.memory * MEBIBYTE,
      maxWindowByteCount: options['max-window'] * MEBIBYTE,
      spill: options.spill,
      hasHeaders: options.headers,
    }
    const opened = await openInputs(settings, context)
    const first = opened.sources[0] ?? null
    const isStream = options['no-link'] || (opened.isLarge && first !== null && findLineSource(first, options.source) !== null)
    if (format === 'convokit') {
      const { threads, posts } = await readInputs(paths, options, context, opened.sources)
      await writeConvokit(folder, renderConvokit(posts, headersOf(threads)), context.io)
      context.log.info(`${posts.length} posts written to ${folder} as a ConvoKit corpus`)
      return EXIT.DONE
    }
    const writtenCount = await withOutput(out ?? null, context.io, async (output) => {
      const sink = await openPostSink(format, output, { isForExcel: excel })
      if (isStream) {
        const count = await streamInputs(opened, settings, { sink, edit: null }, context)
        await sink.end()
        return count
      }
      const { threads, posts } = await readInputs(paths, options, context, opened.sources)
      if (options.headers) await sink.add(threads.flatMap(headerRecords))
      await sink.add(posts)
      await sink.end()
      return posts.length
    })
    if (out !== undefined) context.log.info(`${writtenCount} posts written to ${out}`)
    return EXIT.DONE
  },
})
