import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { STANCE_SCHEME as scheme } from '../../../src/base/scheme/stance-scheme.js'
import { emptyLedger } from '../../../src/base/thread/capture-ledger.js'
import { mergePartials, parsePartial, partialOf } from '../../../src/count/partial/partial.js'
import type { PartialBreakdown } from '../../../src/count/partial/partial-breakdown.js'
import { errorOf } from '../../caught.js'
import { runCount } from '../../run-count.js'
import { manyPosts, RETREAT, scoredPost } from '../scored-posts.js'

const numRuns = runCount()
type Json = null | boolean | number | string | Json[] | { [key: string]: Json }

const posts = [
  ...manyPosts(12, 1).map((post, index) => ({ ...post, createdAt: `2026-03-01T10:0${index % 10}:00Z`, flags: ['language:de'] })),
  scoredPost(RETREAT, { meta: { role: 'root', capture: { ...emptyLedger('bluesky'), reportedCount: 9, notes: ['a note'] } } }),
]
const REPEATING = posts.map((post) => ({ ...post, parentId: 'p1', flags: ['duplicate-of:t2/p1'] }))
const WHOLE: Readonly<Record<string, Json>> = {
  'of posts': JSON.parse(JSON.stringify(partialOf(posts, { scheme }))) as Json,
  'of replies that repeat others': JSON.parse(JSON.stringify(partialOf(REPEATING, { scheme, options: { count: 'replies' } }))) as Json,
}

/** Paths to all nested values. */
function pathsOf(value: Json, path: readonly (string | number)[] = []): (readonly (string | number)[])[] {
  if (typeof value !== 'object' || value === null) return [path]
  const entries: [string | number, Json][] = Array.isArray(value) ? [...value.entries()] : Object.entries(value)
  return [path, ...entries.flatMap(([key, child]) => pathsOf(child, [...path, key]))]
}

/** A copy with one value replaced, or removed if `undefined`. */
function changed(value: Json, [key, ...rest]: readonly (string | number)[], to: Json | undefined): Json | undefined {
  if (key === undefined) return to
  if (typeof value !== 'object' || value === null) return value
  const copy = structuredClone(value) as { [key: string | number]: Json | undefined }
  const child = changed(copy[key] as Json, rest, to)
  if (child === undefined && Array.isArray(copy)) copy.splice(Number(key), 1)
  else if (child === undefined) delete copy[key]
  else copy[key] = child
  return copy as Json
}

const HOSTILE: readonly (Json | undefined)[] = [
  ...[undefined, null, true, '', 'x', '__proto__', [], {}, [[]], -1, 0, 0.5, 1, 1e300, Number.MAX_SAFE_INTEGER, 2 ** 53],
  ...['0'.repeat(16), 'f'.repeat(64), { __proto__: { posts: [] } } as unknown as Json],
]

describe.each(Object.entries(WHOLE))('a damaged partial %s', (_, whole) => {
  const paths = pathsOf(whole)

  it(`is refused with PARTIAL_INVALID, or merges to itself (${numRuns} changes)`, () => {
    const check = (damaged: unknown): void => {
      const error = errorOf(() => parsePartial(damaged, 'p.json'))
      if (error) {
        expect(['PARTIAL_INVALID', 'PARTIAL_REPEATED']).toContain(error.code)
        expect(error.message).toMatch(/expected .*, got /)
        return
      }
      const merged = mergePartials([damaged as PartialBreakdown])
      expect(JSON.stringify(mergePartials([merged]))).toBe(JSON.stringify(merged))
    }
    fc.assert(
      fc.property(fc.constantFrom(...paths), fc.oneof(fc.constantFrom(...HOSTILE), fc.jsonValue() as fc.Arbitrary<Json>), (path, to) =>
        check(changed(whole, path, to)),
      ),
      { numRuns },
    )
  })
})

it.each([null, 1, 'x', [], {}, { schema: 'dealstance/partial@2' }])('refuses %j', (value) => {
  expect(() => parsePartial(value, 'p.json')).toThrow(
    expect.objectContaining({ code: 'PARTIAL_INVALID', message: expect.stringContaining('p.json') }),
  )
})

it('refuses a partial of version 0.1.0 in one line that names the command to make it again', () => {
  expect(() => parsePartial({ schema: 'dealstance/partial@1', posts: [], sums: null }, 'p.json')).toThrow(
    expect.objectContaining({
      code: 'PARTIAL_INVALID',
      message:
        'p.json: expected a partial breakdown of this version, got one of version 0.1.0. Make it again from the scored file: dealstance aggregate SCORED --partial',
    }),
  )
})
