import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { PipelineError } from '../../src/errors.js'
import { detectSource } from '../../src/ingest/detect-source.js'
import type { IngestResult } from '../../src/ingest/record/ingest-result.js'
import type { SourceId } from '../../src/ingest/source-id.js'
import { SOURCES } from '../../src/ingest/sources.js'
import { parseJsonl } from '../../src/ingest/table/parse-jsonl.js'
import { parseLedger } from '../../src/thread/capture-ledger.js'
import { cpuTimeOf } from '../cpu-time.js'
import { FUZZ_TIMEOUT, fuzzCount } from '../run-count.js'

/** No input of a fixture's size may take longer, in milliseconds of processor time. */
const TIME_LIMIT = 1000

export const importFixture = (name: string): string => readFileSync(new URL(`../fixtures/import/${name}`, import.meta.url), 'utf8')

export interface ImporterContract {
  readonly source: SourceId
  /** Names of files in test/fixtures/import, each of this source. */
  readonly fixtures: readonly string[]
  /** How many records of posts a text holds, where each is one post of its own: all of them must be accounted for. */
  readonly countRecords?: (text: string) => number
  /** A form of no platform: others look like it, and it knows nothing of its capture. */
  readonly isPlain?: boolean
}

/** Sources that the contract was asked of. */
export const COVERED_SOURCES = new Set<SourceId>()

/** What every importer of a platform's or tool's form keeps to, whatever it is given. */
export function describeImporter({ source, fixtures, countRecords, isPlain = false }: ImporterContract): void {
  COVERED_SOURCES.add(source)
  const parse = (text: string, onBadRecord: 'throw' | 'skip' = 'skip'): IngestResult => SOURCES[source](text, { onBadRecord })

  describe(`the importer of ${source}`, () => {
    it.each(isPlain ? [] : fixtures)('is chosen by the content of %s, whatever the file is called', (name) => {
      const text = importFixture(name)
      for (const fileName of [undefined, 'x.json', 'x.jsonl', 'x.csv', 'x.txt']) {
        const detected = detectSource(text, fileName)
        expect(detected.source).toBe(source)
        expect(detected.reason).not.toBe('')
      }
    })

    it.each(fixtures)('reads %s without a fault into linked posts that survive JSON Lines', (name) => {
      const result = parse(importFixture(name), 'throw')
      expect(result.posts.length).toBeGreaterThan(0)
      expect(result.summary.skippedCount).toBe(0)
      checkPosts(result, isPlain)
      const lines = result.posts.map((post) => JSON.stringify(post)).join('\n')
      expect(detectSource(lines).source).toBe('jsonl')
      expect(parseJsonl(lines).posts).toEqual(result.posts)
    })

    it(
      `gives linked posts and counted skips for ${fuzzCount()} damaged texts, each in under ${TIME_LIMIT} ms`,
      () => {
        const texts = fc.oneof(...fixtures.flatMap((name) => [damaged(importFixture(name)), damaged(excerpt(importFixture(name)))]))
        fc.assert(
          fc.property(texts, fc.nat({ max: 9 }), (text, turn) => {
            let result = null as IngestResult | null
            const read = (): void => {
              result = attempt(() => parse(text))
              if (turn > 0) return
              attempt(() => parse(text, 'throw'))
              detectSource(text)
            }
            // The processor is slower at some moments; a slow reading is slow each time.
            expect(cpuTimeOf(read) < TIME_LIMIT || cpuTimeOf(read) < TIME_LIMIT || cpuTimeOf(read) < TIME_LIMIT).toBe(true)
            expect(Object.keys(Object.prototype)).toEqual([])
            expect(({} as { polluted?: unknown }).polluted).toBeUndefined()
            if (result === null) return
            checkPosts(result, isPlain)
            if (countRecords === undefined) return
            const duplicateCount = result.posts.reduce((total, { meta }) => total + (meta.capture?.duplicateCount ?? 0), 0)
            expect(result.posts.length + duplicateCount + result.summary.skippedCount).toBe(countRecords(text))
          }),
          { numRuns: fuzzCount() },
        )
      },
      FUZZ_TIMEOUT,
    )
  })
}

