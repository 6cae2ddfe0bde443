import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { compileAliasTable } from '../../../src/judge/deals/alias-table.js'
import { namesOf, splitNames } from '../../../src/judge/deals/deal-names.js'
import { compileNearSpelling } from '../../../src/judge/deals/near-spelling.js'
import { tokenise } from '../../../src/judge/features/tokenise.js'
import { runCount } from '../../run-count.js'
import { CATALOGUE, deal } from './deals-example.js'

const RUNS = runCount()
const found = (text: string, names = CATALOGUE.names) => names.find(tokenise(text)).map(({ name }) => name.key)

describe('compileAliasTable', () => {
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
    ['@OpenAIDevs', ['openai']],
    ['@amazing_grace', []],
    ['new models', []],
  ])('finds in "%s": %j', (text, names) => {
    expect(found(text)).toEqual(names)
  })

  it('prefers an exact name to a near spelling', () => {
    const names = compileAliasTable([deal('one', { aliases: ['Marvel'] }), deal('two', { aliases: ['Marvell'] })])
    expect(found('Marvell', names)).toEqual(['marvell'])
    expect(found('Marvel', names)).toEqual(['marvel'])
  })

  it('accepts a near spelling of a word within a longer name', () => {
    expect(found('Bostom Dynamics')).toEqual(['boston dynamics'])
  })
})

it('splits names in one call as the tokeniser splits each', () => {
  const names = [...CATALOGUE.deals.flatMap(namesOf), 'two\nlines', '!', '', 'Yahoo! ']
  const split = splitNames(names)
  for (const name of names) if (name.length > 1) expect([name, split.get(name)]).toEqual([name, tokenise(name).map(({ normal }) => normal)])
  expect(split.get('!')).toEqual([])
})

describe('near spellings', () => {
  const near = compileNearSpelling(['anthropic', 'google', 'claude', 'intel', 'oracle', 'trainium', 'trainiun'])

  it.each([
    ['anthropoc', 'anthropic'],
    ['anthopic', 'anthropic'],
    ['anthrropic', 'anthropic'],
    ['anthorpic', 'anthropic'],
    ['goolge', 'google'],
    ['intels', 'intel'],
    ['inteel', null],
    ['enthropic', null],
    ['antropik', null],
    ['clause', null],
    ['oracles', null],
    ['trainiu', null],
    ['__proto__', null],
    ['constructor', null],
  ])('%s is near %s', (word, name) => {
    expect(near(word)).toBe(name)
  })

  it('finds every edit after the first letter', () => {
    const name = 'stellantis'
    const only = compileNearSpelling([name])
    fc.assert(
      fc.property(fc.integer({ min: 1, max: name.length - 1 }), fc.constantFrom(...'qxz'), fc.nat(3), (at, letter, kind) => {
        const start = name.slice(0, at)
        const rest = name.slice(at)
        const swapped = `${rest.charAt(1)}${rest.charAt(0)}${rest.slice(2)}`
        const word = start + [rest.slice(1), letter + rest, letter + rest.slice(1), swapped][kind]
        expect([name, only(word) ?? word]).toContain(name)
        if (word !== name) expect(only(word)).toBe(name)
      }),
      { numRuns: RUNS },
    )
  })
})
