import { describe, expect, it } from 'vitest'
import { parseDeals } from '../../src/deals/parse-deals.js'
import { compileDeals, targetOf } from '../../src/deals/deal-catalogue.js'
import { CATALOGUE, DEALS, deal } from './deals-example.js'

describe('parseDeals', () => {
  it('parses the shipped catalogue', () => {
    expect(DEALS.map(({ id }) => id)).toEqual(expect.arrayContaining(['xai-anthropic', 'xai-google']))
    expect(Object.isFrozen(DEALS[0])).toBe(true)
  })

  it.each(['2026', '2026-02', '2024-02-29'])('accepts the date %s', (date) => {
    expect(parseDeals(JSON.stringify([deal('a', { date })]))[0]?.date).toBe(date)
  })

  it.each([
    ['no JSON', '[', /cat\.json: expected a JSON list of deals, got text that is no JSON/],
    ['an object', '{}', /cat\.json: expected a JSON list of deals, got \{\}/],
    ['a number among the deals', '[1]', /cat\.json, deal 1: expected an object, got 1/],
    ['a missing field', '[{"id":"a","date":"2026"}]', /deal 1 \("a"\): expected "mover" to be a text, got none/],
    ['keys of the prototype', '[{"__proto__":{"id":"a"}}]', /expected "id" to be a text, got none/],
    ['an id with a space', JSON.stringify([deal('a b')]), /"id" in small letters, digits and hyphens, got "a b"/],
    ['no 30th of February', JSON.stringify([deal('a', { date: '2026-02-30' })]), /"date" as YYYY, YYYY-MM or YYYY-MM-DD, got "2026-02-30"/],
    ['a date of another form', JSON.stringify([deal('a', { date: '02/2026' })]), /"date" as YYYY/],
    ['an id twice', JSON.stringify([deal('a'), deal('a')]), /deal 2: expected every id once, got "a" again/],
    [
      'a list that holds a number',
      '[{"id":"a","date":"2026","mover":"A","counterparties":[1]}]',
      /"counterparties" to be a list of texts, got \[1\]/,
    ],
  ])('rejects %s', (_, json, message) => {
    expect(() => parseDeals(json, 'cat.json')).toThrow(
      expect.objectContaining({ code: 'DEALS_INVALID', message: expect.stringMatching(message) }),
    )
  })

  it.each([
    [[deal('a', { aliases: ['Colossus'] }), deal('b', { aliases: ['colossus'] })]],
    [[deal('a', { aliases: ['Google'] }), deal('b', { counterparties: ['google'] })]],
    [[deal('a', { parties: ['Reebok'], aliases: ['reebok'] })]],
  ])('rejects an alias that is also another name', (deals) => {
    expect(() => parseDeals(JSON.stringify(deals))).toThrow(expect.objectContaining({ code: 'DEALS_ALIAS_SHARED' }))
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
    expect(() => targetOf(CATALOGUE, 'constructor')).toThrow(expect.objectContaining({ code: 'DEALS_ID_UNKNOWN' }))
  })
})
