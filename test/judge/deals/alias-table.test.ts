import { describe, expect, it } from 'vitest'
import { compileNames } from '../../../src/judge/deals/alias-table.js'
import { namesOf, splitNames } from '../../../src/judge/deals/deal-names.js'
import { splitText } from '../../../src/judge/features/tokenise.js'
import { CORPUS_DEALS, deal } from './deals-example.js'

const found = (text: string, find = compileNames(CORPUS_DEALS)) => find(splitText(text).words).map(({ name }) => name.key)

describe('compileNames', () => {
  it.each([
    ['ANTHROPIC', ['anthropic']],
    ["Anthropic's", ['anthropic']],
    ["it was xAI's.", ['xai']],
    ['xAI/SpaceX', ['xai / spacex']],
    ['SpaceX-xAI', ['spacex', 'xai']],
    ['Colossus 1', ['colossus 1']],
    ['Colossus-1', ['colossus 1']],
    ['#colossus1', ['colossus 1']],
    ['$GOOGL', ['googl']],
    ['AT&T', ['at&t']],
    ['GM and VW', ['gm', 'vw']],
    ['HDDVD', ['hd dvd']],
    ['Musks', ['musk']],
    ['Anthropoc', ['anthropic']],
    ["Antropic's", ['anthropic']],
    ['Anthropoid', []],
    ['Bostom Dynamics', []],
    ['masters and targets', []],
    ['@OpenAIDevs', ['openai']],
    ['@amazing_grace', []],
    ['new models', []],
  ])('finds in "%s": %j', (text, names) => {
    expect(found(text)).toEqual(names)
  })
})

it('finds the name of a company with one letter wrong, and no other word that begins like it', () => {
  const find = compileNames([deal('a', { mover: 'Discover', counterparties: ['Brackwater'], parties: ['Tolbridge'] })])
  expect(['Brackwatr', 'brackwaters', 'backwater', 'Discovery', 'Disover', 'Tolbrigde'].flatMap((text) => found(text, find))).toEqual([
    'brackwater',
    'brackwater',
    'discover',
  ])
})

it('splits names in one call as the tokeniser splits each', () => {
  const names = [...CORPUS_DEALS.flatMap(namesOf), 'two\nlines', '!', '', 'Yahoo! ']
  const split = splitNames(names)
  for (const name of names)
    if (name.length > 1) expect([name, split.get(name)]).toEqual([name, splitText(name).words.map(({ normal }) => normal)])
  expect(split.get('!')).toEqual([])
})
