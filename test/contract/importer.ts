import { readFileSync } from 'node:fs'
import { isDeepStrictEqual } from 'node:util'
import { describe, expect, it } from 'vitest'
import { PipelineError } from '../../src/base/errors.js'
import { seededRandom } from '../../src/base/statistics/random/seeded-random.js'
import { parseLedger } from '../../src/base/thread/capture-ledger.js'
import type { Post } from '../../src/base/thread/post.js'
import { detectSource } from '../../src/read/detect-source.js'
import { parsePosts } from '../../src/read/parse-posts.js'
import type { IngestResult } from '../../src/read/record/ingest-result.js'
import type { SourceId } from '../../src/read/sources.js'
import { SOURCES } from '../../src/read/sources.js'
import { parseJsonl } from '../../src/read/table/parse-jsonl.js'
import type { ParseSource } from '../../src/read/table/parse-records.js'
import { cpuTimeOf } from '../support/cpu-time.js'
import { FUZZ_TIMEOUT, fuzzCount, IS_LONG } from '../support/run-count.js'
import { damager } from './damage.js'

/**
 * Of so many damaged texts one is also read strictly, and its source is found out, which takes ten
 * times as long as reading it.
 */
const DETECTED_EACH = 100
/** The first texts are all treated so. */
const DETECTED_FIRST = 2
const FUZZ_SEED = Number(process.env['DEALSTANCE_SEED'] ?? 1)

/** No input of a fixture's size may take longer, in milliseconds of processor time. */
const TIME_LIMIT = 1000

export const importFixture = (name: string) =>
  readFileSync(new URL(`../fixtures/import/${name}`, import.meta.url), 'utf8')

export interface ImporterContract {
  readonly source: SourceId
  /** Names of files in test/fixtures/import, each of this source. */
  readonly fixtures: readonly string[]
  /**
   * How many records of posts a text holds, where each is one post of its own: all of them must be
   * accounted for.
   */
  readonly countRecords?: (text: string) => number
  /** A form of no platform: others look like it, and it knows nothing of its capture. */
  readonly isPlain?: boolean
}

/** Names that say another format; in `npm test` a fixture has one of them. */
const FILE_NAMES = ['x.json', 'x.jsonl', 'x.csv', 'x.txt']

/** Sources that the contract was asked of. */
export const COVERED_SOURCES = new Set<SourceId>()

/** What every importer of a platform's or tool's form keeps to, whatever it is given. */
export function describeImporter({
  source,
  fixtures,
  countRecords,
  isPlain = false,
}: ImporterContract): void {
  COVERED_SOURCES.add(source)
  const parse = (text: string, onBadRecord: 'throw' | 'skip' = 'skip'): IngestResult =>
    (SOURCES[source] as ParseSource)(text, { onBadRecord })

  describe(`the importer of ${source}`, () => {
    it.each(isPlain ? [] : fixtures)(
      'is chosen by the content of %s, whatever the file is called',
      (name) => {
        const text = importFixture(name)
        for (const fileName of [
          undefined,
          ...(IS_LONG ? FILE_NAMES : [FILE_NAMES[name.length % FILE_NAMES.length]]),
        ]) {
          const detected = detectSource(text, fileName)
          expect(detected.source).toBe(source)
          expect(detected.reason).not.toBe('')
        }
      },
    )

    it.each(fixtures)(
      'reads %s without a fault into linked posts that survive JSON Lines',
      (name) => {
        const result = parse(importFixture(name), 'throw')
        expect(result.posts.length).toBeGreaterThan(0)
        expect(result.summary.skippedCount).toBe(0)
        expect(faultOf(result, isPlain)).toBeNull()
        // As users read it: misread characters and names of nobody are mended at that door.
        const { posts } = parsePosts(importFixture(name), { source })
        const lines = posts.map((post) => JSON.stringify(post)).join('\n')
        expect(detectSource(lines).source).toBe('jsonl')
        expect(parseJsonl(lines).posts).toEqual(posts)
      },
    )

    it(
      `gives linked posts and counted skips for ${fuzzCount()} damaged texts, each in under ${TIME_LIMIT} ms`,
      () => {
        const random = seededRandom(FUZZ_SEED)
        const damagers = fixtures.flatMap((name) =>
          [importFixture(name), ...EXCERPTS.map((size) => excerpt(importFixture(name), size))].map(
            damager,
          ),
        )
        for (let count = 0; count < fuzzCount(); count += 1) {
          const text = (damagers[count % damagers.length] as ReturnType<typeof damager>)(random)
          const complaint = complain(text, count < DETECTED_FIRST || count % DETECTED_EACH === 0)
          // One assertion a text: the assertions of every post took longer than reading it.
          if (complaint !== null)
            expect.fail(`${complaint}, for the damaged text ${JSON.stringify(text)}`)
        }
      },
      FUZZ_TIMEOUT,
    )
  })

  function complain(text: string, isDetected: boolean): string | null {
    let result = null as IngestResult | null
    const read = (): void => {
      result = attempt(() => parse(text))
      if (!isDetected) return
      attempt(() => parse(text, 'throw'))
      detectSource(text)
    }
    const start = performance.now()
    read()
    // The processor is slower at some moments; a slow reading is slow each time.
    if (
      performance.now() - start >= TIME_LIMIT &&
      cpuTimeOf(read) >= TIME_LIMIT &&
      cpuTimeOf(read) >= TIME_LIMIT
    )
      return 'it is slow'
    if (
      Object.keys(Object.prototype).length > 0 ||
      ({} as { polluted?: unknown }).polluted !== undefined
    )
      return 'it pollutes objects'
    if (result === null) return null
    const { posts, summary } = result
    const duplicateCount = posts.reduce(
      (total, { meta }) => total + (meta.capture?.duplicateCount ?? 0),
      0,
    )
    const recordCount = countRecords?.(text) ?? posts.length + duplicateCount + summary.skippedCount
    if (posts.length + duplicateCount + summary.skippedCount !== recordCount)
      return `records are lost: expected ${recordCount}`
    return faultOf(result, isPlain)
  }
}

