import { describe, expect, it } from 'vitest'
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

it('names the model, and what it is worth, once all is read and not before; its files name it too', async () => {
  const { view, worker, jsonl } = await firstReader(COUNT)
  expect(view.guess?.words[0]).toMatch(
    /^The model is linear-en\. On 580 real posts the model was right in \d+ of 100/,
  )
  expect(fromJsonl(jsonl).every(({ model }) => model === 'linear-en')).toBe(true)
  expect(fromJsonl(view.labels?.content ?? '')[0]).toMatchObject({ model: 'linear-en' })
  const report = await worker.answer({ kind: 'report' })
  expect(report.kind === 'reported' && report.file.content).toContain('The model is linear-en.')
  expect((await firstReader(COUNT - 1)).view.guess).toBeNull()
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
    expect(both.next).toBe('Settle the 3 posts on which readers differ')
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
      message: expect.stringContaining('Read your own posts first'),
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

/** The page with the thread of two moves, counted on the first. */
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

it('takes labels for the other of two moves, and offers both moves to a second reader', async () => {
  const worker = await startOnGoogle()
  const retreat = () => 'retreat'
  const lookOver = async () => {
    const confirmed = { kind: 'answer', route: 'confirm', revision: -1, label: null } as const
    await worker.answer(confirmed)
    return await viewAfter(worker, { kind: 'check', kept: null })
  }
  await viewAfter(worker, { kind: 'begin' })
  await labelOpen(worker, 12, (text) => (/\?/.test(text) ? 'neither' : 'retreat'))
  expect(await viewAfter(worker, { kind: 'check', kept: null })).toMatchObject({ canGive: true })
  const second = startHere()
  await secondView(second, (await given(worker)).content)
  await labelOpen(second, 12, retreat)
  const { labels } = await secondView(second, null)

  await viewAfter(worker, { kind: 'move', dealId: 'xai-anthropic' })
  await viewAfter(worker, { kind: 'begin' })
  await labelOpen(worker, 1, retreat)
  expect(await viewAfter(worker, { kind: 'check', kept: null })).toMatchObject({
    heading: '9 labels carried over from another move, to be confirmed',
    next: "Do your 9 labels hold for xAI's deal with Anthropic too?",
    claim: null,
    guess: null,
    canGive: false,
  })
  expect(await lookOver()).toMatchObject({ carriedCount: 0, canGive: true })
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
    next: 'Settle the 1 post on which readers differ',
    canGive: false,
  })
})

it('carries no label of a second reader to a move that they were not given', async () => {
  const worker = await startOnGoogle()
  await viewAfter(worker, { kind: 'begin' })
  await labelOpen(worker, 12, () => 'retreat')
  const second = startHere()
  await secondView(second, (await given(worker)).content)
  await labelOpen(second, 12, () => 'retreat')
  const { labels } = await secondView(second, null)
  await worker.answer({ kind: 'take', text: labels.content })
  await viewAfter(worker, { kind: 'move', dealId: 'xai-anthropic' })
  await viewAfter(worker, { kind: 'begin' })
  await labelOpen(worker, 1, () => 'retreat')
  await worker.answer({ kind: 'answer', route: 'confirm', revision: -1, label: null })
  const view = await viewAfter(worker, { kind: 'check', kept: null })
  expect(view.claim?.sentence).toContain('that one person read')
  // Most of them do not name it: the sentence does not say that they are about it.
  expect(view.claim?.sentence).toMatch(/^(?!.* about ).* in one thread on two moves/)
  expect(view.claim?.footnote).toContain('confirmed; no second reader')
  expect(view.canGive).toBe(true)
})

