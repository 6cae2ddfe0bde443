import { expect, it } from 'vitest'
import { buildThreads } from '../../../src/base/thread/thread.js'
import { findCompanies } from '../../../src/judge/deals/find-companies.js'
import { post } from '../../base/thread/post-example.js'

it.each([
  [
    'Vireo Semi sells its phone chip division to Quandt.',
    ['Quandt will regret it', 'Good for Vireo', 'so Quandt pays'],
    ['Vireo Semi', 'Quandt'],
  ],
  [
    'Why Sonos drops Google Cast',
    ['Google did it first', 'Sonos is done'],
    ['Sonos', 'Google Cast'],
  ],
  // It was "Olathe", since one post writes the company small.
  [
    'NEW: Garmin will stop making maps, people in Olathe say.',
    ['garmin gave up', 'Garmin wins', 'Olathe is sad'],
    ['Garmin', 'Olathe'],
  ],
  ['Big news today', ['I like it', 'meh'], []],
  // Words that only begin sentences, though no post writes them small.
  [
    'They gave up. Steady hands. What a move!',
    [
      '@ana They gave up',
      'Sold out 😀 What a move',
      'I said "Steady as it goes"',
      'First line\nThey gave up',
      'So it ends… What now? (They know.)',
      'My take: They are out. They lost',
      'They fold. They quit',
    ],
    [],
  ],
  ['NEWS: Volta quits.', ['A post that begins NEWS', 'so Volta won'], ['Volta']],
  // A name may begin most sentences.
  ['Volta quits', ['Volta lost. Volta folds', 'Volta is out', 'I sold Volta'], ['Volta']],
  // Words that only begin sentences.
  ['A day for Volta. They won. What now?', ['They lost. What?', 'so Volta won'], ['Volta']],
])(
  'names that “%s” may be about stand in their order, in another text too',
  (root, replies, companies) => {
    const posts = [post('a', null, root), ...replies.map((text, at) => post(`b${at}`, 'a', text))]
    expect(findCompanies(buildThreads(posts, new Map()))).toEqual(companies)
  },
)

it.each([
  [
    'Brellwood Foods is selling its pizza arm to Nordkost, and a plant at Leeds.',
    ['They could never compete with Nordkost', 'What happens at Leeds?'],
    'Brellwood Foods',
  ],
  [
    'Harrow Steel to close its Teesport furnace',
    ['A sad day for Teesport', 'Harrow Steel said so', 'I work for Harrow Steel'],
    'Harrow Steel',
  ],
])(
  'the company that acts in “%s” is offered whole, and no buyer or place',
  (root, replies, company) => {
    const posts = [post('a', null, root), ...replies.map((text, at) => post(`b${at}`, 'a', text))]
    expect(findCompanies(buildThreads(posts, new Map()), true)).toEqual([company])
  },
)
