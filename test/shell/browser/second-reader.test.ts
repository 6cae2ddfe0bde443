import { describe, expect, it } from 'vitest'
import type { About, CheckView } from '../../../src/shell/browser/page-messages.js'
import { TWO_MOVES } from '../../browser/scoring-page.js'
import { fromJsonl, newFolder, runCli } from '../cli/cli-harness.js'
import { labelOpen, startHere, viewAfter } from './start-worker.js'

const SAID = ['They gave up, says', 'A smart move, says', 'When does it start, asks']
const LABELS = ['retreat', 'shrewd pivot', 'neither']
const COUNT = 24
const POSTS = Array.from({ length: COUNT }, (_, at) =>
  JSON.stringify({ id: `${at}`, author: `user${at}`, text: `${SAID[at % 3]} Sonos ${at}.` }),
).join('\n')
const firstLabel = (text: string): string =>
  LABELS[SAID.findIndex((said) => text.startsWith(said))] ?? ''
/** Differs on three posts. */
const secondLabel = (text: string): string =>
  / [147]\.$/.test(text) ? 'neither' : firstLabel(text)

const GIVEN = {
  given: { bytes: new TextEncoder().encode(POSTS), fileName: 'thread.jsonl' },
  about: { mover: 'Sonos', move: 'drops Cast' },
  asks: true,
  kept: {},
}

/** The first reader's page, after so many posts. */
async function firstReader(labelCount: number) {
  const worker = startHere()
  const scored = await worker.answer({ kind: 'score', ...GIVEN })
  await viewAfter(worker, { kind: 'check', kept: {} })
  await viewAfter(worker, { kind: 'begin' })
  await labelOpen(worker, labelCount, firstLabel)
  const jsonl = scored.kind === 'scored' ? (scored.scored?.files[0].content ?? '') : ''
  return { worker, jsonl, view: await viewAfter(worker, { kind: 'check', kept: null }) }
}

async function given({ answer }: ReturnType<typeof startHere>) {
  const reply = await answer({ kind: 'give' })
  if (reply.kind !== 'reported') throw new Error(JSON.stringify(reply))
  return reply.file
}

async function secondView(
  { answer }: ReturnType<typeof startHere>,
  text: string | null,
  kept: Readonly<Record<string, string>> = {},
) {
  const reply = await answer({ kind: 'second', text, kept })
  if (reply.kind !== 'second') throw new Error(JSON.stringify(reply))
  return reply.view
}

it('names the model, and what it is worth, once all is read, not skipped; its files name it too', async () => {
  const { view, worker, jsonl } = await firstReader(COUNT)
  expect(view.guess?.words[0]).toMatch(
    /^The model is linear-en\. On 580 real posts the model was right in \d+ of 100/,
  )
  expect(fromJsonl(jsonl).every(({ model }) => model === 'linear-en')).toBe(true)
  expect(fromJsonl(view.labels?.content ?? '')[0]).toMatchObject({ model: 'linear-en' })
  const report = await worker.answer({ kind: 'report' })
  expect(report.kind === 'reported' && report.file.content).toContain('The model is linear-en.')
  const almost = await firstReader(COUNT - 1)
  expect(almost.view.guess).toBeNull()
  await labelOpen(almost.worker, 1, () => null)
  const { guess } = await viewAfter(almost.worker, { kind: 'check', kept: null })
  expect(guess).toBeNull()
})

it('says why nothing can be printed where most replies are missing', async () => {
  const opener = {
    id: 'top',
    author: 'ann',
    text: 'Sonos drops Cast.',
    meta: { role: 'root', capture: { reportedCount: 1480, capturedCount: COUNT } },
  }
  const replies = POSTS.split('\n').map((line) => ({ ...JSON.parse(line), parentId: 'top' }))
  const posts = [opener, ...replies].map((post) => JSON.stringify(post)).join('\n')
  const worker = startHere()
  await worker.answer({
    kind: 'score',
    ...GIVEN,
    given: { bytes: new TextEncoder().encode(posts), fileName: 'thread.jsonl' },
  })
  const view = await viewAfter(worker, { kind: 'check', kept: {} })
  expect(view.heading).toBe('Not for print: only 24 of 1,480 replies are here, less than a tenth')
  expect(view.missing.at(-1)).toBe('Copy more of the thread, or quote these.')
  expect(view.quotes).toHaveLength(COUNT)
})

