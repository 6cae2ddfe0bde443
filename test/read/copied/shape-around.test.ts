import { expect, it } from 'vitest'
import { parsePosts } from '../../../src/read/parse-posts.js'

/** Pages whose buttons are invented words: only shape and recurrence tell posts from the page. */
const read = (lines: readonly string[]): (readonly [string | null, string])[] =>
  parsePosts(lines.join('\n')).posts.map(({ author, text }) => [author, text])

it('the line that holds the name below it is the page’s, and a badge below is no name', () => {
  const post = (name: string, badge: string, age: string, words: string): string =>
    `Snorf ${name}’s flabber\n${name}\n • ${badge}\n${badge}\nMiller\n${age}\n\n${words}\n\nBof\nBof-wis\n4\n\nBlaat\n`
  expect(
    read([
      'Flapmelding',
      post('Ann Holt', '2e', '3 days ago', 'They sold the wheel and kept the pond.'),
      post('Piet Hoorn', '3e+', '2 days ago', 'A wheel turns nobody rich.'),
      post('Ann Holt', '2e', '2 days ago', 'Piet Hoorn it turned me.'),
      post('Luc Brand', '3e+', '1 day ago', 'Clever'),
      'Meer flap',
    ]),
  ).toEqual([
    ['Ann Holt', 'They sold the wheel and kept the pond.'],
    ['Piet Hoorn', 'A wheel turns nobody rich.'],
    ['Ann Holt', 'Piet Hoorn it turned me.'],
    ['Luc Brand', 'Clever'],
  ])
})

it('posts and their answers may have tails of their own, and a label above names is no name', () => {
  const post = (name: string, day: string, words: string, count: number): string =>
    `Knarr\n\n${name}\n${day}\n\n${words}\n\n${count}\nDu must vara influm\n${count} svarl\n`
  const answer = (name: string, day: string, badge: string, words: string): string =>
    `@${name}\n${name}\n${day}\n${badge}\n${words}\n\n`
  expect(
    read([
      'Trams\nSkydd\n',
      post('ove-k', '3 feb. 2026', 'The mill goes to a trust in June.\n\nWhat of it?', 7),
      post('mats_v', '3 feb. 2026', 'I was told on a Friday.', 4),
      answer('ove-k', '3 feb. 2026', 'Uphov\n', 'Sad to hear.'),
      answer('pyx7', '4 feb. 2026', '', 'They pay two people for each mill'),
      post('sanna-a', '4 feb. 2026', 'Now we may help at last.', 9),
      post('qnz', '9 feb. 2026', '+1', 1),
      'Logga influm\n5 flumlar\n@ove-k\n@mats_v\nVillk',
    ]),
  ).toEqual([
    ['ove-k', 'The mill goes to a trust in June.\n\nWhat of it?'],
    ['mats_v', 'I was told on a Friday.'],
    ['ove-k', 'Sad to hear.'],
    ['pyx7', 'They pay two people for each mill'],
    ['sanna-a', 'Now we may help at last.'],
    ['qnz', '+1'],
  ])
})

it('the foot of the page is not the last post’s, where no tail ends the others', () => {
  const post = (name: string, age: string, words: string): string =>
    `${name}\nPolszczak\n12\n·\n${age}\n${words}\n`
  expect(
    read([
      'klekot.example\nGromady\n',
      post('wodnik@klekot.example', '2 days ago', 'Huta oddaje piece.'),
      post('zofia@mrowka.example', '1 day ago', 'Ucieczka, i tyle.'),
      post('Jan P.@klekot.example', '20 hours ago', 'no nie wiem'),
      post('wodnik@klekot.example', '3 hours ago', 'Przykro mi').trimEnd(),
      'Gospodarka\nTafla\nUtwórz wpizd\nZasady\n1. Bądź miły\nModły\nPrawne\nKod',
    ]),
  ).toEqual([
    ['wodnik@klekot.example', 'Huta oddaje piece.'],
    ['zofia@mrowka.example', 'Ucieczka, i tyle.'],
    ['Jan P.@klekot.example', 'no nie wiem'],
    ['wodnik@klekot.example', 'Przykro mi'],
  ])
})

it('an article above comments is none of them', () => {
  const post = (name: string, age: string, words: string): string =>
    `${name}\n${age}\n${words}\nBrum\n4\nShir`
  expect(
    read([
      'Courier\nBrewery shuts its pubs\nNadia Trnka\n12 May 2026, 07:05\nThe brewery is to sell all of them.\nHide\n58 brums',
      post('Harold P', '9 hours ago', 'Retreat, and nothing else.'),
      post('Tess V.', '8 hours ago', 'When were you last there?'),
      post('Harold P', '8 hours ago', 'Sunday!'),
      post('uchet77', '6 hours ago', 'Look at the accounts'),
      post('Tess V.', '4 hours ago', 'Horrible 😡'),
      'Most read\n1\nSeal pup returns to fish market',
    ]),
  ).toEqual([
    ['Harold P', 'Retreat, and nothing else.'],
    ['Tess V.', 'When were you last there?'],
    ['Harold P', 'Sunday!'],
    ['uchet77', 'Look at the accounts'],
    ['Tess V.', 'Horrible 😡'],
  ])
})
