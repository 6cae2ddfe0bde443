import { describe, expect, it } from 'vitest'
import type { About, PageRequest } from '../../../src/shell/browser/page-messages.js'
import { labelOpen, openHere, readNext, startHere, viewAfter, viewNow } from './start-worker.js'

/** Posts as a table holds them; the ids of a later copy are others. */
const copyOf = (texts: readonly string[], firstId: number) => ({
  bytes: new TextEncoder().encode(
    texts
      .map((text, at) => JSON.stringify({ id: `${firstId + at}`, author: `user${at % 7}`, text }))
      .join('\n'),
  ),
  fileName: 'thread.jsonl',
})
const TEXTS = Array.from({ length: 12 }, (_, at) => `Sonos gave up on Cast, take ${at}.`)
const ABOUT = { mover: 'Sonos', move: 'drops Cast' }
const scoreOf = (
  given: ReturnType<typeof copyOf>,
  about: About,
  kept: Readonly<Record<string, string>>,
): PageRequest => ({ kind: 'score', given, about, asks: true, kept })

/** Labels the first posts of the short copy; gives what a browser then keeps. */
async function begun(labelCount: number): Promise<Readonly<Record<string, string>>> {
  const worker = startHere()
  expect(await worker.answer(scoreOf(copyOf(TEXTS, 0), ABOUT, {}))).toMatchObject({
    scored: { found: '12 posts' },
  })
  await viewAfter(worker, { kind: 'check', kept: {} })
  await viewAfter(worker, { kind: 'tell', told: { facts: { url: 'https://forum.example/t/7' } } })
  await readNext(worker, labelCount, () => 'retreat')
  return worker.kept
}

