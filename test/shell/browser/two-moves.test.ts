import { describe, expect, it } from 'vitest'
import type { About, CheckView } from '../../../src/shell/browser/page-messages.js'
import { TWO_MOVES } from '../../browser/scoring-page.js'
import { fromJsonl } from '../cli/cli-harness.js'
import {
  labelOpen,
  openHere,
  readNext,
  secondLabels,
  startHere,
  viewAfter,
  viewNow,
} from './start-worker.js'

const startOnGoogle = () =>
  openHere({
    kind: 'score',
    given: { bytes: new TextEncoder().encode(TWO_MOVES) },
    about: { dealId: 'xai-google' },
    asks: false,
    kept: {},
  })

const retreat = () => 'retreat'

it('shows the other of two moves with the labels that hold for it, and offers both to a second reader', async () => {
  const worker = await startOnGoogle()
  const first = await readNext(worker, 12, (text) => (/\?/.test(text) ? 'neither' : 'retreat'))
  expect(first.canGive).toBe(true)
  const labels = await secondLabels(worker, 12, retreat)

  await viewAfter(worker, { kind: 'move', dealId: 'xai-anthropic' })
  expect((await viewAfter(worker, { kind: 'begin' })).next).toBe('Go on: 1 post left')
  await labelOpen(worker, 1, retreat)
  const other = await viewNow(worker)
  expect(other).toMatchObject({ next: null, canGive: true })
  expect(other.claim?.footnote).toContain('Left out: 2 replies about another move, or about none.')
  expect(other.leftOut.posts).toHaveLength(2)
  expect(first.leftOut).toEqual({ words: '', posts: [] })
  const reply = await worker.answer({ kind: 'take', text: labels })
  expect(reply).toMatchObject({
    loaded: { words: "12 labels loaded, for xAI's deal with Google; 1 differs." },
    view: {
      next: null,
      moves: [{ words: "Settle 1 post for xAI's deal with Google" }],
      canGive: true,
    },
  })
  const there = await viewAfter(worker, { kind: 'move', dealId: 'xai-google' })
  expect(there).toMatchObject({
    next: 'Settle together the post on which readers differ',
    canGive: false,
    // No report of estimates.
    guess: null,
  })
  // What both settle together holds for the other move too.
  await readNext(worker, 1, retreat)
  const settled = await viewAfter(worker, { kind: 'move', dealId: 'xai-anthropic' })
  expect(settled.claim?.sentence).toMatch(/^All 10 replies .* as a retreat\.$/)
})

it('carries no label of a second reader to a move that they were not given', async () => {
  const worker = await startOnGoogle()
  await readNext(worker, 12, retreat)
  const labels = await secondLabels(worker, 12, retreat)
  await worker.answer({ kind: 'take', text: labels })
  await viewAfter(worker, { kind: 'move', dealId: 'xai-anthropic' })
  const view = await readNext(worker, 1, retreat)
  expect(view.claim?.sentence).toContain('that one person read')
  // Most of them do not name it: the sentence does not say that they are about it.
  expect(view.claim?.sentence).toMatch(
    /^(?!.* about ).* in one thread on two moves \(this one is named in (none|\d+)\)/,
  )
  expect(view.claim?.footnote).toContain(
    '9 labels taken from another question on the same posts; no second reader',
  )
  expect(view.canGive).toBe(true)
})

