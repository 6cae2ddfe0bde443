import { describe, expect, it } from 'vitest'
import { type ParsePostsOptions, parsePosts } from '../../../src/read/parse-posts.js'

const LINES = [
  'lol "a new focus", they are out of cash',
  'Ferries are a 3% margin business. Getting 1.2bn for it at the top is a fine trade',
  'this.',
  'nobody sells what still wins',
  'What happens with the crews on the Kiel route?',
  '🤡',
  'They can now put everything into the grid batteries',
  'that is the end of it, full stop',
]

const read = (text: string, options?: ParsePostsOptions) => {
  const { posts, summary } = parsePosts(text, options)
  const [first] = posts
  return { count: posts.length, source: summary.source, cautions: first?.meta.capture?.notes ?? [], said: summary.notes }
}
const joined = (lines: number, posts = 'one post') =>
  `${lines} lines were read as ${posts}; if each line is a post, pass --one-post-per line`

describe('lines without blank lines between', () => {
  it('are posts where each looks like one, from six lines on', () => {
    for (const count of [6, 7, 8]) {
      expect(read(LINES.slice(-count).join('\n'))).toMatchObject({
        count,
        source: 'paste',
        cautions: ['each line was taken for a post: the text names no authors'],
      })
    }
  })

  it.each([
    ['three', LINES.slice(0, 3)],
    ['four', LINES.slice(0, 4)],
    ['six, half of them a word or two', ['lol', 'Ferries are a 3% margin business', 'this.', 'white flag', 'what about the crews?', '🤡']],
    ['quoted ones', LINES.slice(0, 5).map((line) => `> ${line}`)],
    ['a short log', ['2026-03-03 09:12:01 INFO started', '2026-03-03 09:12:02 WARN slow', '2026-03-03 09:12:03 ERROR gone']],
    ['those of which one answers somebody', ['@ann they gave up', 'smart', 'why?']],
  ])('are one post with a caution: %s', (_, lines) => {
    const { count, cautions, said } = read(lines.join('\n'))
    expect({ count, cautions }).toEqual({ count: 1, cautions: [joined(lines.length)] })
    expect(said).toContain(joined(lines.length))
  })

  it('are read with the caution where the caller insists on a paste', () => {
    expect(read(LINES.join('\n'), { source: 'paste' })).toMatchObject({ count: 1, cautions: [joined(8)] })
  })

  it('have a caution in blocks, too', () => {
    expect(read(`${LINES.slice(0, 6).join('\n')}\n\n${LINES.slice(2).join('\n')}`).cautions).toEqual([joined(12, '3 posts')])
  })

  it('need none where they are one line, two lines, or stand under a name', () => {
    for (const text of [LINES[0], LINES.slice(0, 2).join('\n'), `Ann\n@ann\n·\n2h\n${LINES.slice(0, 4).join('\n')}`]) {
      expect(read(text ?? '')).toMatchObject({ count: 1, cautions: [] })
    }
  })
})

describe('three paragraphs without names', () => {
  it('are read as posts with the caution of lists', () => {
    expect(read('Halvorsen sold its ferry arm.\n\n"It was time," said Nora Vik.\n\nShares rose in Oslo.')).toMatchObject({
      count: 3,
      cautions: ['2 of 3 posts are set apart by blank lines alone, without a name or a mention: some may be cut in the wrong place'],
    })
  })
})

describe('lines that open with a name and a colon', () => {
  const COMMENTS = [
    'Marta: Halvorsen sells the ferries and keeps the trains, which nobody rides since the bridge',
    'Joel P: lol no',
    'Kat: good trade imo, if you ask me',
    'Ruben: this, and the crews as well',
    'Sara: nobody sells what wins',
    'Kat: again, a good trade',
  ]

  it('are no private chat: each is a post with all its words, and what to do about the names is said', () => {
    const { posts, summary } = parsePosts(COMMENTS.join('\n'))
    expect(posts.map(({ text, author }) => [text, author])).toEqual(COMMENTS.map((line) => [line, null]))
    expect(summary.source).toBe('paste')
    expect(summary.notes.join()).toContain('if those are names, give a CSV with the columns author and text')
  })
})
