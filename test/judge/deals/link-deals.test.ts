import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { compileDeals } from '../../../src/judge/deals/deal-catalogue.js'
import { KNOWN_DEALS } from '../../../src/judge/deals/known-deals.js'
import { linkDeals } from '../../../src/judge/deals/link-deals.js'
import { extractFeatures } from '../../../src/judge/features/extract-features.js'
import { failure } from '../../support/caught.js'
import { CODE_POINT } from '../../support/code-point.js'
import { forAny } from '../../support/for-any.js'
import { CATALOGUE, deal, linked, thread } from './deals-example.js'

const OWN = [
  deal('adidas-reebok', {
    mover: 'adidas',
    counterparties: ['Authentic Brands'],
    aliases: ['Reebok'],
    move: 'adidas sells Reebok.',
  }),
  deal('ford-tesla', {
    mover: 'Ford',
    counterparties: ['Tesla'],
    move: 'Ford adopts the charging plug of Tesla.',
  }),
]
/** Deals of the user's own beside the known ones. */
const WITH_OWN = compileDeals([...KNOWN_DEALS, ...OWN])

const BOTH_ROOT = 'SpaceX and xAI now rent chips to Google and to Anthropic'
const BOTH = (by: string) => `xai-anthropic/${by} xai-google/${by}`

