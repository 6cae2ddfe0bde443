import { readFileSync } from 'node:fs'
import { gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { buildThreads } from '../../src/base/thread/thread.js'
import type { Breakdown } from '../../src/count/breakdown/breakdown.js'
import { dealIdsOf, type ScoredPost } from '../../src/judge/stance/stance-prediction.js'
import { createPipeline } from '../../src/pipeline/pipeline.js'
import { parsePosts } from '../../src/read/parse-posts.js'
import { loadModel } from '../../src/shell/node/model/load-model.js'
import {
  fromJsonl,
  newFolder,
  runCli,
  runWell,
  scoredIn,
  toJsonl,
} from '../shell/cli/cli-harness.js'

/** Two roads to one file give the same labels, deals, numbers and cautions. */
const LINEAR = ['--model', 'linear-en', '--quiet']
const THREAD = 'corpus/samples/xai-compute.txt'
const INPUTS = [
  { name: 'a paste that names a known deal', path: THREAD, named: [] },
  {
    name: 'a paste on a deal of one’s own',
    path: 'corpus/samples/apple-siri.txt',
    named: ['--mover', 'Apple', '--move', 'rents Gemini for Siri'],
  },
  {
    name: 'a table',
    path: 'corpus/samples/rivian.csv',
    named: ['--mover', 'Rivian', '--move', 'shares its software with VW'],
  },
  {
    name: 'posts in JSON Lines',
    path: 'corpus/samples/intel.jsonl',
    named: ['--mover', 'Intel', '--move', 'sells stock to Nvidia'],
  },
]

type Told = Pick<ScoredPost, 'text' | 'author' | 'label' | 'probabilities' | 'flags'> & {
  readonly deals: readonly string[]
  readonly by: readonly string[]
}

/** All that a reader of scored posts sees; ids of tables without ids count rows. */
const told = (jsonl: string): Told[] =>
  scoredIn(jsonl).map(({ text, author, label, probabilities, flags, stances }) => ({
    text,
    author,
    label,
    deals: dealIdsOf({ stances }),
    probabilities,
    flags,
    by: stances.map(({ by }) => by),
  }))

/**
 * The numbers and cautions of a breakdown, without hashes of files and without the deals that only
 * `classify` was asked for.
 */
function numbersOf(json: string): Partial<Breakdown> {
  const { deals, overall, options, audit } = JSON.parse(json) as Breakdown
  const { dealIds: _, ...asked } = options as Breakdown['options'] & {
    readonly dealIds?: readonly string[]
  }
  return {
    deals,
    overall,
    options: asked as Breakdown['options'],
    audit: audit && { ...audit, sha256: null },
  }
}

async function scored(argv: readonly string[], stdin?: string): Promise<string> {
  return (await runWell(['classify', ...argv, ...LINEAR], stdin === undefined ? {} : { stdin }))
    .stdout
}

describe.each(INPUTS)('$name', ({ path, named }) => {
  const folder = newFolder()

  it('is labelled and tied alike through ingest, as JSON Lines or CSV', async () => {
    const direct = told(await scored([path, ...named]))
    for (const name of ['posts.jsonl', 'posts.csv']) {
      await runWell(['ingest', path, '--out', folder.path(name), '--quiet'])
      expect(told(await scored([folder.path(name), ...named])), name).toEqual(direct)
    }
  })

  it('is labelled alike from a file, from standard input and compressed', async () => {
    const direct = await scored([path, ...named])
    expect(told(await scored(['-', ...named], readFileSync(path, 'utf8')))).toEqual(told(direct))
    const packed = folder.write(`${path.split('/').at(-1)}.gz`, gzipSync(readFileSync(path)))
    expect(told(await scored([packed, ...named]))).toEqual(told(direct))
  })

  it('is labelled alike by one thread and by two', async () => {
    const direct = await scored([path, ...named])
    expect(await scored([path, ...named, '--threads', '2'])).toBe(direct)
  })

  it('is labelled alike under pseudonyms', async () => {
    const direct = told(await scored([path, ...named]))
    const key = newFolder().path('key')
    const hidden = told(await scored([path, ...named, '--pseudonymise', `new:${key}`]))
    const labels = (list: readonly Told[]) =>
      list.map(({ label, deals, probabilities }) => ({ label, deals, probabilities }))
    expect(labels(hidden)).toEqual(labels(direct))
  })

  it('has the numbers and cautions of classify in aggregate too', async () => {
    const out = folder.path('scored.jsonl')
    for (const options of [[], ['--two-way'], ['--min-probability', '0.6']]) {
      const whole = await scored([path, ...named, ...options, '--format', 'json'])
      await scored([path, ...named, ...options, '--out', out])
      const counted = await runWell(['aggregate', out, '--format', 'json', '--quiet'])
      expect(numbersOf(counted.stdout), options.join(' ')).toEqual(
        numbersOf(JSON.stringify(JSON.parse(whole).breakdown)),
      )
    }
  })

  it('is labelled by the library as by the command', async () => {
    const [, mover = '', , move = ''] = named
    const pipeline = createPipeline({
      model: loadModel('linear-en'),
      ...(mover && { mover, move }),
    })
    const { posts, headers } = parsePosts(readFileSync(path, 'utf8'))
    const labels = (await pipeline.classify(buildThreads(posts, headers))).map((post) => ({
      label: post.label,
      deals: dealIdsOf(post),
    }))
    expect(labels).toEqual(
      told(await scored([path, ...named])).map(({ label, deals }) => ({ label, deals })),
    )
  })
})

describe('two files whose threads share a number', () => {
  const folder = newFolder()
  const threadOf = (words: string) =>
    toJsonl(
      Array.from({ length: 13 }, (_, index) => ({
        id: String(index + 1),
        threadId: 't1',
        ...(index > 0 && { parentId: '1' }),
        text:
          index === 0
            ? `Acme gave up, ${words}.`
            : `${['They gave up', 'Smart move', 'When is the call'][index % 3]}, ${words} ${index}.`,
      })),
    )
  const NAMED = ['--mover', 'Acme', '--move', 'leaves charts']
  const files = [folder.path('z1.jsonl'), folder.path('y2.jsonl')]

  it('are counted to the same bytes in either order', async () => {
    for (const [index, file] of files.entries()) {
      const posts = folder.write(`posts-${index}.jsonl`, threadOf(`thread ${index}`))
      await scored([posts, ...NAMED, '--out', file])
    }
    const [one, other] = [files, files.toReversed()].map((paths, index) => [
      ...paths,
      '--out',
      folder.path(`sum-${index}.json`),
    ])
    for (const argv of [one, other])
      await runWell(['aggregate', ...(argv as string[]), '--format', 'json', '--quiet'])
    expect(folder.read('sum-0.json')).toBe(folder.read('sum-1.json'))
  })

  it('are told apart too where one of them comes by standard input', async () => {
    const [file = '', piped = ''] = files
    const both = await runWell(['aggregate', file, piped, '--format', 'json', '--quiet'])
    const mixed = await runWell(['aggregate', file, '-', '--format', 'json', '--quiet'], {
      stdin: folder.read(piped),
    })
    expect(numbersOf(mixed.stdout)).toEqual(numbersOf(both.stdout))
    expect(numbersOf(mixed.stdout).overall?.postCount).toBe(24)
  })

  it('take an audit drawn in one order when they are cited in the other', async () => {
    const audit = folder.path('both.audit.jsonl')
    const sheet = await runWell([
      'audit',
      ...files,
      '--size',
      'all',
      '--out',
      audit,
      '--export',
      '-',
      '--quiet',
    ])
    const [header = '', ...rows] = sheet.stdout.trimEnd().split(/\r?\n(?=\d)/)
    const names = header.split(',')
    const labelled = rows.map((row, index) =>
      row
        .split(',')
        .with(names.indexOf('label'), ['retreat', 'shrewd pivot', 'neither'][index % 3] ?? ''),
    )
    const csv = folder.write(
      'labels.csv',
      `${header}\n${labelled.map((cells) => cells.join(',')).join('\n')}\n`,
    )
    await runWell([
      'audit',
      ...files,
      '--out',
      audit,
      '--import',
      csv,
      '--coder-kind',
      'person',
      '--quiet',
    ])
    const [one, other] = await Promise.all(
      [files, files.toReversed()].map((paths) =>
        runCli(['cite', ...paths, '--audit', audit, '--quiet']),
      ),
    )
    expect(one?.stdout).toContain('Of 24 replies that one person read in two threads, 8 saw')
    expect(other).toEqual(one)
  })
})

it('two pastes with one opening and other replies are counted apart by every road', async () => {
  const folder = newFolder()
  const paste = (...replies: string[]): string =>
    [
      'Acme leaves the chart business. What now?',
      ...replies.map((reply) => `@acmewatch ${reply}`),
    ].join('\n\n')
  const p1 = folder.write(
    'p1.txt',
    paste('They gave up on it.', 'Smart, it cost more than it sold.', 'When is the call?'),
  )
  const p2 = folder.write(
    'p2.txt',
    paste('White flag, plain and simple.', 'A shrewd pivot if they keep the data.', 'Who buys it?'),
  )
  const together = fromJsonl(await scored([p1, p2, '--mover', 'Acme', '--move', 'leaves charts']))
  expect(together).toHaveLength(8)
  const outs = await Promise.all(
    [p1, p2].map(async (path, index) => {
      const out = folder.path(`s${index}.jsonl`)
      await scored([path, '--mover', 'Acme', '--move', 'leaves charts', '--out', out])
      return out
    }),
  )
  const { stdout } = await runWell(['aggregate', ...outs, '--format', 'json', '--quiet'])
  expect((JSON.parse(stdout) as Breakdown).overall.postCount).toBe(8)
})
