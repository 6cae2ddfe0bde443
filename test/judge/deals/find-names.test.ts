import { expect, it } from 'vitest'
import { compileNames } from '../../../src/judge/deals/find-names.js'
import { splitText } from '../../../src/judge/features/tokenise.js'
import { CORPUS_DEALS } from './deals-example.js'

const find = compileNames(CORPUS_DEALS)

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
  ['Anthropoid', []],
  ['masters and targets', []],
  ['@amazing_grace', []],
  ['new models', []],
])('the names in "%s" are %j', (text, names) => {
  expect(find(splitText(text).words).map(({ key }) => key)).toEqual(names)
})