describe('two moves read as one', () => {
  const given = { bytes: new TextEncoder().encode(TWO_MOVES) }
  const both = async (worker: ReturnType<typeof startHere>) => {
    const asked = await worker.answer({ kind: 'score', given, about: {}, asks: true, kept: {} })
    const about = asked.kind === 'scored' && asked.scored === null ? asked.both?.about : undefined
    if (about === undefined) throw new Error(JSON.stringify(asked))
    await worker.answer({ kind: 'score', given, about, asks: false, kept: worker.kept })
    return await viewAfter(worker, { kind: 'check', kept: worker.kept })
  }
  const alone = async (worker: ReturnType<typeof startHere>, dealId: string) => {
    await worker.answer({ kind: 'score', given, about: { dealId }, asks: false, kept: worker.kept })
    return await viewAfter(worker, { kind: 'check', kept: worker.kept })
  }
  const confirm = { kind: 'answer', route: 'confirm', revision: -1, label: null } as const
  const retreat = () => 'retreat'

  it('takes the labels of one move, or of both where they are the same, to be looked over', async () => {
    const worker = startHere()
    await alone(worker, 'xai-google')
    await viewAfter(worker, { kind: 'begin' })
    await labelOpen(worker, 12, retreat)
    // The post that names both moves is asked again.
    const ofOne = { carriedCount: 11, next: 'Go on: 1 post left' }
    expect(await both(worker)).toMatchObject(ofOne)

    await alone(worker, 'xai-google')
    await viewAfter(worker, { kind: 'move', dealId: 'xai-anthropic' })
    await viewAfter(worker, { kind: 'begin' })
    // The post that names both moves: two labels.
    await labelOpen(worker, 1, () => 'neither')
    expect(await both(worker)).toMatchObject(ofOne)
    await alone(worker, 'xai-anthropic')
    await viewAfter(worker, { kind: 'begin' })
    await worker.answer(confirm)
    const kept = Object.keys(worker.kept)

    const view = await both(worker)
    expect(view).toMatchObject({
      heading: '11 labels carried over from another move, to be confirmed',
      next: 'Go on: 1 post left',
      claim: null,
      guess: null,
      ways: [
        { words: "Show xAI's deal with Google alone", about: { dealId: 'xai-google' } },
        { words: "Show xAI's deal with Anthropic alone", about: { dealId: 'xai-anthropic' } },
      ],
    })
    // A look keeps nothing: the sentences on the single moves stay what a paste leads to.
    expect(Object.keys(worker.kept)).toEqual(kept)
    await viewAfter(worker, { kind: 'begin' })
    await labelOpen(worker, 1, retreat)
    const read = await viewAfter(worker, { kind: 'check', kept: null })
    const question = "Do your 11 labels hold for xAI's deals with Google and Anthropic too?"
    expect(read).toMatchObject({ next: question, claim: null })
    await worker.answer(confirm)
    const done = await viewAfter(worker, { kind: 'check', kept: null })
    expect(done.claim?.footnote).toContain(
      'labelled 12 posts; 11 labels carried over from another move and confirmed; no second reader.',
    )
    const events = fromJsonl(done.labels?.content ?? '')
    expect(events.filter(({ note }) => String(note).startsWith('read once'))).toHaveLength(11)
    const last = events.slice(-11)
    expect(last.every(({ isCarried, note }) => isCarried === true && note === undefined)).toBe(true)

    // Both ways back show what was read.
    expect((await alone(worker, 'xai-google')).claim?.sentence).toContain('with Google as')
    expect((await both(worker)).claim?.sentence).toBe(done.claim?.sentence)
  })

  it('gives its labels to each move alone, but those of posts that name both', async () => {
    const worker = startHere()
    await both(worker)
    await viewAfter(worker, { kind: 'begin' })
    await labelOpen(worker, 12, retreat)
    const google = await alone(worker, 'xai-google')
    expect(google).toMatchObject({ carriedCount: 11, next: 'Go on: 1 post left', claim: null })
    await viewAfter(worker, { kind: 'begin' })
    await labelOpen(worker, 1, () => 'neither')
    await worker.answer(confirm)
    const read = await viewAfter(worker, { kind: 'check', kept: null })
    expect(read.claim?.footnote).toContain('11 labels carried over from another move and confirmed')
    const other = await viewAfter(worker, { kind: 'move', dealId: 'xai-anthropic' })
    expect(other).toMatchObject({ carriedCount: 9, claim: null })
    const begun = startHere()
    await alone(begun, 'xai-google')
    await viewAfter(begun, { kind: 'begin' })
    await labelOpen(begun, 3, () => 'neither')
    await both(begun)
    await viewAfter(begun, { kind: 'begin' })
    await labelOpen(begun, 9, retreat)
    const more = await alone(begun, 'xai-google')
    expect(more.labels?.content.match(/"label":"neither"/g)).toHaveLength(3)
  })
})
