import { describe, expect, it } from 'vitest'
import { parsePosts } from '../../../src/read/parse-posts.js'

const read = (...records: readonly object[]) =>
  parsePosts(records.map((record) => JSON.stringify(record)).join('\n'))
const kindsOf = (...records: readonly object[]) =>
  read(...records).posts.map(({ parentId, meta }) => [
    meta.node ?? meta.role,
    parentId ?? meta.missingParent ?? null,
  ])

describe('the kind of a record', () => {
  it.each<[string, object]>([
    ['snscrape and twscrape', { rawContent: 'x', retweetedTweet: { id: 1, rawContent: 'x' } }],
    ['a flag', { text: 'x', is_retweet: true }],
    ['the opening', { full_text: 'RT @ann: x' }],
    ['references of the API', { text: 'x', referenced_tweets: [{ type: 'retweeted', id: '1' }] }],
  ])('is a repost by the fields of %s', (_title, record) => {
    expect(kindsOf({ id: '2', ...record })).toEqual([['retweet', null]])
  })

  it('is a reply to an unknown post where the record says so and names none', () => {
    expect(
      kindsOf(
        { id: '1', text: 'x', is_reply: false, parent_id: null },
        { id: '2', text: 'x', is_reply: true, parent_id: null },
        { id: '3', text: 'x', is_reply: true, parent_id: '1' },
        { id: '4', text: 'x', is_reply: true, inReplyToUser: { username: 'ann' } },
      ),
    ).toEqual([
      ['root', null],
      ['reply', null],
      ['reply', '1'],
      ['reply', '@ann'],
    ])
  })

  it('is an advert by its flag, and none by fields that say no', () => {
    expect(kindsOf({ id: '1', text: 'x', is_promoted: true })).toEqual([['advert', null]])
    expect(kindsOf({ id: '1', text: 'x', isRetweet: false, retweetedTweet: null })).toEqual([
      ['root', null],
    ])
  })
})

describe('fields that are not read', () => {
  it('are named where they may hold an author, a parent or a repost', () => {
    const record = { text: 'x', commenterHex: 'ann', replying_to: '7', boosted_by: 'bo' }
    expect(read({ id: '1', ...record }).summary.cautions).toEqual([
      'no author read; fields that may hold one: commenterHex. Map one: author=NAME',
      'no parent read; fields that may hold one: replying_to. Map one: parentId=NAME',
      'no repost read; fields that may hold one: boosted_by',
    ])
    const { cautions } = parsePosts('id,text,page_owner\n1,Sold.,ann\n2,Kept.,bo\n').summary
    expect(cautions).toEqual([
      'no author read; fields that may hold one: page_owner. Map one: author=NAME',
    ])
  })

  it('are named as authors for what they hold: short names, half of them different', () => {
    const rows = ['Ann K.,shut', '@bo,shut', 'cora99,open', 'Dee van Dam,shut', 'Ann K.,open']
    const table = (cells: readonly string[]) =>
      parsePosts(
        `id,text,reader,side\n${cells.map((cell, at) => `${at},Sold.,${cell}\n`).join('')}`,
      )
    expect(table(rows).summary.authorFields).toEqual(['reader'])
    expect(table(rows.slice(0, 3)).summary).not.toHaveProperty('authorFields')
    const told = [...rows, 'It is over.,shut'].map((cell) => cell.replace('@bo', 'No! Never.'))
    expect(table(told).summary).not.toHaveProperty('authorFields')
  })

  it('are passed over where they are counts, pictures or states, or where the fact is read', () => {
    const record = { text: 'x', userId: 5, authorCount: 3, user_url: 'u', is_reposted: false }
    expect(read({ id: '1', ...record }).summary.cautions).toEqual([])
    expect(read({ id: '1', text: 'x', author: 'a', ownerName: 'b' }).summary.cautions).toEqual([])
  })

  it.each([
    ['channelName', 'commentText'],
    ['from.name', 'message'],
    ['ownerUsername', 'text'],
    ['profileName', 'text'],
  ])('hold the author under %s', (author, text) => {
    expect(read({ id: '1', [text]: 'x', [author]: 'ann' }).posts[0]?.author).toBe('ann')
  })
})
