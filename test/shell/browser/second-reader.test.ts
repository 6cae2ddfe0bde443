import { describe, expect, it } from 'vitest'
import { fromJsonl, newFolder, runCli } from '../cli/cli-harness.js'
import {
  fileFor,
  labelOpen,
  openHere,
  readNext,
  secondLabels,
  secondView,
  startHere,
  viewAfter,
  viewNow,
} from './start-worker.js'

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
  const view = await readNext(worker, labelCount, firstLabel)
  const jsonl = scored.kind === 'scored' ? (scored.scored?.files[0].content ?? '') : ''
  return { worker, jsonl, view }
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
  const { guess } = await viewNow(almost.worker)
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
    const file = await fileFor(worker)
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
    const settled = await readNext(worker, 3, firstLabel)
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
    const other = await openHere({ kind: 'score', ...GIVEN })
    const text = (await readNext(other, COUNT, secondLabel)).labels?.content ?? ''
    const asked = { kind: 'fault', message: 'Whose labels are these?' }
    const { worker: fresh } = await firstReader(0)
    expect(await fresh.answer({ kind: 'take', text })).toMatchObject(asked)
    expect((await viewAfter(fresh, { kind: 'take', text, whose: 'first' })).claim).not.toBeNull()

    const { worker, view } = await firstReader(COUNT)
    expect(await worker.answer({ kind: 'take', text })).toMatchObject(asked)
    expect(await worker.answer({ kind: 'take', text, whose: 'first' })).toMatchObject({
      code: 'AUDIT_MISMATCH',
    })
    const kept = await viewNow(worker)
    expect(kept.labels).toEqual(view.labels)
    const both = await viewAfter(worker, { kind: 'take', text, whose: 'second' })
    expect(both).toMatchObject({ isDisputed: true, claim: null })
    await viewAfter(worker, { kind: 'begin', isAlone: true })
    await labelOpen(worker, 3, firstLabel)
    const { claim } = await viewNow(worker)
    expect(claim?.footnote).toContain('the other 3 were settled by one of them alone.')
  })

  it('changes the sentence of the first, which is said beside the new one', async () => {
    // Labels like the model's, given in no time, would be no reading.
    const slowly = (text: string): string => (text.endsWith(' 0.') ? 'neither' : firstLabel(text))
    const worker = await openHere({ kind: 'score', ...GIVEN })
    expect((await readNext(worker, COUNT, slowly)).claim).not.toBeNull()
    const labels = await secondLabels(worker, COUNT, secondLabel)
    await viewAfter(worker, { kind: 'take', text: labels, whose: 'second' })
    const { correction } = await readNext(worker, 4, secondLabel)
    expect(correction).toMatch(
      /^Correction: of 24 .*, since settling what the people who read disagreed on changed 4 labels/,
    )
  })

  it('is refused before the first has read all, with labels of other posts, and with a damaged file', async () => {
    const { worker: whole } = await firstReader(COUNT)
    const file = await fileFor(whole)
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
