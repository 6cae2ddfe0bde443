import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { dealIdsOf } from '../../../../src/judge/stance/stance-prediction.js'
import { CLASSIFY_OPTIONS } from '../../../../src/shell/cli/classify/classify-options.js'
import { pipelineOptionsOf } from '../../../../src/shell/cli/classify/scoring-options.js'
import { parseOptions } from '../../../../src/shell/cli/kit/parse-options.js'
import { run } from '../../../../src/shell/cli/run.js'
import {
  fromJsonl,
  newFolder,
  QUICK,
  type Ran,
  type RunOptions,
  runCli,
  runWell,
  SAMPLE,
  scoredIn,
  toJsonl,
} from '../cli-harness.js'

const folder = newFolder()
const classify = (argv: readonly string[], options: RunOptions = {}): Promise<Ran> =>
  runCli(['classify', ...QUICK, ...argv], options)
const ESCAPE = '\u001b['

describe('classify in a pipe', () => {
  it('prints one scored post a line, keys as product and README give them, and messages on stderr alone', async () => {
    const { stdout, stderr } = await runWell(['classify', ...QUICK, SAMPLE])
    // corpus/samples/xai-compute.txt: two posts of the author, 16 replies; the four header pieces
    // are no posts.
    expect(fromJsonl(stdout)).toHaveLength(18)
    expect(Object.keys(fromJsonl(stdout)[0] ?? {}).join()).toBe(
      'id,threadId,parentId,author,text,meta,label,lean,probabilities,status,dealId,stances,sentiment,flags,model,run',
    )
    expect(stdout).not.toContain('Most Activity')
    expect(stderr).toMatch(
      /^corpus\/samples\/xai-compute\.txt: 18 posts \(2 roots, 16 replies, 1 thread\) read as paste/,
    )
    expect(stderr).not.toContain(ESCAPE)
  })

  it('gives the opening posts the address of --url', async () => {
    const url = 'https://x.com/dana/status/1'
    const posts = scoredIn((await classify([SAMPLE, '--url', url])).stdout)
    expect(posts).toHaveLength(18)
    for (const { meta } of posts) expect(meta.url).toBe(meta.role === 'root' ? url : undefined)
  })

  it('scores a thread of another shape, and leaves out what is not in English', async () => {
    const scored = async (...options: string[]) =>
      fromJsonl((await classify(['corpus/samples/apple-siri.txt', ...options])).stdout)
    const foreign = (await scored()).filter(({ status }) => status !== 'scored')
    expect(foreign).toHaveLength(1)
    expect(foreign[0]).toMatchObject({
      author: 'michal_arad',
      reason: 'not in English (he)',
      flags: ['language:he'],
    })
    expect((await scored('--any-language')).map(({ status }) => status)).not.toContain('unscored')
  })

  it.each([
    ['corpus/samples/rivian.csv', ['--columns', 'text=body']],
    ['corpus/samples/intel.jsonl', []],
  ] as const)('scores a thread of another shape, %s', async (path, options) => {
    const { stdout } = await runWell(['classify', ...QUICK, path, ...options])
    expect(fromJsonl(stdout).length).toBeGreaterThan(5)
    for (const record of fromJsonl(stdout)) expect(record['status']).toBe('scored')
  })

  it('gives each of several pastes a thread of its own, the same as alone', async () => {
    const other = 'corpus/samples/apple-siri.txt'
    const [together, ...alone] = await Promise.all(
      [[SAMPLE, other], [SAMPLE], [other]].map((paths) => classify(paths)),
    )
    const idsOf = (run = together): string[] =>
      fromJsonl(run?.stdout ?? '').map(({ threadId, id }) => `${threadId}/${id}`)
    expect(new Set(fromJsonl(together?.stdout ?? '').map(({ threadId }) => threadId)).size).toBe(2)
    expect(idsOf()).toEqual(alone.flatMap(idsOf))
  })

  it('counts pastes that were scored apart together, and takes two pastes of one thread for captures of it', async () => {
    const own = newFolder()
    await classify([SAMPLE, '--out', own.path('one.jsonl')])
    await classify(['corpus/samples/apple-siri.txt', '--out', own.path('two.jsonl')])
    await runWell(['aggregate', own.path('one.jsonl'), own.path('two.jsonl')])
    const early = own.write(
      'early.txt',
      readFileSync(SAMPLE, 'utf8').split('\n\n').slice(0, -6).join('\n\n'),
    )
    const both = await classify([early, SAMPLE])
    const whole = await classify([SAMPLE])
    expect(fromJsonl(both.stdout).map(({ id, text }) => [id, text])).toEqual(
      fromJsonl(whole.stdout).map(({ id, text }) => [id, text]),
    )
  })
})