describe('a longer copy of a thread that was begun', () => {
  it('is about the same move, takes the labels of the same authors and words, and asks for the others', async () => {
    const kept = await begun(9)
    const worker = startHere()
    Object.assign(worker.kept, kept)
    const longer = copyOf([...TEXTS, 'A new reply.', 'Another new reply.'], 100)
    const scored = await worker.answer(scoreOf(longer, {}, kept))
    expect(scored).toMatchObject({ kind: 'scored', about: ABOUT, scored: { found: '14 posts' } })
    const view = await viewAfter(worker, { kind: 'check', kept })
    expect(view.heading).toBe('9 of 14 posts read. 5 more (about 1 minute) to get a sentence')
    expect(view.missing[0]).toMatch(
      /^9 posts were read in your copy of \d+ \w+ \d{4}\. Their words are the same, /,
    )
    expect(view.next).toBe('Go on: 5 posts left')
    expect(view.facts.url).toBe('https://forum.example/t/7')
    expect(Object.keys(worker.kept).filter((key) => key.endsWith(' thread'))).toHaveLength(1)
    const read = await readNext(worker, 5, () => 'neither')
    expect(read.labels?.content.match(/read in an earlier copy/g)).toHaveLength(9)
    // What it says stands there on the day after, too.
    const later = startHere()
    await later.answer(scoreOf(longer, {}, worker.kept))
    const again = await viewAfter(later, { kind: 'check', kept: worker.kept })
    expect(again.missing[0]).toBe(view.missing[0])
  })

  it('takes no label of another author, of other words, or of another move', async () => {
    const kept = await begun(12)
    const worker = startHere()
    const others = TEXTS.map((text, at) => (at < 5 ? `${text} Edited.` : text))
    const given = copyOf(others, 100)
    given.bytes = new TextEncoder().encode(
      new TextDecoder().decode(given.bytes).replace('"user5"', '"somebody"'),
    )
    await worker.answer(scoreOf(given, {}, kept))
    expect((await viewAfter(worker, { kind: 'check', kept })).next).toBe('Go on: 6 posts left')
    const other = { mover: 'Sonos', move: 'raises its prices' }
    await worker.answer(scoreOf(copyOf(TEXTS, 100), other, kept))
    const view = await viewAfter(worker, { kind: 'check', kept })
    expect(view.next).toBe('Read 12 posts')
    await worker.answer(scoreOf(copyOf(TEXTS, 100), ABOUT, kept))
    expect((await viewAfter(worker, { kind: 'check', kept })).sameMove).toBeNull()
  })

  it('takes the labels of a move in other words where the user says that it is the same', async () => {
    const kept = await begun(12)
    const worker = startHere()
    Object.assign(worker.kept, kept)
    const about = { mover: 'Sonos', move: 'gives up Google Cast' }
    await worker.answer(scoreOf(copyOf(TEXTS, 0), about, kept))
    const asked = await viewAfter(worker, { kind: 'check', kept })
    expect(asked.missing[0]).toMatch(
      /^On \d+ \w+ \d{4} you read 12 posts of this thread about “Sonos drops Cast”\.$/,
    )
    expect(asked).toMatchObject({
      next: 'Read 12 posts',
      sameMove: {
        isSame: true,
        words: 'The same move as “Sonos drops Cast”: take its 12 labels',
      },
    })
    const taken = await viewAfter(worker, { kind: 'same', isSame: true })
    expect(taken).toMatchObject({
      next: null,
      sameMove: {
        isSame: false,
        words: 'Not the same move as “Sonos drops Cast”: drop its 12 labels',
      },
    })
    expect(taken.labels?.content.match(/read for the same move in other words/g)).toHaveLength(12)
    const later = startHere()
    await later.answer(scoreOf(copyOf(TEXTS, 0), {}, worker.kept))
    const again = await viewAfter(later, { kind: 'check', kept: worker.kept })
    expect(again).toMatchObject({
      next: null,
      sameMove: taken.sameMove,
      heading: taken.heading,
    })
    expect(await viewAfter(worker, { kind: 'same', isSame: false })).toMatchObject(asked)
    const keysOf = (all: object) => Object.keys(all).filter((key) => !key.endsWith(' answers'))
    expect(keysOf(worker.kept)).toEqual(keysOf(kept))
    await viewAfter(worker, { kind: 'same', isSame: true })
    await viewAfter(worker, { kind: 'reopen' })
    await worker.answer({
      kind: 'answer',
      route: 'correct',
      // The words of the move stand behind the labels.
      revision: 13,
      place: 0,
      label: 'shrewd pivot',
      reason: 'misread',
    })
    const corrected = await viewNow(worker)
    expect(corrected.sameMove, 'the labels are this reading’s own').toBeNull()
    const words =
      'Posts were read under the words “Sonos drops Cast”: the publisher says that it is the same move.'
    expect(corrected.claim?.footnote).toContain(words)
    // So it does under third words.
    const third = startHere()
    Object.assign(third.kept, worker.kept)
    const more = { mover: 'Sonos', move: 'gives up Google Cast in its players' }
    await third.answer(scoreOf(copyOf(TEXTS, 0), more, worker.kept))
    await viewAfter(third, { kind: 'check', kept: worker.kept })
    const { claim } = await viewAfter(third, { kind: 'same', isSame: true })
    expect(claim?.footnote).toContain(words)
  })

  it('offers no labels about another company as those of the same move', async () => {
    const kept = await begun(12)
    const worker = startHere()
    const about = { mover: 'Cast', move: 'leaves Sonos' }
    await worker.answer(scoreOf(copyOf(TEXTS, 0), about, kept))
    const asked = await viewAfter(worker, { kind: 'check', kept })
    expect(asked).toMatchObject({ next: 'Read 12 posts', sameMove: null })
    const spelled = [
      { mover: ' sonos', move: 'gives up Google Cast' },
      { ...ABOUT, mover: 'Sonos’s' },
      { ...ABOUT, mover: 'Sonos Inc' },
    ]
    for (const same of spelled) {
      await worker.answer(scoreOf(copyOf(TEXTS, 0), same, kept))
      expect((await viewAfter(worker, { kind: 'check', kept })).sameMove?.words).toContain(
        'take its 12 labels',
      )
    }
  })

  it('shows the sentence of the earlier copy beside its own', async () => {
    const worker = await openHere(scoreOf(copyOf(TEXTS, 0), ABOUT, {}))
    const first = await readNext(worker, 12, (text) =>
      /[0-3]\./.test(text) ? 'retreat' : 'neither',
    )
    expect(first.claim?.sentence).toMatch(/^Of 12 posts by 7 accounts/)
    const later = startHere()
    const longer = copyOf([...TEXTS, 'A new reply.'], 100)
    await later.answer(scoreOf(longer, {}, worker.kept))
    await viewAfter(later, { kind: 'check', kept: worker.kept })
    const now = await readNext(later, 1, () => 'retreat')
    expect(now.claim?.sentence).toMatch(/^Of 13 posts/)
    expect(now.missing[1]).toMatch(/^Its sentence on \d+ \w+ \d{4}: “/)
    expect(now.missing[1]).toContain(first.claim?.sentence)
  })

  it('is another thread where it shares few posts, or the record is damaged', async () => {
    const kept = await begun(12)
    const worker = startHere()
    const few = [...TEXTS.slice(0, 5), ...TEXTS.map((text) => `${text} Elsewhere.`)]
    expect(await worker.answer(scoreOf(copyOf(few, 0), {}, kept))).toMatchObject({ scored: null })
    const damaged = Object.fromEntries(Object.keys(kept).map((key) => [key, '{"marks":']))
    const longer = copyOf([...TEXTS, 'A new reply.'], 100)
    expect(await worker.answer(scoreOf(longer, {}, damaged))).toMatchObject({ scored: null })
    Object.assign(worker.kept, damaged)
    await worker.answer(scoreOf(copyOf(TEXTS, 0), ABOUT, damaged))
    await viewAfter(worker, { kind: 'check', kept: damaged })
    await viewAfter(worker, { kind: 'begin' })
    expect(worker.kept).toMatchObject(damaged)
    const { kept: all } = worker
    expect((await viewAfter(worker, { kind: 'check', kept: all })).next).toMatch(/^Go on: 12 /)
  })
})

