import { stat } from 'node:fs/promises'
import {
  detectSource,
  formatIngestSummary,
  LINE_SOURCES,
  type LineSource,
  PipelineError,
  type Post,
  StreamSummary,
  type Thread,
} from '../index.js'
import {
  createSpillFolder,
  type InputSource,
  openSource,
  SAMPLE_BYTE_COUNT,
  type StreamInput,
  sampleLines,
  streamLinked,
  streamUnlinked,
} from '../node.js'
import { headerRecords } from './input/header-records.js'
import { parseColumns } from './input/read-inputs.js'
import { tellEmpty } from './input/warn-no-posts.js'
import type { CommandContext } from './kit/command.js'
import { type PostSink, renderPostLine } from './output/write-posts.js'

/** Options of reading inputs larger than memory. */
export const STREAM_OPTIONS = {
  'no-link': { type: 'flag', help: 'one pass: parents as given, meta.parentUnchecked' },
  memory: {
    type: 'number',
    value: 'MIB',
    default: 64,
    low: 1,
    high: 65_536,
    isInteger: true,
    help: 'inputs above it are read line by line, threads joined on the disk',
  },
  spill: { type: 'text', value: 'FOLDER', help: "where that is; default: the system's temporary one" },
  'max-window': {
    type: 'number',
    value: 'MIB',
    default: 128,
    low: 1,
    high: 2048,
    isInteger: true,
    help: 'of zstd inputs, held in memory; dumps of Reddit need 2048',
  },
} as const

export interface StreamSettings {
  readonly paths: readonly string[]
  readonly source: string
  readonly columns: string | undefined
  readonly isSkipping: boolean
  readonly isLinked: boolean
  readonly memoryByteCount: number
  readonly maxWindowByteCount: number
  readonly spill: string | undefined
  readonly hasHeaders: boolean
}

/** Inputs opened so far: all of them when they are small, else those up to the one that went beyond the limit. */
export interface OpenedInputs {
  /** Null for a folder. */
  readonly sources: readonly (InputSource | null)[]
  readonly isLarge: boolean
}

/** Opens inputs until they hold more than the limit together. */
export async function openInputs(
  {
    paths,
    isLinked,
    memoryByteCount,
    maxWindowByteCount,
  }: Pick<StreamSettings, 'paths' | 'isLinked' | 'memoryByteCount' | 'maxWindowByteCount'>,
  { io }: CommandContext,
): Promise<OpenedInputs> {
  const sources: (InputSource | null)[] = []
  let byteCount = 0
  for (const path of paths) {
    if (await isFolder(path)) {
      sources.push(null)
      continue
    }
    const source = await openSource(path, {
      stdin: io.stdin,
      headByteCount: isLinked ? memoryByteCount : SAMPLE_BYTE_COUNT,
      maxWindowByteCount,
    })
    sources.push(source)
    byteCount += source.head.length
    if (!source.isWhole || byteCount > memoryByteCount) return { sources, isLarge: true }
  }
  return { sources, isLarge: false }
}

async function isFolder(path: string): Promise<boolean> {
  return path !== '-' && (await stat(path).catch(() => null))?.isDirectory() === true
}

/** The form in which an input can be read line by line, and why it was taken; null when it has none. */
export function findLineSource(source: InputSource, given: string): { readonly form: LineSource; readonly reason: string } | null {
  const text = sampleLines(source)
  if (text === null) return null
  const { source: id, reason } =
    given === 'auto' ? detectSource(text, source.fileName ?? undefined) : { source: given as 'jsonl', reason: 'given by the caller' }
  const form = LINE_SOURCES.get(id)
  const line = text.split('\n').find((one) => one.trim() !== '')
  if (form === undefined || line === undefined) return null
  try {
    return form.accepts(JSON.parse(line)) ? { form, reason } : null
  } catch {
    return given === 'auto' && id !== 'jsonl' ? null : { form, reason }
  }
}

/** Reads inputs line by line into a sink and logs what was read. @returns how many posts were written */
export async function streamInputs(
  opened: OpenedInputs,
  settings: StreamSettings,
  { sink, edit }: { readonly sink: PostSink<Post>; readonly edit: ((post: Post) => Post) | null },
  context: CommandContext,
): Promise<number> {
  const summary = new StreamSummary()
  const folder = createSpillFolder(settings.spill)
  const columns = parseColumns(settings.columns)
  const forms = new Set<string>()
  const reasons = new Set<string>()
  const inputs = async function* (): AsyncGenerator<StreamInput> {
    for (const [index, path] of settings.paths.entries()) {
      const source =
        opened.sources[index] ??
        (await openSource(path, {
          stdin: context.io.stdin,
          headByteCount: SAMPLE_BYTE_COUNT,
          maxWindowByteCount: settings.maxWindowByteCount,
        }))
      if (source.isWhole && source.head.length === 0) {
        throw new PipelineError('INGEST_EMPTY', `${source.name}: expected posts, got no bytes. Check that the export or paste was saved.`)
      }
      const found = findLineSource(source, settings.source)
      if (found === null) throw notByLine(source.name, settings.isLinked)
      forms.add(found.form.id)
      reasons.add(found.reason)
      yield { source, form: found.form, options: { threadId: `t${index + 1}`, ...(columns && { columns }) } }
    }
  }
  const shared = {
    onBadRecord: settings.isSkipping ? 'skip' : 'throw',
    memoryByteCount: settings.memoryByteCount,
    folder,
    summary,
  } as const
  let writtenCount = 0
  try {
    if (settings.isLinked) {
      const renderThread = (posts: readonly Post[], pieces: readonly string[]): string[] => {
        const [first] = posts
        const thread: Thread = { id: first?.threadId ?? 't1', posts, headers: pieces }
        const all = settings.hasHeaders ? [...headerRecords(thread), ...posts] : posts
        return (edit ? all.map(edit) : all).map((post) => renderPostLine(post).trimEnd())
      }
      for await (const lines of streamLinked(inputs(), { ...shared, renderThread })) {
        await sink.addLines(lines)
        writtenCount += lines.length
      }
    } else {
      for await (const posts of streamUnlinked(inputs(), shared)) {
        await sink.add(edit ? posts.map(edit) : posts)
        writtenCount += posts.length
      }
      summary.note('one pass: parents are as the records give them (meta.parentUnchecked), posts in the order of the input')
    }
  } finally {
    folder.remove()
    for (const source of opened.sources) await source?.close()
  }
  const names = settings.paths.map((path) => (path === '-' ? 'stdin' : path)).join(', ')
  const counted = summary.summarise([...forms].join(', '), [...reasons].join('; '))
  context.log.info(`${names}: ${formatIngestSummary(counted)}`)
  if (writtenCount === 0) tellEmpty(context.log, [counted])
  return writtenCount
}

function notByLine(name: string, isLinked: boolean): PipelineError {
  const forms = [...LINE_SOURCES.keys()].join(', ')
  const message = isLinked
    ? `${name}: expected one record a line (${forms}) like the inputs before, which are larger than --memory, got another form. Ingest it alone, or raise --memory.`
    : `${name}: expected one record a line (${forms}) for --no-link, got another form. Leave --no-link out.`
  return new PipelineError('USAGE_OPTION_INVALID', message, { context: { name } })
}