describe('the formats', () => {
  it('json is one object of posts and breakdown', async () => {
    const { posts, breakdown } = JSON.parse(
      (await classify([SAMPLE, '--format', 'json'])).stdout,
    ) as Record<string, never>
    expect(posts).toHaveLength(18)
    expect(breakdown).toMatchObject({
      schema: 'dealstance/breakdown@1',
      overall: { postCount: 16, rootCount: 0, promptCount: 2 },
    })
  })

  it('the ending of --out gives the format; stdout stays empty; the record of the run alone lies beside a CSV', async () => {
    const own = newFolder()
    const { stdout, stderr } = await classify([SAMPLE, '--out', own.path('scored.csv')])
    expect(stdout).toBe('')
    expect(own.read('scored.csv')).toMatch(/^id,threadId,/)
    expect(stderr).toContain(`18 scored posts written to ${own.path('scored.csv')}`)
    expect(readdirSync(own.path('')).sort()).toEqual(['scored.csv', 'scored.csv.run.json'])
  })

  it('leaves a file as it was when the work fails', async () => {
    const out = folder.write('kept.jsonl', 'old\n')
    expect((await classify([SAMPLE, '--deal', 'nothing', '--out', out])).code).toBe(64)
    expect(folder.read('kept.jsonl')).toBe('old\n')
  })
})

describe('classify on a terminal', () => {
  it('prints the result card, in colour, no wider than the terminal', async () => {
    const { stdout } = await classify([SAMPLE], { terminalWidth: 90 })
    const plain = stdout.replace(new RegExp(`${ESCAPE.replace('[', '\\[')}\\d+m`, 'g'), '')
    expect(plain).toMatch(
      /^xAI's deal with Anthropic\nToo few posts for percentages: of 15 replies, the model labels /,
    )
    expect(plain).toContain('Not for print')
    expect((await classify([SAMPLE, '--no-color'], { terminalWidth: 90 })).stdout).toMatch(
      /^xAI's deal with Anthropic\n/,
    )
    expect((plain.match(/^! /gm) ?? []).length).toBeLessThan(5)
    expect(stdout).toContain(ESCAPE)
    for (const line of plain.split('\n')) expect(line.length).toBeLessThanOrEqual(92)
  })

  it.each([
    ['NO_COLOR', ['--quiet'], { NO_COLOR: '1' }, 90, false],
    ['--no-color over FORCE_COLOR', ['--no-color'], { FORCE_COLOR: '1' }, 90, false],
    ['TERM=dumb', [], { TERM: 'dumb' }, 90, false],
    ['FORCE_COLOR in a pipe', ['--format', 'table'], { FORCE_COLOR: '1' }, undefined, true],
    ['a pipe', ['--format', 'table'], {}, undefined, false],
  ] as const)('colours and %s', async (_, argv, env, terminalWidth, isColoured) => {
    const { stdout } = await classify([SAMPLE, ...argv], {
      env,
      ...(terminalWidth !== undefined && { terminalWidth }),
    })
    expect(stdout).toMatch(/Not for print/i)
    expect(stdout.includes(ESCAPE)).toBe(isColoured)
  })
})

describe('a long thread on a terminal', () => {
  it('shows no post, which a table in a file or a pipe does, in the order of the input', async () => {
    const all = Array.from({ length: 45 }, (_, index) => `q${index}`)
    const file = newFolder().write(
      'many.jsonl',
      toJsonl(all.map((id) => ({ id, text: `They gave up, take ${id}.` }))),
    )
    const idsOf = ({ stdout }: Ran): string[] =>
      [...stdout.matchAll(/^(q\d+) /gm)].map(([, id = '']) => id)
    const none = await classify([file, '--no-color'], { terminalWidth: 90 })
    expect(idsOf(none)).toEqual([])
    expect(none.stderr).toContain('To see every post: --out posts.txt')
    const piped = await classify([file, '--format', 'table'])
    expect(idsOf(piped)).toEqual(all)
    expect(piped.stdout).toMatch(/^post +author: text/)
  })

  it('says in two lines what was read, in a pipe as on a terminal, and lists the doubtful lines with --verbose', async () => {
    const piped = (await classify([SAMPLE, '--format', 'table'])).stderr.split('\n')
    expect(piped[0]).toMatch(/: 18 posts \(2 roots, 16 replies, 1 thread\) read as paste: /)
    expect(piped[1]).toMatch(/^ {2}.*\d+ notes? and \d+ ambiguous places: --verbose$/)
    expect(piped[2]).not.toMatch(/^ {2}/)
    const folded = await classify([SAMPLE], { terminalWidth: 1000 })
    expect(folded.stderr.split('\n').slice(0, 2)).toEqual(piped.slice(0, 2))
    const { stderr } = await classify([SAMPLE, '--verbose'], { terminalWidth: 90 })
    expect(stderr).not.toContain('--verbose')
    expect(stderr).toMatch(/lines? \d+/)
  })
})