describe('linkDeals: own words first, then ancestors, then the thread', () => {
  it.each([
    { text: 'Google is the winner here', links: 'xai-google/text' },
    { text: 'all so that Claude runs faster', links: 'xai-anthropic/text' },
    { text: 'Colossus was the crown jewel', links: 'xai-anthropic/text' },
    { text: 'ask @AnthropicAI about it', links: 'xai-anthropic/text' },
    { text: "Anthropic’s bill, not Musk's", links: 'xai-anthropic/text' },
    { text: 'both Google and Anthropic pay', links: BOTH('text') },
    { text: 'Colossus 2 is for training', links: BOTH('root') },
    { text: 'xAI has lost it', links: BOTH('root') },
    { text: 'lol', links: BOTH('root') },
    { text: '@AnthropicAI @Google lol', links: BOTH('root') },
    { text: 'add a clause on googling', links: BOTH('root') },
    { text: 'Anthropoc will regret it', links: 'xai-anthropic/text' },
    { text: 'Reebok went the same way', links: BOTH('root') },
    { text: 'SoftBank bought Boston Dynamics from Alphabet', links: 'xai-google/text' },
  ])('links "$text" under a root on both deals to: $links', ({ text, links }) => {
    expect(linked(thread([[BOTH_ROOT], [text, 0]]))).toEqual([BOTH('text'), links])
  })

  it('applies the rules in order of precedence', () => {
    const of = thread([
      [BOTH_ROOT],
      ['only the Google one is new', 0],
      ['hm', 1],
      ['why though', 2],
      ['ok', 0],
      ['no idea', '@gone'],
    ])
    expect(linked(of)).toEqual([
      BOTH('text'),
      'xai-google/text',
      'xai-google/parent',
      'xai-google/parent',
      BOTH('root'),
      BOTH('root'),
    ])
  })

  it('takes the default from the header for a root that names no deal', () => {
    expect(linked(thread([['thoughts?'], ['meh', 0]], ['xAI leases GPUs to Google']))).toEqual([
      'xai-google/default',
      'xai-google/default',
    ])
  })

  it('lends no deal from one root to another, nor a word of its deal', () => {
    expect(
      linked(
        thread([
          [BOTH_ROOT],
          ['what is SpaceX doing'],
          ['Google, well'],
          ['nice weather'],
          ['yes', 1],
        ]),
      ),
    ).toEqual([BOTH('text'), '', '', '', ''])
  })

  it('keeps branches on different deals apart', () => {
    const of = thread([
      ['Ford signs with Tesla for its charging plug'],
      ['adidas sells Reebok'],
      ['the Tesla one is bigger', 1],
      ['ok', 0],
      ['ok', 1],
      ['ok'],
    ])
    const links = linked(of, {}, WITH_OWN)
    expect(links.slice(0, 3)).toEqual(['ford-tesla/text', 'adidas-reebok/text', 'ford-tesla/text'])
    expect(links.slice(3)).toEqual(['ford-tesla/root', 'adidas-reebok/root', ''])
  })

  it.each([
    { text: 'xAI leases GPUs to Google', links: 'xai-google/text' },
    { text: 'xAI leases everything to Anthropoc', links: 'xai-anthropic/text' },
    {
      text: 'SpaceX rents out the data centre in Memphis, Colossus 1',
      links: 'xai-anthropic/text',
    },
    {
      text: 'xAI rents GPU computing capacity and Colossus to Anthropic',
      links: 'xai-anthropic/text',
    },
    { text: 'Now xAI too.\nColossus goes to Anthropic', links: 'xai-anthropic/text' },
    { text: 'Colossus says it all', links: '' },
    { text: 'xAI builds a larger data centre', links: '' },
    { text: 'Claude, Grok and a lease', links: '' },
    { text: 'Anthropic and Google sign', links: '' },
    { text: 'Garmin moves its watches to Wear OS, and Google cheers', links: '' },
    { text: 'CVS takes over the pharmacies of Target', links: '' },
  ])('ties a root "$text" to: $links', ({ text, links }) => {
    expect(linked(thread([[text]]))).toEqual([links])
  })

  it('ties no reply to a known deal that its thread does not name', () => {
    const of = thread([
      ['Garmin moves to Wear OS'],
      ['like xAI with Anthropic, Colossus and all', 0],
      ['Samsung went the same way', 0],
    ])
    expect(linked(of)).toEqual(['', '', ''])
  })

  it("leaves a known deal to the user's own of the same mover", () => {
    const own = deal('my-lease', {
      mover: 'xAI',
      counterparties: ['Anthropic'],
      move: 'xAI lets its racks.',
    })
    const of = thread([['xAI rents Colossus to Anthropic'], ['xAI gave up', 0]])
    expect(linked(of, {}, compileDeals([...KNOWN_DEALS, own]))).toEqual([
      'my-lease/text',
      'my-lease/text',
    ])
  })

  it.each([
    { text: 'Volkswagen goes to Rivian', links: 'vw-invests/text vw-merges/text' },
    { text: 'Volkswagen invests billions in the shares of Rivian', links: 'vw-invests/text' },
    { text: 'Rivian is next for Volkswagen', links: 'vw-invests/text vw-merges/text' },
    { text: 'Volkswagen closes its oldest plant', links: 'vw-closes/text' },
    { text: 'Volkswagen, again', links: '' },
  ])(
    "tells the user's own deals of one mover apart in a root by counterparty and move: $text",
    ({ text, links }) => {
      const catalogue = compileDeals([
        deal('vw-invests', {
          mover: 'Volkswagen',
          counterparties: ['Rivian'],
          move: 'Volkswagen invests billions in shares of Rivian.',
        }),
        deal('vw-merges', {
          mover: 'Volkswagen',
          counterparties: ['Rivian'],
          move: 'Volkswagen moves its software team to Rivian.',
        }),
        deal('vw-closes', { mover: 'Volkswagen', move: 'Volkswagen closes its oldest plant.' }),
      ])
      expect(linked(thread([[text]]), {}, catalogue)).toEqual([links])
    },
  )

  it('gives a post with a guessed parent the deals on which the roots agree', () => {
    const guess = (given: ReturnType<typeof thread>, at: number) => ({
      ...given,
      posts: given.posts.map((post, index) =>
        index === at ? { ...post, meta: { ...post.meta, isParentInferred: true as const } } : post,
      ),
    })
    expect(linked(guess(thread([['xAI leases GPUs to Google'], ['lol', 0]]), 1)).at(-1)).toBe(
      'xai-google/root',
    )
    const apart = thread([['xAI leases GPUs to Google'], ['adidas sells Reebok'], ['lol', 1]])
    expect(linked(apart, {}, WITH_OWN).at(-1)).toBe('adidas-reebok/root')
    expect(linked(guess(apart, 2), {}, WITH_OWN).at(-1)).toBe('')
  })
})