/** So many lines of a page are read ten times as fast as all of it. */
const EXCERPT_LINE_COUNT = 30
const excerpt = (text: string): string => text.split('\n').slice(0, EXCERPT_LINE_COUNT).join('\n')

function attempt(read: () => IngestResult): IngestResult | null {
  try {
    return read()
  } catch (error) {
    if (error instanceof PipelineError && error.code.startsWith('INGEST_')) return null
    throw error
  }
}

function checkPosts({ posts, summary }: IngestResult, isPlain: boolean): void {
  const idsOf = new Map<string, Set<string>>()
  for (const { threadId, id } of posts) {
    const ids = idsOf.get(threadId) ?? new Set()
    expect(typeof id).toBe('string')
    expect(ids.has(id)).toBe(false)
    idsOf.set(threadId, ids.add(id))
  }
  let last: string | undefined
  const begun = new Set<string>()
  for (const { threadId, parentId, createdAt, author, text, meta } of posts) {
    if (parentId !== null) expect(idsOf.get(threadId)?.has(parentId)).toBe(true)
    if (parentId !== null || meta.missingParent !== undefined) expect(meta.role).toBe('reply')
    if (createdAt !== null) expect(new Date(createdAt).toISOString()).toBe(createdAt)
    expect(author === null || (typeof author === 'string' && author !== '')).toBe(true)
    expect(typeof text).toBe('string')
    if (!isPlain || threadId === last) expect(meta.capture !== undefined).toBe(threadId !== last)
    if (meta.capture !== undefined) expect(parseLedger(meta.capture)).toEqual(meta.capture)
    // A thread's posts stand together, but in a table in its own order.
    if (!isPlain && threadId !== last) expect(begun.has(threadId)).toBe(false)
    begun.add(threadId)
    last = threadId
  }
  expect(summary.postCount).toBe(posts.length)
  expect(summary.threadCount).toBe(idsOf.size)
}

/** Texts like a given one with something wrong: a piece cut out, put twice, or replaced, or lines in another order. */
function damaged(text: string): fc.Arbitrary<string> {
  const place = fc.nat({ max: text.length })
  const values = [
    'null',
    '[]',
    '{}',
    '""',
    '0',
    '-1',
    '1e999',
    '12345678901234567890',
    '"__proto__"',
    '{"__proto__":{"polluted":1}}',
    'true',
  ]
  const piece = fc.oneof(
    fc.constantFrom(...values, '\n', '"', ',', '\u0000', '\ud800', '}', ']', '&#x0;', '<p>'),
    fc.string({ maxLength: 12 }),
  )
  const tokens = text.match(/"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?|true|false|null/g) ?? []
  const token = fc.nat({ max: Math.max(0, tokens.length - 1) })
  return fc.oneof(
    fc.tuple(place, place, piece).map(([from, to, put]) => text.slice(0, Math.min(from, to)) + put + text.slice(Math.max(from, to))),
    fc.tuple(place, fc.nat({ max: 8 }), piece).map(([from, length, put]) => text.slice(0, from) + put + text.slice(from + length)),
    place.map((end) => text.slice(0, end)),
    // One JSON token for another, so that the text stays JSON more often.
    fc
      .tuple(
        token,
        fc.oneof(
          fc.constantFrom(...values),
          token.map((index) => tokens[index] ?? 'null'),
        ),
      )
      .map(([index, put]) => {
        let at = -1
        return text.replace(/"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?|true|false|null/g, (found) => ((at += 1) === index ? put : found))
      }),
    fc
      .shuffledSubarray(
        text.split('\n').filter((line) => line !== ''),
        { minLength: 1 },
      )
      .map((lines) => lines.join('\n')),
    fc.constantFrom(...text.split('\n').filter((line) => line !== '')).map((line) => `${text.trimEnd()}\n${line}\n`),
  )
}
