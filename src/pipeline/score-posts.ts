import { PipelineError } from '../base/errors.js'
import type { StanceLabel } from '../base/scheme/stance-scheme.js'
import { lazily, openOnce } from '../base/text/lazily.js'
import { buildThreads } from '../base/thread/thread.js'
import { postKeyOf } from '../base/thread/unit-key.js'
import { unpackLinearModel } from '../judge/stance/linear/linear-classifier.js'
import type { StanceClassifier } from '../judge/stance/stance-classifier.js'
import type { ScoredPost } from '../judge/stance/stance-prediction.js'
import { linkRecords, NO_LINE } from '../read/link/link-records.js'
import { parsePost } from '../read/record/parse-post.js'
import type { PipelineOptions } from './pipeline.js'

/** A post to score. Only `text` is required; further fields go into the `meta` of the result. */
export interface PostInput {
  readonly text: string
  /** Default: `p1`, `p2`, … by position in the list. */
  readonly id?: string | number
  /** The id of the post that this one answers. */
  readonly parentId?: string | number | null
  /** Default: all posts are one thread. */
  readonly threadId?: string | number | null
  readonly author?: string | null
  /** A text is ISO 8601, a number seconds since 1970. */
  readonly createdAt?: string | number | Date | null
}

/**
 * Options of {@link scoreText} and {@link scorePosts}: all may be left out. `{ mover, move }` names
 * the move that is judged.
 */
export interface ScoreOptions<Label extends string = StanceLabel>
  extends Omit<PipelineOptions<Label>, 'model'> {
  /**
   * Default: `stance-en`, the model of the commands, loaded at the first call; in a browser, where
   * it would be fetched, `linear-en`. Each post names its `model`. Others: `await loadEncoder()`, a
   * packed model, or a classifier of your own.
   */
  readonly model?: PipelineOptions<Label>['model']
  /** Ends the scoring between two batches: the call then rejects with the reason of the signal. */
  readonly signal?: AbortSignal
  /** Called after each batch. Between batches, other work of the thread runs. */
  readonly onProgress?: (doneCount: number, totalCount: number) => void
}

/** A scored post under the default labels. */
export type StancePost = ScoredPost<StanceLabel>

/** Scoring that begins when it is awaited, or at `for await (const batch of scorePosts(posts))`. */
export interface ScoringRun<Scored = StancePost> extends Promise<Scored[]> {
  /** Scored posts, in the order of the input. */
  [Symbol.asyncIterator](): Batches<Scored>
}

/** Batches of scored posts; at the end the keys of all posts in the order of the list. */
export type Batches<Scored = StancePost> = AsyncGenerator<readonly Scored[], readonly string[]>

/**
 * Scores one text as one post. For many texts, or replies with the posts they answer, take
 * {@link scorePosts}.
 *
 * @param text written by one person; without words it gets no label, and `reason` says so
 * @returns label (`retreat`, `shrewd pivot` or `neither`), lean, probabilities that sum to 1, and
 *   evidence: the words that decided
 * @throws {PipelineError} `USAGE_ARGUMENT_INVALID`, `USAGE_OPTION_INVALID`, and what
 *   `createPipeline` throws
 * @example const { label, probabilities, evidence } = await scoreText('They ran out of options.')
 */
export async function scoreText<Label extends string = StanceLabel>(
  text: string,
  options: ScoreOptions<Label> = {},
): Promise<ScoredPost<Label>> {
  const withEvidence = { ...options, evidence: options.evidence ?? true }
  const [post] = await startRun(() => scoreInBatches('scoreText', [text], withEvidence))
  return post as ScoredPost<Label>
}

/**
 * Scores texts or posts; with evidence where the option `evidence` asks for it. `parsePosts` of
 * `dealstance` makes posts of a thread.
 *
 * @returns one record for each post, in order: label, lean, probabilities, evidence, and the input;
 *   with `for await` in batches
 * @throws {PipelineError} as {@link scoreText}; `INGEST_ID_DUPLICATE` for an id that two posts of a
 *   thread share, `INGEST_PARENT_SELF` and
 *   `INGEST_PARENT_CYCLE`
 * @example const posts = await scorePosts(['They gave up.', { text: 'Exactly.', parentId: 'p1' }],
 *   { mover: 'Sonos', move: 'drops Google Cast' })
 */
