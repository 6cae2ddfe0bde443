import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { seededRandom } from '../../src/base/statistics/random/seeded-random.js'
import type { Post } from '../../src/base/thread/post.js'
import { DuplicateFinder, duplicateKeyOf, findDuplicates } from '../../src/judge/find-duplicates.js'
import { post } from '../base/thread/post-example.js'
import { cpuTimeOf } from '../support/cpu-time.js'
import { forAny, forSome } from '../support/for-any.js'
import { IS_LONG, runCount } from '../support/run-count.js'

const WORDS =
  'strategy company machines landlord business revenue partners nobody customers compute'.split(' ')

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

const toPosts = (
  drawn: readonly { words: string[]; isCut: boolean; thread: number; kind: string }[],
): Post[] =>
  drawn.map(({ words, isCut, thread, kind }, index) => {
    const text = isCut ? `${words.slice(0, 8).join(' ')}…` : words.join(' ')
    const meta = kind === 'bot' ? { node: 'bot' as const } : {}
    return { ...post(`p${index} é`, null, text, meta), threadId: `t${thread}`, author: 'Kirsten' }
  })

const cut = <Item>(items: readonly Item[], size: number): Item[][] =>
  Array.from({ length: Math.ceil(items.length / size) }, (_, part) =>
    items.slice(part * size, (part + 1) * size),
  )

describe('DuplicateFinder', () => {
  it('finds the same in batches of any size', () => {
    forSome(runCount() / 5, posts, fc.integer({ min: 1, max: 20 }), (drawn, size) => {
      const all = toPosts(drawn)
      const finder = new DuplicateFinder()
      const found = cut(all, size).flatMap((part) => finder.find(part.map(duplicateKeyOf)))
      expect(found).toEqual(findDuplicates(all))
    })
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
    const parts = [first, ...rest, { ...first, id: 'again' }].map((post) =>
      [post].map(duplicateKeyOf),
    )
    const found = parts.map((part) => finder.find(part)[0])
    expect(found.at(-1)).toBeNull()
    expect(
      new DuplicateFinder().find([first, { ...first, id: 'again' }].map(duplicateKeyOf)),
    ).toEqual([null, 'p0 é'])
  })
})

const TEXT =
  'They rented out the whole data centre because nobody wanted their chatbot, and now they call it strategy.'

/** Texts one after another, each in a batch of its own. */
class Texts {
  readonly #finder = new DuplicateFinder()

  add(text: string, id = 'p'): string | null {
    return this.#finder.find([post(id, null, text)].map(duplicateKeyOf))[0] ?? null
  }
}

/** Whether the second of two texts is found to repeat the first. */
function repeats(first: string, second: string): boolean {
  const texts = new Texts()
  texts.add(first)
  return texts.add(second) !== null
}

describe('DuplicateFinder, texts of the same words', () => {
  it.each([
    ['letter by letter', TEXT],
    ['other case, quotes and punctuation', TEXT.toUpperCase().replaceAll(',', ' –')],
    ['an address, a hashtag, a link', `@someone ${TEXT} #pivot https://example.org/1`],
    ['an article left out', TEXT.replace('the whole', 'whole')],
    ['an end cut off by the export', `${TEXT.slice(0, 80)}…`],
  ])('recognises a repeated text: %s', (_, text) => {
    expect(repeats(TEXT, text)).toBe(true)
  })

  it.each([
    [
      'This is a really smart move by them and everyone here knows it',
      'This is a really dumb move by them and everyone here knows it',
    ],
    [
      'They will never be able to compete with the labs they sell to',
      'They will be able to compete with the labs they sell to',
    ],
    [
      'They can compete with every single lab they are selling to',
      "They can't compete with every single lab they are selling to",
    ],
    [
      'Renting out the data centre to a rival for 5 billion. Smart.',
      'Renting out the data centre to a rival for 5 billion. Pathetic.',
    ],
    [
      'Overall the sector got better because of the long decline in rents',
      'Overall the sector got bitter because of the long decline in rents',
    ],
    [
      'SoftBank sells its entire Nvidia stake for $5.8 billion',
      'SoftBank sells its entire Nvidia stake for $6.8 billion',
    ],
    // The last word of a text that was cut off does not count; the one before it is whole.
    [TEXT, 'They rented out the whole data centre because nobody wanted their chat again…'],
  ])('separates texts with opposite meanings: %s', (first, second) => {
    expect(repeats(first, second)).toBe(false)
  })

  it.each([
    'this',
    'lol no',
    'they gave up',
    '🔥🔥🔥',
    'so they gave up on their own AI',
    'https://example.org/a/very/long/address/of/a/page',
    '',
  ])('never treats a short text as a duplicate: "%s"', (text) => {
    expect(repeats(text, text)).toBe(false)
  })

  it('returns the first of a group as the group grows', () => {
    const index = new Texts()
    expect(index.add(TEXT, 'a')).toBeNull()
    expect(index.add(`${TEXT.slice(0, 80)}…`, 'b')).toBe('a')
    expect(index.add(TEXT.toUpperCase(), 'c')).toBe('a')
  })

  it('recognises the whole text behind one that was cut off', () => {
    expect(repeats(`${TEXT.slice(0, 80)}…`, TEXT)).toBe(true)
  })

  it('recognises any long text, whatever surrounds its words', () => {
    const word = fc.stringMatching(/^[a-z]{6,9}$/)
    const gap = fc.constantFrom(' ', '  ', ', ', ' — ', '\n', ' the ', ' @who ', '! ')
    forAny(fc.array(fc.tuple(word, gap), { minLength: 8, maxLength: 40 }), (pairs) => {
      expect(repeats(pairs.map(([each]) => each).join(' '), pairs.flat().join(''))).toBe(true)
    })
  })

  it.runIf(IS_LONG)(
    'takes about linear time for 100,000 posts, thousands of them with the same start',
    () => {
      const random = seededRandom(3)
      const vocabulary = Array.from({ length: 3000 }, (_, index) => `word${index.toString(36)}`)
      const post = () =>
        `this is a retreat and nothing else ${Array.from({ length: 15 }, () => vocabulary[Math.floor(random() ** 2 * 3000)]).join(' ')}`
      const timeOf = (count: number) => {
        const texts = Array.from({ length: count }, post)
        const index = new Texts()
        return cpuTimeOf(() => {
          for (const text of texts) index.add(text)
        })
      }
      timeOf(2000)
      const small = timeOf(10_000)
      const large = timeOf(100_000)
      expect(large / small).toBeLessThan(40)
    },
  )
})
