import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { STANCE_SCHEME } from '../../../src/base/scheme/stance-scheme.js'
import type { Verdict } from '../../../src/count/breakdown/shortfall.js'
import { PLAIN_STYLE } from '../../../src/say/format/style.js'
import { renderPostTable } from '../../../src/say/table/render-post-table.js'
import type { PageRequest } from '../../../src/shell/browser/page-messages.js'
import { quotesOf, sourceHint } from '../../../src/shell/browser/thread-words.js'
import { NEITHER, scoredPost } from '../../count/scored-posts.js'
import { BOARD_PAGE, SCRAPS } from '../../read/copied/unknown-texts.js'
import { asPageWrites, fromJsonl, newFolder, runCli, SAMPLE } from '../cli/cli-harness.js'
import { startHere, viewAfter } from './start-worker.js'

const fault = (words: string) => ({ kind: 'fault', message: expect.stringContaining(words) })

type ScoreRequest = Extract<PageRequest, { readonly kind: 'score' }>
const requestOf = (
  given: ScoreRequest['given'],
  about: ScoreRequest['about'] = {},
): ScoreRequest => ({
  kind: 'score',
  given,
  about,
  asks: false,
  kept: {},
})

describe('the worker of the scoring page', () => {
  it('names its model at once: the one inside, or the one that it is served with', async () => {
    expect(await startHere().next()).toEqual({ kind: 'ready', modelId: 'linear-en' })
    expect(
      await startHere(async (inside) =>
        Object.assign(Object.create(inside()), { id: 'other' }),
      ).next(),
    ).toEqual({
      kind: 'ready',
      modelId: 'other',
    })
  })

  it('asks after a known move that most posts are tied to, offers names, and refuses what is no thread in English', async () => {
    const { answer } = startHere()
    const asked = async (text: string | Uint8Array) =>
      await answer({
        ...requestOf({ bytes: typeof text === 'string' ? new TextEncoder().encode(text) : text }),
        asks: true,
      })
    expect(await asked(readFileSync(SAMPLE))).toMatchObject({
      question:
        'This looks like: “xAI/SpaceX rents its Colossus 1 data centre in Memphis to Anthropic”. Right?',
    })
    // People read what the model does not.
    expect(
      await asked(
        'Sie geben auf und verkaufen alles, das ist das Ende.\n\nEin kluger Schritt der Firma, finde ich.',
      ),
    ).toMatchObject({ kind: 'scored', question: null })
    expect(await asked('asdf qwer')).toMatchObject({
      code: 'INGEST_EMPTY',
      seen: 'No post here has three words',
    })
  })

  it('says on what the count hangs', async () => {
    const text = 'Sonos left.\n\n@ana Bad.\n\n@ana Good.\n@ana Why?\n\n@bo Hm.\n\n@ana So.'
    const bytes = new TextEncoder().encode(text)
    expect(await startHere().answer(requestOf({ bytes }))).toMatchObject({
      scored: {
        summary: expect.stringContaining(' read as plain text: '),
        doubts: expect.stringMatching(
          /^1 reply answers a post that is not here\. .* ana is a guess\. As you read, look .*: “@ana Why/,
        ),
      },
    })
  })

  it('says which posts of the page are not counted', async () => {
    const comment = { parentId: 'a' }
    const items = [
      { id: 'a', author: 'ana', text: 'Sonos drops Cast.' },
      { ...comment, id: 'b', text: 'They gave up on Cast.' },
      { ...comment, id: 'c', node: 'deleted', text: '' },
      { ...comment, id: 'd', node: 'bot', text: 'I am a bot.' },
      { ...comment, id: 'e', node: 'deleted', text: '' },
    ]
    const bytes = new TextEncoder().encode(items.map((item) => JSON.stringify(item)).join('\n'))
    expect(await startHere().answer(requestOf({ bytes }))).toMatchObject({
      scored: { doubts: 'Not counted: 2 deleted, 1 by bots.' },
    })
  })

  it('names the column of a table that may hold its authors', async () => {
    const names = ['Ann K.', 'Bo', 'cora99', 'Dee']
    const table = `id,reader,comment\n${names.map((name, at) => `${at},${name},Sonos gave up on Cast.\n`).join('')}`
    const given = { bytes: new TextEncoder().encode(table), fileName: 'posts.csv' }
    expect(await startHere().answer(requestOf(given))).toMatchObject({
      scored: {
        doubts:
          'Authors were not read. If “reader” holds them, name it “author” in the file and drop the file again.',
      },
    })
  })

  it('asks about a company that the opening post does not name', async () => {
    const text = `Now Brill sells.\n\n@a So Brill left.\n\n${'@a What?\n\n'.repeat(8)}@a Like Norvik.`
    const given = { bytes: new TextEncoder().encode(text) }
    const ask = (mover: string) =>
      startHere().answer({ ...requestOf(given, { mover, move: 'sells' }), asks: true })
    const question = 'The opening post does not name Norvik, and only 1 of 11 posts does.'
    expect(await ask('Norvik')).toMatchObject({ question })
    expect(await ask('Brill Ferries')).toMatchObject({
      scored: { found: '10 replies and the opening post' },
    })
  })

  it('marks a guessed author wherever it is named', () => {
    const meta = { role: 'reply', isAuthorInferred: true } as const
    const createdAt = '2026-11-26T10:00:00Z'
    const guessed = scoredPost(NEITHER, { author: 'Ana Berg', text: 'We sell.', createdAt, meta })
    const verdict: Verdict = { isReady: false, missing: [{ code: 'CITE_DEAL_BY_DEAL' }] }
    const url = 'https://www.x.com/dana/status/1'
    const quotes = quotesOf({ posts: [guessed], dealId: null, file: null }, { url }, verdict)
    expect(quotes).toEqual([
      '“We sell.” (probably Ana Berg, 26 November 2026) Source: x.com/dana/status/1.',
    ])
    expect(sourceHint([guessed], {})).toMatch(/^Say in print where/)
    const look = { scheme: STANCE_SCHEME, width: 80, style: PLAIN_STYLE }
    const table = renderPostTable([guessed], look)
    expect(table).toContain('probably Ana Berg: We sell.')
  })

  it('gives the files that classify writes, byte for byte, after its progress', async () => {
    const { ask, next, answer } = startHere()
    await next()
    ask(requestOf({ bytes: readFileSync(SAMPLE), fileName: 'xai-compute.txt' }))
    expect(await next()).toEqual({ kind: 'progress', doneCount: 0, totalCount: 18 })
    expect(await next()).toEqual({ kind: 'progress', doneCount: 18, totalCount: 18 })
    const reply = await next()
    const folder = newFolder()
    const names = ['scored.jsonl', 'scored.csv'].map((name) => `xai-compute.${name}`)
    const [out = '', csv = ''] = names.map(folder.path)
    expect((await runCli(['classify', SAMPLE, '--model', 'linear-en', '--out', out])).code).toBe(0)
    expect((await runCli(['classify', SAMPLE, '--model', 'linear-en', '--out', csv])).code).toBe(0)
    const files =
      reply.kind === 'scored' ? reply.scored?.files.map(({ name, content }) => [name, content]) : []
    expect(files).toEqual(names.map((name) => [name, asPageWrites(folder.read(name))]))
    const checked = await answer({ kind: 'check', kept: null })
    // Before the posts are read, nothing of the model sways a reader.
    expect(checked).toMatchObject({ view: { guess: null, subject: "xAI's deal with Anthropic" } })
  })

  it('names the files of a paste by the account that opens it', async () => {
    const { answer } = startHere()
    const reply = await answer(requestOf({ bytes: readFileSync(SAMPLE) }))
    const files = reply.kind === 'scored' ? (reply.scored?.files ?? []) : []
    const opener = fromJsonl(files[0]?.content ?? '')[0]?.author
    expect(opener).toMatch(/^\w+$/)
    expect(files.map(({ name }) => name)).toEqual([
      `${opener}.scored.jsonl`,
      `${opener}.scored.csv`,
    ])
  })

  it('takes a deal of one’s own, as classify --mover --move does, and asks when a thread names no known one', async () => {
    const { answer } = startHere()
    const file = newFolder().write('posts.jsonl', '{"id":"1","text":"They gave up on Cast."}\n')
    const given = { bytes: readFileSync(file), fileName: file }
    const own = await answer(requestOf(given, { mover: 'Sonos', move: 'drops Google Cast' }))
    const command = await runCli([
      'classify',
      file,
      '--model',
      'linear-en',
      '--mover',
      'Sonos',
      '--move',
      'drops Google Cast',
    ])
    expect(own).toMatchObject({ kind: 'scored', scored: { found: '1 post' } })
    expect(own.kind === 'scored' && own.scored?.files[0]?.content).toBe(
      asPageWrites(command.stdout),
    )
    expect(await answer({ ...requestOf(given), asks: true })).toEqual({
      kind: 'scored',
      scored: null,
      question: null,
      moves: [],
      companies: [],
      isUnnamed: false,
    })
    expect(await answer(requestOf(given, { mover: 'Sonos' }))).toMatchObject(
      fault('expected mover and move together'),
    )
  })

  it('refuses a text in an unknown layout, and takes each line as a post where it is told so', async () => {
    const { ask, next, answer } = startHere()
    const bytes = new TextEncoder().encode(SCRAPS)
    expect(await answer(requestOf({ bytes }))).toMatchObject(
      fault('expected a thread in a known layout'),
    )
    ask(requestOf({ bytes, onePostPer: 'line' }))
    expect(await next()).toEqual({
      kind: 'progress',
      doneCount: 0,
      totalCount: SCRAPS.split('\n').filter(Boolean).length,
    })
  })

  it('says what was expected and goes on', async () => {
    const { answer } = startHere()
    const request = requestOf({ bytes: new TextEncoder().encode('  ') })
    expect(await answer(request)).toMatchObject(fault('nothing but white space'))
    expect(await answer({ kind: 'begin' })).toMatchObject(
      fault('expected a scored thread, got none'),
    )
  })
})

