import { resolve } from 'node:path'
import {
  buildThreads,
  decode,
  type ErrorCode,
  formatIngestSummary,
  type IngestResult,
  isParquet,
  joinCaptures,
  type ParsePostsOptions,
  PipelineError,
  POST_FIELDS,
  type Post,
  type PostField,
  parseConvokitFiles,
  parseParquet,
  parsePosts,
  SOURCES,
  type Thread,
} from '../../index.js'
import { type InputSource, openSource, postKeyOf, readConvokit, readWhole } from '../../node.js'
import type { CommandContext, OptionTable, OptionValues } from '../kit/command.js'
import { tellEmpty } from './warn-no-posts.js'

/** Options of every command that reads posts. */
export const INGEST_OPTIONS = {
  source: {
    type: 'choice',
    value: 'FORM',
    choices: ['auto', 'list', ...Object.keys(SOURCES)],
    default: 'auto',
    help: 'form of the inputs; list explains',
  },
  columns: { type: 'text', value: 'text=body,…', help: `your names of ${POST_FIELDS.join(', ')}` },
  'on-bad-record': { type: 'choice', choices: ['throw', 'skip'], default: 'throw', help: 'skip: leave them out, counted' },
} as const satisfies OptionTable

/** Inputs of commands that hold all of them. zstd's own limit for windows. */
const WHOLE = { headByteCount: Number.POSITIVE_INFINITY, maxWindowByteCount: 128 * 1024 * 1024 }

/** What stood in all inputs together. */
export interface Inputs {
  readonly posts: readonly Post[]
  readonly threads: readonly Thread[]
}

/**
 * Reads posts from every input in turn and logs an ingest summary for each. A paste, or records that name no thread, get a thread of
 * their own per input: `t1`, `t2`, … Captures of one platform are joined: see `joinCaptures`.
 *
 * @param opened inputs that were opened before, by index
 * @throws {PipelineError} `USAGE_INPUT_ABSENT` for no input; what `openSource` and `parsePosts` throw; `INGEST_ID_DUPLICATE` for a post
 *   that stands in two inputs, unless bad records are skipped
 */
export async function readInputs(
  paths: readonly string[],
  options: OptionValues<typeof INGEST_OPTIONS>,
  context: CommandContext,
  opened: readonly (InputSource | null)[] = [],
): Promise<Inputs> {
  const { columns } = checkInputs(paths, options)
  const onBadRecord = options['on-bad-record'] === 'skip' ? 'skip' : 'throw'
  const posts: Post[] = []
  const headers = new Map<string, string[]>()
  const pathByPost = new Map<string, string>()
  const results: IngestResult[] = []
  for (const [index, path] of paths.entries()) {
    const name = nameOf(path)
    const source = opened[index] ?? null
    const result = await readPosts(path, source, context, {
      source: options.source as 'auto',
      onBadRecord,
      threadId: `t${index + 1}`,
      ...(columns && { columns }),
    })
    context.log.info(`${name}: ${formatIngestSummary(result.summary)}`)
    results.push(result)
  }
  const joined = joinCaptures(results)
  const joinedCount = joined.reduce((total, result) => total + result.posts.length, 0)
  if (joined.some((result, index) => result !== results[index])) {
    context.log.info(`captures of one platform joined: ${joinedCount} posts; parents were looked for in all of them`)
  }
  for (const [index, result] of joined.entries()) {
    const name = nameOf(paths[index] ?? '-')
    for (const [threadId, pieces] of result.headers) headers.set(threadId, [...(headers.get(threadId) ?? []), ...pieces])
    let repeatedCount = 0
    for (const post of result.posts) {
      const key = postKeyOf(post)
      const first = pathByPost.get(key)
      if (first === undefined) {
        pathByPost.set(key, name)
        posts.push(post)
      } else if (onBadRecord === 'throw') {
        throw new PipelineError(
          'INGEST_ID_DUPLICATE',
          `${name}: expected every post in one input, got "${post.id}" of thread "${post.threadId}" again (first in ${first}). Leave one out, give threads ids of their own, or pass --on-bad-record skip.`,
          { context: { postId: post.id, threadId: post.threadId } },
        )
      } else repeatedCount += 1
    }
    if (repeatedCount > 0) context.log.warn(`${name}: ${repeatedCount} posts skipped: they stand in an input before (INGEST_ID_DUPLICATE)`)
  }
  if (posts.length === 0)
    tellEmpty(
      context.log,
      results.map(({ summary }) => summary),
    )
  return { posts, threads: buildThreads(posts, headers) }
}