describe('a file of labels', () => {
  it('is taken with the labels that are here and more, and refused where it lacks one of them', async () => {
    const worker = await openHere(scoreOf(copyOf(TEXTS, 0), ABOUT, {}))
    await viewAfter(worker, { kind: 'begin' })
    const texts: string[] = []
    for (const count of [3, 1]) {
      await labelOpen(worker, count, () => 'retreat')
      const { labels } = await viewNow(worker)
      texts.push(labels?.content ?? '')
    }
    const [fewer = '', all = ''] = texts
    expect(await worker.answer({ kind: 'take', text: fewer })).toMatchObject({
      kind: 'fault',
      code: 'AUDIT_MISMATCH',
      message: 'The file differs from the labels here: go on with these, or erase them first.',
    })
    expect((await viewAfter(worker, { kind: 'take', text: all })).next).toBe('Go on: 8 posts left')
    const later = await openHere(scoreOf(copyOf(TEXTS, 0), ABOUT, {}))
    const mine = { kind: 'take', text: fewer, whose: 'first' } as const
    expect((await viewAfter(later, mine)).next).toBe('Go on: 9 posts left')
  })

  it('is taken for the same words of a longer copy, in a browser that kept nothing', async () => {
    const first = await openHere(scoreOf(copyOf([...TEXTS, 'Lol', 'Lol'], 0), ABOUT, {}))
    const { labels } = await readNext(first, 14, () => 'retreat')
    const text = labels?.content ?? ''
    const longer = copyOf(['Lol', ...TEXTS, 'Lol', 'A new reply.'], 100)
    const worker = await openHere(scoreOf(longer, ABOUT, {}))
    const ask = await worker.answer({ kind: 'take', text })
    expect(ask).toMatchObject({ kind: 'fault', code: 'AUDIT_CODER_INVALID' })
    const mine = { kind: 'take', text, whose: 'first' } as const
    expect(await worker.answer(mine)).toMatchObject({
      loaded: { words: '12 labels loaded, for Sonos drops Cast.' },
      view: { next: 'Go on: 3 posts left' },
    })
    expect((await viewNow(worker)).missing[0]).toMatch(/^12 posts were read in your copy of /)
    expect(await worker.answer(mine)).toMatchObject({
      message: 'The file differs from the labels here: go on with these, or erase them first.',
    })
  })

  it('is refused for other posts, for another move, and of a second reader', async () => {
    const first = await openHere(scoreOf(copyOf(TEXTS, 0), ABOUT, {}))
    const text = (await readNext(first, 12, () => 'retreat')).labels?.content ?? ''
    const others = copyOf([...TEXTS.slice(0, 5), ...TEXTS.map((each) => `${each} Edited.`)], 0)
    const move = { ...ABOUT, move: 'raises its prices' }
    for (const [asked, message] of [
      [scoreOf(others, ABOUT, {}), 'These labels are of other posts: find those first.'],
      [
        scoreOf(copyOf(TEXTS, 0), move, {}),
        'These labels are about “Sonos drops Cast.”: find the posts under these words.',
      ],
    ] as const) {
      const worker = await openHere(asked)
      const answer = await worker.answer({ kind: 'take', text, whose: 'first' })
      expect(answer).toMatchObject({ code: 'AUDIT_MISMATCH', message })
    }
    const worker = await openHere(scoreOf(copyOf([...TEXTS, 'A new reply.'], 0), ABOUT, {}))
    expect(await worker.answer({ kind: 'take', text, whose: 'second' })).toMatchObject({
      message: 'A second reader labelled another copy of these posts: find that copy first.',
    })
  })
})

