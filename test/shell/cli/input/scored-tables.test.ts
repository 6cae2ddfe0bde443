import { readFileSync, statSync } from 'node:fs'
import { gzipSync } from 'node:zlib'
import { beforeAll, describe, expect, it } from 'vitest'
import { readCsvRows } from '../../../../src/read/table/read-csv-rows.js'
import { fromJsonl, toJsonl } from '../../../jsonl.js'
import { expectRefusal } from '../../../refusal.js'
import { newFolder, QUICK, runCli, runWell } from '../cli-harness.js'

const folder = newFolder()
const TABLES = ['scored.csv', 'scored.parquet', 'scored.xlsx']
const MOVER = ['--mover', 'Halden Ferries', '--move', 'sells its harbour lines']
const WORDS = ['They gave up.', '=A clever turn; really.', 'What now?', 'Sad, "truly" sad.', 'Good for them']
const POSTS = Array.from({ length: 45 }, (_, index) => ({
  id: `${index}`,
  threadId: 'harbour',
  parentId: index === 0 ? null : '0',
  author: `reader${index % 31}`,
  createdAt: `2026-03-0${(index % 9) + 1}T10:00:00.000Z`,
  text: `${WORDS[index % 5]} (${index})`,
  wave: index % 3,
  ...(index === 44 && { meta: { isParentInferred: true } }),
}))
const INPUT = folder.write('posts.jsonl', toJsonl(POSTS))
const scored = (name: string): string => folder.path(name)

beforeAll(async () => {
  for (const name of ['scored.jsonl', ...TABLES]) {
    await runWell(['classify', ...QUICK, INPUT, ...MOVER, '--out', scored(name)])
  }
  const labels = POSTS.slice(0, 45).map(({ id }, index) => ({ postId: id, coder: 'lee', label: index % 2 ? 'retreat' : 'neither' }))
  folder.write('labels.csv', ['postId,coder,label', ...labels.map((row) => Object.values(row).join(',')), ''].join('\n'))
})

/** Every command on every form: what it says of the JSON Lines, it says of the table. */
const COMMANDS: Readonly<Record<string, (path: string, audit: string) => readonly string[]>> = {
  aggregate: (path) => ['aggregate', path, '--format', 'json'],
  audit: (path, audit) => ['audit', path, '--size', 'all', '--out', audit, '--import', folder.path('labels.csv')],
  cite: (path, audit) => ['cite', path, '--audit', audit],
  report: (path, audit) => ['report', path, '--audit', audit, '--date', '2026-03-10'],
  diff: (path) => ['diff', scored('scored.jsonl'), path],
  query: (path) => [
    'query',
    path,
    "select count(*) as posts, (select mover from deals where dealId like 'halden%') as mover, min(meta->>'wave') from posts",
  ],
  classify: (path) => ['classify', path, '--format', 'csv'],
}
const FORMS = ['scored.jsonl', ...TABLES]
/** Names and hashes of files differ. */
const withoutFiles = (text: string): string => text.replaceAll(/scored\.(?:jsonl|csv|parquet|xlsx)|[0-9a-f]{64}|[0-9a-f]{12}…?/g, '')
const said = new Map<string, string>()

describe.each(Object.keys(COMMANDS))('%s', (name) => {
  it.each(FORMS)('reads %s as classify wrote it', async (form) => {
    const { code, stdout, stderr } = await runCli(COMMANDS[name]?.(scored(form), folder.path(`${form}.audit.jsonl`)) ?? [])
    expect([code, stderr]).toEqual([0, expect.not.stringContaining('not known')])
    const text = withoutFiles(name === 'audit' ? stderr.replaceAll(/\S*audit\.jsonl/g, '') : stdout)
    expect(text).toBe(said.get(name) ?? text)
    expect(text).toMatch(name === 'audit' ? /45 labels/ : /Halden Ferries|45 posts|halden-ferries/)
    said.set(name, text)
  })
})

it('labels drawn from a table hold for the JSON Lines', async () => {
  await runWell(['aggregate', scored('scored.jsonl'), '--audit', folder.path('scored.xlsx.audit.jsonl'), '--format', 'json'])
})

it.each(FORMS)('posts of %s that are scored again stay on the deals of the user: of a column, and of the command', async (form) => {
  const deals = folder.write('waves.csv', 'id,mover,move\nnil,Halden Ferries,sells its harbour lines\ntwo,Orrin Air,closes its hub\n')
  const table = folder.write('waves-posts.csv', 'text,wave\nThey gave up.,nil\nA clever turn.,two\n')
  const byColumn = folder.path(form.replace('scored', 'waves'))
  await runCli(['classify', ...QUICK, table, '--deals', deals, '--columns', 'deal=wave', '--out', byColumn])
  const again = await runCli(['classify', ...QUICK, byColumn, '--rescore', '--format', 'jsonl'])
  expect(fromJsonl(again.stdout).map((post) => post['deals'])).toEqual([['nil'], ['two']])
  const moved = await runCli(['classify', scored(form), '--rescore', '--model', 'linear-en', '--format', 'jsonl'])
  expect(new Set(fromJsonl(moved.stdout).flatMap((post) => post['deals']))).toEqual(new Set(['halden-ferries-sells-harbour-lines']))
  const both = fromJsonl(
    (await runCli(['classify', scored(form), byColumn, '--rescore', '--model', 'linear-en', '--format', 'jsonl'])).stdout,
  )
  expect(both.slice(-3).map((post) => post['deals'])).toEqual([['halden-ferries-sells-harbour-lines'], ['nil'], ['two']])
})