const nameOf = (path: string): string => (path === '-' ? 'stdin' : path)

/** Reads one input: a text of any form, or the folder of a ConvoKit corpus. */
async function readPosts(
  path: string,
  opened: InputSource | null,
  { io }: CommandContext,
  options: ParsePostsOptions,
): Promise<IngestResult> {
  const mayBeCorpus = path !== '-' && (options.source === 'auto' || options.source === 'convokit')
  const corpus = mayBeCorpus ? await readConvokit(path) : null
  const name = nameOf(path)
  if (corpus === null) {
    const source = opened ?? (await openSource(path, { stdin: io.stdin, ...WHOLE }))
    const bytes = await readWhole(source)
    const named = { ...options, ...(source.fileName !== null && { fileName: source.fileName }) }
    return naming(name, () => (isParquet(bytes) ? parseParquet(bytes, options) : parsePosts(decode(bytes, { name }), named)))
  }
  const result = await naming(name, () => parseConvokitFiles(corpus, options))
  return { ...result, summary: { ...result.summary, reason: 'the folder holds utterances of ConvoKit' } }
}

/** @throws {PipelineError} `USAGE_INPUT_ABSENT`, or `USAGE_OPTION_INVALID` for stdin given twice, or an output that is an input too */
export function checkPaths(paths: readonly string[], outputs: readonly (string | undefined)[] = []): void {
  if (paths.length === 0) throw new PipelineError('USAGE_INPUT_ABSENT', 'expected a file, or - for stdin, got no input. See --help.')
  if (paths.filter((path) => path === '-').length > 1) {
    throw new PipelineError('USAGE_OPTION_INVALID', 'expected stdin (-) once, got it twice. It can be read only once.')
  }
  const inputs = new Set(paths.filter((path) => path !== '-').map((path) => resolve(path)))
  for (const output of outputs) {
    if (output !== undefined && inputs.has(resolve(output))) {
      throw new PipelineError(
        'USAGE_OPTION_INVALID',
        `expected an output of its own, got the input ${output}, which would be lost. Name another file.`,
      )
    }
  }
}

/** Everything that can be wrong with the arguments, found before any work starts. */
export function checkInputs(
  paths: readonly string[],
  { columns }: Pick<OptionValues<typeof INGEST_OPTIONS>, 'columns'>,
  outputs: readonly (string | undefined)[] = [],
) {
  checkPaths(paths, outputs)
  return { columns: parseColumns(columns) }
}

/** What a message of the library leaves to the command line to say. */
const ADVICE: Partial<Readonly<Record<ErrorCode, string>>> = { INGEST_COLUMN_MISSING: ' Here: --columns text=NAME.' }

/** Runs a stage on one input and puts the input's name before what the stage complains of. */
export async function naming<Value>(name: string, stage: () => Value | Promise<Value>): Promise<Value> {
  try {
    return await stage()
  } catch (error) {
    if (!(error instanceof PipelineError)) throw error
    const place = error.message.startsWith(name) ? '' : `${name}: `
    throw new PipelineError(error.code, `${place}${error.message}${ADVICE[error.code] ?? ''}`, {
      cause: error,
      context: { ...error.context, path: name },
    })
  }
}

export function parseColumns(given: string | undefined): Partial<Record<PostField, string>> | null {
  if (given === undefined) return null
  const columns: Partial<Record<PostField, string>> = {}
  for (const pair of given.split(',')) {
    const [, field, column] = /^\s*(\w+)\s*=\s*(.*\S)\s*$/s.exec(pair) ?? []
    const known = POST_FIELDS.find((name) => name === field)
    if (known === undefined || column === undefined) {
      throw new PipelineError(
        'USAGE_OPTION_INVALID',
        `expected --columns as text=body,author=user with fields of ${POST_FIELDS.join(', ')}, got "${pair}". See --help.`,
      )
    }
    columns[known] = column
  }
  return columns
}
