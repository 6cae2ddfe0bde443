import { beforeAll, describe, expect, it } from 'vitest'
import { fromJsonl, toJsonl } from '../../../jsonl.js'
import { expectRefusal } from '../../../refusal.js'
import { newFolder, QUICK, runCli } from '../cli-harness.js'

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
}))
const INPUT = folder.write('posts.jsonl', toJsonl(POSTS))
const scored = (name: string): string => folder.path(name)
const breakdownOf = (text: string) => ({ ...JSON.parse(text), evidence: null })

beforeAll(async () => {
  for (const name of ['scored.jsonl', ...TABLES]) {
    expect((await runCli(['classify', ...QUICK, INPUT, ...MOVER, '--out', scored(name)])).code).toBe(0)
  }
  const labels = POSTS.slice(0, 45).map(({ id }, index) => ({ postId: id, coder: 'lee', label: index % 2 ? 'retreat' : 'neither' }))
  folder.write('labels.csv', ['postId,coder,label', ...labels.map((row) => Object.values(row).join(',')), ''].join('\n'))
})

describe.each(TABLES)('%s, as classify wrote it', (name) => {
  it('is counted as the JSON Lines are, with the deal by its name', async () => {
    const [lines, table] = await Promise.all(['scored.jsonl', name].map((each) => runCli(['aggregate', scored(each), '--format', 'json'])))
    expect(breakdownOf(table?.stdout ?? '')).toEqual(breakdownOf(lines?.stdout ?? ''))
    expect(breakdownOf(table?.stdout ?? '').deals[0]).toMatchObject({
      mover: 'Halden Ferries',
      move: 'Halden Ferries sells its harbour lines.',
    })
    expect(table?.stderr).not.toContain('not known')
  })

  it('is audited, labelled and reported; labels drawn from the JSON Lines hold for it', async () => {
    const audit = folder.path(`${name}.audit.jsonl`)
    const drawn = await runCli(['audit', scored(name), '--size', 'all', '--out', audit, '--import', folder.path('labels.csv')])
    expect([drawn.code, drawn.stderr]).toEqual([0, expect.stringContaining('45 labels')])
    const counted = await runCli(['aggregate', scored('scored.jsonl'), '--audit', audit, '--format', 'json'])
    expect(counted.code).toBe(0)
    expect((await runCli(['report', scored(name), '--audit', audit])).stdout).toContain('Halden Ferries')
    expect((await runCli(['cite', scored(name), '--audit', audit])).stdout).toMatch(/of the 45 posts captured.*Halden Ferries.*move/s)
    expect((await runCli(['diff', scored('scored.jsonl'), scored(name)])).code).toBe(0)
  })
})

