import { expect, it } from 'vitest'
import { parsePosts } from '../../../src/read/parse-posts.js'

/** Pages whose buttons are invented words: only shape and recurrence tell posts from the page. */
const read = (lines: readonly string[]): (readonly [string | null, string])[] =>
  parsePosts(lines.join('\n')).posts.map(({ author, text }) => [author, text])

it('the line that holds the name below it is the page’s, and a badge below is no name', () => {
  const post = (name: string, badge: string, age: string, words: string): string =>
    `Snorf ${name}’s flabber\n${name}\n • ${badge}\n${badge}\nMiller\n${age}\n\n${words}\n\nVind ik leuk\nAntwoord\n4\n\nMeer\n`
  expect(
    read([
      'Flapmelding',
      post('Ann Holt', 'baas', '3 days ago', 'They sold the wheel and kept the pond.'),
      post('Piet Hoorn', 'gast', '2 days ago', 'A wheel turns nobody rich.'),
      post('Ann Holt', 'baas', '2 days ago', 'Piet Hoorn it turned me.'),
      post('Luc Brand', 'gast', '1 day ago', 'Clever'),
      'Meer flap',
    ]),
  ).toEqual([
    ['Ann Holt', 'They sold the wheel and kept the pond.'],
    ['Piet Hoorn', 'A wheel turns nobody rich.'],
    ['Ann Holt', 'Piet Hoorn it turned me.'],
    ['Luc Brand', 'Clever'],
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

it('the line that opens every post opens one without a moment, and tags are words', () => {
  const post = (name: string, day: string, words: string): string => `Cara\n${name}\n${day}${words}`
  expect(
    read([
      'Blogue\nXeretar',
      post('lanuda', '3 mar.\n', 'they shut all the mills and sell patterns'),
      post('teares', '3 mar.\n', 'the roof leaked on the wool for years'),
      post('gone77', '', 'It is a business and you all cry about sheep'),
      post('lanuda', '6 mar.\n', 'OF COURSE we cry\n#wool\n#the end\nGrun\n1'),
      post('trace', '7 mar.\n', 'open again in april\nGrun'),
      post('sonho', '9 mar.\n', 'a retreat of ten years is called a strategy\nGrun'),
      'More grun\nSee these\ntricotrio\nSeguir\nLegal',
    ]),
  ).toEqual([
    ['lanuda', 'they shut all the mills and sell patterns'],
    ['teares', 'the roof leaked on the wool for years'],
    ['gone77', 'It is a business and you all cry about sheep'],
    ['lanuda', 'OF COURSE we cry\n#wool\n#the end'],
    ['trace', 'open again in april'],
    ['sonho', 'a retreat of ten years is called a strategy'],
  ])
})
