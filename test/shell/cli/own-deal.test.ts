import { describe, expect, it } from 'vitest'
import { fromJsonl, toJsonl } from '../../jsonl.js'
import { expectRefusal } from '../../refusal.js'
import { newFolder, QUICK, type Ran, runCli, SAMPLE } from './cli-harness.js'

const folder = newFolder()
const MOVER = ['--mover', 'Sonos', '--move', 'drops Google Cast from its speakers']
const NAMED = [...MOVER, '--counterparty', 'Google', '--name', 'sonos-cast']
const RECORD = { id: 'sonos-cast', mover: 'Sonos', move: 'Sonos drops Google Cast from its speakers.', counterparties: ['Google'] }
const SENTENCE = 'Sonos drops Google Cast from its speakers.'

const THREADS = ['a', 'b'].flatMap((threadId) =>
  ['Sonos leaves Google Cast.', 'They gave up.', 'A smart move, as when xAI rented Colossus to Anthropic.', 'Does it still play?'].map(
    (text, index) => ({ id: `${index}`, threadId, parentId: index === 0 ? null : '0', author: `ann${index}`, text }),
  ),
)
const POSTS = folder.write('posts.jsonl', toJsonl(THREADS))

const classify = (argv: readonly string[], stdin?: string): Promise<Ran> =>
  runCli(['classify', ...QUICK, ...argv], stdin === undefined ? {} : { stdin })
type Fields = Readonly<Record<string, unknown>>
const records = (text: string): Fields[] => fromJsonl(text)
const carried = (post: Fields): unknown => (post['meta'] as { readonly capture?: { readonly deals?: unknown } }).capture?.deals

describe('a deal named on the command', () => {
  it('is that of every post, also of one that names a deal of the catalogue; its record is on the first post of each thread', async () => {
    const scored = records((await classify([POSTS, ...NAMED])).stdout)
    expect(scored.map(({ deals }) => deals)).toEqual(THREADS.map(() => ['sonos-cast']))
    expect(scored.map(({ stances }) => (stances as { readonly by: string }[])[0]?.by)).toEqual(THREADS.map(() => 'given'))
    expect(scored.map(carried)).toEqual(THREADS.map(({ id }) => (id === '0' ? [RECORD] : undefined)))
  })

  it.each([['--deal', 'xai-google'], NAMED])("beats a word of the thread that is another deal's alias: %s", async (...named) => {
    const german = folder.write(
      'schaft.jsonl',
      toJsonl([
        { id: '1', text: 'Der Schaft ist gebrochen.' },
        { id: '2', parentId: '1', text: 'Ein Schaft mehr.' },
      ]),
    )
    expect(new Set(records((await classify([german])).stdout).flatMap(({ deals }) => deals))).toEqual(new Set(['alphabet-boston-dynamics']))
    const id = named.at(-1)
    expect(records((await classify([german, ...named])).stdout).map(({ deals }) => deals)).toEqual([[id], [id]])
  })

  it('needs no more than mover and move', async () => {
    const scored = records((await classify([SAMPLE, ...MOVER])).stdout)
    expect(new Set(scored.flatMap(({ deals }) => deals))).toEqual(new Set(['sonos-drops-google-cast']))
  })

  it('gives the same bytes in one and in two threads, and in parts', async () => {
    const one = (await classify([POSTS, ...NAMED])).stdout
    expect((await classify([POSTS, ...NAMED, '--threads', '2', '--memory', '1'])).stdout).toBe(one)
  })

  it('stands on every line of a filter', async () => {
    const rows = records((await classify(['--filter', ...NAMED], toJsonl(THREADS))).stdout)
    expect(rows.map(carried)).toEqual(THREADS.map(() => [RECORD]))
  })

  it.each(['scored.jsonl', 'scored.csv'])('travels in %s: no later command asks for it', async (name) => {
    const out = folder.path(name)
    expect((await classify([POSTS, ...NAMED, '--out', out])).code).toBe(0)
    const rows = records((await runCli(['query', out, "select mover, move, counterparties from deals where mover = 'Sonos'"])).stdout)
    expect(rows).toEqual([{ mover: 'Sonos', move: SENTENCE, counterparties: ['Google'] }])
    if (!name.endsWith('.jsonl')) return
    const breakdown = JSON.parse((await runCli(['aggregate', out, '--format', 'json'])).stdout)
    expect(breakdown.deals).toMatchObject([{ dealId: 'sonos-cast', mover: 'Sonos', move: SENTENCE }])
    const report = await runCli(['report', out])
    expect(report.stdout).toContain(SENTENCE)
    const sample = await runCli(['audit', out, '--size', '4', '--export', '-'])
    expect(sample.stdout).toContain(SENTENCE)
  })

  it('is the deal of all files together, also of one with posts without the first of their thread', async () => {
    const lines = (await classify([POSTS, ...NAMED])).stdout.trimEnd().split('\n')
    const paths = [lines.slice(0, 2), lines.slice(2, 4)].map((part, index) => folder.write(`part-${index}.jsonl`, `${part.join('\n')}\n`))
    const whole = (await runCli(['aggregate', ...paths])).stdout
    expect(JSON.parse(whole).deals).toMatchObject([{ dealId: 'sonos-cast', mover: 'Sonos', move: SENTENCE }])
    expect((await runCli(['aggregate', ...paths.reverse()])).stdout).toBe(whole)
  })

  it('is not mixed with another move of its name', async () => {
    const [one, other] = [folder.path('one.jsonl'), folder.path('other.jsonl')]
    const half = (thread: string): string => folder.write(`${thread}.jsonl`, toJsonl(THREADS.filter(({ threadId }) => threadId === thread)))
    await classify([half('a'), ...NAMED, '--out', one])
    await classify([half('b'), '--mover', 'Sonos', '--move', 'leaves the cloud', '--name', 'sonos-cast', '--out', other])
    expectRefusal(
      await runCli(['aggregate', one, other]),
      65,
      /SCORED_INVALID: .*one mover and move of the deal "sonos-cast", got "Sonos leaves the cloud\."/,
    )
  })

  it('is named anew where scored posts are scored again', async () => {
    const scored = (await classify([POSTS, ...NAMED])).stdout
    const again = folder.write('again.jsonl', scored)
    expect(records((await classify([again, ...MOVER])).stdout).map(carried)[0]).toMatchObject([{ id: 'sonos-drops-google-cast' }])
    expect(records((await classify([again, '--deal', 'xai-google'])).stdout).map(carried)[0]).toBeUndefined()
  })
})

