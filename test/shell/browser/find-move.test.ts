import { expect, it } from 'vitest'
import type { Thread } from '../../../src/base/thread/thread.js'
import { findUnnamed } from '../../../src/shell/browser/find-move.js'
import { findOtherCompany } from '../../../src/shell/desk/other-company.js'
import { scoredPost } from '../../count/scored-posts.js'

const LATER = ['They gave up.', 'Smart.', 'Who pays for it?', 'Good for Brill.', 'Source?']

/** Question on the company of a move, under an opening post and some replies. */
function questionOn(mover: string, opening: string, replies: readonly string[]) {
  const root = scoredPost('neither', { id: 'r', text: opening, meta: { role: 'root' } })
  const posts = replies.map((text, index) => scoredPost('neither', { id: `p${index}`, text }))
  const thread: Thread = { id: 't', posts: [root, ...posts], headers: [] }
  const move = 'sells its port'
  const deal = {
    id: 'x',
    mover,
    move,
    counterparties: [],
    parties: [],
    aliases: [],
    date: null,
  } as const
  return findUnnamed(thread, deal, findOtherCompany(thread, deal))
}

it('asks where the opening post names another company, and few replies this one', () => {
  const opening = 'Now Brill Ferries sells its port to a fund.'
  const replies = [...LATER, ...LATER, 'Like Norvik once did.']
  expect(questionOn('Norvik', opening, replies)).toMatchObject({
    question: 'The opening post does not name Norvik, and only 1 of 12 posts do.',
    isUnnamed: true,
  })
  expect(questionOn('Brill Ferries', opening, replies)).toBeNull()
})

it('knows a company by the first word of its name', () => {
  expect(questionOn('Brill Ferries AG', 'They sell the port.', LATER)).toBeNull()
  expect(questionOn('Norvik AG', 'They sell the port.', LATER)).toMatchObject({ isUnnamed: true })
})
