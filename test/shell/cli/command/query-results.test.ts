import { existsSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { parseCsv } from '../../../../src/read/table/parse-csv.js'
import { PIVOT, RETREAT } from '../../../count/scored-posts.js'
import { fromJsonl, toJsonl } from '../../../jsonl.js'
import { expectRefusal } from '../../../refusal.js'
import { IS_LONG } from '../../../run-count.js'
import { newFolder, type Ran, runCli, runWell } from '../cli-harness.js'
import { ask, POSTS, SPILL, spilled, toCsv, writeForms } from './query-files.js'

const folder = newFolder()
const files = await writeForms(folder)

describe('query on the output of the filter', () => {
  const lines = [
    '{"id":"bad","text":5}',
    ...['smart move', 'they gave up, sad'].map((text, index) => JSON.stringify({ id: `f${index}`, threadId: 't', text, author: 'a' })),
  ]
  const filter = async (): Promise<string> => {
    const { code, stdout } = await runCli(['classify', '--filter', '--model', 'linear-en', '--quiet'], {
      stdin: `${lines.join('\n')}\n`,
    })
    expect(code).toBe(0)
    return stdout
  }

  it('reads its rows and leaves out rows with an error', async () => {
    const path = folder.write('filtered.jsonl', await filter())
    const sql = 'select id, label, round(p_retreat + p_shrewd_pivot + p_neither, 3) as total, role, model from posts'
    const thrown = await runCli(['query', path, sql])
    expect(thrown).toMatchObject({ code: 65, stdout: '' })
    expect(thrown.stderr).toMatch(/line 1 of .*or pass --on-bad-record skip/)
    const skipped = await runCli(['query', path, sql, '--format', 'jsonl', '--on-bad-record', 'skip'])
    expect(skipped.stderr).toContain('1 record left out')
    expect(fromJsonl(skipped.stdout)).toEqual([
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

  it('takes SQL with comments and a last semicolon, as files hold it', async () => {
    const sql = '-- how many\nselect count(*) as n\nfrom posts;\n'
    expect((await runCli(['query', files.csv, sql, '--quiet'])).stdout).toBe(`{"n":${POSTS.length}}\n`)
    for (const comment of ['-- how many\n', '--how many, with = in it\n', '/* how many */ ']) {
      const { stdout } = await runCli(['query', files.csv, `${comment}select 7 as n`, '--quiet'])
      expect(stdout, comment).toBe('{"n":7}\n')
    }
  })

  it.runIf(IS_LONG)('sorts more than the memory it may take, on the disk, and leaves nothing there', async () => {
    const sql = 'select a.range as n, hash(a.range) as h from range(1500000) a order by h, n'
    const { stdout } = await runWell(['query', files.parquet, sql, '--format', 'csv', '--memory', '64', '--spill', SPILL])
    expect(stdout.trimEnd().split('\r\n')).toHaveLength(1_500_001)
    expect(spilled()).toEqual([])
  })

  it('streams a result of 100,000 rows', async () => {
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
    expect(await run(['query', files.parquet, 'select range from range(100000)', '--format', 'csv'], io)).toBe(0)
    expect(written).toBeGreaterThan(500_000)
    expect(pieces).toBeGreaterThan(10)
  })
})

describe('query, errors', () => {
  const few = folder.write('few.jsonl', toJsonl(POSTS.slice(0, 5)))
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
    ['install httpfs', /kind LOAD/],
    ["attach 'x.db'", /kind ATTACH/],
    ['delete from inputs.catalogue', /kind DELETE/],
    ["select * from read_text('package.json')", /disabled by configuration/],
    ["select * from 'package.json'", /disabled by configuration/],
    ["select * from '/etc/hostname'", /does not exist/],
    ["select * from read_csv('https://example.com/x.csv')", /./],
  ])('%s is a fault of usage', async (sql, message) => {
    await refused([few, sql], 64, message)
  })

  it('no statement writes into an input', async () => {
    const path = folder.write('safe.csv', toCsv(POSTS.slice(0, 5)))
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
    ['{"broken', /expected a scored post as one JSON object, got a line that is not JSON \(line 4 of /],
    ['{"id":"x"}', /expected threadId, got nothing \(line 4 of .*or pass --on-bad-record skip/],
    ['[1]', /expected the scored post to be an object, got \[1\] \(line 4 of /],
    [JSON.stringify({ ...POSTS[0], sentiment: 'high' }), /sentiment.* to be a number, got "high" \(line 4 of /],
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
      expect(stderr, sql).toMatch(/Cannot access file .*disabled by configuration/)
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
    await refused([csv, 'select count(*) from posts'], 65, /line 4: expected 22 cells as in the header, got 2/)
    const parquet = folder.path('cut.parquet')
    writeFileSync(parquet, readFileSync(files.parquet).subarray(0, 2000))
    const { stderr } = await refused([parquet, 'select 1'], 65, /cut\.parquet: expected a Parquet file/)
    expect(stderr).not.toContain('--on-bad-record')
  })

  it.each([
    [[], /expected files of scored posts, then a select/],
    [['scored.jsonl'], /expected a select as the last argument, got "scored\.jsonl"/],
    [['select 1'], /expected files of scored posts before the select/],
    [['-', '-', 'select 1'], /stdin \(-\) once/],
    [['x', 'select 1', '--format', 'parquet'], /expected --format table\|csv\|jsonl/],
    [['x', 'select 1 x', '--schema'], /expected files .* with --schema, .* got SQL too: "select 1 x"/],
    [['x', 'select 1', '--out', 'x.xlsx'], /expected a file that ends in \.jsonl, .*got x\.xlsx/],
    [['x', 'select 1', '--out', 'x.html'], /expected a file that ends in/],
    [['x.csv', 'select 1', '--out', 'x.csv'], /which would be lost/],
  ])('%j is a fault of usage', async (argv, message) => {
    await refused(argv, 64, message)
  })

  it('a file given twice is a fault of usage, under any name', async () => {
    const link = folder.path('link.jsonl')
    symlinkSync(files.jsonl, link)
    await refused([few, few, 'select 1'], 64, /expected posts that are not in yet, got those of .* a second time/)
    await refused([files.jsonl, files.csv, link, 'select 1'], 64, /link\.jsonl: expected posts that are not in yet/)
  })

  it('aggregate names the option that leaves out rows with an error', async () => {
    const row = JSON.stringify({ id: 'bad', error: { code: 'INGEST_RECORD_INVALID', message: 'no text.' } })
    const { stderr } = await runCli(['aggregate', folder.write('answered.jsonl', `${row}\n${toJsonl(POSTS)}`)])
    expect(stderr).toMatch(/got a row with the error INGEST_RECORD_INVALID .*aggregate --on-bad-record skip/)
  })

  it('a missing input exits with 66, and leaves no temporary file', async () => {
    await refused([folder.path('nofile'), 'select 1', '--spill', SPILL], 66, /INPUT_MISSING/)
    await refused([folder.path('scored.jsonl'), 'select', '--spill', SPILL], 64, /QUERY_INVALID/)
    expect(spilled()).toEqual([])
  })
})