describe('two moves read as one', () => {
  const given = { bytes: new TextEncoder().encode(TWO_MOVES) }
  type Worker = ReturnType<typeof startHere>
  const count = async (worker: Worker, about: About) => {
    await worker.answer({ kind: 'score', given, about, asks: false, kept: worker.kept })
    return await viewAfter(worker, { kind: 'check', kept: worker.kept })
  }
  const both = async (worker: Worker) => {
    const asked = await worker.answer({ kind: 'score', given, about: {}, asks: true, kept: {} })
    const { about } = (asked.kind === 'scored' && asked.scored === null && asked.both) || {}
    if (about === undefined) throw new Error(JSON.stringify(asked))
    return await count(worker, about)
  }
  const alone = (worker: Worker, dealId: string) => count(worker, { dealId })
  const correct = async (worker: Worker, label: string) => {
    await viewAfter(worker, { kind: 'reopen' })
    const ask = async (route: string, more = {}) => {
      const asked = { kind: 'answer', route, revision: -1, label: null, ...more } as const
      const reply = await worker.answer(asked)
      return reply.kind === 'answered' ? reply.answer : []
    }
    const listed = await ask('labelled')
    const one = Array.isArray(listed) ? listed : []
    const place = one.find(({ unit }) => unit.post.text.includes('gave up on models'))?.place
    const state = await ask('state')
    const revision = 'revision' in state ? state.revision : -1
    await ask('correct', { place, revision, label, reason: 'a slip' })
    return await viewNow(worker)
  }
  const sides = ({ claim }: CheckView) =>
    / (\w+) saw .* retreat and (\w+) as a shrewd pivot/.exec(claim?.sentence ?? '')?.slice(1)

  it('takes the labels of one move, or of both where they are the same', async () => {
    const worker = startHere()
    await alone(worker, 'xai-google')
    await readNext(worker, 12, retreat)
    // The post that names both moves is asked again.
    const ofOne = { next: 'Go on: 1 post left', claim: null, guess: null }
    expect(await both(worker)).toMatchObject(ofOne)
    await alone(worker, 'xai-google')
    await viewAfter(worker, { kind: 'move', dealId: 'xai-anthropic' })
    // The post that names both moves: two labels.
    await readNext(worker, 1, () => 'neither')
    const kept = Object.keys(worker.kept)
    expect(await both(worker)).toMatchObject({
      ...ofOne,
      ways: [
        {
          words: "Show xAI's deal with Google (12 posts) alone",
          about: { dealId: 'xai-google' },
        },
        {
          words: "Show xAI's deal with Anthropic (10 of 12 posts) alone",
          about: { dealId: 'xai-anthropic' },
        },
      ],
    })
    // A look keeps nothing: the sentences on the single moves stay what a paste leads to.
    expect(Object.keys(worker.kept)).toEqual(kept)
    const done = await readNext(worker, 1, retreat)
    expect(done.claim?.footnote).toContain(
      'One person read 12 posts; 11 labels taken from another question on the same posts; no second reader.',
    )
    const events = fromJsonl(done.labels?.content ?? '')
    expect(events.filter(({ isCarried }) => isCarried === true)).toHaveLength(11)

    // Both ways back show what was read.
    expect((await alone(worker, 'xai-google')).claim?.sentence).toContain('with Google as')
    expect((await both(worker)).claim?.sentence).toBe(done.claim?.sentence)
    const same = startHere()
    await alone(same, 'xai-google')
    await readNext(same, 12, retreat)
    await viewAfter(same, { kind: 'move', dealId: 'xai-anthropic' })
    await readNext(same, 1, retreat)
    expect((await both(same)).claim?.sentence).toMatch(/^All 12 replies/)
  })

  it('gives its labels to each move alone, but those of posts that name both', async () => {
    const worker = startHere()
    await both(worker)
    await readNext(worker, 12, retreat)
    const google = await alone(worker, 'xai-google')
    expect(google).toMatchObject({ next: 'Go on: 1 post left', claim: null })
    expect((await readNext(worker, 1, () => 'neither')).claim?.footnote).toContain(
      '11 labels taken from another question on the same posts',
    )
    const other = await viewAfter(worker, { kind: 'move', dealId: 'xai-anthropic' })
    expect(other.claim).toBeNull()
  })

  it('gives a post one label for all moves, the last that was given or corrected anywhere', async () => {
    const worker = startHere()
    await alone(worker, 'xai-google')
    expect(
      sides(
        await readNext(worker, 12, (text) => (/smart|\?/.test(text) ? 'shrewd pivot' : 'retreat')),
      ),
    ).toEqual(['10', '2'])
    await both(worker)
    expect(sides(await readNext(worker, 1, retreat))).toEqual(['10', '2'])

    // From one move to both, back, and to the other move of the same file.
    await alone(worker, 'xai-google')
    expect(sides(await correct(worker, 'shrewd pivot'))).toEqual(['9', '3'])
    const joined = await both(worker)
    expect(sides(joined)).toEqual(['9', '3'])
    expect(joined.claim?.footnote).toContain('1 label was corrected after the first reading.')
    expect(sides(await correct(worker, 'neither'))).toEqual(['9', '2'])
    const google = await alone(worker, 'xai-google')
    expect(sides(google)).toEqual(['9', '2'])
    expect(google.claim?.footnote).toContain('1 label was corrected')
    await viewAfter(worker, { kind: 'move', dealId: 'xai-anthropic' })
    expect(sides(await readNext(worker, 1, retreat))).toEqual(['7', '2'])
    expect(sides(await correct(worker, 'retreat'))).toEqual(['8', '2'])
    expect(sides(await viewAfter(worker, { kind: 'move', dealId: 'xai-google' }))).toEqual([
      '10',
      '2',
    ])
    expect(sides(await both(worker))).toEqual(['10', '2'])
  })
})
