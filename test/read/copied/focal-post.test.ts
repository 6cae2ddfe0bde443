import { expect, it } from 'vitest'
import { readPage } from './read-page.js'

const timed = (name: string, handle: string, words: string): string =>
  `${name}\n@${handle}\n·\nNov 23\n${words}\n4\n3\n119\n9.4K\n\n`
const focal = (buttons: string): string =>
  `Captain Retired\n@captain_retd\n${buttons}Replying as one of those people.\n\nWe were told in September.\n9:31 PM · Nov 23, 2026\n·\n44.8K\nViews\n12\n97\n811\n33\nRelevant\nView quotes\nPost your reply\nReply\n`
const page = (buttons: string): string =>
  `Post\nConversation\n${timed('Nordic Ledger', 'nordicledger', 'Nordhaven sells its ships.')}${timed('Eyvind Moe', 'eyvindmoe', 'A ferry line without ferries.')}${focal(buttons)}${timed('Sigrid Aune', 'sigrid_', 'Oh. I am sorry.')}${timed('pelle', 'pelle_p', 'source?')}`

it.each(['', 'Follow\n'])(
  'reads the post a page of X is about, below those it answers',
  (button) => {
    const { posts } = readPage(page(button))
    expect(
      posts.map(({ author, text, parentId, meta }) => [
        author,
        text,
        parentId,
        meta.isParentInferred ?? false,
      ]),
    ).toEqual([
      ['nordicledger', 'Nordhaven sells its ships.', null, false],
      ['eyvindmoe', 'A ferry line without ferries.', 'p1', true],
      [
        'captain_retd',
        'Replying as one of those people.\n\nWe were told in September.',
        'p2',
        true,
      ],
      ['sigrid_', 'Oh. I am sorry.', 'p3', true],
      ['pelle_p', 'source?', 'p3', true],
    ])
  },
)

it('reads it below an address on lines of its own, where a heading stands above the replies', () => {
  const replying = (handle: string) => `Replying to \n@${handle}\n`
  const reply = (name: string, handle: string, to: string, words: string) =>
    timed(name, handle, `${replying(to)}${words}`).trimEnd()
  const { posts } = readPage(
    [
      `Post\nOpen app\n${timed('Ravi Lund', 'ravilund', 'Nordhaven sells its ships.')}`.trimEnd(),
      `Sanne Wit\n@sannewit\n\n${replying('ravilund')}One euro is an apology.\n\nRead the deal.`,
      '11:26 PM · Jun 8, 2026\n·\n41.3K\n Views\n19\n33\n517\n28\nMost relevant replies\n',
      reply('Ravi Lund', 'ravilund', 'sannewit', 'Cost as they define it'),
      reply('pelle', 'pelle_p', 'sannewit', 'source?'),
      reply('Sigrid Aune', 'sigrid_', 'sannewit', 'Oh. I am sorry.'),
    ].join('\n'),
  )
  expect(posts.map(({ author, text, parentId }) => [author, text, parentId])).toEqual([
    ['ravilund', 'Nordhaven sells its ships.', null],
    ['sannewit', 'One euro is an apology.\n\nRead the deal.', 'p1'],
    ['ravilund', 'Cost as they define it', 'p2'],
    ['pelle_p', 'source?', 'p2'],
    ['sigrid_', 'Oh. I am sorry.', 'p2'],
  ])
})

it('reads the end of a post that a selection began in, without a name', () => {
  const { posts } = readPage(
    `ed builds remain, but the hosted runner goes away on 1 October, and we are sorry.\n4\n3\n119\n9.4K\n${timed('Nordic Ledger', 'nordicledger', 'No.')}${timed('Eyvind Moe', 'eyvindmoe', 'Yes.')}${timed('pelle', 'pelle_p', 'source?')}`,
  )
  expect([posts.length, posts[0]?.author]).toEqual([4, null])
})

it('takes a handle within words for no post', () => {
  const words = 'Ask\n@captain_retd\nor the crew'
  const { posts } = readPage(
    `Post\nConversation\n${timed('Nordic Ledger', 'nordicledger', 'No.')}${timed('Eyvind Moe', 'eyvindmoe', words)}${timed('pelle', 'pelle_p', 'source?')}`,
  )
  expect(posts.map(({ text }) => text)).toEqual(['No.', words, 'source?'])
})
