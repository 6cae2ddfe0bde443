import { expect, it } from 'vitest'
import type { PostMeta } from '../../../src/base/thread/post.js'
import { mendWords, withdrawnBy } from '../../../src/read/record/deleted-or-bot.js'

it.each([
  ['[deleted]', 'deleted'],
  [' [deleted by user]\n', 'deleted'],
  ['[ Removed by Reddit ]', 'removed'],
  ['[removed by moderator]', 'removed'],
  ['[post removed by author]', 'deleted'],
  ['[comment deleted by its author]', 'deleted'],
  ['[Beitrag gelöscht]', 'deleted'],
  ["[commentaire supprimé par l'auteur]", 'deleted'],
  ['[eliminado]', 'deleted'],
  ['[removed the plant from the list]', null],
  ['[supprimé de la liste des usines]', null],
  ['they removed [it]', null],
])('%j stands for a text that is gone: %s', (text, who) => {
  expect(withdrawnBy(text)).toBe(who)
})

const authorOf = (author: string | null, meta: Partial<PostMeta> = {}): string | null =>
  mendWords({
    id: 'a',
    threadId: 't',
    parentId: null,
    author,
    createdAt: null,
    text: 'Words.',
    meta: { role: 'root', ...meta },
  }).author

it.each([
  ...'Anonymous,Anonymous Coward,Anonymous member,Anonyme Teilnehmerin,Miembro anónimo,anonymous-user,Guest,unknown,[Unknown],N/A,NA,nan,None,user'.split(
    ',',
  ),
  ...'Deleted Account,deleted_user,(guest),-,—,?,...,A Google user,名無しさん,Гость,Anónimo'.split(
    ',',
  ),
])('%j is the name of nobody', (name) => {
  expect(authorOf(name)).toBeNull()
})

it.each([
  'guest_42',
  'Anonymiss',
  'Anonymous participant 2',
  'Una User',
  'nobody',
  'Nan Smith',
  '🦊',
  '7',
  '-x-',
])('%j is the name of somebody', (name) => {
  expect(authorOf(name)).toBe(name)
})

it('takes a name with an id or a handle beside it for an account', () => {
  expect(authorOf('guest', { authorId: '17' })).toBe('guest')
  expect(authorOf('unknown', { authorName: 'Ann' })).toBe('unknown')
})
