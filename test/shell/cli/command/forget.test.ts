import { mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { parseScoredPost } from '../../../../src/count/breakdown/parse-scored-post.js'
import { readAudit } from '../../../../src/shell/node/audit/audit-log.js'
import { fromJsonl } from '../../../jsonl.js'
import { newFolder, QUICK, runCli, runWell } from '../cli-harness.js'

const post = (id: string, author: string, text: string, parentId: string | null = null) =>
  JSON.stringify({ id, threadId: 't', parentId, author, createdAt: null, text, meta: { role: parentId === null ? 'root' : 'reply' } })

/** Thirty posts; goneann wrote three of them and is named in two others. */
const POSTS = Array.from({ length: 30 }, (_, index) => {
  const author = index % 10 === 4 ? 'GoneAnn' : `person${index}`
  const text =
    index === 7 ? '@goneann no, this is a sad retreat' : index === 8 ? 'see x.com/goneann/status/1' : `A smart move, number ${index}`
  return post(`p${index}`, author, text, index === 0 ? null : index === 5 ? 'p4' : 'p0')
}).join('\n')

/** Files that are not our own records. */
const OTHERS = ['notes.txt', 'page.json', 'scored.csv', 'scored.parquet']

async function newProject() {
  const folder = newFolder()
  const at = (name: string): string => folder.path(`project/${name}`)
  folder.write('project/posts.jsonl', `${POSTS}\n`)
  const scoring = ['classify', at('posts.jsonl'), ...QUICK, '--evidence', 'on']
  await runCli([...scoring, '--out', at('scored.jsonl'), '--breakdown', at('breakdown.json')])
  for (const ending of ['csv', 'parquet']) await runCli([...scoring, '--out', at(`scored.${ending}`)])
  folder.write('project/notes.txt', 'GoneAnn seems to be a regular.\n')
  folder.write(
    'project/page.json',
    JSON.stringify({
      data: [
        { id: '1', author_id: '9', text: 'hi @goneann' },
        { id: '2', username: 'goneann', text: 'me' },
      ],
      includes: { users: [{ id: '5', username: 'goneann' }] },
    }),
  )
  /** Draws so many posts of a scored file, and labels them all. */
  const drawFrom = async (scored: string, size: number): Promise<void> => {
    const rows = Array.from({ length: 30 }, (_, index) => `p${index},eva,neither`)
    const labels = folder.write('labels.csv', `postId,coder,label\n${rows.join('\n')}\n`)
    await runWell(['audit', at(scored), '--size', `${size}`, '--import', labels, '--coder', 'eva', '--out', at('a.audit.jsonl')])
  }
  return { ...folder, at, drawFrom }
}

const snapshot = (folder: string): [string, string][] =>
  readdirSync(folder).map((name) => [name, readFileSync(`${folder}/${name}`).toString('base64')])

describe('forget', () => {
  it('reports what it would do, and changes nothing without --apply', async () => {
    const { path } = await newProject()
    const before = snapshot(path('project'))
    const { code, stdout, stderr } = await runCli(['forget', path('project'), '--author', '@goneann'])
    expect(code).toBe(65)
    expect(stdout).toMatch(/^posts\.jsonl: 3 removed; 3 edited$/m)
    expect(stdout).toMatch(/^breakdown\.json: holds counts of before: to be recomputed$/m)
    for (const name of OTHERS) expect(stdout).toMatch(new RegExp(`^${name}: holds the person or a post`, 'm'))
    expect(stderr).toMatch(/3 records found; nothing was changed\. Pass --apply to do it/)
    expect(snapshot(path('project'))).toEqual(before)
  })

  it('removes every trace of a person from our records, and lists other files until they are gone', async () => {
    const { path, read, at } = await newProject()
    const { code, stderr } = await runCli(['forget', path('project'), '--author', 'goneann', '--apply'])
    expect(code).toBe(65)
    expect(stderr).toContain(`${OTHERS.length} files left to you: see the list`)
    expect(readdirSync(path('project')).filter((name) => name.startsWith('.') || name.endsWith('.lock'))).toEqual([])
    for (const name of readdirSync(path('project'))) {
      if (!OTHERS.includes(name)) expect(readFileSync(at(name)).toString('latin1'), name).not.toMatch(/goneann/i)
    }
    const posts = fromJsonl(read('project/posts.jsonl'))
    expect(posts).toHaveLength(27)
    expect(posts.find(({ id }) => id === 'p5')).toMatchObject({ parentId: null, meta: { role: 'reply', missingParent: 'forgotten' } })
    expect(posts.find(({ id }) => id === 'p7').text).toBe('@forgotten no, this is a sad retreat')
    for (const [index, line] of read('project/scored.jsonl').trim().split('\n').entries()) {
      const scored = parseScoredPost(JSON.parse(line), `line ${index + 1}`)
      for (const { start, end, text } of scored.evidence ?? []) expect(scored.text.slice(start, end)).toBe(text)
    }
    const again = await runCli(['forget', path('project'), '--author', 'goneann', '--apply'])
    expect(again.code).toBe(65)
    expect(again.stdout.trim().split('\n')).toHaveLength(OTHERS.length)
    for (const name of OTHERS) rmSync(at(name))
    const last = await runCli(['forget', path('project'), '--author', 'goneann'])
    expect([last.code, last.stdout]).toEqual([0, ''])
  })

  it('leaves out columns of others that name the person in words, and names them', async () => {
    const { path, write, read } = newFolder()
    mkdirSync(path('project'))
    const posts = [
      {
        id: 'a',
        threadId: 't',
        parentId: null,
        author: 'bob',
        createdAt: null,
        text: 'Hm.',
        meta: { role: 'root', note: 'told by Gone Ann', likes: '7' },
      },
      { id: 'b', threadId: 't', parentId: 'a', author: 'gone ann', createdAt: null, text: 'Yes.', meta: { role: 'reply' } },
    ]
    write('project/posts.jsonl', `${posts.map((each) => JSON.stringify(each)).join('\n')}\n`)
    const { stdout } = await runCli(['forget', path('project'), '--author', 'Gone Ann', '--apply'])
    expect(stdout).toContain('posts.jsonl: 1 removed; 1 edited; cells of the column "note" are left out: they name the person in words')
    expect(fromJsonl(read('project/posts.jsonl')).map(({ meta }) => meta)).toEqual([{ role: 'root', likes: '7' }])
  })

  it('keeps the record of a deal that was named on the command, also when the posts that carry it go', async () => {
    const { path, write, read } = newFolder()
    mkdirSync(path('project'))
    const input = write('posts.jsonl', `${POSTS}\n`)
    const out = path('project/scored.jsonl')
    await runCli(['classify', input, ...QUICK, '--mover', 'Sonos', '--move', 'drops Cast', '--name', 'sonos-cast', '--out', out])
    const named = async (): Promise<unknown> => JSON.parse((await runCli(['aggregate', out, '--format', 'json'])).stdout).deals[0]
    const before = await named()
    for (const author of ['person0', 'person1']) {
      expect((await runCli(['forget', path('project'), '--author', author, '--apply'])).code).toBe(0)
    }
    expect(await named()).toMatchObject({ dealId: 'sonos-cast', mover: 'Sonos', move: 'Sonos drops Cast.', postCount: 28 })
    expect(before).toMatchObject({ dealId: 'sonos-cast', mover: 'Sonos', move: 'Sonos drops Cast.', postCount: 30 })
    expect(read('project/scored.jsonl').split('"move":').length).toBe(2)
    expect((await runCli(['forget', path('project'), '--post', 'p2', '--post', 'p3', '--apply'])).code).toBe(0)
    expect(await named()).toMatchObject({ mover: 'Sonos', postCount: 26 })
  })

  it('finds a name in a dump in any spelling, compression or encoding, as a whole word only', async () => {
    const { path, write } = newFolder()
    const dump = '{"data":[{"id":"1","username":"Zo\\u00cb.gone","text":"words"}]}\n'
    write('project/dump.json', dump)
    write('project/dump.json.gz', gzipSync(dump))
    write('project/sheet.txt', Buffer.from('\ufeffauthor\tzoë.gone\n', 'utf16le'))
    write('project/long.log', `${'x '.repeat(70_000)}@zoë.gone!\n`)
    write('project/book.xlsx', Buffer.from('PK\u0003\u0004anything'))
    write('posts.csv', 'id,author,text\n1,zoë.gone,words\n')
    for (const ending of ['csv', 'parquet', 'xlsx'])
      await runCli(['classify', path('posts.csv'), ...QUICK, '--out', path(`project/scored.${ending}`)])
    write('project/nobody.txt', 'zoë.gonedale and anzoë.gone are others\n')
    const { code, stdout } = await runCli(['forget', path('project'), '--author', '@zoë.gone'])
    expect(code).toBe(65)
    expect(stdout.split('\n').map((line) => line.split(':')[0])).toEqual([
      ...['book.xlsx', 'dump.json', 'dump.json.gz', 'long.log', 'scored.csv', 'scored.parquet', 'scored.xlsx', 'sheet.txt', ''],
    ])
    expect(stdout).toMatch(/^book\.xlsx: cannot be read \(INGEST_BINARY\): look for the person by hand$/m)
    expect(stdout.match(/^scored\.\w+: holds.* write it again from the changed posts, npm run classify/gm)).toHaveLength(3)
  })

  it('lists the results that were counted from a changed file, and takes no word of theirs for a name', async () => {
    const { path, at, write, read } = await newProject()
    await runCli(['shard', at('posts.jsonl'), '--shards', '2', '--out', at('shards')])
    write('elsewhere.jsonl', `${post('x', 'person1', 'A smart move')}\n`)
    await runCli(['classify', path('elsewhere.jsonl'), ...QUICK, '--out', path('x.jsonl'), '--breakdown', at('other.json')])
    const breakdown = read('project/breakdown.json')
    const nobody = await runCli(['forget', path('project'), '--author', 'nobody'])
    expect(breakdown).toContain('nobody')
    expect([nobody.code, nobody.stdout]).toEqual([0, ''])
    const { stdout } = await runCli(['forget', path('project'), '--author', 'goneann', '--apply'])
    expect(stdout).toMatch(/^breakdown\.json: holds counts of before: to be recomputed$/m)
    expect(stdout).toMatch(/^shards\/manifest\.json: holds counts of before: to be recomputed$/m)
    expect(stdout).not.toMatch(/other\.json/)
    for (const name of readdirSync(at('shards'))) expect(read(`project/shards/${name}`)).not.toMatch(/goneann|number 4"/i)
  })

  it('removes a post by its id, and finds a person under the pseudonym', async () => {
    const folder = newFolder()
    mkdirSync(folder.path('project'))
    const posts = folder.write('posts.jsonl', `${POSTS}\n`)
    await runCli(['ingest', posts, '--pseudonymise', folder.path('key'), '--new-key', '--out', folder.path('project/posts.jsonl')])
    const byId = await runCli(['forget', folder.path('project'), '--post', 'p9', '--apply'])
    expect(byId.stdout).toBe('posts.jsonl: 1 removed\n')
    const byName = await runCli(['forget', folder.path('project'), '--author', 'GoneAnn', '--key', folder.path('key'), '--apply'])
    expect(byName.stdout).toBe('posts.jsonl: 3 removed; 3 edited\n')
    expect((await runCli(['forget', folder.path('project'), '--author', 'nobody'])).stderr).toMatch(/nothing found/)
  })

  it('keeps an audit true: units and labels go, strata are counted anew, the chain holds', async () => {
    const { path, at, drawFrom } = await newProject()
    await drawFrom('scored.jsonl', 20)
    const before = await readAudit(at('a.audit.jsonl'))
    const { stdout } = await runCli(['forget', path('project'), '--author', 'goneann', '--apply'])
    const after = await readAudit(at('a.audit.jsonl'))
    const gone = before.design.units.filter(({ postId }) => ['p4', 'p14', 'p24'].includes(postId)).length
    if (gone > 0) expect(stdout).toMatch(new RegExp(`a\\.audit\\.jsonl: ${gone} removed; its lines are chained anew`))
    expect(after.design.units).toHaveLength(before.design.units.length - gone)
    const total = (audit: typeof before): number => audit.design.strata.reduce((sum, { populationCount }) => sum + populationCount, 0)
    expect(total(after)).toBe(total(before) - 3)
    expect(after.design.scoredCount).toBe(27)
    expect(after.labels).toHaveLength(before.labels.length - gone)
    expect(after.labels.length).toBeGreaterThan(10)
    const { code, stderr } = await runCli(['aggregate', at('scored.jsonl'), '--audit', at('a.audit.jsonl'), '--format', 'json'])
    expect([code, stderr.match(/AUDIT_\w+/)?.[0]]).toEqual([0, undefined])
  })

  it('rewrites the audit of a table with the posts that were written from it, and says so until it is clean', async () => {
    const { path, at, drawFrom } = await newProject()
    for (const name of ['scored.jsonl', 'scored.parquet', 'notes.txt', 'page.json', 'breakdown.json']) rmSync(at(name))
    await drawFrom('scored.csv', 30)
    const forget = () => runCli(['forget', path('project'), '--author', 'goneann', '--apply'])
    const [table, audit] = [readFileSync(at('scored.csv')), readFileSync(at('a.audit.jsonl'))]
    const first = await forget()
    expect([first.code, first.stdout]).toEqual([
      65,
      expect.stringContaining('a.audit.jsonl: holds 3 units of the posts, and its scored posts are not in this folder as JSONL'),
    ])
    expect([readFileSync(at('scored.csv')), readFileSync(at('a.audit.jsonl'))]).toEqual([table, audit])
    await runCli(['classify', at('scored.csv'), '--out', at('scored.jsonl')])
    expect((await runCli(['forget', path('project'), '--author', 'nobody'])).stdout).toBe('')
    expect((await forget()).stdout).toMatch(/^a\.audit\.jsonl: 3 removed/m)
    await runCli(['classify', at('scored.jsonl'), '--out', at('scored.csv')])
    expect((await forget()).code).toBe(0)
    expect((await readAudit(at('a.audit.jsonl'))).labels).toHaveLength(27)
    const { stderr } = await runCli(['cite', at('scored.csv'), '--audit', at('a.audit.jsonl')])
    expect(stderr).not.toMatch(/AUDIT_/)
  })

  it('removes posts that name their author by an id alone, and retweets of their words', async () => {
    const { path, read, write } = newFolder()
    const line = (id: string, author: string, text: string, meta: object = {}) =>
      `${JSON.stringify({ id, threadId: 't', parentId: null, author, createdAt: null, text, meta: { role: 'root', ...meta } })}\n`
    write(
      'project/posts.jsonl',
      [
        line('1', 'staybob', 'A smart move', { authorId: '9007199254740993' }),
        line('2', 'goneann', 'Words of Ann', { authorId: '9007199254740992' }),
        line('3', 'staybob', 'RT @GoneAnn: Words of Ann'),
        line('4', '9007199254740992', 'More words of Ann'),
      ].join(''),
    )
    write('project/ids.csv', 'id,author_id\n2,9007199254740992\n')
    const { code, stdout } = await runCli(['forget', path('project'), '--author', '@goneann', '--apply'])
    expect([code, stdout]).toEqual([65, expect.stringMatching(/^ids\.csv: holds.*\nposts\.jsonl: 3 removed\n$/)])
    expect(read('project/posts.jsonl').trim().split('\n')).toHaveLength(1)
  })

  it('requires one folder, and a person or a post', async () => {
    const folder = newFolder()
    expect((await runCli(['forget', folder.path('.')])).code).toBe(64)
    expect((await runCli(['forget', '--author', 'x'])).code).toBe(64)
    expect((await runCli(['forget', folder.path('none'), '--author', 'x'])).code).toBe(66)
  })
})
