import { describe, expect, it } from 'vitest'
import { compileNames } from '../../../scripts/research/evaluate/name-pattern.js'

const NAMES = ['Borealis', 'SpaceX', 'AT&T', 'GM', 'UPS', 'X', 'Toys "R" Us', 'Borealis Energy']
const mark = (text: string): string =>
  compileNames(NAMES, (letters) => letters === 'BRLS').replace(text, ({ mark: before, name }) => `[${before}${name}]`)

describe('compileNames', () => {
  it.each([
    { what: 'a name in any case', text: 'Borealis borealis BOREALIS', marked: '[Borealis] [borealis] [BOREALIS]' },
    { what: 'possessives, straight and curly', text: "Borealis's GM's GM’s", marked: "[Borealis]'s [GM]'s [GM]’s" },
    { what: 'the longest name', text: 'Borealis Energy sells', marked: '[Borealis Energy] sells' },
    { what: 'no part of a word', text: 'Aurborealis GMail spacexy', marked: 'Aurborealis GMail spacexy' },
    { what: 'a bare s behind a long name, none behind a short one', text: 'spacexs plan, GMs', marked: '[spacex]s plan, GMs' },
    {
      what: 'a name written apart or together',
      text: 'Space X, AT and T, ATT, at&t, Toys R Us',
      marked: '[Space X], AT and T, [ATT], [at&t], [Toys R Us]',
    },
    {
      what: 'handles and what companies put behind a name',
      text: '@BorealisAI @gm @GMnews @gmail',
      marked: '@[@Borealis]AI @[@gm] @[@GM]news @gmail',
    },
    { what: 'hashtags', text: '#borealis #SpaceXIPO', marked: '#[#borealis] #[#SpaceX]IPO' },
    { what: 'cashtags of the companies alone', text: '$BRLS $brls $TSLA $5', marked: '$[$BRLS] $[$brls] $TSLA $5' },
    {
      what: 'words that are names only in capitals',
      text: 'ups and downs of UPS, x marks X',
      marked: 'ups and downs of [UPS], x marks [X]',
    },
    { what: 'a name beside marks and line breaks', text: '(Borealis)\n"GM"/SpaceX', marked: '([Borealis])\n"[GM]"/[SpaceX]' },
  ])('finds $what', ({ text, marked }) => {
    expect(mark(text)).toBe(marked)
  })
})