describe('a second reader', () => {
  it('gets the posts without a label, gives the labels back in a file, and the differences are settled: the sentence of cite', async () => {
    const { worker, jsonl, view } = await firstReader(COUNT)
    expect(view.canGive).toBe(true)
    const file = await given(worker)
    expect(file.name).toBe('thread.scored.sonos-drops-cast.second-reader.json')
    expect(JSON.parse(file.content).shown[0].post.text).toMatch(/Sonos \d+\.$/)
    expect(file.content).not.toMatch(/probabilit|"label"|"stances"|"coder"/)

    const second = startHere()
    expect(await secondView(second, file.content)).toMatchObject({
      doneCount: 0,
      totalCount: COUNT,
      move: 'Sonos drops Cast.',
    })
    await labelOpen(second, 10, secondLabel)
    // On another day, in the same browser.
    const later = startHere()
    Object.assign(later.kept, second.kept)
    await secondView(second, null)
    expect(await secondView(later, file.content, second.kept)).toMatchObject({ doneCount: 10 })
    await labelOpen(later, COUNT - 10, secondLabel)
    const { labels } = await secondView(later, null)
    expect(labels.name).toBe('thread.scored.sonos-drops-cast.b.audit.jsonl')

    const both = await viewAfter(worker, { kind: 'take', text: labels.content })
    expect(both.next).toBe('Settle together the 3 posts on which readers differ')
    expect([both.claim, both.canGive]).toEqual([null, false])
    const twice = await viewAfter(worker, { kind: 'take', text: labels.content })
    expect(twice.labels?.content).toBe(both.labels?.content)
    await viewAfter(worker, { kind: 'begin' })
    await labelOpen(worker, 3, firstLabel)
    const settled = await viewAfter(worker, { kind: 'check', kept: null })
    expect(settled.claim?.footnote).toContain(
      'Two people read the same 24 posts; they agree on 21; the other 3 were settled.',
    )
    const kinds = fromJsonl(settled.labels?.content ?? '').map(
      ({ coder, isAdjudication }) => `${coder} ${isAdjudication}`,
    )
    expect(kinds.filter((kind) => kind === 'b false')).toHaveLength(COUNT)
    expect(kinds.slice(-3)).toEqual([...Array<string>(3).fill('a and b true')])
    const folder = newFolder()
    folder.write('thread.scored.audit.jsonl', settled.labels?.content ?? '')
    const path = folder.write('thread.scored.jsonl', jsonl)
    const { stdout } = await runCli(['cite', path])
    expect(stdout.split('\n\n')[0]).toBe(settled.claim?.sentence)
  })

  it('may send the labels of a page of their own: nothing is replaced, and nobody passes for another', async () => {
    const other = startHere()
    await other.answer({ kind: 'score', ...GIVEN })
    await viewAfter(other, { kind: 'check', kept: {} })
    await viewAfter(other, { kind: 'begin' })
    await labelOpen(other, COUNT, secondLabel)
    const text = (await viewAfter(other, { kind: 'check', kept: null })).labels?.content ?? ''
    const asked = { kind: 'fault', message: 'Whose labels are these?' }
    const { worker: fresh } = await firstReader(0)
    expect(await fresh.answer({ kind: 'take', text })).toMatchObject(asked)
    expect((await viewAfter(fresh, { kind: 'take', text, whose: 'first' })).claim).not.toBeNull()

    const { worker, view } = await firstReader(COUNT)
    expect(await worker.answer({ kind: 'take', text })).toMatchObject(asked)
    expect(await worker.answer({ kind: 'take', text, whose: 'first' })).toMatchObject({
      code: 'AUDIT_MISMATCH',
    })
    const kept = await viewAfter(worker, { kind: 'check', kept: null })
    expect(kept.labels).toEqual(view.labels)
    const both = await viewAfter(worker, { kind: 'take', text, whose: 'second' })
    expect(both).toMatchObject({ isDisputed: true, claim: null })
    await viewAfter(worker, { kind: 'begin', isAlone: true })
    await labelOpen(worker, 3, firstLabel)
    const { claim } = await viewAfter(worker, { kind: 'check', kept: null })
    expect(claim?.footnote).toContain('the other 3 were settled by one of them alone.')
  })

  it('changes the sentence of the first, which is said beside the new one', async () => {
    // Labels like the model's, given in no time, would be no reading.
    const slowly = (text: string): string => (text.endsWith(' 0.') ? 'neither' : firstLabel(text))
    const worker = startHere()
    await worker.answer({ kind: 'score', ...GIVEN })
    await viewAfter(worker, { kind: 'check', kept: {} })
    await viewAfter(worker, { kind: 'begin' })
    await labelOpen(worker, COUNT, slowly)
    expect((await viewAfter(worker, { kind: 'check', kept: null })).claim).not.toBeNull()
    const second = startHere()
    await secondView(second, (await given(worker)).content)
    await labelOpen(second, COUNT, secondLabel)
    const { labels } = await secondView(second, null)
    await viewAfter(worker, { kind: 'take', text: labels.content, whose: 'second' })
    await viewAfter(worker, { kind: 'begin' })
    await labelOpen(worker, 4, secondLabel)
    const { correction } = await viewAfter(worker, { kind: 'check', kept: null })
    expect(correction).toMatch(
      /^Correction: of 24 .*, since 4 labels on which readers differed were settled/,
    )
  })

  it('is refused before the first has read all, with labels of other posts, and with a damaged file', async () => {
    const { worker: whole } = await firstReader(COUNT)
    const file = await given(whole)
    const second = startHere()
    await secondView(second, file.content)
    await labelOpen(second, COUNT, secondLabel)
    const { labels } = await secondView(second, null)
    const { worker } = await firstReader(5)
    expect(await worker.answer({ kind: 'take', text: labels.content })).toMatchObject({
      kind: 'fault',
      message: 'Read your own posts first. Then drop this file anywhere on the page.',
    })
    for (const text of [
      '{"schema":"dealstance/second-reading@1"',
      file.content.replace('"shown":[', '"shown":[{},'),
      file.content.replace('"text":"', '"text":7,"x":"'),
    ])
      expect(await second.answer({ kind: 'second', text, kept: {} })).toMatchObject({
        kind: 'fault',
        message: expect.stringContaining('expected the posts for a second reader'),
      })
  })
})

