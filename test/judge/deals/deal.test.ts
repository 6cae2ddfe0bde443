import { describe, expect, it } from 'vitest'
import { compileDeals, targetOf } from '../../../src/judge/deals/deal-catalogue.js'
import { KNOWN_DEALS } from '../../../src/judge/deals/known-deals.js'
import { parseDeals } from '../../../src/judge/deals/parse-deals.js'
import { failure } from '../../support/caught.js'
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

  it.each([
    ['no JSON', '[', /cat\.json: expected a JSON list of deals, got text that is no JSON/],
    ['an object', '{}', /cat\.json: expected a JSON list of deals, got \{\}/],
    ['a number among the deals', '[1]', /cat\.json, deal 1: expected an object, got 1/],
    [
      'a missing field',
      '[{"id":"a","date":"2026"}]',
      /deal 1: expected "mover" to be a text, got none\. A deal needs a mover and a move, such as "Sonos"/,
    ],
    ['keys of the prototype', '[{"__proto__":{"id":"a"}}]', /expected "mover" to be a text, got none/],
    ['an id with a space', JSON.stringify([deal('a b')]), /"id" in small letters, digits and hyphens, got "a b"/],
    ['no 30th of February', JSON.stringify([deal('a', { date: '2026-02-30' })]), /"date" as YYYY, YYYY-MM or YYYY-MM-DD, got "2026-02-30"/],
    ['a date of another form', JSON.stringify([deal('a', { date: '02/2026' })]), /"date" as YYYY/],
    ['an id twice', JSON.stringify([deal('a'), deal('a')]), /deal 2: expected every id once, got "a" again/],
    [
      'a list that holds a number',
      '[{"id":"a","date":"2026","mover":"A","move":"sells","counterparties":[1]}]',
      /"counterparties" to be a list of texts, got \[1\]/,
    ],
  ])('rejects %s', (_, json, message) => {
    expect(() => parseDeals(json, 'cat.json')).toThrow(failure('DEALS_INVALID', message))
  })

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
    [{ mover: 'xAI/SpaceX', move: 'SpaceX rents out a data centre' }, 'xai-spacex-rents-out', 'SpaceX rents out a data centre.'],
    [{ mover: 'Nestlé', move: 'With a loan it buys the mill' }, 'nestle-with-loan-buys', 'With a loan it buys the mill.'],
    [{ mover: '索尼', move: '退出' }, 'own-deal', '退出.'],
    [{ mover: 'Sonos', move: 'drops Cast', name: 'sonos-cast' }, 'sonos-cast', 'Sonos drops Cast.'],
  ])('%j', (given, id, move) => {
    const read = parseDeals(JSON.stringify([given]))[0]
    expect(read).toEqual({ id, mover: given.mover, move, counterparties: [], parties: [], aliases: [], date: null })
  })

  it('comes as CSV too, lists with ; between', () => {
    const csv = '\ufeffmover,move,counterparty,date\r\nSonos,"drops Cast, and its app",Google;Apple,2026-03\r\n\r\nBose,keeps Cast,,\r\n'
    expect(parseDeals(csv)).toMatchObject([
      { id: 'sonos-drops-cast-and', counterparties: ['Google', 'Apple'], date: '2026-03', move: 'Sonos drops Cast, and its app.' },
      { id: 'bose-keeps-cast', counterparties: [], date: null },
    ])
  })

  it.each([
    [
      'company,move\nSonos,drops Cast\n',
      /mine: expected .*CSV with the columns mover and move, got "company, move"\. Such as the line "mover,move"/,
    ],
    ['', /mine: expected .*CSV with the columns mover and move, got nothing/],
    ['mover,move\nSonos,drops Cast\nBose,\n', /mine, line 3: expected "move" to be a text, got none/],
    ['mover,move\nSonos,drops Cast, too\n', /mine, line 2: expected 2 cells, got another row/],
    [
      'mover,move,names\nSonos,drops Cast,Sonance\n',
      /mine: expected a deal of mover, move, title, .*, got "names" too\. Rename it, or leave it out/,
    ],
    [
      '[{"mover":"Sonos","move":"drops Cast","alias":["S"]}]',
      /mine, deal 1 \("sonos-drops-cast"\): expected a deal of mover.*got "alias" too/,
    ],
    ['mover,move\nSonos,drops Cast\nSonos,drops Cast\n', /mine, line 3: expected every id once, got "sonos-drops-cast" again/],
  ])('%j is refused', (csv, message) => {
    expect(() => parseDeals(csv, 'mine')).toThrow(failure('DEALS_INVALID', message))
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
