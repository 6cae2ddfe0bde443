import { expect, it } from 'vitest'
import { SAMPLE_URL } from '../../../src/shell/browser/tool-notes.js'
import { labelOpen, startHere, viewAfter } from './start-worker.js'

const SAID = ['gave up on Cast', 'are smart to drop Cast', 'have a new app']
const LABELS = ['retreat', 'shrewd pivot', 'neither']

async function opened(postCount: number) {
  const worker = startHere()
  const posts = Array.from({ length: postCount }, (_, at) =>
    JSON.stringify({
      id: `${at}`,
      author: `user${at}`,
      text: `Sonos ${SAID[at % 3]}, take ${at}.`,
    }),
  )
  const bytes = new TextEncoder().encode(posts.join('\n'))
  const given = { bytes, fileName: 'thread.jsonl' }
  const about = { mover: 'Sonos', move: 'drops Cast' }
  await worker.answer({ kind: 'score', given, about, asks: true, kept: {} })
  return { worker, view: await viewAfter(worker, { kind: 'check', kept: {} }) }
}

it('reads all posts of a thread instead of a sample, without a range', async () => {
  const { worker, view } = await opened(90)
  expect(view.whole).toMatch(/^Read all 90 posts instead \(about \d+ minutes\)$/)
  await viewAfter(worker, { kind: 'begin', isWhole: true })
  const labelOf = (text: string) => LABELS[SAID.findIndex((said) => text.includes(said))] ?? null
  await labelOpen(worker, 90, labelOf)
  const read = await viewAfter(worker, { kind: 'check', kept: null })
  expect(read.claim?.sentence).toMatch(/^Of 90 posts .* 30 saw .* as a retreat and 30 as/)
  expect(`${read.claim?.sentence}${read.claim?.footnote}`).not.toMatch(/random|made larger|–/)
  expect(read.whole).toBeNull()
})

it('has nothing to offer where all are read anyway', async () => {
  expect((await opened(12)).view.whole).toBeNull()
})

it('counts the labels that are missing at the end, and no label of the model in their place', async () => {
  const { worker } = await opened(12)
  await viewAfter(worker, { kind: 'begin' })
  await labelOpen(worker, 12, (text) => (/take [0-3]\./.test(text) ? 'retreat' : null))
  const view = await viewAfter(worker, { kind: 'check', kept: null })
  expect(view).toMatchObject({
    heading: '4 of 12 posts have a label: too few for a sentence',
    next: 'Read the 8 posts that you skipped',
    claim: null,
  })
  const text = view.labels?.content ?? ''
  expect(await worker.answer({ kind: 'take', text, whose: 'first' })).toMatchObject({
    loaded: { words: 'These labels are here already.' },
  })
})

it('says of the made-up sample that its sentence is none to print', async () => {
  const { worker } = await opened(12)
  await viewAfter(worker, { kind: 'begin' })
  await labelOpen(worker, 12, (text) => (/take \d\./.test(text) ? 'retreat' : 'neither'))
  const view = await viewAfter(worker, { kind: 'tell', told: { facts: { url: SAMPLE_URL } } })
  expect(view.claim?.sentence).toContain('saw')
  expect(view.heading).toBe('This thread is made up: a sentence to try, not to print')
})
