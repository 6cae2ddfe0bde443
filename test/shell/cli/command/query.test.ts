import { existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { gzipSync } from 'node:zlib'
import fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import { schemeTag } from '../../../../src/base/scheme/scheme-tag.js'
import { STANCE_SCHEME } from '../../../../src/base/scheme/stance-scheme.js'
import { aggregate } from '../../../../src/count/aggregate.js'
import type { Breakdown } from '../../../../src/count/breakdown/breakdown.js'
import type { ScoredPost } from '../../../../src/judge/stance/stance-prediction.js'
import { parseCsv } from '../../../../src/read/table/parse-csv.js'
import { createScoredParquet } from '../../../../src/say/rows/render-parquet.js'
import { renderPostCsv, renderPostsCsvHeader } from '../../../../src/say/rows/render-posts-csv.js'
import { readScheme } from '../../../../src/shell/node/read-scheme.js'
import { manyPosts, NEITHER, PIVOT, RETREAT, scoredPost } from '../../../count/scored-posts.js'
import { fromJsonl, toJsonl } from '../../../jsonl.js'
import { expectRefusal } from '../../../refusal.js'
import { IS_LONG, runCount } from '../../../run-count.js'
import { storeZstd } from '../../node/file/store-zstd.js'
import { newFolder, type Ran, runCli } from '../cli-harness.js'

const folder = newFolder()
const runs = runCount()

const toCsv = (posts: readonly ScoredPost[]): string =>
  renderPostsCsvHeader(STANCE_SCHEME) + posts.map((post) => renderPostCsv(post, STANCE_SCHEME)).join('')

async function toParquet(posts: readonly ScoredPost[]): Promise<Uint8Array> {
  const table = await createScoredParquet(STANCE_SCHEME)
  return Buffer.concat([table.add(posts), table.end()])
}

/** Rows of a query, from its JSON output. */
async function ask(sql: string, ...files: readonly string[]): Promise<Record<string, unknown>[]> {
  const { code, stdout, stderr } = await runCli(['query', ...files, sql, '--format', 'json', '--spill', SPILL])
  expect(stderr).toMatch(/^\d+ rows?\n$/)
  expect(code).toBe(0)
  return JSON.parse(stdout) as Record<string, unknown>[]
}

/** Spill folder of these tests. */
for (const name of ['one', 'two', 'other', 'parts']) mkdirSync(folder.path(name))
const SPILL = folder.path('spill')
mkdirSync(SPILL)
const spilled = (): string[] => readdirSync(SPILL)

const POSTS: readonly ScoredPost[] = [
  ...manyPosts(300, 3),
  scoredPost('unsure', { author: 'author-1' }, ['deal-a', 'deal-b']),
  scoredPost('unscored', { author: null, meta: { role: 'root' } }),
  scoredPost(RETREAT, { author: 'both', createdAt: '2026-03-14T12:00:00.000Z' }),
  scoredPost(PIVOT, { author: 'both', createdAt: '2026-03-15T23:59:59.999Z' }, ['deal-b']),
  scoredPost(NEITHER, { author: 'nobody else' }, []),
]
const files = { jsonl: '', csv: '', parquet: '' }

beforeAll(async () => {
  files.jsonl = folder.write('scored.jsonl', toJsonl(POSTS))
  files.csv = folder.write('scored.csv', toCsv(POSTS))
  files.parquet = folder.write('scored.parquet', await toParquet(POSTS))
})

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

  it('counts all posts once as aggregate does', async () => {
    const { postCount, authorCount, unknownAuthorCount, unsureCount, unscoredCount, sentiment } = breakdown.overall
    const [row] = await ask(
      `select count(*) as postCount, count(distinct author) as authorCount, count(*) - count(author) as unknownAuthorCount,
         count(*) filter (status = 'unsure') as unsureCount, count(*) filter (status = 'unscored') as unscoredCount,
         round(avg(sentiment), 4) as mean from posts`,
      files.jsonl,
    )
    expect(row).toMatchObject({ postCount, authorCount, unknownAuthorCount, unsureCount, unscoredCount })
    expect(row?.['mean']).toBeCloseTo(sentiment?.mean ?? Number.NaN, 3)
  })

  it('gives each author once, with the label of most of their posts, a tie as the neutral label', async () => {
    const wanted = new Map<string, Map<string, number>>()
    for (const { author, label } of POSTS) {
      if (author === null || label === null) continue
      const counts = wanted.get(author) ?? new Map<string, number>()
      wanted.set(author, counts.set(label, (counts.get(label) ?? 0) + 1))
    }
    const rows = await ask('select author, label, labelledCount from authors', files.jsonl)
    expect(rows.map(({ author }) => author)).toEqual([...new Set(POSTS.flatMap(({ author }) => author ?? []))].sort())
    for (const { author, label, labelledCount } of rows) {
      const counts = [...(wanted.get(String(author)) ?? [])].sort((a, b) => b[1] - a[1])
      const [first, second] = counts
      expect(labelledCount).toBe(counts.reduce((total, [, count]) => total + count, 0))
      expect(label).toBe(first === undefined ? null : first[1] === second?.[1] ? NEITHER : first[0])
    }
    expect(rows.find(({ author }) => author === 'both')).toMatchObject({ label: NEITHER, labelledCount: 2 })
  })

  it('has a thread, evidence, deals of the catalogue, and instants in UTC', async () => {
    expect(await ask('select postCount, firstAt, lastAt from threads', files.jsonl)).toEqual([
      { postCount: POSTS.length, firstAt: '2026-03-14T12:00:00.000Z', lastAt: '2026-03-15T23:59:59.999Z' },
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

  it.each(['jsonl', 'csv', 'parquet'] as const)('has the columns that --schema lists, of the types that it lists, on %s', async (form) => {
    const { stdout } = await runCli(['query', files[form], '--schema', '--format', 'jsonl'])
    const listed = fromJsonl(stdout) as { view: string; column: string; type: string; meaning: string }[]
    const views = [...new Set(listed.map((one) => one.view))]
    const described = await ask(
      views
        .map((view) => `select '${view}' as "view", column_name as "column", column_type as type from (describe ${view})`)
        .join(' union all '),
      files[form],
    )
    for (const view of views) {
      const columnsOf = (rows: readonly object[]): unknown => rows.flatMap((row) => ((row as { view: string }).view === view ? [row] : []))
      expect(columnsOf(described), view).toEqual(columnsOf(listed.map(({ meaning: _, ...column }) => column)))
    }
    expect((await runCli(['query', '--schema', '--format', 'jsonl'])).stdout).toBe(stdout)
  })

  it.each(['csv', 'parquet'] as const)('gives the posts, stances and stretches of JSONL from %s', async (form) => {
    for (const view of ['posts', 'stances', 'evidence']) {
      const sql = `select * exclude (file) from ${view} order by all`
      expect(await ask(sql, files[form]), view).toEqual(await ask(sql, files.jsonl))
    }
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
    const [{ all } = {}] = await ask('select files as all from threads', ...paths)
    expect(all).toEqual([...paths].sort())
  })

  it('tells inputs of one name apart, and stretches of one post in two files (gave one row, and twice the stretches)', async () => {
    const one = folder.write('one/scored.jsonl', toJsonl(POSTS))
    const two = folder.write('two/scored.jsonl', toJsonl(POSTS.slice(0, 10)))
    const argv = ['--format', 'json', '--log', 'text']
    const sql = `select p.file, count(*) n from evidence e join posts p on e.postId = p.id and e.threadId = p.threadId and e.file = p.file
      group by all order by n`
    const { code, stdout, stderr } = await runCli(['query', one, two, sql, ...argv])
    expect(code).toBe(0)
    expect(JSON.parse(stdout)).toEqual([
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
    for (const path of [folder.write('nodes.jsonl', toJsonl(all)), folder.write('nodes.csv', toCsv(all))]) {
      for (const view of ['posts', 'stances']) {
        expect(await ask(`select node, count(*) n from ${view} group by all order by all`, path)).toEqual([
          { node: 'advert', n: 1 },
          { node: 'deleted', n: 1 },
          { node: null, n: 3 },
        ])
      }
      const counts = { postCount: 5, contributionCount: 3 }
      expect(await ask('select postCount, contributionCount from threads', path)).toEqual([counts])
      expect(await ask('select label, labelledCount, postCount, contributionCount, round(sentiment, 3) s from authors', path)).toEqual([
        { label: PIVOT, labelledCount: 3, ...counts, s: -0.133 },
      ])
    }
    expect(aggregate(all, { scheme: STANCE_SCHEME }).overall.postCount).toBe(3)
  })

  it('lists its views only', async () => {
    const names = (await ask('show tables', files.csv)).map(({ name }) => name)
    expect(names).toEqual(['authors', 'deals', 'evidence', 'posts', 'stances', 'threads'])
  })

  it('reads stdin, gzip, a byte order mark, and file names with quotes and stars', async () => {
    const one = 'select count(*) n from stances'
    const { stdout } = await runCli(['query', '-', one, '--quiet', '--spill', SPILL], { stdin: folder.read('scored.jsonl') })
    const n = (JSON.parse(stdout) as { n: number }).n
    expect(n).toBe(POSTS.reduce((total, { stances }) => total + stances.length, 0))
    const [jsonl, csv] = [readFileSync(files.jsonl), readFileSync(files.csv)]
    for (const path of [
      folder.write('scored.jsonl.gz', gzipSync(jsonl)),
      folder.write('scored.csv.gz', gzipSync(csv)),
      folder.write('scored.jsonl.zst', storeZstd([jsonl])),
      folder.write('zstd-without-ending', storeZstd([csv])),
      folder.write('two-members.gz', Buffer.concat([gzipSync(jsonl.subarray(0, 5000)), gzipSync(jsonl.subarray(5000))])),
      folder.write('plain.jsonl.gz', jsonl),
      folder.write('no-ending', gzipSync(readFileSync(files.parquet))),
      folder.write('marked.jsonl', `\ufeff${folder.read('scored.jsonl')}`),
      folder.write('excel.csv', `\ufeff${folder.read('scored.csv')}`),
      folder.write("it's [1] *.jsonl", jsonl),
      folder.write('[sd]cored.jsonl', jsonl),
    ]) {
      expect(await ask(one, path), path).toEqual([{ n }])
    }
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
    const header = folder.write('header.csv', renderPostsCsvHeader(STANCE_SCHEME))
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
    const csv = folder.write('other.csv', renderPostsCsvHeader(scheme) + posts.map((post) => renderPostCsv(post, scheme)).join(''))
    for (const path of [jsonl, csv]) {
      expect(await ask('select sum(p_for) f, sum(p_not_for) n from stances', path)).toEqual([{ f: 1.2, n: 0.8 }])
    }
    const tied = posts.map((post) => ({ ...post, id: `tied-${post.id}`, author: 'both' }))
    const tie = folder.write('tied.jsonl', toJsonl(tied))
    expect(await ask("select label, labelledCount from authors where author = 'both'", tie, jsonl)).toEqual([
      { label: null, labelledCount: 2 },
    ])
    const mixed = folder.write('mixed.jsonl', toJsonl([...posts, ...POSTS.slice(0, 3)]))
    const own = folder.write('own-scheme.json', JSON.stringify({ id: 'own', labels: ['a', 'b'], sides: ['a', 'b'], neutral: null }))
    for (const [argv, message] of [
      [[jsonl, files.csv], /scored\.csv: expected the scheme other@1234567890ab as in .*other\.jsonl, got the labels that ship\./],
      [[files.parquet, csv], /other\.csv: expected the labels that ship as in .*scored\.parquet, got the scheme other@1234567890ab\./],
      [[mixed], /mixed\.jsonl: expected posts of one scheme/],
      [[mixed, '--on-bad-record', 'skip'], /mixed\.jsonl: expected posts of one scheme/],
      [[files.jsonl, '--scheme', own], /expected the scheme own@[0-9a-f]{16}, got the labels that ship/],
      [[jsonl, '--scheme', own], /expected the scheme own@[0-9a-f]{16}, got the scheme other@1234567890ab/],
    ] as const) {
      const { code, stdout, stderr } = await runCli(['query', ...argv, 'select count(*) from posts'])
      expect({ code, stdout }, stderr).toEqual({ code: 65, stdout: '' })
      expect(stderr).toMatch(/^dealstance: SCHEME_MISMATCH: /)
      expect(stderr).toMatch(message)
    }
  })

  it('resolves a tie of custom labels to the neutral label of --scheme', async () => {
    const scheme = { id: 'own', labels: ['yes', 'no', 'maybe'], sides: ['yes', 'no'], neutral: 'maybe', question: 'Is it?' }
    const path = folder.write('neutral-scheme.json', JSON.stringify(scheme))
    const tag = schemeTag(await readScheme(path))
    const posts = ['yes', 'no'].map((label) => ({
      ...scoredPost(RETREAT, { author: 'both' }),
      ...{ label, lean: label, probabilities: { yes: 0.5, no: 0.3, maybe: 0.2 }, stances: [], deals: [], scheme: tag },
    }))
    const jsonl = folder.write('neutral.jsonl', toJsonl(posts))
    expect(await ask('select label from authors', jsonl)).toEqual([{ label: null }])
    expect(await ask('select label from authors', jsonl, '--scheme', path)).toEqual([{ label: 'maybe' }])
  })
})

describe('query on the output of the filter', () => {
  const lines = [
    '{"id":"bad","text":5}',
    ...['smart move', 'they gave up, sad'].map((text, index) => JSON.stringify({ id: `f${index}`, threadId: 't', text, author: 'a' })),
  ]
  const filter = async (...argv: readonly string[]): Promise<string> => {
    const { code, stdout } = await runCli(['classify', '--filter', '--model', 'linear-en', '--quiet', ...argv], {
      stdin: `${lines.join('\n')}\n`,
    })
    expect(code).toBe(0)
    return stdout
  }

  it.each(['nested', 'flat'])('reads its %s rows and leaves out rows with an error', async (rows) => {
    const path = folder.write(`filtered-${rows}.jsonl`, await filter('--rows', rows))
    const sql = 'select id, label, round(p_retreat + p_shrewd_pivot + p_neither, 3) as total, role, model from posts'
    const thrown = await runCli(['query', path, sql])
    expect(thrown).toMatchObject({ code: 65, stdout: '' })
    expect(thrown.stderr).toMatch(/line 1: .*or pass --on-bad-record skip/)
    const skipped = await runCli(['query', path, sql, '--format', 'json', '--on-bad-record', 'skip'])
    expect(skipped.stderr).toContain('1 record left out')
    expect(JSON.parse(skipped.stdout)).toEqual([
      { id: 'f0', label: PIVOT, total: 1, role: 'root', model: 'linear-en' },
      { id: 'f1', label: RETREAT, total: 1, role: 'root', model: 'linear-en' },
    ])
  })

  it('counts and skips broken lines with --on-bad-record skip, and never reads an invalid value as null', async () => {
    const [first, second, third] = POSTS
    const broken = ['{"broken', '[1]', JSON.stringify({ ...second, sentiment: 'high' }), JSON.stringify({ id: 'x' })]
    const path = folder.write('broken-lines.jsonl', [JSON.stringify(first), ...broken, JSON.stringify(third), ''].join('\n'))
    const { code, stdout, stderr } = await runCli(['query', path, 'select count(*) n from posts', '--on-bad-record', 'skip'])
    expect({ code, stdout }).toEqual({ code: 0, stdout: '{"n":2}\n' })
    expect(stderr).toContain('4 records left out')
  })
})

describe('query, results', () => {
  it('keeps big integers, decimals, dates and nested values', async () => {
    expect(
      await ask(
        `select 9007199254740993 as big, 2::hugeint as small, -1.50::decimal(9,2) as d, date '2026-01-02' as day,
           timestamp '1960-01-02 03:04:05.123456' as old, timestamptz '2026-01-02 03:04:05+02' as zoned, interval 3 day as i,
           {'k': [1, null], 'm': map {'x': 1::bigint}} as nested, null as nothing, 'nan'::double as nan, meta from posts limit 1`,
        files.jsonl,
      ),
    ).toEqual([
      {
        ...{ big: '9007199254740993', small: 2, d: -1.5, day: '2026-01-02' },
        ...{ old: '1960-01-02T03:04:05.123456Z', zoned: '2026-01-02T01:04:05.000Z', i: '3 days' },
        ...{ nested: { k: [1, null], m: { x: 1 } }, nothing: null, nan: 'NaN', meta: { role: 'reply' } },
      },
    ])
  })

  it('writes the format of the file extension, and can read it back', async () => {
    const out = folder.path('out.csv')
    const { code, stderr } = await runCli(['query', files.jsonl, 'select id, author, text from posts', '--out', out])
    expect({ code, stderr }).toEqual({ code: 0, stderr: `${POSTS.length} rows written to ${out}\n` })
    expect(parseCsv(folder.read('out.csv')).posts.map(({ id }) => id)).toEqual(POSTS.map(({ id }) => id))
  })

  it('is a table on a terminal, lines of JSON in a pipe', async () => {
    const argv = [
      'query',
      files.jsonl,
      `select label, count(*) as n from posts where author = 'both' group by all order by label`,
      '--quiet',
    ]
    expect((await runCli(argv, { terminalWidth: 80, env: { NO_COLOR: '1' } })).stdout).toBe(
      'label         n\nretreat       1\nshrewd pivot  1\n',
    )
    expect((await runCli(argv)).stdout).toBe('{"label":"retreat","n":1}\n{"label":"shrewd pivot","n":1}\n')
  })

  it('takes the SQL from a file', async () => {
    const sql = folder.write('count.sql', '-- how many\nselect count(*) as n\nfrom posts;\n')
    expect((await runCli(['query', files.csv, '--sql', sql, '--quiet'])).stdout).toBe(`{"n":${POSTS.length}}\n`)
    for (const comment of ['-- how many\n', '--how many, with = in it\n', '/* how many */ ']) {
      const { stdout } = await runCli(['query', files.csv, `${comment}select 7 as n`, '--quiet'])
      expect(stdout, comment).toBe('{"n":7}\n')
    }
  })

  it.runIf(IS_LONG)('sorts more than the memory it may take, on the disk, and leaves nothing there', async () => {
    const sql = 'select a.range as n, hash(a.range) as h from range(1500000) a order by h, n'
    const { code, stdout } = await runCli(['query', files.parquet, sql, '--format', 'csv', '--memory', '64', '--spill', SPILL])
    expect(code).toBe(0)
    expect(stdout.trimEnd().split('\r\n')).toHaveLength(1_500_001)
    expect(spilled()).toEqual([])
  })

  it('streams a result of a million rows', async () => {
    let written = 0
    let pieces = 0
    const { run } = await import('../../../../src/shell/cli/run.js')
    const stdout = {
      write: (text: string | Uint8Array, done?: () => void) => {
        written += text.length
        pieces += 1
        done?.()
      },
    }
    const io = { stdin: (async function* () {})(), stdout, stderr: { write: () => {} }, env: {} }
    expect(await run(['query', files.parquet, 'select range from range(1000000)', '--format', 'csv'], io)).toBe(0)
    expect(written).toBeGreaterThan(7_000_000)
    expect(pieces).toBeGreaterThan(100)
  })
})

describe('query, errors', () => {
  const refused = async (argv: readonly string[], code: number, message: string | RegExp): Promise<Ran> => {
    const ran = await runCli(['query', ...argv])
    expectRefusal(ran, code, message)
    expect(ran.stderr.trimEnd().split('\n')).toHaveLength(1)
    return ran
  }

  it.each([
    ['selec 1', /syntax error at or near "selec"\. Line 1, at: selec 1\./],
    ['select foo from posts', /"foo" not found .*Line 1, at: foo from posts\. query --schema lists/],
    ['select * from nothing', /Table with name nothing does not exist!/],
    ['select 1; select 2', /expected one statement that reads .*DESCRIBE, SHOW.*, got 2 statements/],
    [' ; ', /got no statement/],
    ['select ?', /parameter/],
    ['pivot posts on label using count(*)', /PIVOT needs its values/],
    ['create table t as select 1', /kind CREATE/],
    ['set threads = 8', /kind SET/],
    ['install httpfs', /kind LOAD/],
    ["attach 'x.db'", /kind ATTACH/],
    ['explain analyze select 1', /kind EXPLAIN/],
    ['drop view posts', /kind DROP/],
    ['delete from inputs.catalogue', /kind DELETE/],
    ['call range(3)', /kind CALL/],
    ["select * from read_text('package.json')", /disabled by configuration/],
    ["select * from 'package.json'", /disabled by configuration/],
    ["select * from '/etc/hostname'", /does not exist/],
    ["select * from glob('*')", /disabled by configuration/],
    ["select * from read_csv('https://example.com/x.csv')", /./],
  ])('%s is a fault of usage', async (sql, message) => {
    await refused([files.jsonl, sql], 64, message)
  })

  it.each(['csv', 'parquet', 'jsonl'])('no statement writes into an input (%s)', async (form) => {
    const path = folder.write(`safe.${form}`, readFileSync(files[form as 'csv']))
    const before = readFileSync(path)
    for (const sql of [
      `copy (select 1) to '${path}'`,
      `explain analyze copy (select 1) to '${path}'`,
      `copy posts to '${folder.path('written.csv')}'`,
      `pragma profile_output='${folder.path('written.csv')}'`,
      `export database '${folder.path('written.csv')}'`,
    ]) {
      await refused([path, sql], 64, /./)
    }
    expect(readFileSync(path).equals(before)).toBe(true)
    expect(existsSync(folder.path('written.csv'))).toBe(false)
  })

  it('values that fail in the query are bad data', async () => {
    await refused(
      [files.jsonl, 'select cast(text as int) from posts'],
      65,
      /QUERY_FAILED: .*Could not convert string 'They are giving up\.'/,
    )
  })

  it.each([
    ['{"broken', /line 4: expected a scored post/],
    ['{"id":"x"}', /line 4: expected a scored post, got: a record without "id", "status" or "sentiment"\./],
    ['[1]', /line 4: expected a scored post, got: Expected OBJECT, but got ARRAY/],
    [JSON.stringify({ ...POSTS[0], sentiment: 'high' }), /line 4: expected a scored post, got: Failed to cast value to numerical/],
  ])('a line %s is named by its number', async (line, message) => {
    const path = folder.write('broken.jsonl', `${toJsonl(POSTS.slice(0, 3))}${line}\n${toJsonl(POSTS.slice(3, 5))}`)
    await refused([path, 'select count(*), avg(sentiment) from posts'], 65, message)
  })

  it('a file name with glob characters opens no other file', async () => {
    const path = folder.write('[xy]z.jsonl', toJsonl(POSTS))
    const other = folder.write('xz.jsonl', toJsonl(POSTS))
    for (const sql of [`select content from read_text('${path}')`, `select * from read_json('${path}')`, `select * from '${other}'`]) {
      const { code, stdout, stderr } = await runCli(['query', path, sql])
      expect([code, stdout], sql).toEqual([expect.toSatisfy((given) => given === 64 || given === 65), ''])
      expect(stderr, sql).toMatch(/Cannot access file .*xz\.jsonl.*disabled by configuration/)
    }
    const [{ n } = {}] = await ask('select count(*) n from posts', path)
    expect(n).toBe(POSTS.length)
  })

  it('a compressed file that is cut off is bad data, also at the end of a line', async () => {
    const cut = gzipSync(Buffer.from(toJsonl(POSTS)), { level: 0 })
    const end = cut.lastIndexOf('}\n', cut.length - 2000)
    await refused([folder.write('cut.jsonl.gz', cut.subarray(0, end + 2)), 'select 1 x'], 66, /cut\.jsonl\.gz: .*gzip/)
  })

  it('a row too short and a file cut off are named', async () => {
    const csv = folder.write('short.csv', `${toCsv(POSTS.slice(0, 2))}a,b\r\n`)
    await refused([csv, 'select count(*) from posts'], 65, /short\.csv: line 4: .*Expected Number of Columns: 22 Found: 2/)
    const parquet = folder.path('cut.parquet')
    writeFileSync(parquet, readFileSync(files.parquet).subarray(0, 2000))
    const { stderr } = await refused(
      [parquet, 'select 1'],
      65,
      /cut\.parquet: expected a scored post, got: .*No magic bytes.*copy it again/,
    )
    expect(stderr).not.toContain('--on-bad-record')
  })

  it.each([
    ['x.txt', 'hello', 65, /expected scored posts, got "hello"/],
    ['x.jsonl', '{"id":"1","threadId":"t","text":"x"}\n', 65, /records without "label", "status", "model"/],
    ['x.csv', 'id,threadId,parentId,author,createdAt,text,meta\r\n', 65, /records without "label"/],
  ])('%s of %j holds no scored posts', async (name, content, code, message) => {
    await refused([folder.write(name, content), 'select 1'], code, message)
  })

  it.each([
    [[], /expected files of scored posts, then a select/],
    [['scored.jsonl'], /expected a select as the last argument, got "scored\.jsonl"/],
    [['select 1'], /expected files of scored posts before the select/],
    [['-', '-', 'select 1'], /stdin \(-\) once/],
    [['x', 'select 1', '--format', 'parquet'], /expected --format table\|csv\|json\|jsonl/],
    [['x', 'select 1 x', '--schema'], /expected files .* with --schema, .* got SQL too: "select 1 x"/],
    [['x', 'select 1 x', '--sql', 'y'], /with --sql FILE, got SQL too/],
    [['x', 'select 1', '--out', 'x.xlsx'], /expected a file that ends in \.jsonl, .*got x\.xlsx/],
    [['x', 'select 1', '--out', 'x.html'], /expected a file that ends in/],
    [['x', '--schema', '--sql', 'y'], /expected --schema or --sql, got both/],
    [['x.csv', 'select 1', '--out', 'x.csv'], /which would be lost/],
  ])('%j is a fault of usage', async (argv, message) => {
    await refused(argv, 64, message)
  })

  it('a file given twice is bad data, under any name', async () => {
    const link = folder.path('link.jsonl')
    symlinkSync(files.jsonl, link)
    await refused([files.jsonl, files.jsonl, 'select 1'], 65, /SCORED_INVALID: .*expected every file once, got it twice/)
    await refused(
      [files.jsonl, files.csv, link, 'select 1'],
      65,
      /link\.jsonl: expected every file once, got the file that .*scored\.jsonl is/,
    )
  })

  it('aggregate counts the Parquet file that query reads', async () => {
    const { code, stderr } = await runCli(['aggregate', files.parquet, '--format', 'json'])
    expect([code, stderr]).toEqual([0, expect.stringMatching(/scored\.parquet: \d+ scored posts/)])
  })

  it('aggregate names the option that leaves out rows with an error', async () => {
    const row = JSON.stringify({ id: 'bad', error: { code: 'INGEST_RECORD_INVALID', message: 'no text.' } })
    const { stderr } = await runCli(['aggregate', folder.write('answered.jsonl', `${row}\n${toJsonl(POSTS)}`)])
    expect(stderr).toMatch(/got a row with the error INGEST_RECORD_INVALID .*aggregate --on-bad-record skip/)
  })

  it('the error for a folder names the files in it', async () => {
    folder.write('parts/part-0.parquet', await toParquet(POSTS))
    await refused([folder.path('parts'), 'select 1 x'], 66, /got a directory\. Name the files in it: .*parts\/\*\.parquet/)
  })

  it('a missing input exits with 66, and leaves no temporary file', async () => {
    await refused([folder.path('nofile'), 'select 1', '--spill', SPILL], 66, /INPUT_MISSING/)
    await refused([folder.path('scored.jsonl'), 'select', '--spill', SPILL], 64, /QUERY_INVALID/)
    expect(spilled()).toEqual([])
  })
})
