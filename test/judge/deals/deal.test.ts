import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { compileDeals, targetOf } from '../../../src/judge/deals/deal-catalogue.js'
import { KNOWN_DEALS } from '../../../src/judge/deals/known-deals.js'
import { parseDeals } from '../../../src/judge/deals/parse-deals.js'
import { failure } from '../../support/caught.js'
import { fromJsonl } from '../../support/jsonl.js'
import { CATALOGUE, CORPUS_DEALS, deal } from './deals-example.js'

describe('parseDeals', () => {
  it('parses the deals of the corpus, the known ones word for word among them', () => {
    expect(CORPUS_DEALS).toEqual(
      expect.arrayContaining(
        KNOWN_DEALS.map(({ counterparties: _, parties, ...known }) =>
          expect.objectContaining({ ...known, parties: expect.arrayContaining([...parties]) }),
        ),
      ),
    )
    expect(Object.isFrozen(CORPUS_DEALS[0])).toBe(true)
  })

  it.each(['2026', '2026-02', '2024-02-29'])('accepts the date %s', (date) => {
    expect(parseDeals(JSON.stringify([deal('a', { date })]))[0]?.date).toBe(date)
  })

  it.each(fromJsonl(readFileSync('test/fixtures/refused/deals.jsonl', 'utf8')))(
    'refuses $name',
    ({ text, says }) => {
      expect(() => parseDeals(text, 'mine')).toThrow(failure('DEALS_INVALID', says))
    },
  )

  it.each([
    [[deal('a', { aliases: ['Colossus'] }), deal('b', { aliases: ['colossus'] })]],
    [[deal('a', { aliases: ['Google'] }), deal('b', { counterparties: ['google'] })]],
    [[deal('a', { parties: ['Reebok'], aliases: ['reebok'] })]],
  ])('rejects an alias that is also another name', (deals) => {
    expect(() => parseDeals(JSON.stringify(deals))).toThrow(failure('DEALS_ALIAS_SHARED'))
  })
})

describe('a deal of which only mover and move are given', () => {
  it.each([
    [
      { mover: 'Sonos', move: 'drops Google Cast from its speakers' },
      'sonos-drops-google-cast',
      'Sonos drops Google Cast from its speakers.',
    ],
    [{ mover: 'Sonos', move: 'Sonos drops Cast.' }, 'sonos-drops-cast', 'Sonos drops Cast.'],
    [
      { mover: 'xAI/SpaceX', move: 'SpaceX rents out a data centre' },
      'xai-spacex-rents-out',
      'SpaceX rents out a data centre.',
    ],
    [
      { mover: 'Nestlé', move: 'With a loan it buys the mill' },
      'nestle-with-loan-buys',
      'With a loan it buys the mill.',
    ],
    [{ mover: 'the Big Times', move: 'Buys Wordle' }, 'the-big-times-buys-wordle', 'Buys Wordle.'],
    [{ mover: '索尼', move: '退出' }, 'own-deal', '退出.'],
    [{ mover: 'Sonos', move: 'drops Cast', name: 'sonos-cast' }, 'sonos-cast', 'Sonos drops Cast.'],
  ])('%j', (given, id, move) => {
    const read = parseDeals(JSON.stringify([given]))[0]
    expect(read).toEqual({
      id,
      mover: given.mover,
      move,
      counterparties: [],
      parties: [],
      aliases: [],
      date: null,
    })
  })

  it('comes as CSV too, lists with ; between', () => {
    const csv =
      '\ufeffmover,move,counterparty,date\r\nSonos,"drops Cast, and its app",Google;Apple,2026-03\r\n\r\nBose,keeps Cast,,\r\n'
    expect(parseDeals(csv)).toMatchObject([
      {
        id: 'sonos-drops-cast-and',
        counterparties: ['Google', 'Apple'],
        date: '2026-03',
        move: 'Sonos drops Cast, and its app.',
      },
      { id: 'bose-keeps-cast', counterparties: [], date: null },
    ])
  })
})

describe('targetOf', () => {
  it('gives the mover and the move of a deal', () => {
    expect(targetOf(compileDeals([deal('a', { mover: 'A', move: 'A sells B.' })]), 'a')).toEqual({
      dealId: 'a',
      mover: 'A',
      move: 'A sells B.',
    })
  })

  it('rejects an unknown id', () => {
    expect(() => targetOf(CATALOGUE, 'constructor')).toThrow(failure('DEALS_ID_UNKNOWN'))
  })
})