describe('a thread in another language than the model reads', () => {
  it('is read by people, to a sentence', async () => {
    const worker = startHere()
    const words = 'Almar cierra la fábrica y se va, allí los costes son la mitad, y van'
    const texts = Array.from({ length: 9 }, (_, at) => `${words} ${at} familias.`)
    const about = { mover: 'Almar', move: 'cierra su fábrica' }
    await worker.answer(scoreOf(copyOf(texts, 0), about, {}))
    await viewAfter(worker, { kind: 'check', kept: {} })
    const { heading, claim } = await readNext(worker, 9, (text) =>
      /[0-3]/.test(text) ? 'retreat' : 'neither',
    )
    expect([heading, claim?.sentence]).toEqual([
      'You can print this',
      "Of 9 posts by 7 accounts that one person read in one list, 4 saw Almar's move as a retreat and none as a shrewd pivot; the rest took no side. Too few to say that either side leads.",
    ])
    // Nobody opens a list.
    expect(claim?.footnote).not.toContain('opened')
  })
})

describe('a company that no post names', () => {
  it('is said with the names that posts hold, and counted where the user is sure', async () => {
    const { answer } = startHere()
    const given = copyOf(
      ['Volta buys its cells from CATL.', 'CATL wins, Volta gave up.', 'Volta did well.'],
      0,
    )
    const toyota = { mover: 'Toyota', move: 'sells its robot arm unit' }
    expect(await answer(scoreOf(given, toyota, {}))).toMatchObject({
      scored: null,
      question: 'None of 3 posts names Toyota. Other names in the posts: Volta, CATL.',
      companies: ['Volta', 'CATL'],
      isUnnamed: true,
    })
    const sure = await answer({
      ...scoreOf(given, {}, {}),
      about: { ...toyota, isSure: true },
    } as PageRequest)
    expect(sure).toMatchObject({ scored: { found: '3 posts' } })
    const named = await answer(scoreOf(given, { mover: 'volta', move: 'buys its cells' }, {}))
    expect(named).toMatchObject({ scored: { found: '3 posts' } })
  })

  it('gives no sentence to print, whatever is read, without a reason in words', async () => {
    const worker = startHere()
    const texts = Array.from({ length: 9 }, (_, at) => `Volta gave up, that is my take ${at}.`)
    const about = { mover: 'Toyota', move: 'sells its robot arm unit', isSure: true }
    await worker.answer({ ...scoreOf(copyOf(texts, 0), {}, {}), about } as PageRequest)
    const stop = { heading: 'Not for print: no post names Toyota', claim: null }
    expect(await viewAfter(worker, { kind: 'check', kept: {} })).toMatchObject({
      ...stop,
      next: 'Read 9 posts',
      needsReason: false,
    })
    await viewAfter(worker, { kind: 'begin' })
    // All the same, which looks suspect.
    await labelOpen(worker, 9, () => 'retreat')
    const read = await viewNow(worker)
    expect(read).toMatchObject({ ...stop, needsReason: true })
    expect(read.missing).toContain(
      'If the posts are about another company’s move, change the company. Else say why they count.',
    )
    const why = 'All answer the announcement of Toyota'
    await viewAfter(worker, { kind: 'tell', told: { why } })
    const alike = { kind: 'tell', told: { why: 'They are' } } as const
    const { heading, claim } = await viewAfter(worker, alike)
    expect(heading).toBe('For print with the reason that you gave')
    expect(claim?.footnote).toContain(`counted, in the publisher’s words: “${why}.”`)
  })
})