describe('options of the scoring', () => {
  it('--two-way gives the lean as the label, and says in words that sides were forced', async () => {
    const { posts, breakdown } = JSON.parse(
      (await classify([SAMPLE, '--two-way', '--format', 'json'])).stdout,
    )
    for (const { label, lean } of posts) expect(label).toBe(lean)
    expect(breakdown.overall.findings).toContainEqual(
      expect.objectContaining({
        id: 'not-for-print',
        byModel: expect.objectContaining({ isTwoWay: true }),
      }),
    )
    expect((await classify([SAMPLE, '--two-way', '--format', 'table'])).stdout).toContain(
      'had to take a side',
    )
  })

  it('--deal ties the posts that name no deal to it', async () => {
    const { stdout } = await classify([
      folder.write('short.jsonl', '{"id":"1","text":"They gave up."}\n'),
      '--deal',
      'xai-google',
    ])
    expect(fromJsonl(stdout)[0]).toMatchObject({
      dealId: 'xai-google',
      dealBy: 'given',
    })
  })

  it.each([
    ['few', 2],
    ['many', 1100],
  ])(
    'says where no post of a thread of %s names the deal that all are tied to',
    async (_, count) => {
      const texts = Array.from({ length: count }, (_, at) =>
        at === count - 1 ? '@VireoSemi is done.' : 'They gave up.',
      )
      const path = folder.write(
        `${count}.jsonl`,
        toJsonl(texts.map((text, at) => ({ id: String(at), text }))),
      )
      const warningOf = async (mover: string) =>
        /no post names .*/.exec(
          (
            await classify([
              path,
              '--mover',
              mover,
              '--move',
              'sells its phone chips',
              '--threads',
              '1',
            ])
          ).stderr,
        )?.[0]
      expect(await warningOf('Kaffeehaus AG')).toBe(
        'no post names Kaffeehaus AG, and every post is tied to its move: check that the posts are about it',
      )
      expect(await warningOf('Vireo Semi')).toBeUndefined()
    },
  )

  it('--evidence auto is on in a table of up to 1,000 posts, and off above and in records', () => {
    const evidenceOf = (count: number, format: string, ...argv: string[]) =>
      pipelineOptionsOf(parseOptions(argv, CLASSIFY_OPTIONS).values, count, format).evidence
    expect([
      evidenceOf(1000, 'table'),
      evidenceOf(1001, 'table'),
      evidenceOf(1000, 'jsonl'),
      evidenceOf(1, 'table', '--evidence', 'off'),
      evidenceOf(1, 'jsonl', '--evidence', 'on'),
    ]).toEqual([true, false, false, false, 'full'])
  })

  it('--deals adds to the catalogue', async () => {
    const deals = [{ name: 'mine', mover: 'Acme', move: 'moves.', aliases: ['Project Anvil'] }]
    const texts = ['Project Anvil is a smart move.', 'xAI rents Colossus to Anthropic. Smart.']
    const path = folder.write(
      'anvil.jsonl',
      toJsonl(texts.map((text, index) => ({ id: `${index}`, threadId: `${index}`, text }))),
    )
    const { stdout } = await classify([
      path,
      '--deals',
      folder.write('mine.json', JSON.stringify(deals)),
    ])
    expect(scoredIn(stdout).map(dealIdsOf)).toEqual([['mine'], ['xai-anthropic']])
  })
})

describe('messages', () => {
  it('--quiet leaves stderr to errors', async () => {
    expect((await classify([SAMPLE, '--quiet'])).stderr).toBe('')
  })

  it('names the model', async () => {
    const { stderr } = await runCli(['classify', SAMPLE, '--model', 'linear-en'])
    expect(stderr).toMatch(/^model: linear-en, for speed, not for shares$/m)
  })

  it('--log json gives one object a line, errors with their code', async () => {
    const good = fromJsonl((await classify([SAMPLE, '--log', 'json'])).stderr)
    expect(good[0]).toMatchObject({ level: 30, msg: expect.stringMatching(/18 posts/) })
    const bad = fromJsonl((await classify(['nowhere.txt', '--log', 'json'])).stderr)
    expect(bad).toMatchObject([{ level: 50, code: 'INPUT_MISSING' }])
  })

  it('an unexpected fault is one line that says how to report it, exit 70; DEALSTANCE_DEBUG adds the stack', async () => {
    const write = (): never => {
      throw new TypeError('a fault\nof ours')
    }
    const broken = async (env: Record<string, string>): Promise<string> => {
      let told = ''
      const streams = {
        stdin: (async function* () {})(),
        stdout: { write },
        stderr: { write: (text: string | Uint8Array) => (told += text) },
      }
      expect(await run(['classify', SAMPLE, '--quiet', ...QUICK], { ...streams, env })).toBe(70)
      return told
    }
    expect(await broken({})).toMatch(
      /^dealstance: INTERNAL: TypeError: a fault of ours\. This is a fault of dealstance: please report it .*\n$/,
    )
    expect(await broken({ DEALSTANCE_DEBUG: '1' })).toMatch(/\n {4}at /)
  })
})
