import { describe, expect, it } from 'vitest'
import { type ParsePostsOptions, parsePosts } from '../../../src/read/parse-posts.js'

/** Authors of the posts that were read as a bot's. */
const botsIn = (text: string, options?: ParsePostsOptions) =>
  parsePosts(text, options).posts.flatMap(({ author, meta }) =>
    meta.node === 'bot' ? [author] : [],
  )

const NEW_REDDIT = ['joelpdx', 'AutoModerator', 'sara_o']
  .map(
    (name) =>
      `u/${name} avatar\n${name}\n•\n5h ago\nthey sold the ferries, says ${name}\n\nUpvote\n12\nDownvote\nReply\nAward\nShare`,
  )
  .join('\n')
const OLD_REDDIT = ['joelpdx', 'AutoModerator[M]', 'sara_o']
  .map(
    (name) =>
      `[–]${name} 12 points 5 hours ago \nthey sold the ferries, says ${name}\n\npermalink\nembed\nsave\nreport\nreply`,
  )
  .join('\n')
const post = (fields: object): string => JSON.stringify({ text: 'they gave up', ...fields })

describe("a bot's post", () => {
  it.each([
    ['a page of Reddit', NEW_REDDIT],
    ['a page of old Reddit', OLD_REDDIT],
  ])('is known by its name on %s, and the ledger counts it', (_, text) => {
    expect(botsIn(text)).toEqual(['AutoModerator'])
    expect(parsePosts(text).posts[0]?.meta.capture).toMatchObject({ botCount: 1 })
  })

  it('is known by its name in records', () => {
    const names = [
      'AutoModerator',
      'automoderator',
      'u/AutoModerator',
      'RemindMeBot',
      'AutoModerator2',
    ]
    expect(botsIn(names.map((author) => post({ author })).join('\n'))).toEqual(names.slice(0, 3))
    expect(botsIn('id,author,text\n1,AutoModerator,they gave up\n2,Ann,they gave up\n')).toEqual([
      'AutoModerator',
    ])
  })

  it('is known by a field of its record', () => {
    const marked = [
      { is_bot: true },
      { bot: true },
      { isBot: 'true' },
      { bot_account: 1 },
      { 'author.bot': true },
    ]
    const others = [{ is_bot: false }, { bot: 'no' }, { bot: 0.4 }, { bot: null }, { robot: true }]
    expect(
      botsIn(
        [...marked, ...others]
          .map((fields, at) => post({ author: `a${at}`, ...fields }))
          .join('\n'),
      ),
    ).toEqual(marked.map((_, at) => `a${at}`))
    expect(
      botsIn(
        'id,author,is_bot,text\n1,a,TRUE,they gave up\n2,b,FALSE,they gave up\n3,c,1,they gave up\n',
      ),
    ).toEqual(['a', 'c'])
    expect(botsIn(post({ author: { username: 'ann', bot: true } }))).toEqual(['ann'])
  })

  it('stays what its record says of it', () => {
    expect(botsIn(post({ author: 'AutoModerator', meta: { node: 'advert' } }))).toEqual([])
    expect(botsIn(JSON.stringify({ author: 'AutoModerator', text: '[removed]' }))).toEqual([])
  })
})