it('4CAT gets ids first, and at most 20 columns of what it does not have; those left out are named', async () => {
  const { stdout, stderr } = await runCli(['classify', scored('scored.parquet'), '--format', '4cat'])
  const [header = '', first = ''] = stdout.split('\r\n')
  expect(header).toBe('id,label,lean,p_retreat,p_shrewd_pivot,p_neither,status,deals,sentiment,reason,flags,model,wave')
  expect(first).toMatch(/^0,/)
  expect(stderr).toContain('left out: threadId, parentId, parent_is_inferred, author, createdAt, text, meta, stances, evidence, chain')
  const many = folder.write(
    'many.jsonl',
    toJsonl([{ text: 'They gave up.', ...Object.fromEntries(Array.from({ length: 12 }, (_, at) => [`own${at}`, at])) }]),
  )
  const wide = await runCli(['classify', ...QUICK, many, '--format', '4cat'])
  expect(wide.stdout.split('\r\n')[0]?.split(',')).toHaveLength(21)
  expect(wide.stderr).toContain('chain, own9, own10, own11')
})

describe('a table that others changed', () => {
  it('without meta is counted with a word, and not cited', async () => {
    const [header = '', ...rows] = folder.read('scored.csv').trimEnd().split('\r\n')
    const at = header.split(',').indexOf('meta')
    const cells = (row: string): string[] => row.split(/,(?=(?:[^"]*"[^"]*")*[^"]*$)/)
    const withoutMeta = (row: string): string => `${cells(row).toSpliced(at, 1).join(',')}\r\n`
    const bare = folder.write('bare.csv', [header, ...rows].map(withoutMeta).join(''))
    const counted = await runCli(['aggregate', bare, '--format', 'json'])
    expect(counted.stderr).toContain('bare.csv: what was captured of the threads and the records of deals of your own are not known')
    expect(JSON.parse(counted.stdout).overall.postCount).toBe(45)
    for (const again of [[], ['--rescore']]) {
      const posts = fromJsonl((await runCli(['classify', bare, ...again, '--format', 'jsonl'])).stdout)
      expect(posts.slice(-2).map(({ meta }) => Object(meta).isParentInferred)).toEqual([undefined, true])
    }
    expectRefusal(await runCli(['cite', bare]), 65, /SCORED_INVALID: .*bare\.csv: expected a table that says what was captured/)
  })

  it('keeps what is said of its thread whichever rows are left, and says where it is when it is gone', async () => {
    const [header = '', , ...rows] = folder.read('scored.csv').trimEnd().split('\r\n')
    const some = folder.write('some.csv', `${[header, ...rows.reverse()].join('\r\n')}\r\n`)
    expectRefusal(await runCli(['cite', some]), 65, /SCORED_INVALID: .*some\.csv: expected a table that says .*FILE\.csv\.meta\.json/)
    folder.write('some.csv.meta.json', folder.read('scored.csv.meta.json'))
    const counted = JSON.parse((await runCli(['aggregate', some, '--format', 'json'])).stdout)
    expect(counted.deals[0]).toMatchObject({ mover: 'Halden Ferries', postCount: 44 })
    expect(folder.read('scored.csv')).not.toContain('capture')
    folder.write('some.csv.meta.json', '{"schema":"of something else"}')
    expectRefusal(await runCli(['aggregate', some]), 65, /SCORED_INVALID: .*some\.csv\.meta\.json: expected what classify wrote beside/)
  })

  it('on stdout has no file beside it, and says so', async () => {
    const { stderr } = await runCli(['classify', ...QUICK, INPUT, ...MOVER, '--format', 'csv'])
    expect(stderr).toContain('--out FILE writes them beside it')
  })

  it.each<[string, string | Uint8Array, RegExp]>([
    ['a table of something else', 'id,text\r\n1,hi\r\n', /SCORED_INVALID/],
    [
      'a row too short',
      'id,threadId,parentId,author,createdAt,text,meta,label,status,model\r\n1,2\r\n',
      /SCORED_INVALID: .*line 2: expected 10 cells as in the header, got 2/,
    ],
    ['a status that does not exist', 'id,text,label,status,model\r\n1,hi,retreat,done,m\r\n', /SCORED_INVALID: .*line 2 of/],
    ['broken Parquet', new Uint8Array([0x50, 0x41, 0x52, 0x31, 1, 2, 3]), /INGEST_PARQUET_BROKEN/],
    ['a broken workbook', new Uint8Array([0x50, 0x4b, 3, 4, 0, 0]), /SCORED_INVALID: .*expected scored posts/],
  ])('%s is one line', async (name, content, message) => {
    expectRefusal(await runCli(['aggregate', folder.write(`${name.replaceAll(' ', '-')}.csv`, content)]), 65, message)
  })
})

describe('what has not been classified', () => {
  it.each(['plain.csv', 'plain.xlsx', 'plain.parquet', 'plain.jsonl', 'plain.txt'])(
    '%s: every command says so, in one line',
    async (name) => {
      if (name === 'plain.txt') folder.write(name, 'They gave up.\n\nA clever turn.\n')
      else await runCli(['ingest', INPUT, '--out', folder.path(name)])
      const path = folder.path(name)
      for (const argv of [
        ['aggregate', path],
        ['audit', path, '--size', '3'],
        ['cite', path],
        ['report', path],
        ['query', path, 'select 1'],
      ])
        expectRefusal(
          await runCli(argv),
          65,
          /SCORED_INVALID: .*got what has not been classified\. Run npm run classify -- .* --out scored\.jsonl/,
        )
    },
  )
})

describe('several files', () => {
  it('keep their threads apart where a number is all that they share; the same posts twice are refused', async () => {
    for (const [name, text] of [
      ['one', 'They gave up on it'],
      ['two', 'Clever cut that earns more'],
    ] as const) {
      const posts = folder.write(`${name}.csv`, `text\n${text}\nNothing new here\n`)
      await runWell(['classify', ...QUICK, posts, ...MOVER, '--out', folder.path(`${name}.jsonl`)])
    }
    const [one, two] = [folder.path('one.jsonl'), folder.path('two.jsonl')]
    const counted = await runCli(['aggregate', one, two, '--format', 'json'])
    expect(counted.stderr).toContain('two.jsonl: a thread of its own, although one before has its number: counted as t1-2')
    expect(JSON.parse(counted.stdout).overall.postCount).toBe(4)
    expectRefusal(await runCli(['aggregate', one, one]), 65, /SCORED_INVALID: .*post "p1" of thread "t1" twice/)
  })
})

describe('classify with scored files', () => {
  it.each(FORMS)('writes %s in another form as it is, and keeps the bytes of the first run; from stdin too', async (form) => {
    const stdin = readFileSync(scored(form))
    for (const [path, rest] of [[scored(form), {}] as const, ['-', { stdin }] as const, ['-', { stdin: gzipSync(stdin) }] as const]) {
      const ran = await runCli(['classify', path, '--out', folder.path('again.csv')], rest)
      expect(ran.stderr).toContain('45 posts, scored before: written as they are; --rescore')
      expect(folder.read('again.csv')).toBe(folder.read('scored.csv'))
    }
  })

  it.each(['csv', 'parquet'])(
    'writes a %s of more than a megabyte as it is too, whatever a spreadsheet made of its commas',
    async (form) => {
      const words = (index: number): string => Array.from({ length: 180 }, (_, at) => `word${index * at}x${(index + at) % 997}`).join(' ')
      const posts = folder.write('long.jsonl', toJsonl(Array.from({ length: 900 }, (_, index) => ({ text: words(index) }))))
      const [first, second] = [folder.path(`long.${form}`), folder.path('long2.jsonl')]
      await runCli(['classify', ...QUICK, posts, ...MOVER, '--out', first])
      const quoted = (cell: string): string => `"${cell.replaceAll('"', '""')}"`
      const rows = form === 'csv' ? [...readCsvRows(folder.read('long.csv'), ',')] : []
      if (form === 'csv') folder.write('long.csv', rows.map(({ cells }) => cells.map(quoted).join(';')).join('\r\n'))
      expect(statSync(first).size).toBeGreaterThan(2 ** 20)
      expect((await runCli(['classify', first, '--out', second])).stderr).toContain('900 posts, scored before: written as they are')
      expect(folder.read('long2.jsonl')).toBe((await runCli(['classify', ...QUICK, posts, ...MOVER])).stdout)
    },
  )

  it.each([[['--rescore', '--model', 'linear-en']], [['--model', 'linear-en']]])('scores them again with %j', async (argv) => {
    const { stdout, stderr } = await runCli(['classify', scored('scored.jsonl'), '--format', 'jsonl', ...argv])
    expect(stderr).toContain('records are scored posts; read as posts, their results left out')
    expect(fromJsonl(stdout)[0]?.['model']).toBe('linear-en')
    const first = await runCli(['classify', ...QUICK, 'corpus/samples/xai-compute.txt'])
    expect(await runCli(['classify', '-', ...QUICK, '--rescore'], { stdin: first.stdout })).toMatchObject({ stdout: first.stdout })
  })
})
