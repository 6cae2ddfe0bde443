import { describe, expect, it } from 'vitest'
import { parsePosts } from '../../src/read/parse-posts.js'
import { parseDate } from '../../src/read/record/parse-date.js'

/** Faults that once passed without a word: the smallest input of each. */
describe('clocks', () => {
  it.each([
    ['10:02\u202fPM · Nov 4, 2025', '22:02'],
    ['12:05\u202fAM · Nov 4, 2025', '00:05'],
    ['8:28 p. m. · 4 nov 2025', '20:28'],
    ['8:28\u00a0p.\u00a0m. · 4 nov 2025', '20:28'],
    ['2025-11-04 下午8:28', '20:28'],
    ['2025-11-04 午前8:28', '08:28'],
    ['2025-11-04 10:14', '10:14'],
  ])('%j are %s', (shown, clock) => {
    expect(parseDate(shown)?.slice(11, 16)).toBe(clock)
  })

  it('with the mark of another language give no time', () => {
    expect(parseDate('Nov 4, 2025, 8:28 μ.μ.')).toBeNull()
  })
})

describe('pages', () => {
  const reply = (handle: string, words: string): string => `${handle} Name\n@${handle}\n·\n5h\n${words}\n1\n2\n30\n1.2K`
  const pageOf = (...replies: readonly string[]): string =>
    ['Post', 'Conversation', 'Ann Bold', '@annbold', 'The firm leaves search.', '10:42 AM · Jun 5, 2026', '1\n2\n3\n4K', ...replies].join(
      '\n',
    )

  it.each([
    ['Translated from Italian by Google', 'Show original'],
    ["Traduit de l'italien par Google", "Afficher l'original"],
    ['Aus dem Italienischen übersetzt von Google', 'Original anzeigen'],
    ['Traducido del italiano por Google', 'Mostrar original'],
  ])('keep the original words of a post, and the translation beside them: %s', (from, button) => {
    const { posts } = parsePosts(
      pageOf(reply('cy', `Sono scappati.\n${from}\nThey ran away.\n${button}`), reply('di', 'no'), reply('ed', 'yes')),
    )
    expect(posts[1]).toMatchObject({ text: 'Sono scappati.', meta: { translatedText: 'They ran away.' } })
  })

  it('count a post once that others quote', () => {
    const quote = 'Quote\nWire\n@wire\n·\n6h\nThe firm sells its watches.'
    const { posts } = parsePosts(
      `To view keyboard shortcuts, press question mark\nView keyboard shortcuts\nPost\nQuotes\n${['cy', 'di', 'ed'].map((name) => reply(name, `Words of ${name}.\n${quote}`)).join('\n')}`,
    )
    expect(posts.map(({ text, meta }) => [text, meta['quotedText']])).toEqual(
      ['cy', 'di', 'ed'].map((name) => [`Words of ${name}.`, '@wire: The firm sells its watches.']),
    )
  })

  it('keep words that open like a label: "Replied to a deleted post?"', () => {
    const words = "Replied to a deleted post? no idea but it's a retreat"
    const by = (name: string, said: string): string => `${name}\n@${name}.bsky.social\n·\n1h\n${said}\n1\n2\n3`
    const { posts } = parsePosts(['Post', by('ann', 'They sold it.'), by('bo', 'no'), by('cy', words), by('di', 'yes')].join('\n'))
    expect(posts[2]?.text).toBe(words)
  })
})

describe('files', () => {
  it('with misread letters are repaired, and the summary says so', () => {
    const { posts, summary } = parsePosts('id,author,text\n1,Ann,They donâ€™t retreat\n2,BjÃ¶rn,fine\n3,Cy,Ã la carte')
    expect(posts.map(({ author, text }) => [author, text])).toEqual([
      ['Ann', 'They don’t retreat'],
      ['Björn', 'fine'],
      ['Cy', 'Ã la carte'],
    ])
    expect(summary.notes.join()).toContain('letters of 2 posts repaired')
  })

  it('of comments on Facebook hold the comments, not the titles', () => {
    const comment = (words: string) => ({
      data: [{ comment: { timestamp: 1579876681, comment: words, author: 'T K' } }],
      title: 'T K commented.',
    })
    const { posts } = parsePosts(JSON.stringify({ comments_v2: [comment('a retreat'), comment('clever')] }))
    expect(posts.map(({ author, text }) => [author, text])).toEqual([
      ['T K', 'a retreat'],
      ['T K', 'clever'],
    ])
  })

  it('with an answer of an interface are refused', () => {
    expect(() => parsePosts('{"message": "Too Many Requests", "error": 429}')).toThrow(/an answer of an interface/)
  })

  it('with ids that are doubles by chance carry no caution, and those that a spreadsheet cut do', () => {
    const noted = (ids: readonly string[]): boolean =>
      parsePosts(['id,text', ...ids.map((id) => `${id},no`)].join('\n'))
        .summary.notes.join()
        .includes('last digits')
    expect(noted(['1979249076425369600', '1979249076425373696'])).toBe(false)
    expect(noted(['1979249076425360000', '1979249076425370000'])).toBe(true)
  })

  it('of WordPress keep comments apart that have one number under two posts', () => {
    const item = (id: number, words: string): string =>
      `<item><title>T</title><wp:post_id>${id}</wp:post_id><content:encoded>Sold.</content:encoded><wp:comment><wp:comment_id>11</wp:comment_id><wp:comment_author>A</wp:comment_author><wp:comment_approved>1</wp:comment_approved><wp:comment_content>${words}</wp:comment_content></wp:comment></item>`
    const { posts } = parsePosts(
      `<rss xmlns:wp="http://wordpress.org/export/1.2/"><channel>${item(1, 'A retreat.')}${item(2, 'Clever.')}</channel></rss>`,
    )
    expect(posts.map(({ text }) => text)).toEqual(['Sold.', 'A retreat.', 'Sold.', 'Clever.'])
  })
})