describe('a table that others changed', () => {
  it('without meta is counted with a word, and not cited', async () => {
    const [header = '', ...rows] = folder.read('scored.csv').trimEnd().split('\r\n')
    const at = header.split(',').indexOf('meta')
    const cells = (row: string): string[] => row.split(/,(?=(?:[^"]*"[^"]*")*[^"]*$)/)
    const bare = folder.write(
      'bare.csv',
      [header, ...rows]
        .map(
          (row) =>
            `${cells(row)
              .filter((_, index) => index !== at)
              .join(',')}\r\n`,
        )
        .join(''),
    )
    const counted = await runCli(['aggregate', bare, '--format', 'json'])
    expect(counted.stderr).toContain('bare.csv: what was captured of the threads and the records of deals of your own are not known')
    expect(JSON.parse(counted.stdout).overall.postCount).toBe(45)
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
      /SCORED_INVALID: expected a row as in the header/,
    ],
    ['a status that does not exist', 'id,text,label,status,model\r\n1,hi,retreat,done,m\r\n', /SCORED_INVALID: .*line 2 of/],
    ['broken Parquet', new Uint8Array([0x50, 0x41, 0x52, 0x31, 1, 2, 3]), /INGEST_PARQUET_BROKEN/],
    ['a broken workbook', new Uint8Array([0x50, 0x4b, 3, 4, 0, 0]), /SCORED_INVALID: .*expected a table of scored posts/],
  ])('%s is one line', async (name, content, message) => {
    expectRefusal(await runCli(['aggregate', folder.write(`${name.replaceAll(' ', '-')}.csv`, content)]), 65, message)
  })

  it('reads its own columns into meta', async () => {
    const rows = fromJsonl((await runCli(['query', scored('scored.csv'), "select meta->>'wave' as wave from posts where id = '4'"])).stdout)
    expect(rows).toEqual([{ wave: '1' }])
  })
})

describe('query', () => {
  it.each(['scored.jsonl', ...TABLES])('reads %s, with the records of its deals', async (name) => {
    const sql = "select count(*) as posts, (select mover from deals where dealId like 'halden%') as mover from posts"
    const { stdout } = await runCli(['query', scored(name), sql])
    expect(fromJsonl(stdout)).toEqual([{ posts: 45, mover: 'Halden Ferries' }])
  })

  it('refuses a workbook of something else in one line', async () => {
    await runCli(['ingest', INPUT, '--out', folder.path('plain.xlsx')])
    expectRefusal(
      await runCli(['query', scored('plain.xlsx'), 'select 1']),
      65,
      /SCORED_INVALID: .*plain\.xlsx: expected a table of scored posts/,
    )
  })
})

describe('several files', () => {
  it('keep their threads apart where a number is all that they share; the same posts twice are refused', async () => {
    for (const [name, text] of [
      ['one', 'They gave up on it'],
      ['two', 'Clever cut that earns more'],
    ] as const) {
      const posts = folder.write(`${name}.csv`, `text\n${text}\nNothing new here\n`)
      expect((await runCli(['classify', ...QUICK, posts, ...MOVER, '--out', folder.path(`${name}.jsonl`)])).code).toBe(0)
    }
    const [one, two] = [folder.path('one.jsonl'), folder.path('two.jsonl')]
    const counted = await runCli(['aggregate', one, two, '--format', 'json'])
    expect(counted.stderr).toContain('two.jsonl: a thread of its own, although one before has its number: counted as t1-2')
    expect(JSON.parse(counted.stdout).overall.postCount).toBe(4)
    expectRefusal(await runCli(['aggregate', one, one]), 65, /SCORED_INVALID: .*post "p1" of thread "t1" twice/)
  })
})

describe('classify with scored files', () => {
  it('writes them in another form as they are: the deal stays, and the bytes are those of the first run', async () => {
    for (const [from, to] of [
      ['scored.jsonl', 'again.csv'],
      ['scored.parquet', 'again2.csv'],
      ['scored.csv', 'again3.csv'],
    ] as const) {
      const ran = await runCli(['classify', scored(from), '--out', folder.path(to)])
      expect([ran.code, ran.stderr]).toEqual([0, expect.stringContaining('45 posts, scored before: written as they are; --rescore')])
      expect(folder.read(to)).toBe(folder.read('scored.csv'))
    }
    await runCli(['classify', scored('scored.xlsx'), '--out', folder.path('again.jsonl')])
    const posts = fromJsonl(folder.read('again.jsonl'))
    expect(new Set(posts.map(({ model }) => model))).toEqual(new Set(['sentiment']))
    expect(new Set(posts.flatMap(({ deals }) => deals))).toEqual(new Set(['halden-ferries-sells-harbour-lines']))
  })

  it.each([[['--rescore', '--model', 'linear-en']], [['--model', 'linear-en']]])('scores them again with %j', async (argv) => {
    const { stdout, stderr } = await runCli(['classify', scored('scored.jsonl'), '--format', 'jsonl', ...argv])
    expect(stderr).toContain('records are scored posts; read as posts, their results left out')
    expect(fromJsonl(stdout)[0]?.['model']).toBe('linear-en')
  })
})
