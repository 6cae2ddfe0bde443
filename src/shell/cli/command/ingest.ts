import type { StanceScheme } from '../../../base/scheme/stance-scheme.js'
import { formatCount } from '../../../base/text/format-count.js'
import type { PostRecord } from '../../../base/thread/post.js'
import { renderConvokit } from '../../../say/rows/render-convokit.js'
import { parseSharePack, type Rehydration } from '../../../say/share/parse-share-pack.js'
import { SHARE_NOTICE } from '../../../say/share/render-share-pack.js'
import { readInput } from '../../node/file/read-input.js'
import { hashText } from '../../node/score/row-form.js'
import { createSpillFolder } from '../../node/spill/spill-folder.js'
import { type OpenedThreads, openThreads } from '../input/open-threads.js'
import { openUnlinked } from '../input/open-unlinked.js'
import { checkInputs, checkRepeats, INGEST_OPTIONS, nameOf } from '../input/read-inputs.js'
import { type CommandContext, defineCommand, usageError } from '../kit/command.js'
import { chooseFormat } from '../kit/format.js'
import { suggestNext } from '../kit/next-command.js'
import { type Output, withOutput } from '../kit/write-output.js'
import { STREAM_OPTIONS } from '../options/bulk-options.js'
import { editInputs, openPseudonymiser, PSEUDONYM_OPTIONS } from '../options/pseudonym-options.js'
import { readSchemeOption, SCHEME_OPTION } from '../options/scheme-option.js'
import { checkFolder, headersOf, writeConvokit } from '../output/write-convokit.js'
import {
  checkSink,
  EXCEL_OPTION,
  givenFormat,
  headerRecords,
  openPostSink,
  openScoredSink,
  type PostSink,
  ROW_FORMATS,
  type RowFormat,
} from '../output/write-posts.js'

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
    ...EXCEL_OPTION,
    ...STREAM_OPTIONS,
    ...PSEUDONYM_OPTIONS,
    rehydrate: { type: 'text', value: 'PACK', help: 'only the posts of a share pack, with its results' },
    ...SCHEME_OPTION,
    headers: { type: 'flag', help: 'print header pieces too (meta.role "header")' },
  },
  examples: ['npm run --silent ingest -- corpus/samples/xai-compute.txt --out posts.jsonl', 'pbpaste | npm run --silent ingest -- -'],
  notes:
    'Header pieces (a page title, a headline) are no posts: commands that read the file use them to find its deals, and never score or count them.',
  run: async (options, paths, context) => {
    checkInputs(paths, options, [options.out])
    await checkRepeats(paths)
    const { out } = options
    const format = chooseFormat({ given: givenFormat(options), out, choices: [...ROW_FORMATS, 'convokit'] as const, standard: 'jsonl' })
    checkSink(format, out === undefined && context.io.stdout.isTTY === true)
    const pseudonymiser = await openPseudonymiser(options, [out], context.log)
    if (options.scheme !== undefined && options.rehydrate === undefined) {
      throw usageError('expected --scheme with --rehydrate, whose posts have labels, got it alone. See --help.')
    }
    const scheme = await readSchemeOption(options.scheme)
    const rehydration = options.rehydrate === undefined ? null : await readPack(options.rehydrate, format, scheme, context)
    const folder = format === 'convokit' ? checkFolder(out) : ''
    const open = (): Promise<OpenedThreads> => openThreads(paths, { ...options, threads: 1, resume: false }, context)
    if (format === 'convokit') {
      const { threads, posts } = editInputs(await (await open()).hold(), pseudonymiser)
      await writeConvokit(folder, renderConvokit(posts, headersOf(threads)), context.io)
      context.log.info(`${formatCount(posts.length, 'post')} written to ${folder} as a ConvoKit corpus`)
      return
    }
    const opened = options['no-link'] ? null : await open()
    context.onExit(() => opened?.close())
    const writtenCount = await withOutput(out ?? null, context.io, async (output) => {
      const sink = await openSink(format, output, rehydration, scheme)
      let count = 0
      const spill = createSpillFolder(options.spill)
      context.onExit(spill.remove)
      for await (const batch of opened?.batches(spill, false) ?? openUnlinked(paths, options, context)) {
        const { threads, posts } = editInputs(
          { threads: batch.threads, posts: batch.threads.flatMap((thread) => thread.posts) },
          pseudonymiser,
        )
        await sink.add(options.headers ? threads.flatMap((thread) => [...headerRecords(thread), ...thread.posts]) : posts)
        count += posts.length
      }
      await sink.end()
      return count
    })
    if (format === 'share') for (const notice of SHARE_NOTICE) context.log.info(notice)
    if (rehydration !== null) return reportRehydration(rehydration, out, context)
    if (out !== undefined) {
      context.log.info(`${formatCount(writtenCount, 'post')} written to ${out}`)
      if (format !== 'share') suggestNext(context, 'classify', out, '--out', 'scored.jsonl')
    }
  },
})

/** Opens a sink of posts. With a share pack, it passes only the pack's posts, with their results. */
async function openSink(
  format: RowFormat,
  output: Output,
  rehydration: Rehydration | null,
  scheme: StanceScheme,
): Promise<PostSink<PostRecord>> {
  if (rehydration === null) return openPostSink(format, output)
  const isScored = rehydration.kind === 'scored'
  const sink = await (isScored ? openScoredSink(format, output, scheme) : openPostSink(format, output))
  const add = (posts: readonly PostRecord[]): Promise<void> =>
    (sink as PostSink<PostRecord>).add(posts.flatMap((post) => rehydration.restore(post) ?? []))
  return { add, addLines: (lines) => add(lines.map((line) => JSON.parse(line) as PostRecord)), end: sink.end }
}

async function readPack(path: string, format: string, scheme: StanceScheme, { io }: CommandContext): Promise<Rehydration> {
  if (format === 'convokit' || format === 'share') {
    throw usageError(`expected --rehydrate with jsonl, csv, xlsx or parquet, got ${format}. See --help.`)
  }
  return parseSharePack(await readInput(path, { stdin: io.stdin }), nameOf(path), hashText, scheme)
}

function reportRehydration(rehydration: Rehydration, out: string | undefined, { log }: CommandContext): void {
  const { restoredCount, changedCount, missingCount } = rehydration.count()
  const target = out === undefined ? '' : ` to ${out}`
  log.info(
    `${formatCount(restoredCount, 'post')} restored${target}, ${changedCount} changed since and left out, ${missingCount} not in the dump`,
  )
}
