import { gzipSync } from 'node:zlib'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { STANCE_SCHEME } from '../../../../src/base/scheme/stance-scheme.js'
import { aggregate } from '../../../../src/count/aggregate.js'
import type { Breakdown } from '../../../../src/count/breakdown/breakdown.js'
import { renderPostsCsv } from '../../../../src/say/rows/render-posts-csv.js'
import { PIVOT, RETREAT, scoredPost } from '../../../count/scored-posts.js'
import { fromJsonl, toJsonl } from '../../../jsonl.js'
import { runCount } from '../../../run-count.js'
import { storeZstd } from '../../node/file/store-zstd.js'
import { newFolder, runCli, runWell } from '../cli-harness.js'
import { ask, POSTS, SPILL, spilled, toCsv, toParquet, writeForms } from './query-files.js'

const runs = runCount()
const folder = newFolder()
const files = await writeForms(folder)

describe('query', () => {
  const breakdown: Breakdown = aggregate(POSTS, { scheme: STANCE_SCHEME })

  it('counts each deal as aggregate does', async () => {
    const rows = await ask(
      `select dealId, count(*) as postCount, count(*) filter (role = 'root') as rootCount,
         count(distinct author) as authorCount, count(*) filter (author is null) as unknownAuthorCount,
         count(*) filter (status = 'unsure') as unsureCount, count(*) filter (status = 'unscored') as unscoredCount,
         ${STANCE_SCHEME.labels.map((label, index) => `count(*) filter (label = '${label}') / count(label) as share${index}`).join(', ')}
       from stances group by dealId order by dealId`,
      files.jsonl,
    )
    expect(rows).toEqual(
      [...breakdown.deals]
        .sort((a, b) => (a.dealId < b.dealId ? -1 : 1))
        .map(({ dealId, postCount, rootCount, authorCount, unknownAuthorCount, unsureCount, unscoredCount, shares }) => ({
          dealId,
          ...{ postCount, rootCount, authorCount, unknownAuthorCount, unsureCount, unscoredCount },
          ...Object.fromEntries(STANCE_SCHEME.labels.map((label, index) => [`share${index}`, shares?.[label]])),
        })),
    )
  })

  it('has a thread, evidence, deals of the catalogue, and instants in UTC', async () => {
    expect(await ask('select count(*) n, min(createdAt) a, max(createdAt) b from posts group by threadId', files.jsonl)).toEqual([
      { n: POSTS.length, a: '2026-03-14T12:00:00.000Z', b: '2026-03-15T23:59:59.999Z' },
    ])
    const stretches = POSTS.flatMap(({ evidence }) => evidence ?? [])
    const [{ n, total } = {}] = await ask('select count(*) n, sum(weight) total from evidence', files.jsonl)
    expect(n).toBe(stretches.length)
    expect(total).toBeCloseTo(
      stretches.reduce((sum, { weight }) => sum + weight, 0),
      6,
    )
    expect(await ask("select mover from deals where dealId = 'xai-anthropic'", files.jsonl)).toHaveLength(1)
    expect(await ask("select strftime(createdAt, '%A') as day from posts where author = 'both' order by createdAt", files.jsonl)).toEqual([
      { day: 'Saturday' },
      { day: 'Sunday' },
    ])
  })

  it('has the columns that --schema lists, of the types that it lists', async () => {
    const { stdout } = await runCli(['query', files.jsonl, '--schema', '--format', 'jsonl'])
    const listed = fromJsonl(stdout) as { view: string; column: string; type: string; meaning: string }[]
    const views = [...new Set(listed.map((one) => one.view))]
    const described = await ask(
      views
        .map((view) => `select '${view}' as "view", column_name as "column", column_type as type from (describe ${view})`)
        .join(' union all '),
      files.jsonl,
    )
    for (const view of views) {
      const columnsOf = (rows: readonly object[]): unknown => rows.flatMap((row) => ((row as { view: string }).view === view ? [row] : []))
      expect(columnsOf(described), view).toEqual(columnsOf(listed.map(({ meaning: _, ...column }) => column)))
    }
    expect((await runCli(['query', '--schema', '--format', 'jsonl'])).stdout).toBe(stdout)
  })

  it('gives the posts, stances and stretches of JSONL from CSV and Parquet', async () => {
    const all = ['posts', 'stances', 'evidence'].map((view) => `(select list(t order by t) from (select * exclude (file) from ${view}) t)`)
    const rowsOf = (path: string) => ask(`select ${all.join(', ')}`, path)
    const expected = await rowsOf(files.jsonl)
    expect(Object.values(expected[0] ?? {}).map((rows) => (rows as unknown[]).length > POSTS.length / 2)).toEqual([true, true, true])
    for (const path of [files.csv, files.parquet]) expect(await rowsOf(path)).toEqual(expected)
  })
})

