import { expect, it } from 'vitest'
import { SAMPLE_URL } from '../../../src/shell/browser/tool-notes.js'
import { labelOpen, readNext, startHere, viewAfter, viewNow } from './start-worker.js'

const SAID = ['gave up on Cast', 'are smart to drop Cast', 'have a new app']
const LABELS = ['retreat', 'shrewd pivot', 'neither']

function threadOf(postCount: number, authorOf = (at: number) => at) {
  const posts = Array.from({ length: postCount }, (_, at) =>
    JSON.stringify({
      id: `${at}`,
      author: `user${authorOf(at)}`,
      text: `Sonos ${SAID[at % 3]}, take ${at}.`,
    }),
  )
  return { bytes: new TextEncoder().encode(posts.join('\n')), fileName: 'thread.jsonl' }
}

const labelOf = (text: string) => LABELS[SAID.findIndex((said) => text.includes(said))] ?? null

async function opened(postCount: number, given = threadOf(postCount)) {
  const worker = startHere()
  const about = { mover: 'Sonos', move: 'drops Cast' }
  await worker.answer({ kind: 'score', given, about, asks: true, kept: {} })
  return { worker, view: await viewAfter(worker, { kind: 'check', kept: {} }) }
}

it('reads all posts of a thread instead of a sample, without a range', async () => {
  const { worker, view } = await opened(90)
  expect(view.whole).toMatch(/^Read all 90 posts instead \(about \d+ minutes\)$/)
  await viewAfter(worker, { kind: 'begin', isWhole: true })
  await labelOpen(worker, 90, labelOf)
  const read = await viewNow(worker)
  expect(read.claim?.sentence).toMatch(/^Of 90 posts .* 30 saw .* as a retreat and 30 as/)
  expect(`${read.claim?.sentence}${read.claim?.footnote}`).not.toMatch(/random|made larger|–/)
  expect(read.whole).toBeNull()
})

it('reads the other posts behind the sentence of a sample, which waits for all of them', async () => {
  const { worker } = await opened(90)
  const sampled = await readNext(worker, 47, labelOf)
  expect(sampled.claim?.sentence).toContain('picked at random')
  expect(sampled.whole).toMatch(
    /^Read the other 43 posts too \(about \d+ minutes\)\. Copy the sentence first: /,
  )
  const half = await viewAfter(worker, { kind: 'begin', isWhole: true })
  expect(half).toMatchObject({ claim: null, next: 'Go on: 43 posts left', whole: null })
  await labelOpen(worker, 43, labelOf)
  const read = await viewNow(worker)
  expect(read.claim?.sentence).toMatch(/^Of 90 posts .* 30 saw .* as a retreat and 30 as/)
  expect(`${read.claim?.sentence}${read.claim?.footnote}`).not.toMatch(/random|made larger|–/)
  expect(read.whole).toBeNull()
})

it('has nothing to offer where all are read anyway', async () => {
  expect((await opened(12)).view.whole).toBeNull()
})

it('counts the labels that are missing at the end, and no label of the model in their place', async () => {
  const { worker } = await opened(12)
  const view = await readNext(worker, 12, (text) => (/take [0-3]\./.test(text) ? 'retreat' : null))
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

it('corrects the sentence that was copied last, also on the day after', async () => {
  const { worker } = await opened(12)
  await readNext(worker, 12, labelOf)
  const ask = async (route: string, event: object = {}) => {
    const request = { kind: 'answer', route, revision: -1, label: null, ...event } as const
    return Object(await worker.answer(request)).answer
  }
  const correctOne = async () => {
    await viewAfter(worker, { kind: 'reopen' })
    const labelled = (await ask('labelled')) as { place: number; label: string }[]
    const place = labelled.find(({ label }) => label === 'retreat')?.place
    const { revision } = await ask('state')
    await ask('correct', { place, label: 'neither', reason: 'misread', revision })
    return (await viewNow(worker)).correction
  }
  const ONE = 'since 1 label was corrected'
  expect(await correctOne()).toContain(ONE)
  expect((await viewAfter(worker, { kind: 'copied' })).correction).toContain(ONE)
  expect(await correctOne()).toContain(ONE)
  const later = startHere()
  const given = threadOf(12)
  await later.answer({ kind: 'score', given, about: {}, asks: true, kept: worker.kept })
  const again = await viewAfter(later, { kind: 'check', kept: worker.kept })
  expect(again.correction).toContain(ONE)
})

it('says in the sentence that most replies are missing', async () => {
  const worker = startHere()
  const tweets = Array.from({ length: 16 }, (_, at) => ({
    id: `${at + 100}`,
    conversation_id: '100',
    author_id: `${at}`,
    created_at: '2026-03-03T09:00:00.000Z',
    text: `Sonos ${SAID[at % 3]}, take ${at}.`,
    public_metrics: { reply_count: at === 0 ? 120 : 0, like_count: 0, retweet_count: 0 },
    ...(at > 0 && { referenced_tweets: [{ type: 'replied_to', id: '100' }] }),
  }))
  const bytes = new TextEncoder().encode(JSON.stringify({ data: tweets }))
  const about = { mover: 'Sonos', move: 'drops Cast' }
  await worker.answer({ kind: 'score', given: { bytes }, about, asks: false, kept: {} })
  await viewAfter(worker, { kind: 'check', kept: {} })
  const view = await readNext(worker, 15, labelOf)
  expect(view.claim?.sentence).toContain('(about 120 exist: most are missing)')
  expect(view.heading).toBe('You can print this')
})

it('says in the sentence that one account wrote much', async () => {
  const { worker } = await opened(
    12,
    threadOf(12, (at) => Math.min(at, 7)),
  )
  const view = await readNext(worker, 12, labelOf)
  expect(view.heading).toBe('You can print this')
  expect(view.claim?.sentence).toContain('Of 12 posts by 8 accounts (one wrote 5)')
})
