import { describe, expect, it } from 'vitest'
import { dealIdsOf, type ScoredPost } from '../../../src/judge/stance/stance-prediction.js'
import {
  expectRefusal,
  fromJsonl,
  newFolder,
  QUICK,
  type Ran,
  runCli,
  runWell,
  SAMPLE,
  scoredIn,
  toJsonl,
} from './cli-harness.js'

const folder = newFolder()
const MOVER = ['--mover', 'Sonos', '--move', 'drops Google Cast from its speakers']
const RECORD = {
  id: 'sonos-drops-google-cast',
  mover: 'Sonos',
  move: 'Sonos drops Google Cast from its speakers.',
}
const { id: DEAL_ID, ...NAMES } = RECORD

const THREADS = ['a', 'b'].flatMap((threadId) =>
  [
    'Sonos leaves Google Cast.',
    'They gave up.',
    'A smart move, as when xAI rented Colossus to Anthropic.',
    'Does it still play?',
  ].map((text, index) => ({
    id: `${index}`,
    threadId,
    parentId: index === 0 ? null : '0',
    author: `ann${index}`,
    text,
  })),
)
const POSTS = folder.write('posts.jsonl', toJsonl(THREADS))

const classify = (argv: readonly string[], stdin?: string): Promise<Ran> =>
  runCli(['classify', ...QUICK, ...argv], stdin === undefined ? {} : { stdin })
const carried = ({ meta }: ScoredPost): unknown => meta.capture?.deals

describe('a deal named on the command', () => {
  it('is that of every post, also of one that names a known deal; its record is on the first post of each thread', async () => {
    const scored = scoredIn((await classify([POSTS, ...MOVER])).stdout)
    expect(scored.map(dealIdsOf)).toEqual(THREADS.map(() => [DEAL_ID]))
    expect(scored.map(({ stances }) => stances[0]?.by)).toEqual(THREADS.map(() => 'given'))
    expect(scored.map(carried)).toEqual(
      THREADS.map(({ id }) => (id === '0' ? [RECORD] : undefined)),
    )
  })

  it('travels in the scored file: no later command asks for it', async () => {
    const out = folder.path('scored.jsonl')
    expect((await classify([POSTS, ...MOVER, '--out', out])).code).toBe(0)
    const breakdown = JSON.parse((await runCli(['aggregate', out, '--format', 'json'])).stdout)
    expect(breakdown.deals).toMatchObject([{ dealId: DEAL_ID, ...NAMES }])
    const report = await runCli(['report', out])
    expect(report.stdout).toContain(RECORD.move)
    const sample = await runCli(['audit', out, '--size', '4', '--export', '-'])
    expect(sample.stdout).toContain(RECORD.move)
  })

  it('is the deal of all files together, also of one with posts without the first of their thread', async () => {
    const lines = (await classify([POSTS, ...MOVER])).stdout.trimEnd().split('\n')
    const paths = [lines.slice(0, 2), lines.slice(2, 4)].map((part, index) =>
      folder.write(`part-${index}.jsonl`, `${part.join('\n')}\n`),
    )
    const whole = (await runCli(['aggregate', ...paths])).stdout
    expect(JSON.parse(whole).deals).toMatchObject([{ dealId: DEAL_ID, ...NAMES }])
    expect((await runCli(['aggregate', ...paths.reverse()])).stdout).toBe(whole)
  })

  it('is not mixed with another move of its name', async () => {
    const one = folder.path('one.jsonl')
    const other = folder.path('other.jsonl')
    const half = (thread: string): string =>
      folder.write(
        `${thread}.jsonl`,
        toJsonl(THREADS.filter(({ threadId }) => threadId === thread)),
      )
    await classify([half('a'), ...MOVER, '--out', one])
    const europe = ['--mover', 'Sonos', '--move', 'drops Google Cast in Europe']
    await classify([half('b'), ...europe, '--out', other])
    expectRefusal(
      await runCli(['aggregate', one, other]),
      65,
      /SCORED_INVALID: .*one mover and move of the deal "sonos-drops-google-cast", got "Sonos drops Google Cast in Europe\."/,
    )
  })

  it('is named anew where scored posts are scored again', async () => {
    const other = ['--mover', 'Sonos', '--move', 'leaves the cloud']
    const scored = (await classify([POSTS, ...other])).stdout
    const again = folder.write('again.jsonl', scored)
    expect(fromJsonl((await classify([again, ...MOVER])).stdout).map(carried)[0]).toMatchObject([
      { id: DEAL_ID },
    ])
    expect(
      fromJsonl((await classify([again, '--deal', 'xai-google'])).stdout).map(carried)[0],
    ).toBeUndefined()
  })
})

describe('a thread that names no known deal', () => {
  it.each([
    'Garmin puts Wear OS on its watches. Google and Samsung will be pleased.',
    'CVS takes over every pharmacy counter. Target walks away from drugs.',
    'Colossus is a fine name for a roller coaster.',
  ])('is tied to none by an alias or a company alone: %s', async (text) => {
    const reply = {
      id: '2',
      parentId: '1',
      text: 'Wear OS, Target, Colossus: all the same white flag.',
    }
    const { stdout, stderr } = await classify(['-'], toJsonl([{ id: '1', text }, reply]))
    const untied = { dealId: null, label: expect.any(String) }
    expect(fromJsonl(stdout)).toMatchObject([untied, untied])
    expect(stderr).toContain(
      'No move named: a label says only what a post thinks of the deal talked about. Name it: ',
    )
  })

  it('and a thread that names one says which, and how many posts', async () => {
    expect((await classify([SAMPLE])).stderr).toContain(
      "18 labelled (17 on xAI's deal with Anthropic, 2 on xAI's deal with Google; ",
    )
    expect((await classify([SAMPLE, '--deal', 'xai-google'])).stderr).not.toContain('Anthropic')
  })

  it('is labelled, and one line says how to name the move', async () => {
    const { stdout, stderr } = await runWell(['classify', ...QUICK, POSTS])
    expect(fromJsonl(stdout)).toHaveLength(8)
    const advice = stderr.split('\n').filter((line) => line.includes('--mover'))
    expect(advice).toEqual([
      `warning: No move named in any thread: a label says only what a post thinks of the deal talked about. Name it: npx --no dealstance classify ${POSTS} --mover COMPANY --move "what it does" --out scored.jsonl`,
    ])
    expect((await classify([POSTS, ...MOVER])).stderr).not.toContain('COMPANY')
    expect((await classify([POSTS, '--threads', '2'])).stderr).toContain(advice[0])
  })
})