describe('query, forms', () => {
  it('reads several inputs of several forms as one, each row with its input as it was given', async () => {
    const others = Object.fromEntries(
      (['csv', 'parquet'] as const).map((form) => [form, POSTS.map((post) => ({ ...post, id: `${form}-${post.id}` }))]),
    )
    const csv = folder.write('other/scored.csv', toCsv(others['csv'] ?? []))
    const parquet = folder.write('other/scored.parquet', await toParquet(others['parquet'] ?? []))
    const paths = [csv, parquet, files.jsonl]
    const counts = await ask('select file, count(*) n from posts group by file order by n, file', ...paths)
    expect(counts).toEqual([...paths].sort().map((file) => ({ file, n: POSTS.length })))
  })

  it('tells inputs of one name apart, and stretches of one post in two files (gave one row, and twice the stretches)', async () => {
    const one = folder.write('one/scored.jsonl', toJsonl(POSTS))
    const two = folder.write('two/scored.jsonl', toJsonl(POSTS.slice(0, 10)))
    const argv = ['--format', 'jsonl', '--log', 'text']
    const sql = `select p.file, count(*) n from evidence e join posts p on e.postId = p.id and e.threadId = p.threadId and e.file = p.file
      group by all order by n`
    const { stdout, stderr } = await runWell(['query', one, two, sql, ...argv])
    expect(fromJsonl(stdout)).toEqual([
      { file: two, n: 10 },
      { file: one, n: 300 },
    ])
    expect(stderr).toMatch(/^warning: 10 posts more than once, such as "p\d+" of thread "t1" in .*one\/scored\.jsonl and .*two/)
    const [row] = await ask('select count(distinct file) n from stances', '/dev/null', two)
    expect(row).toEqual({ n: 1 })
  })

  it('separates posts that are not contributions from those that aggregate counts', async () => {
    const nodes = ['deleted', 'advert', 'other'] as const
    const posts = nodes.map((node) =>
      scoredPost(RETREAT, { author: 'one', sentiment: 0.4, meta: { role: 'reply', node: node as 'advert' } }),
    )
    const all = [...posts, scoredPost(PIVOT, { author: 'one', sentiment: -0.4 }), scoredPost(PIVOT, { author: 'one', sentiment: -0.4 })]
    const nodesOf = (view: string) => `(select list(node order by node) from ${view}) as ${view}`
    for (const path of [folder.write('nodes.jsonl', toJsonl(all)), folder.write('nodes.csv', toCsv(all))]) {
      const sql = `select ${nodesOf('posts')}, ${nodesOf('stances')}, count(*) n, count(*) filter (node is null) contributions from posts`
      const listed = ['advert', 'deleted', null, null, null]
      expect(await ask(sql, path)).toEqual([{ posts: listed, stances: listed, n: 5, contributions: 3 }])
    }
    expect(aggregate(all, { scheme: STANCE_SCHEME }).overall.postCount).toBe(3)
  })

  it('lists its views only', async () => {
    const names = (await ask('show tables', files.csv)).map(({ name }) => name)
    expect(names).toEqual(['deals', 'evidence', 'posts', 'stances'])
  })

  it('reads stdin, gzip, a byte order mark, and file names with quotes and stars, together', async () => {
    const one = 'select count(*) n from stances'
    const { stdout } = await runCli(['query', '-', one, '--quiet', '--spill', SPILL], { stdin: folder.read('scored.jsonl') })
    const n = (JSON.parse(stdout) as { n: number }).n
    expect(n).toBe(POSTS.reduce((total, { stances }) => total + stances.length, 0))
    // Each file has posts of its own: a post twice is a warning.
    const copies = Array.from({ length: 11 }, (_, copy) => POSTS.slice(0, 20).map((post) => ({ ...post, threadId: `t${copy}` })))
    const jsonl = (copy: number): Buffer => Buffer.from(toJsonl(copies[copy] ?? []))
    const csv = (copy: number): Buffer => Buffer.from(toCsv(copies[copy] ?? []))
    const paths = [
      folder.write('gzip.jsonl.gz', gzipSync(jsonl(0))),
      folder.write('gzip.csv.gz', gzipSync(csv(1))),
      folder.write('zstd.jsonl.zst', storeZstd([jsonl(2)])),
      folder.write('zstd-without-ending', storeZstd([csv(3)])),
      folder.write('two-members.gz', Buffer.concat([gzipSync(jsonl(4).subarray(0, 5000)), gzipSync(jsonl(4).subarray(5000))])),
      folder.write('plain.jsonl.gz', jsonl(5)),
      folder.write('no-ending', gzipSync(await toParquet(copies[6] ?? []))),
      folder.write('marked.jsonl', `\ufeff${jsonl(7)}`),
      folder.write('excel.csv', `\ufeff${csv(8)}`),
      folder.write("it's [1] *.jsonl", jsonl(9)),
      folder.write('[gm]arked.jsonl', jsonl(10)),
    ]
    const counts = await ask('select file, count(*) n from posts group by file', ...paths)
    expect(new Map(counts.map(({ file, n: count }) => [file, count]))).toEqual(new Map(paths.map((path) => [path, 20])))
    expect(spilled()).toEqual([])
  })

  it(`gives the same rows whatever the form, for any text (${Math.ceil(runs / 40)} runs)`, async () => {
    const words = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.string({
        unit: fc.constantFrom('=', "'", '"', ',', ';', '\n', '\r', '\\', '\\ud800', '\ud83d', '\u0000', '-', ' ', 'é', '😀', '＝'),
      }),
    )
    const change = fc.record({
      id: words.filter((id) => id.trim() !== ''),
      author: fc.option(words.filter((author) => author !== '')),
      text: words,
      reason: fc.option(fc.constantFrom('below 0.5', '=x')),
      flags: fc.array(fc.constantFrom('truncated', "'=y")),
      sentiment: fc.integer({ min: -10000, max: 10000 }).map((value) => value / 10000),
    })
    const property = fc.asyncProperty(fc.array(change, { minLength: 1, maxLength: 5 }), async (changes) => {
      const posts = changes.map((one, index) => scoredPost([RETREAT, PIVOT, 'unsure', 'unscored'][index % 4] ?? RETREAT, one))
      const sql = 'select * exclude (file) from posts'
      const fromJsonl = await ask(sql, folder.write('any.jsonl', toJsonl(posts)))
      expect(await ask(sql, folder.write('any.parquet', await toParquet(posts)))).toEqual(fromJsonl)
      const plain = (text: string | null): string | null => (text === null ? null : Buffer.from(text).toString())
      expect(fromJsonl.map(({ id, author, text, reason, flags }) => ({ id, author, text, reason, flags }))).toEqual(
        changes.map(({ id, author, text, reason, flags }) => ({ id: plain(id), author: plain(author), text: plain(text), reason, flags })),
      )
      expect(await ask(sql, folder.write('any.csv', toCsv(posts)))).toEqual(fromJsonl)
    })
    await fc.assert(property, { numRuns: Math.ceil(runs / 40) })
  })

  it('is empty, with all columns, for inputs without a post', async () => {
    const empty = folder.write('empty.jsonl', '\n')
    const header = folder.write('header.csv', renderPostsCsv([], STANCE_SCHEME))
    expect(await ask('select count(*) n, avg(p_retreat) p from posts', empty, header)).toEqual([{ n: 0, p: null }])
    expect(await ask('select p_shrewd_pivot, dealId from stances', empty)).toEqual([])
  })

  it('has the probability columns of another scheme', async () => {
    const scheme = { ...STANCE_SCHEME, id: 'other', labels: ['for', 'not for'], sides: ['for', 'not for'], neutral: null }
    const posts = ['for', 'not for'].map((label) => ({
      ...scoredPost(RETREAT),
      ...{ label, lean: label, probabilities: { for: 0.6, 'not for': 0.4 }, scheme: 'other@1234567890ab' },
      stances: [
        {
          dealId: 'deal-a',
          by: 'text' as const,
          label,
          lean: label,
          probabilities: { for: 0.6, 'not for': 0.4 },
          status: 'scored' as const,
        },
      ],
    }))
    const jsonl = folder.write('other.jsonl', toJsonl(posts))
    const csv = folder.write('other.csv', renderPostsCsv(posts, scheme))
    for (const path of [jsonl, csv]) {
      expect(await ask('select sum(p_for) f, sum(p_not_for) n from stances', path)).toEqual([{ f: 1.2, n: 0.8 }])
    }
    const mixed = folder.write('mixed.jsonl', toJsonl([...posts, ...POSTS.slice(0, 3)]))
    const own = folder.write('own-scheme.json', JSON.stringify({ id: 'own', labels: ['a', 'b'], sides: ['a', 'b'], neutral: null }))
    for (const [argv, message] of [
      [[jsonl, files.csv], /scored\.csv: expected the scheme other@1234567890ab as in .*other\.jsonl, got the labels that ship\./],
      [[files.parquet, csv], /other\.csv: expected the labels that ship as in .*scored\.parquet, got the scheme other@1234567890ab\./],
      [[mixed], /mixed\.jsonl: expected the scheme other@1234567890ab as in .*mixed\.jsonl/],
      [[mixed, '--on-bad-record', 'skip'], /mixed\.jsonl: expected the scheme other/],
      [[files.jsonl, '--scheme', own], /expected the scheme own@[0-9a-f]{16}, got the labels that ship/],
      [[jsonl, '--scheme', own], /expected the scheme own@[0-9a-f]{16}, got the scheme other@1234567890ab/],
    ] as const) {
      const { code, stdout, stderr } = await runCli(['query', ...argv, 'select count(*) from posts'])
      expect({ code, stdout }, stderr).toEqual({ code: 65, stdout: '' })
      expect(stderr).toMatch(/^dealstance: SCHEME_MISMATCH: /)
      expect(stderr).toMatch(message)
    }
  })
})
