import { describe, expect, it } from 'vitest'
import { joinInputs } from '../../../src/read/link/join-inputs.js'
import { parsePosts } from '../../../src/read/parse-posts.js'
import { importFixture } from '../../contract/importer.js'

const OPTIONS = { names: ['1', '2'], threadIds: ['t1', 't2'], onBadRecord: 'throw' } as const

const read = (name: string) => parsePosts(importFixture(`html/${name}.html`))
const byId = (name: string) => new Map(read(name).posts.map((post) => [post.id, post]))

describe('a page of Hacker News', () => {
  it('keeps blocks, links and preformatted lines of a comment, and leaves its buttons out', () => {
    expect(byId('hacker-news').get('41000010')?.text).toBe(
      'A retreat, plain and simple.\n\nSee https://example.org/a & the filing.\n\nprice  =  4',
    )
  })

  it('gives instants in UTC, the address of each post, and the title to the opening post', () => {
    const posts = byId('hacker-news')
    expect(posts.get('41000011')).toMatchObject({
      author: 'quaymaster',
      createdAt: '2024-07-19T10:40:00.000Z',
      meta: { url: 'https://news.ycombinator.com/item?id=41000011' },
    })
    expect(posts.get('41000001')?.text).toBe('Norvik Ferries drops its bid for Tarn Lines\n\nThey said on Monday it was "final".')
  })

  it('counts a deleted comment and does not give it words', () => {
    expect(byId('hacker-news').get('41000013')).toMatchObject({ author: null, text: '' })
    expect(read('hacker-news').posts[0]?.meta.capture).toMatchObject({ reportedCount: 5, capturedCount: 5, deletedCount: 1 })
  })

  it('keeps ages of 2012 as shown, and ends a comment before its button', () => {
    const post = byId('hacker-news-2012').get('3900002')
    expect(post).toMatchObject({ author: 'oar', createdAt: null, meta: { timeText: '4 hours ago' } })
    expect(post?.text).toBe('They blinked first.\n\nNobody pays that for two old boats.')
  })
})

describe('a page of X', () => {
  it('leaves the quoted post out of the words, and adverts out of the thread', () => {
    const { posts } = read('x')
    expect(posts.map(({ author, text }) => [author, text])).toEqual([
      ['harbourdesk', 'Norvik drops its bid for Tarn. ⛴️\nRetreat or sense?'],
      ['runa_b', 'Sense. Read this:'],
      ['kjell', 'They chickened out.'],
    ])
    expect(posts[1]?.meta['quotedText']).toContain('Tarn is all rust.')
  })

  it('takes direction marks off names, and marks parents as guesses', () => {
    expect(byId('x').get('1814200000000000002')?.meta).toMatchObject({ authorName: 'Runa', isParentInferred: true })
  })
})