describe('another company than the one that was typed', () => {
  const OPENING = 'Volta buys its cells from CATL, and Garmin sells its maps.'
  const given = (own: number, other: number, opening = OPENING) =>
    copyOf(
      [
        opening,
        ...Array.from({ length: own }, (_, at) => `So Volta gave up on cells, take ${at}.`),
        ...Array.from({ length: other }, (_, at) => `I think Garmin gave up maps, take ${at}.`),
        'When does it start?',
      ],
      0,
    )
  const volta = { mover: 'Volta', move: 'buys its cells from CATL' }

  it('is asked after where more posts name it', async () => {
    const { answer } = startHere()
    expect(await answer(scoreOf(given(4, 9), volta, {}))).toMatchObject({
      scored: null,
      question: '9 of 15 posts name Garmin and not Volta.',
      companies: ['Garmin'],
      isUnnamed: true,
    })
  })

  it('is asked after where the words of the move begin with it', async () => {
    const { answer } = startHere()
    const { move } = volta
    const ask = (mover: string) =>
      answer(scoreOf(given(9, 0), { mover, move: `Volta ${move}` }, {}))
    expect(await ask('CATL')).toMatchObject({
      scored: null,
      question: 'The move that you wrote begins with Volta, not with CATL.',
      companies: ['Volta'],
      isUnnamed: true,
    })
    // The move or its short name is about another company.
    expect(await answer(scoreOf(given(9, 0), { mover: 'CATL', move }, {}))).toMatchObject({
      question:
        'The move that you wrote names CATL again: whose move is it? If it is theirs, write it without the name.',
      companies: ['Volta'],
    })
    const named = { ...volta, title: "Toyota's cell deal" }
    expect(await answer(scoreOf(given(9, 0), named, {}))).toMatchObject({
      question: 'The short name that you wrote begins with Toyota, not with Volta.',
      companies: [],
      isWrong: true,
    })
    const stranger = { ...volta, title: "Volta's purchase of cells from Toyota" }
    const words = 'No post names Toyota, which the short name of the move names.'
    expect(await answer(scoreOf(given(9, 0), stranger, {}))).toMatchObject({ question: words })
    const partner = { mover: 'Volta', move: 'buys its cells from Toyota' }
    expect(await answer(scoreOf(given(9, 0), partner, {}))).toMatchObject({
      question: 'No post names Toyota, which the move names.',
    })
    // Whoever is sure finds it beside the sentence.
    const sure = { ...scoreOf(given(9, 0), stranger, {}), about: { ...stranger, isSure: true } }
    await answer(sure as PageRequest)
    expect(JSON.stringify(await answer({ kind: 'report' }))).toContain(`Note: ${words}`)
    for (const mover of ['Volta', 'volta', 'Volta Motors'])
      expect(await ask(mover)).toMatchObject({ scored: { found: '11 posts' } })
  })

  it('is named in the report where a fifth of the posts name it', async () => {
    const worker = startHere()
    const report = async (own: number, other: number, about = volta, opening = OPENING) => {
      await worker.answer(scoreOf(given(own, other, opening), about, {}))
      return JSON.stringify(await worker.answer({ kind: 'report' }))
    }
    expect(await report(8, 6)).toContain('6 of 16 posts name Garmin and not Volta.')
    expect(await report(12, 2)).not.toContain('name Garmin')
    // Most name a company by its first word.
    const short = await report(8, 6, volta, OPENING.replace('Garmin', 'Garmin Oy'))
    expect(short).toContain('6 of 16 posts name Garmin Oy and not Volta.')
    // Posts may speak more of a company that the move names: nobody is asked.
    const both = { mover: 'Volta', move: 'buys cells while Garmin sells its maps' }
    expect(await report(4, 9, both)).toContain('9 of 15 posts name Garmin and not Volta.')
  })

  it('is not printed in its place without a reason', async () => {
    const worker = startHere()
    await worker.answer(scoreOf(given(4, 9), { ...volta, isSure: true }, {}))
    await viewAfter(worker, { kind: 'begin' })
    await labelOpen(worker, 15, (text) => (/[258]\.$/.test(text) ? 'shrewd pivot' : 'retreat'))
    const words = '9 of 15 posts name Garmin and not Volta'
    expect(await viewNow(worker)).toMatchObject({
      heading: `Not for print: ${words}`,
      claim: null,
      needsReason: true,
    })
    const why = 'The maps are Volta’s'
    const { claim, picture } = await viewAfter(worker, { kind: 'tell', told: { why } })
    expect(claim?.sentence).toMatch(/^Of 15 posts .*\(9 name Garmin and not Volta\) /)
    expect(picture?.wide).toContain('(9 name Garmin and not Volta)')
    expect(claim?.footnote).toContain(`${words}.`)
    expect(claim?.footnote).toContain(`counted, in the publisher’s words: “${why}.”`)
  })
})
