import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Post } from '../../src/base/thread/post.js'
import { DuplicateFinder, duplicateKeyOf, findDuplicates } from '../../src/judge/find-duplicates.js'
import { post } from '../base/thread/post-example.js'
import { runCount } from '../support/run-count.js'

const RUN_COUNT = runCount() / 5
const WORDS = 'strategy company machines landlord business revenue partners nobody customers compute'.split(' ')

/** Posts of few words, so that many repeat each other, some cut off. */
const posts = fc.array(
  fc.record({
    words: fc.array(fc.constantFrom(...WORDS), { minLength: 6, maxLength: 10 }),
    isCut: fc.boolean(),
    thread: fc.integer({ min: 0, max: 3 }),
    kind: fc.constantFrom('plain', 'plain', 'plain', 'bot'),
  }),
  { maxLength: 60 },
)

const toPosts = (drawn: readonly { words: string[]; isCut: boolean; thread: number; kind: string }[]): Post[] =>
  drawn.map(({ words, isCut, thread, kind }, index) => {
    const text = isCut ? `${words.slice(0, 8).join(' ')}…` : words.join(' ')
    const meta = kind === 'bot' ? { node: 'bot' as const } : {}
    return { ...post(`p${index} é`, null, text, meta), threadId: `t${thread}`, author: 'Kirsten' }
  })

const cut = <Item>(items: readonly Item[], size: number): Item[][] =>
  Array.from({ length: Math.ceil(items.length / size) }, (_, part) => items.slice(part * size, (part + 1) * size))

describe('DuplicateFinder', () => {
  it('finds the same in batches of any size', () => {
    fc.assert(
      fc.property(posts, fc.integer({ min: 1, max: 20 }), (drawn, size) => {
        const all = toPosts(drawn)
        const finder = new DuplicateFinder()
        const found = cut(all, size).flatMap((part) => finder.find(part.map(duplicateKeyOf)))
        expect(found).toEqual(findDuplicates(all))
      }),
      { numRuns: RUN_COUNT },
    )
  })

  it('forgets posts more than two full indexes back', () => {
    const [first, ...rest] = toPosts(
      Array.from({ length: 30 }, (_, index) => ({
        words: [...WORDS.slice(0, 8), String(index).repeat(9)],
        isCut: false,
        thread: 0,
        kind: 'plain',
      })),
    ) as [Post, ...Post[]]
    const finder = new DuplicateFinder({ posts: 10, characters: 1e9 })
    const parts = [first, ...rest, { ...first, id: 'again' }].map((post) => [post].map(duplicateKeyOf))
    const found = parts.map((part) => finder.find(part)[0])
    expect(found.at(-1)).toBeNull()
    expect(new DuplicateFinder().find([first, { ...first, id: 'again' }].map(duplicateKeyOf))).toEqual([null, 'p0 é'])
  })
})