describe('a thread of XenForo', () => {
  it('lets a post answer the one that it quotes, without the quoted words', () => {
    expect(byId('xenforo-2').get('502')).toMatchObject({ text: 'No, it saves them.', meta: { quotes: '501' } })
    expect(byId('xenforo-2').get('502')?.meta.isParentInferred).toBeUndefined()
    expect(byId('xenforo-2').get('503')?.meta.isParentInferred).toBe(true)
  })

  it('reads smileys as signs, and no signatures', () => {
    expect(byId('xenforo-2').get('501')?.text).toBe('Norvik is out. Is that a retreat? :)')
  })

  it('ties a second page to the first by the id of the thread, with parents as guesses', () => {
    const page = importFixture('html/xenforo-2.html')
    const second = page
      .replace(/<article class="message message--post[\s\S]*?<\/aside><\/div><\/div><\/article>/u, '')
      .replaceAll('502', '602')
      .replaceAll('503', '603')
      .replaceAll('>#2<', '>#22<')
      .replaceAll('>#3<', '>#23<')
    const alone = parsePosts(second).posts
    expect(alone.map(({ parentId, meta }) => [parentId, meta.role, meta.missingParent])).toEqual([
      [null, 'reply', 'thread-8801'],
      [null, 'reply', 'thread-8801'],
    ])
    const joined = joinInputs([parsePosts(page), parsePosts(second)], OPTIONS)
    expect(joined.threads).toHaveLength(1)
    expect(joined.posts.find(({ id }) => id === '603')).toMatchObject({ parentId: '501', meta: { isParentInferred: true } })
  })

  it('joins no posts of another forum, although it counts from one too', () => {
    const page = importFixture('html/xenforo-2.html')
    const other = page
      .replaceAll('forum.example', 'boats.example')
      .replaceAll('thread-8801', 'thread-8802')
      .replace('lost their nerve', 'won')
    const joined = joinInputs([parsePosts(page), parsePosts(other)], OPTIONS)
    expect(joined.posts).toHaveLength(6)
  })
})

describe('a page of YouTube', () => {
  it('keeps what the page says of itself', () => {
    expect(read('youtube').posts[0]?.meta.capture).toMatchObject({ reportedCount: 1204, notOpenedCount: 4 })
  })

  it('reads emoji, keeps ages as shown, and dates them where the day of the copy is given', () => {
    const post = byId('youtube').get('UgxA1')
    expect(post?.text).toBe('Smart move 😀 if you ask me.\nReally.')
    expect(post).toMatchObject({ author: 'mia-at-sea', createdAt: null, meta: { timeText: '2 days ago' } })
    const dated = parsePosts(importFixture('html/youtube.html'), { capturedAt: '2024-07-22T12:00:00.000Z' })
    expect(dated.posts.find(({ id }) => id === 'UgxA1')?.createdAt).toBe('2024-07-20')
  })
})

describe('a post of WordPress', () => {
  it('has its article as the opening post', () => {
    expect(read('wordpress').posts[0]).toMatchObject({ author: 'Ida', text: 'Norvik walks away\n\nThe bid is off.\n\nWas it wise?' })
  })

  it('takes rubbish in an attribute for no time, and dates the words beside it by the comment of SingleFile', () => {
    expect(byId('wordpress').get('903')).toMatchObject({ createdAt: '2024-07-19', meta: { timeText: 'yesterday' } })
  })
})

describe('pieces of one thread', () => {
  const page = importFixture('html/x.html')
  const cells = page.match(/<div data-testid="cellInnerDiv">[\s\S]*?(?=<div data-testid="cellInnerDiv">|<\/section>)/gu) ?? []
  const piece = (from: number, to: number) => parsePosts(cells.slice(from, to).join(''), { isPart: true })

  it('join by the ids of their posts where they overlap', () => {
    const joined = joinInputs([piece(0, 3), piece(2, 4)], OPTIONS)
    expect(joined.threads).toHaveLength(1)
    expect(joined.posts.map(({ id }) => id.slice(-1))).toEqual(['1', '2', '3'])
  })

  it('mark the first and the last post as cut where a head is missing', () => {
    const cut = cells[2]?.replace(/<div data-testid="User-Name">[\s\S]*?<\/time><\/a><\/div>/u, '') ?? ''
    const { posts } = parsePosts(`${cut}${cells[3]}`, { isPart: true })
    expect(posts.map(({ meta }) => meta.truncated)).toEqual([true, undefined])
    expect(posts[0]?.meta.capture).toMatchObject({ truncatedCount: 1 })
    expect(parsePosts(`${cut}${cells[3]}`).posts[0]?.meta.truncated).toBeUndefined()
  })
})

describe('suggestions of the site below a thread', () => {
  it('are no posts of it', () => {
    const page = importFixture('html/x.html')
    const cell = page
      .match(/<div data-testid="cellInnerDiv">[\s\S]*?<\/article><\/div>/u)?.[0]
      .replaceAll('1814200000000000001', '1814200000000000777')
    const tail = `<div data-testid="cellInnerDiv"><div><h2 role="heading"><span>Discover more</span></h2></div></div>${cell}</section>`
    expect(cell).toContain('1814200000000000777')
    expect(parsePosts(page.replace('</section>', () => tail)).posts).toEqual(parsePosts(page).posts)
  })
})

describe('several pages in one text', () => {
  it('stay threads of their own', () => {
    const { posts } = parsePosts(importFixture('html/xenforo-2.html') + importFixture('html/hacker-news.html'))
    expect(new Set(posts.map(({ threadId }) => threadId))).toEqual(new Set(['thread-8801', '41000001']))
    expect(posts).toHaveLength(9)
  })
})
