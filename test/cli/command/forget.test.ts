import { mkdirSync, readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { parseScoredPost } from '../../../src/aggregate/breakdown/parse-scored-post.js'
import { readAudit } from '../../../src/node/audit/read-audit.js'
import { newFolder, QUICK, runCli } from '../cli-harness.js'

const post = (id: string, author: string, text: string, parentId: string | null = null) =>
  JSON.stringify({ id, threadId: 't', parentId, author, createdAt: null, text, meta: { role: parentId === null ? 'root' : 'reply' } })

/** Thirty posts; goneann wrote three of them and is named in two others. */
const POSTS = Array.from({ length: 30 }, (_, index) => {
  const author = index % 10 === 4 ? 'GoneAnn' : `person${index}`
  const text =
    index === 7 ? '@goneann no, this is a sad retreat' : index === 8 ? 'see x.com/goneann/status/1' : `A smart move, number ${index}`
  return post(`p${index}`, author, text, index === 0 ? null : index === 5 ? 'p4' : 'p0')
}).join('\n')

async function newProject() {
  const folder = newFolder()
  mkdirSync(folder.path('project'))
  const at = (name: string): string => folder.path(`project/${name}`)
  folder.write('project/posts.jsonl', `${POSTS}\n`)
  await runCli([
    'classify',
    at('posts.jsonl'),
    ...QUICK,
    '--out',
    at('scored.jsonl'),
    '--evidence',
    'on',
    '--breakdown',
    at('breakdown.json'),
  ])
  for (const ending of ['csv', 'parquet'])
    await runCli(['classify', at('posts.jsonl'), ...QUICK, '--out', at(`scored.${ending}`), '--evidence', 'on'])
  await runCli(['ingest', at('posts.jsonl'), '--format', 'share', '--out', at('pack.jsonl')])
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
  return { ...folder, at }
}

const snapshot = (folder: string): [string, string][] =>
  readdirSync(folder).map((name) => [name, readFileSync(`${folder}/${name}`).toString('base64')])

describe('forget', () => {
  it('says what it would do and changes nothing, unless --apply is given', async () => {
    const { path } = await newProject()
    const before = snapshot(path('project'))
    const { code, stdout, stderr } = await runCli(['forget', path('project'), '--author', '@goneann'])
    expect(code).toBe(0)
    expect(stdout).toMatch(/^posts\.jsonl: 3 removed; 3 edited$/m)
    expect(stdout).toMatch(/^scored\.parquet: 3 removed; 3 edited$/m)
    expect(stdout).toMatch(/^breakdown\.json: holds counts of before: to be recomputed$/m)
    expect(stdout).toMatch(/^notes\.txt: names the person or post and is no file of records/m)
    expect(stderr).toMatch(/4 records found; nothing was changed\. Pass --apply to do it/)
    expect(snapshot(path('project'))).toEqual(before)
  })

  it('leaves no trace of a person in any file of records', async () => {
    const { path, read, at } = await newProject()
    expect((await runCli(['forget', path('project'), '--author', 'goneann', '--apply'])).code).toBe(0)
    for (const name of readdirSync(path('project'))) {
      if (name !== 'notes.txt') expect(readFileSync(at(name)).toString('latin1'), name).not.toMatch(/goneann/i)
    }
    const posts = read('project/posts.jsonl')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line))
    expect(posts).toHaveLength(27)
    expect(posts.find(({ id }) => id === 'p5')).toMatchObject({ parentId: null, meta: { role: 'reply', missingParent: 'forgotten' } })
    expect(posts.find(({ id }) => id === 'p7').text).toBe('@forgotten no, this is a sad retreat')
    for (const [index, line] of read('project/scored.jsonl').trim().split('\n').entries()) {
      const scored = parseScoredPost(JSON.parse(line), `line ${index + 1}`)
      for (const { start, end, text } of scored.evidence ?? []) expect(scored.text.slice(start, end)).toBe(text)
    }
    for (const name of ['scored.csv', 'scored.parquet', 'posts.jsonl', 'scored.jsonl']) {
      const { stdout } = await runCli(['ingest', at(name)])
      expect(stdout.trim().split('\n'), name).toHaveLength(27)
    }
    expect(read('project/pack.jsonl').trim().split('\n')).toHaveLength(28)
    const again = await runCli(['forget', path('project'), '--author', 'goneann'])
    expect(again.stdout).toBe('notes.txt: names the person or post and is no file of records: make it again, or edit it by hand\n')
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

  it.each(['uniform', 'stratified'])(
    'keeps a %s audit true: units and labels go, strata are counted anew, the chain holds',
    async (method) => {
      const { path, at, write } = await newProject()
      const rows = Array.from({ length: 30 }, (_, index) => `p${index},eva,neither`)
      const labels = write('labels.csv', `postId,coder,label\n${rows.join('\n')}\n`)
      const drawn = await runCli([
        'audit',
        at('scored.jsonl'),
        '--size',
        '20',
        ...(method === 'uniform' ? [] : ['--stratify']),
        '--import',
        labels,
        '--coder',
        'eva',
        '--out',
        at('a.audit.jsonl'),
      ])
      if (drawn.code !== 0) throw new Error(drawn.stderr)
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
    },
  )

  it('removes posts that name their author by an id alone, or deep inside, and retweets of their words', async () => {
    const { path, read, write } = newFolder()
    mkdirSync(path('project'))
    const users = [
      { id: '9007199254740992', username: 'goneann', name: 'Ann' },
      { id: '9007199254740993', username: 'staybob', name: 'Bob' },
    ]
    const tweet = (id: string, authorId: string, text: string, more: object = {}) => ({
      id,
      author_id: authorId,
      conversation_id: '1',
      text,
      ...more,
    })
    const page = {
      data: [
        tweet('1', '9007199254740993', 'A smart move'),
        tweet('2', '9007199254740992', 'Words of Ann'),
        tweet('3', '9007199254740993', 'RT @GoneAnn: Words of Ann'),
        tweet('4', '9007199254740993', 'So it is', {
          in_reply_to_user_id: '9007199254740992',
          referenced_tweets: [{ type: 'replied_to', id: '2' }],
        }),
      ],
      includes: { users },
    }
    write('project/pages.jsonl', `${JSON.stringify(page)}\n`)
    const web = (id: string, name: string, text: string) => ({
      rest_id: id,
      core: { user_results: { result: { rest_id: `90071992547409${name.length}`, core: { screen_name: name } } } },
      legacy: { full_text: text, conversation_id_str: '1', user_id_str: `90071992547409${name.length}` },
    })
    const lines = [web('11', 'goneann', 'Words of Ann'), web('12', 'bob', 'A smart move')]
    write(
      'project/web.ndjson',
      lines.map((data) => `${JSON.stringify({ item_id: data.rest_id, source_platform: 'x.com', data })}\n`).join(''),
    )
    const status = (id: string, acct: string, content: string) => ({
      id,
      account: { id: `1${id}`, username: acct, acct },
      content,
      created_at: '2026-01-02T03:04:05Z',
    })
    write(
      'project/statuses.jsonl',
      [status('5', 'goneann', '<p>Words of Ann</p>'), status('6', 'bob', '<p>Smart</p>')].map((one) => `${JSON.stringify(one)}\n`).join(''),
    )
    expect((await runCli(['forget', path('project'), '--author', '@goneann', '--apply'])).code).toBe(0)
    for (const name of ['pages.jsonl', 'web.ndjson', 'statuses.jsonl']) {
      expect(read(`project/${name}`), name).not.toMatch(/goneann|Words of Ann|9007199254740992|900719925474097/i)
    }
    expect(JSON.parse(read('project/pages.jsonl')).data.map(({ id }: { id: string }) => id)).toEqual(['1', '4'])
    expect(read('project/web.ndjson').trim().split('\n')).toHaveLength(1)
    expect(read('project/statuses.jsonl').trim().split('\n')).toHaveLength(1)
  })

  it('keeps the answers of others that stand inside a post that goes', async () => {
    const { path, write } = newFolder()
    mkdirSync(path('project'))
    const item = (id: number, author: string, parentId: number | null, children: readonly object[]) => ({
      id,
      created_at: '2026-01-02T03:04:05Z',
      created_at_i: 1767323045 + id,
      type: parentId === null ? 'story' : 'comment',
      author,
      text: `<p>number ${id}`,
      points: null,
      parent_id: parentId,
      story_id: 1,
      children,
    })
    write(
      'project/hn.json',
      JSON.stringify(item(1, 'bob', null, [item(2, 'goneann', 1, [item(3, 'cleo', 2, []), item(4, 'goneann', 2, [])])])),
    )
    const comment = (id: string, author: string, parentId: string, children: readonly object[]) => ({
      kind: 't1',
      data: {
        id,
        name: `t1_${id}`,
        author,
        body: `number ${id}`,
        created_utc: 1767323045,
        link_id: 't3_s',
        parent_id: parentId,
        replies: children.length === 0 ? '' : { kind: 'Listing', data: { children } },
      },
    })
    const tree = [comment('a', 'goneann', 't3_s', [comment('b', 'cleo', 't1_a', [])]), comment('c', 'bob', 't3_s', [])]
    write('project/reddit.json', JSON.stringify({ kind: 'Listing', data: { children: tree } }))
    expect((await runCli(['forget', path('project'), '--author', 'goneann', '--apply'])).code).toBe(0)
    for (const [name, ids] of [
      ['hn.json', ['1', '3']],
      ['reddit.json', ['t1_b', 't1_c']],
    ] as const) {
      const { code, stdout } = await runCli(['ingest', path(`project/${name}`)])
      expect(code, name).toBe(0)
      expect(
        stdout
          .trim()
          .split('\n')
          .map((line) => JSON.parse(line).id),
        name,
      ).toEqual(ids)
      expect(stdout, name).toMatch(/"missingParent":"(?:t1_)?forgotten"/)
    }
  })

  it('wants one folder and somebody to forget', async () => {
    const folder = newFolder()
    expect((await runCli(['forget', folder.path('.')])).code).toBe(64)
    expect((await runCli(['forget', '--author', 'x'])).code).toBe(64)
    expect((await runCli(['forget', folder.path('none'), '--author', 'x'])).code).toBe(66)
  })
})