it('says nothing of posts that the model cannot label before they are read', async () => {
  const worker = startHere()
  const words = 'Sonos gibt Cast auf, das ist ein großer Fehler für alle Kunden, Teil'
  const posts = Array.from({ length: 9 }, (_, at) =>
    JSON.stringify({ id: `${at}`, text: at < 8 ? `${words} ${at}.` : 'They gave up on Cast.' }),
  )
  const bytes = new TextEncoder().encode(posts.join('\n'))
  await worker.answer(
    requestOf({ bytes, fileName: 'a.jsonl' }, { mover: 'Sonos', move: 'drops Cast' }),
  )
  const { missing } = await viewAfter(worker, { kind: 'check', kept: {} })
  expect(missing).toEqual(['The copy does not show how many replies exist.'])
})

it('shows the lines of a page that stand in no post, and prints nothing until the user has seen them', async () => {
  const worker = startHere()
  const bytes = new TextEncoder().encode(BOARD_PAGE)
  const about = { mover: 'Sonos', move: 'sells its foundry' }
  const lost = BOARD_PAGE.split('\n').filter((line) => line.startsWith('Our readers'))
  expect(await worker.answer(requestOf({ bytes }, about))).toMatchObject({ scored: { lost } })
  expect(await viewAfter(worker, { kind: 'check', kept: {} })).toMatchObject({
    heading: 'Not for print: words of this page stand in no post',
    next: null,
  })
  const whole = await worker.answer(requestOf({ bytes, isWhole: true }, about))
  expect(whole).toMatchObject({ scored: { lost: [] } })
  const view = await viewAfter(worker, { kind: 'check', kept: {} })
  expect(view.heading).toMatch(/^12 posts found\. Read all/)
  // A page of a known site.
  const known = { bytes: readFileSync('test/fixtures/layouts/discourse-4.txt') }
  expect(await worker.answer(requestOf(known, about))).toMatchObject({
    scored: { lost: { length: 4 } },
  })
  expect((await viewAfter(worker, { kind: 'check', kept: {} })).heading).toMatch(/^Not for print: /)
})
