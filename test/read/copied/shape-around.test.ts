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
      answer(
        'pyx7',
        '4 feb. 2026',
        '',
        'They pay two people for each mill, and I must know before\n\n2026-06-30',
      ),
      post('sanna-a', '4 feb. 2026', 'Now we may help at last.', 9),
      post('qnz', '9 feb. 2026', '+1', 1),
      'Logga influm\n5 flumlar\n@ove-k\n@mats_v\nVillk',
    ]),
  ).toEqual([
    ['ove-k', 'The mill goes to a trust in June.\n\nWhat of it?'],
    ['mats_v', 'I was told on a Friday.'],
    ['ove-k', 'Sad to hear.'],
    ['pyx7', 'They pay two people for each mill, and I must know before\n\n2026-06-30'],
    ['sanna-a', 'Now we may help at last.'],
    ['qnz', '+1'],
  ])
})

it('ages in an unknown language set posts apart, and the foot of the page ends without a tail', () => {
  const post = (name: string, age: string, words: string): string =>
    `${name}\nPolszczak\n12\n·\n${age}\n${words}\n`
  expect(
    read([
      'klekot.example\nGromady\n',
      post('wodnik@klekot.example', '2 dni temu', 'Huta oddaje piece.'),
      post('zofia@mrowka.example', '1 dzień temu', 'Ucieczka, i tyle.'),
      post('Jan P.@klekot.example', '20 godzin temu', 'no nie wiem'),
      post('wodnik@klekot.example', '3 godziny temu', 'Przykro mi').trimEnd(),
      'Gospodarka\nTafla\nUtwórz wpizd\nZasady\n1. Bądź miły\nModły\nPrawne\nKod',
    ]),
  ).toEqual([
    ['wodnik@klekot.example', 'Huta oddaje piece.'],
    ['zofia@mrowka.example', 'Ucieczka, i tyle.'],
    ['Jan P.@klekot.example', 'no nie wiem'],
    ['wodnik@klekot.example', 'Przykro mi'],
  ])
})

it('the line that opens every post opens one without a moment, and tags end a post', () => {
  const post = (name: string, day: string, words: string): string => `Cara\n${name}\n${day}${words}`
  expect(
    read([
      'Blogue\nXeretar',
      post('lanuda', '3 mar.\n', 'they shut all the mills and sell patterns'),
      post('teares', '3 mar.\n', 'the roof leaked on the wool for years'),
      post('gone77', '', 'It is a business and you all cry about sheep'),
      post(
        'lanuda',
        '6 mar.\n',
        'OF COURSE we cry\n#wool\n#the end\n12.481 gritos\nBlefar\nGrun\n1',
      ),
      post('trace', '7 mar.\n', 'open again in april\nGrun'),
      post('sonho', '9 mar.\n', 'a retreat of ten years is called a strategy\nGrun'),
      'More grun\nSee these\ntricotrio\nSeguir\nLegal',
    ]),
  ).toEqual([
    ['lanuda', 'they shut all the mills and sell patterns'],
    ['teares', 'the roof leaked on the wool for years'],
    ['gone77', 'It is a business and you all cry about sheep'],
    ['lanuda', 'OF COURSE we cry'],
    ['trace', 'open again in april'],
    ['sonho', 'a retreat of ten years is called a strategy'],
  ])
})

it('an article above comments is none of them, and words before a name name the answered', () => {
  const post = (name: string, age: string, words: string): string =>
    `${name}\n${age}\n${words}\nBrum\n4\nShir`
  const { posts } = parsePosts(
    [
      'Courier\nNews\nBrewery shuts its pubs\nNadia Trnka\n12 May 2026, 07:05\nThe brewery, which has run pubs since 1884, is to sell all of them.\nHide\n58 brums',
      post('Harold P', '9 hours ago', 'Retreat, and nothing else.'),
      post('Tess V.', '8 hours ago', 'Otpo pro Harold P\nWhen were you last there?'),
      post('Harold P', '8 hours ago', 'Otpo pro Tess V.\nSunday!'),
      post('uchet77', '6 hours ago', 'Look at the accounts'),
      post('Tess V.', '4 hours ago', 'Otpo pro uchet77\nHorrible 😡'),
      'Most read\n1\nSeal pup returns to fish market',
    ].join('\n'),
  )
  expect(posts.map(({ text }) => text)).toEqual([
    'Retreat, and nothing else.',
    'When were you last there?',
    'Sunday!',
    'Look at the accounts',
    'Horrible 😡',
  ])
  expect(posts.map(({ parentId }) => posts.findIndex(({ id }) => id === parentId))).toEqual([
    -1, 0, 1, -1, 3,
  ])
})