async function startOnGoogle() {
  const worker = startHere()
  await worker.answer({
    kind: 'score',
    given: { bytes: new TextEncoder().encode(TWO_MOVES) },
    about: { dealId: 'xai-google' },
    asks: false,
    kept: {},
  })
  await viewAfter(worker, { kind: 'check', kept: {} })
  return worker
}

const retreat = () => 'retreat'

it('shows the other of two moves with the labels that hold for it, and offers both to a second reader', async () => {
  const worker = await startOnGoogle()
  await viewAfter(worker, { kind: 'begin' })
  await labelOpen(worker, 12, (text) => (/\?/.test(text) ? 'neither' : 'retreat'))
  expect(await viewAfter(worker, { kind: 'check', kept: null })).toMatchObject({ canGive: true })
  const second = startHere()
  await secondView(second, (await given(worker)).content)
  await labelOpen(second, 12, retreat)
  const { labels } = await secondView(second, null)

  await viewAfter(worker, { kind: 'move', dealId: 'xai-anthropic' })
  expect((await viewAfter(worker, { kind: 'begin' })).next).toBe('Go on: 1 post left')
  await labelOpen(worker, 1, retreat)
  const other = await viewAfter(worker, { kind: 'check', kept: null })
  expect(other).toMatchObject({ next: null, canGive: true })
  expect(other.claim?.footnote).toContain('Left out: 2 replies about another move, or about none.')
  const reply = await worker.answer({ kind: 'take', text: labels.content })
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
  await viewAfter(worker, { kind: 'begin' })
  await labelOpen(worker, 1, retreat)
  const settled = await viewAfter(worker, { kind: 'move', dealId: 'xai-anthropic' })
  expect(settled.claim?.sentence).toMatch(/^All 10 replies .* as a retreat\.$/)
})