export function scorePosts<Label extends string = StanceLabel>(
  posts: Iterable<string | PostInput>,
  options: ScoreOptions<Label> = {},
): ScoringRun<ScoredPost<Label>> {
  return startRun(() => scoreInBatches('scorePosts', [...posts], options))
}

/** One run in two forms, begun at first use. Awaited, posts stand in the order of the list. */
export function startRun<Scored extends ScoredPost>(
  open: () => Batches<Scored>,
): ScoringRun<Scored> {
  const all = lazily(async (): Promise<Scored[]> => {
    const byKey = new Map<string, Scored>()
    const batches = open()
    let next = await batches.next()
    for (; next.done !== true; next = await batches.next())
      for (const post of next.value) byKey.set(postKeyOf(post), post)
    return next.value.map((key) => byKey.get(key) as Scored)
  })
  return {
    // biome-ignore lint/suspicious/noThenProperty: awaiting a run gives all its posts.
    then: (...reactions) => all().then(...reactions),
    catch: (...reactions) => all().catch(...reactions),
    finally: (...reactions) => all().finally(...reactions),
    [Symbol.toStringTag]: 'ScoringRun',
    [Symbol.asyncIterator]: open,
  }
}

/**
 * Loads `stance-en`, the default model, for the option `model`: in a browser, which fetches 35 MB,
 * or to have it ready. It is right more often than `linear-en`, and slower.
 *
 * @param models path or address of the folder of all models; default: the package's own, which a
 *   bundler of pages does not copy
 * @throws {PipelineError} `MODEL_MISSING` or `MODEL_UNKNOWN` where the folder lacks it,
 *   `MODEL_INVALID` for damaged files
 * @example const post = await scoreText('Cash for idle racks.', { model: await loadEncoder() })
 */
export async function loadEncoder(models?: string): Promise<StanceClassifier<StanceLabel>> {
  return models === undefined
    ? await loadOwnEncoder()
    : await (await import('#stance-en')).loadStance(models)
}

const loadOwnEncoder = openOnce(async () => (await import('#stance-en')).loadStance())
const loadLinear = openOnce(async () => unpackLinearModel((await import('#linear-en')).default))

/** The model of the commands where its files are at hand, else the one that is part of the code. */
async function loadDefault(): Promise<StanceClassifier> {
  if (!(await import('#stance-en')).IS_AT_HAND) return await loadLinear()
  try {
    return await loadOwnEncoder()
  } catch (error) {
    const isMissing = error instanceof PipelineError && error.code === 'MODEL_MISSING'
    if (!isMissing) throw error
    return await loadLinear()
  }
}

const recordOf = (input: string | PostInput): object => {
  if (typeof input === 'string') return { text: input }
  const { createdAt } = input
  return createdAt instanceof Date ? { ...input, createdAt: createdAt.toISOString() } : input
}

async function* scoreInBatches<Label extends string>(
  caller: string,
  inputs: readonly (string | PostInput)[],
  { model, signal, onProgress, ...options }: ScoreOptions<Label>,
): Batches<ScoredPost<Label>> {
  signal?.throwIfAborted()
  const { createPipeline } = await import('./pipeline.js')
  const pipeline = createPipeline({
    ...options,
    model: model ?? ((await loadDefault()) as StanceClassifier<Label>),
  })
  const posts = inputs.map((input, index) =>
    parsePost(recordOf(input), { lineNumber: index + 1, defaultId: `p${index + 1}` }),
  )
  // Refuses an id that two posts share, which linking would merge.
  buildThreads(posts)
  const placed = posts.map((post, index) => ({
    post,
    lineNumber: NO_LINE,
    input: `${caller}: posts[${index}]`,
  }))
  let doneCount = 0
  for await (const batch of pipeline.stream(buildThreads(linkRecords(placed, 'throw', [])))) {
    yield batch
    doneCount += batch.length
    onProgress?.(doneCount, posts.length)
    // Lets requests, timers and the signal in.
    await new Promise((resolve) => setTimeout(resolve))
    signal?.throwIfAborted()
  }
  return posts.map(postKeyOf)
}