/**
 * Lines of the pieces of a fixture that are damaged too: they are read several times as fast, and
 * hold the damage near the start.
 */
const EXCERPTS = [30, 12] as const
const excerpt = (text: string, lineCount: number) => text.split('\n').slice(0, lineCount).join('\n')

function attempt(read: () => IngestResult): IngestResult | null {
  try {
    return read()
  } catch (error) {
    if (error instanceof PipelineError && error.code.startsWith('INGEST_')) return null
    throw error
  }
}

/** What is wrong with posts that were read; null for nothing. */
function faultOf({ posts, summary }: IngestResult, isPlain: boolean): string | null {
  const idsOf = new Map<string, Set<string>>()
  for (const { threadId, id } of posts) {
    const ids = idsOf.get(threadId) ?? new Set()
    if (typeof id !== 'string' || ids.has(id)) return `the id ${id} is no text, or comes twice`
    idsOf.set(threadId, ids.add(id))
  }
  let last: string | undefined
  const begun = new Set<string>()
  for (const post of posts) {
    const { threadId, meta } = post
    const fault = faultOfPost(post, idsOf.get(threadId))
    if (fault !== null) return fault
    if ((!isPlain || threadId === last) && (meta.capture !== undefined) !== (threadId !== last))
      return 'a ledger stands elsewhere'
    if (meta.capture !== undefined && !isDeepStrictEqual(parseLedger(meta.capture), meta.capture))
      return 'a ledger is none'
    // A thread's posts stand together, but in a table in its own order.
    if (!isPlain && threadId !== last && begun.has(threadId))
      return `the thread ${threadId} stands apart`
    begun.add(threadId)
    last = threadId
  }
  return summary.postCount === posts.length && summary.threadCount === idsOf.size
    ? null
    : 'the summary counts others'
}

function faultOfPost(
  { parentId, createdAt, author, text, meta }: Post,
  ids: ReadonlySet<string> | undefined,
): string | null {
  if (parentId !== null && ids?.has(parentId) !== true)
    return `the parent ${parentId} is not in the thread`
  if ((parentId !== null || meta.missingParent !== undefined) && meta.role !== 'reply')
    return 'what answers is no reply'
  if (createdAt !== null && !ISO.test(createdAt)) return `the time ${createdAt} is none`
  if (author !== null && (typeof author !== 'string' || author === ''))
    return `the author ${author} is none`
  return typeof text === 'string' ? null : `the text ${text} is none`
}
/** A time in UTC, or a day that shows no clock. */
const ISO = /^(?:\d{4}-\d{2}-\d{2}|(?:\d{4}|[+-]\d{6})-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z)$/