it('carries no label of a second reader to a move that they were not given', async () => {
  const worker = await startOnGoogle()
  await viewAfter(worker, { kind: 'begin' })
  await labelOpen(worker, 12, retreat)
  const second = startHere()
  await secondView(second, (await given(worker)).content)
  await labelOpen(second, 12, retreat)
  const { labels } = await secondView(second, null)
  await worker.answer({ kind: 'take', text: labels.content })
  await viewAfter(worker, { kind: 'move', dealId: 'xai-anthropic' })
  await viewAfter(worker, { kind: 'begin' })
  await labelOpen(worker, 1, retreat)
  const view = await viewAfter(worker, { kind: 'check', kept: null })
  expect(view.claim?.sentence).toContain('that one person read')
  // Most of them do not name it: the sentence does not say that they are about it.
  expect(view.claim?.sentence).toMatch(
    /^(?!.* about ).* in one thread on two moves \(this one is named in (none|\d+)\)/,
  )
  expect(view.claim?.footnote).toContain(
    '9 labels given when asked about another move; no second reader',
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
  const read = async (
    worker: Worker,
    postCount: number,
    labelOf: (text: string) => string = retreat,
  ) => {
    await viewAfter(worker, { kind: 'begin' })
    await labelOpen(worker, postCount, labelOf)
    return await viewAfter(worker, { kind: 'check', kept: null })
  }
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
    return await viewAfter(worker, { kind: 'check', kept: null })
  }
  const sides = ({ claim }: CheckView) =>
    / (\w+) saw .* retreat and (\w+) as a shrewd pivot/.exec(claim?.sentence ?? '')?.slice(1)

  it('takes the labels of one move, or of both where they are the same', async () => {
    const worker = startHere()
    await alone(worker, 'xai-google')
    await read(worker, 12)
    // The post that names both moves is asked again.
    const ofOne = { next: 'Go on: 1 post left', claim: null, guess: null }
    expect(await both(worker)).toMatchObject(ofOne)
    await alone(worker, 'xai-google')
    await viewAfter(worker, { kind: 'move', dealId: 'xai-anthropic' })
    // The post that names both moves: two labels.
    await read(worker, 1, () => 'neither')
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
    const done = await read(worker, 1)
    expect(done.claim?.footnote).toContain(
      'One person read 12 posts; 11 labels given when asked about another move; no second reader.',
    )
    const events = fromJsonl(done.labels?.content ?? '')
    expect(events.filter(({ isCarried }) => isCarried === true)).toHaveLength(11)

    // Both ways back show what was read.
    expect((await alone(worker, 'xai-google')).claim?.sentence).toContain('with Google as')
    expect((await both(worker)).claim?.sentence).toBe(done.claim?.sentence)
    const same = startHere()
    await alone(same, 'xai-google')
    await read(same, 12)
    await viewAfter(same, { kind: 'move', dealId: 'xai-anthropic' })
    await read(same, 1)
    expect((await both(same)).claim?.sentence).toMatch(/^All 12 replies/)
  })

  it('gives its labels to each move alone, but those of posts that name both', async () => {
    const worker = startHere()
    await both(worker)
    await read(worker, 12)
    const google = await alone(worker, 'xai-google')
    expect(google).toMatchObject({ next: 'Go on: 1 post left', claim: null })
    expect((await read(worker, 1, () => 'neither')).claim?.footnote).toContain(
      '11 labels given when asked about another move',
    )
    const other = await viewAfter(worker, { kind: 'move', dealId: 'xai-anthropic' })
    expect(other.claim).toBeNull()
  })

  it('gives a post one label for all moves, the last that was given or corrected anywhere', async () => {
    const worker = startHere()
    await alone(worker, 'xai-google')
    expect(
      sides(await read(worker, 12, (text) => (/smart|\?/.test(text) ? 'shrewd pivot' : 'retreat'))),
    ).toEqual(['10', '2'])
    await both(worker)
    expect(sides(await read(worker, 1))).toEqual(['10', '2'])

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
    expect(sides(await read(worker, 1))).toEqual(['7', '2'])
    expect(sides(await correct(worker, 'retreat'))).toEqual(['8', '2'])
    expect(sides(await viewAfter(worker, { kind: 'move', dealId: 'xai-google' }))).toEqual([
      '10',
      '2',
    ])
    expect(sides(await both(worker))).toEqual(['10', '2'])
  })
})
