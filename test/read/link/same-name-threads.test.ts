import { describe, expect, it } from 'vitest'
import { isContentId } from '../../../src/base/thread/content-id.js'
import { Namesakes } from '../../../src/read/link/same-name-threads.js'

type Words = Readonly<Record<string, string>>

/**
 * The new name that each input's thread gets; null where it keeps its own. Posts named `r…` open
 * the thread.
 */
function namesOf(threadId: string, ...inputs: readonly Words[]): (string | null)[] {
  const threads = new Namesakes()
  for (const [input, words] of inputs.entries())
    for (const [id, text] of Object.entries(words))
      threads.add(input, { id, threadId, text, parentId: id.startsWith('r') ? null : 'r' })
  const names = threads.names()
  return inputs.map((_, input) => names.get(input)?.get(threadId) ?? null)
}

const WORDED = 't-0123456789'
const OPENING = { r: 'They sold it.' }

describe('threads of one name', () => {
  it('are apart where a number is all that they share, and are named by their posts in any order', () => {
    const [one, other] = namesOf(
      't1',
      { p1: 'They gave up.', p2: 'No idea.' },
      { p1: 'Smart.', p2: 'No idea.' },
    )
    expect(one).toMatch(/^t1-[0-9a-f]{10}$/)
    expect(other).not.toBe(one)
    expect(
      namesOf('t1', { p1: 'Smart.', p2: 'No idea.' }, { p2: 'No idea.', p1: 'They gave up.' }),
    ).toEqual([other, one])
  })

  it('are one where an input holds some posts of it and another input the others', () => {
    expect(namesOf('t1', { p1: 'They gave up.' }, { p2: 'Smart.' })).toEqual([null, null])
    expect(namesOf(WORDED, { ...OPENING, a: 'Yes.' }, { b: 'No.' })).toEqual([null, null])
  })

  it('are apart where they begin alike and share no reply; their new names are made of words too', () => {
    const names = namesOf(WORDED, { ...OPENING, a: 'Yes.' }, { ...OPENING, b: 'No.' })
    expect(new Set(names).size).toBe(2)
    expect(names.every((name) => name !== null && isContentId(name))).toBe(true)
  })

  it('are captures of one thread where they share a reply, or one of them has none', () => {
    expect(namesOf(WORDED, { ...OPENING, a: 'Yes.' }, { ...OPENING, a: 'Yes.', b: 'No.' })).toEqual(
      [null, null],
    )
    expect(namesOf(WORDED, OPENING, { ...OPENING, b: 'No.' })).toEqual([null, null])
  })

  it('keep their name where a source gave it', () => {
    expect(namesOf('1854', { p1: 'They gave up.' }, { p1: 'Smart.' })).toEqual([null, null])
  })

  it('are one with what fits to them, whatever the order: a run cut in two beside another run', () => {
    const cut: readonly Words[] = [
      { p1: 'a', p2: 'b' },
      { p3: 'c', p4: 'd' },
      { p1: 'x', p2: 'y', p3: 'z' },
    ]
    const names = namesOf('t1', ...cut)
    expect(names[0]).toBe(names[1])
    expect(names[2]).not.toBe(names[0])
    expect(namesOf('t1', ...cut.toReversed())).toEqual(names.toReversed())
  })
})