describe('linkDeals with deals given by the user', () => {
  it('links every post to the one given deal, whatever other deals its words name', () => {
    const of = thread(
      [['xAI leases GPUs to Anthropic'], ['Google pays well', 0], ['Colossus too', 0], ['sure', 2]],
      ['adidas sells Reebok'],
    )
    expect(linked(of, { dealIds: ['xai-google'] })).toEqual(of.posts.map(() => 'xai-google/given'))
  })

  it('chooses among several given deals by the words; a post that names none is on none', () => {
    const of = thread(
      [
        ['what a day'],
        ['Google pays well', 0],
        ['hm', 1],
        ['sure', 0],
        ['Reebok went the same way', 0],
      ],
      ['adidas sells Reebok'],
    )
    expect(linked(of, { dealIds: ['xai-google', 'xai-anthropic'] })).toEqual([
      '',
      'xai-google/text',
      'xai-google/parent',
      '',
      '',
    ])
  })

  it("takes the mover's name alone for one of the user's own deals, where no other has it", () => {
    const own = { parties: ['Harbour Union'] }
    const catalogue = compileDeals([
      deal('halden-lines', { ...own, mover: 'Halden Ferries', aliases: ['Halden'] }),
      deal('brookmere-shop', { ...own, mover: 'Brookmere' }),
      deal('oxley-mill', { ...own, mover: 'Oxley' }),
      deal('oxley-farm', { ...own, mover: 'Oxley' }),
    ])
    const of = thread([
      ['Halden gave up'],
      ['brookmere, why'],
      ['Oxley again'],
      ['the Harbour Union is furious'],
      ['no comment'],
      ['same', 1],
    ])
    expect(linked(of, {}, catalogue)).toEqual([
      'halden-lines/text',
      'brookmere-shop/text',
      '',
      '',
      '',
      'brookmere-shop/root',
    ])
  })

  it('ties a post to the deals that its row names, by id, mover or alias, whatever its words name', () => {
    const rows = [['xai-google'], ['ADIDAS', ' Colossus'], ['Apple'], ['Acme'], []]
    const plain = thread(rows.map(() => ['xAI leases GPUs to Google']))
    const posts = plain.posts.map((post, index) => ({
      ...post,
      meta: { ...post.meta, rowDeals: rows[index] ?? [] },
    }))
    const reply = {
      ...posts[0],
      id: 'r',
      parentId: 'p0',
      meta: { role: 'reply' as const },
    } as (typeof posts)[number]
    expect(linked({ ...plain, posts: [...posts, { ...reply, text: 'ok' }] }, {}, WITH_OWN)).toEqual(
      [
        'xai-google/column',
        'xai-anthropic/column adidas-reebok/column',
        '',
        '',
        '',
        'xai-google/root',
      ],
    )
    const again = posts.slice(0, 2).map((post, at) => {
      const by = at === 0 ? ('given' as const) : ('default' as const)
      return {
        ...post,
        meta: { role: 'root' as const, earlierDeals: [{ dealId: 'adidas-reebok', by }] },
      }
    })
    expect(linked({ ...plain, posts: again }, {}, WITH_OWN)).toEqual([
      'adidas-reebok/given',
      'xai-google/text',
    ])
  })

  it.each(['xai-googel', '__proto__', ''])(
    'rejects the unknown id "%s", and names those that there are',
    (dealId) => {
      expect(() => linked(thread([['hi']]), { dealIds: [dealId] })).toThrow(
        failure('DEALS_ID_UNKNOWN', 'xai-google'),
      )
    },
  )
})

describe('linkDeals on hostile threads', () => {
  it('supports names of prototype properties', () => {
    const catalogue = compileDeals([
      deal('constructor', { aliases: ['__proto__', 'hasOwnProperty'] }),
      deal('to-string', { mover: 'toString' }),
    ])
    const of = thread([['__proto__ constructor toString #constructor @__proto__'], ['valueOf', 0]])
    expect(linked(of, {}, catalogue)[0]).toContain('constructor/text')
  })

  it('is linear for long chains and many posts', () => {
    const posts = Array.from({ length: 20_000 }, (_, index): readonly [string, number?] =>
      index === 0 ? [BOTH_ROOT] : ['ok', index - 1],
    )
    expect(linked(thread(posts)).at(-1)).toBe(BOTH('root'))
  })

  it('accepts any text, and links known deals in catalogue order, each once', () => {
    const word = fc.constantFrom(
      'xAI',
      'Google',
      'Anthropoc',
      'Colossus',
      '1',
      '#',
      '@',
      'Ford',
      'Tesla',
      "'s",
      'apple',
      'OpenAI',
      '\n',
    )
    const text = fc.oneof(
      fc.string({ unit: CODE_POINT }),
      fc.array(word).map((words) => words.join(' ')),
    )
    const posts = fc.array(fc.tuple(text, fc.nat(9)), { minLength: 1, maxLength: 6 })
    forAny(posts, fc.array(text, { maxLength: 2 }), (made, headers) => {
      const of = thread(
        made.map(([body, parent], index) => (index === 0 ? [body] : [body, parent])),
        headers,
      )
      const links = linkDeals(of, extractFeatures(of), CATALOGUE)
      expect([...links.keys()]).toEqual(of.posts.map((post) => post.id))
      for (const each of links.values()) {
        const indices = each.map(({ dealId }) => CATALOGUE.indexById.get(dealId) ?? -1)
        expect(indices).toEqual([...new Set(indices)].sort((a, b) => a - b))
        expect(indices).not.toContain(-1)
      }
    })
  })
})
