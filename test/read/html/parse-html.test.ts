import { describe, expect, it } from 'vitest'
import { joinInputs } from '../../../src/read/link/join-inputs.js'
import { parsePosts } from '../../../src/read/parse-posts.js'
import { importFixture } from '../../contract/importer.js'
import { inRows } from '../../support/in-rows.js'

const OPTIONS = { names: ['1', '2'], threadIds: ['t1', 't2'], onBadRecord: 'throw' } as const

describe('a thread of XenForo', () => {
  it('ties a second page to the first by the id of the thread, with parents as guesses', () => {
    const page = importFixture('html/xenforo-2.html')
    const second = page
      .replace(
        /<article class="message message--post[\s\S]*?<\/aside><\/div><\/div><\/article>/u,
        '',
      )
      .replaceAll('502', '602')
      .replaceAll('503', '603')
      .replaceAll('>#2<', '>#22<')
      .replaceAll('>#3<', '>#23<')
    const alone = parsePosts(second).posts
    const rows = inRows(
      alone.map(({ parentId, meta }) => [parentId, meta.role, meta.missingParent]),
    )
    expect(rows).toEqual(Array(2).fill('- | reply | thread-8801'))
    const joined = joinInputs([parsePosts(page), parsePosts(second)], OPTIONS)
    expect(joined.threads).toHaveLength(1)
    expect(joined.posts.find(({ id }) => id === '603')).toMatchObject({
      parentId: '501',
      meta: { isParentInferred: true },
    })
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

it('ages of a page are dated where the day of the copy is given', () => {
  const dated = parsePosts(importFixture('html/youtube.html'), {
    capturedAt: '2024-07-22T12:00:00.000Z',
  })
  expect(dated.posts.find(({ id }) => id === 'UgxA1')?.createdAt).toBe('2024-07-20')
})

const page = importFixture('html/x.html')
const cells =
  page.match(
    /<div data-testid="cellInnerDiv">[\s\S]*?(?=<div data-testid="cellInnerDiv">|<\/section>)/gu,
  ) ?? []
const piece = (from: number, to: number) => parsePosts(cells.slice(from, to).join(''))

it('pieces of one thread join by the ids of their posts where they overlap', () => {
  const joined = joinInputs([piece(0, 3), piece(2, 4)], OPTIONS)
  expect(joined.threads).toHaveLength(1)
  expect(joined.posts.map(({ id }) => id.slice(-1))).toEqual(['1', '2', '3'])
})

it('suggestions of the site below a thread are no posts of it', () => {
  const cell = page
    .match(/<div data-testid="cellInnerDiv">[\s\S]*?<\/article><\/div>/u)?.[0]
    .replaceAll('1814200000000000001', '1814200000000000777')
  const tail = `<div data-testid="cellInnerDiv"><div><h2 role="heading"><span>Discover more</span></h2></div></div>${cell}</section>`
  expect(cell).toContain('1814200000000000777')
  expect(parsePosts(page.replace('</section>', () => tail)).posts).toEqual(parsePosts(page).posts)
})

it('several pages in one text stay threads of their own', () => {
  const { posts } = parsePosts(
    importFixture('html/xenforo-2.html') + importFixture('html/hacker-news.html'),
  )
  expect(new Set(posts.map(({ threadId }) => threadId))).toEqual(
    new Set(['thread-8801', '41000001']),
  )
  expect(posts).toHaveLength(9)
})