describe('a thread that names no deal of the catalogue', () => {
  it('is labelled, and one line says how to name the move', async () => {
    const { code, stdout, stderr } = await classify([POSTS])
    expect(code).toBe(0)
    expect(records(stdout)).toHaveLength(8)
    const advice = stderr.split('\n').filter((line) => line.includes('--mover'))
    expect(advice).toEqual([
      `The threads name no deal of the catalogue: each label says what a post thinks of the deal talked about. To name that deal: npx dealstance classify ${POSTS} --mover COMPANY --move "what it does"`,
    ])
    expect((await classify([POSTS, ...MOVER])).stderr).not.toContain('COMPANY')
    expect((await classify([POSTS, '--threads', '2'])).stderr).toContain(advice[0])
    expect((await classify(['--filter'], toJsonl(THREADS.slice(0, 1)))).stderr).toContain('No post is tied to a deal.')
  })
})

describe('bad input: one line with an example, and nothing is scored', () => {
  it.each([
    [['--mover', 'Sonos'], 64, /expected --mover and --move together, got --mover alone\. Such as --mover Sonos --move "drops/],
    [['--mover', ' ', '--move', 'sells'], 64, /expected --mover in words, got " "\. Such as --mover Sonos/],
    [['--move', 'drops Cast'], 64, /expected --mover and --move together, got --move alone/],
    [['--name', 'x', '--counterparty', 'Google'], 64, /expected --mover and --move together, got --counterparty and --name/],
    [[...MOVER, '--name', 'Sonos Cast'], 64, /expected --name in small letters, digits and hyphens, such as sonos-cast, got "Sonos Cast"/],
    [[...MOVER, '--name', 'xai-google'], 64, /expected a --name that no deal of the catalogue bears, got "xai-google" .*--deal xai-google/],
    [[...MOVER, '--deal', 'xai-google'], 64, /expected --deal for a deal of the catalogue, or --mover and --move/],
    [
      ['--deals', folder.write('row.csv', 'mover,move\nSonos,\n')],
      65,
      /row\.csv, line 2: expected "move" to be a text, got none\. .*"Sonos"/,
    ],
    [
      ['--deals', folder.write('taken.csv', 'mover,move,name\nSonos,drops Cast,xai-google\n')],
      65,
      /taken\.csv: expected a name that no deal of the catalogue bears, got "xai-google" .*"xai-google-2"/,
    ],
  ])('%j', async (argv, code, message) => {
    for (const inputs of [[POSTS], ['--filter']]) {
      const ran = await classify([...inputs, ...argv], toJsonl(THREADS))
      expectRefusal(ran, code, message)
      expect(ran.stderr.trimEnd().split('\n')).toHaveLength(1)
    }
  })

  it('takes a file of deals that repeats deals of the catalogue word for word, as version 0.1.0 wanted', async () => {
    const ran = await classify([SAMPLE, '--deals', 'corpus/deals.json'])
    expect(ran.stdout).toBe((await classify([SAMPLE])).stdout)
  })
})
