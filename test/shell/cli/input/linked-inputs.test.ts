import { describe, expect, it } from 'vitest'
import type { Post } from '../../../../src/base/thread/post.js'
import { createCsv } from '../../../../src/say/rows/render-posts-csv.js'
import { postColumns } from '../../../../src/say/rows/source-columns.js'
import { bulkPosts } from '../classify/bulk-posts.js'
import {
  expectRefusal,
  fromJsonl,
  newFolder,
  QUICK,
  runCli,
  runWell,
  toJsonl,
  withoutRun,
} from '../cli-harness.js'

/** Two threads, each of which lies in both halves. */
const POSTS = bulkPosts({ threads: 2, replies: 99 }).map(
  (post): Post => ({
    ...post,
    meta: { role: post.parentId === null ? 'root' : 'reply', note: '' },
  }),
)
const halvesOf = (posts: readonly Post[]): Post[][] =>
  [0, 1].map((half) => posts.filter((_, index) => index % 2 === half))

const [FIRST = [], SECOND = []] = halvesOf(POSTS)

const asReddit = (posts: readonly Post[]): string =>
  toJsonl(
    posts.map(({ id, threadId, parentId, author, text, createdAt }) => {
      const shared = { author, created_utc: Date.parse(createdAt ?? '') / 1000, subreddit: 'deals' }
      const link = `t3_${threadId}`
      if (parentId === null)
        return {
          ...shared,
          id: threadId,
          name: link,
          title: text,
          selftext: '',
          is_self: true,
          num_comments: 100,
        }
      return {
        ...shared,
        id,
        parent_id: parentId.endsWith('-0') ? link : `t1_${parentId}`,
        link_id: link,
        body: text,
      }
    }),
  )
const asCsv = (posts: readonly Post[]): string => createCsv(postColumns()).add(posts)
/** A table without a column of threads; `rows` stand under one header. */
const HEADER = 'id,parent_id,author,text,note\n'
const asUnnamed = (posts: readonly Post[]): string =>
  posts
    .map(({ id, parentId, author, text }) => `${id},${parentId ?? ''},${author ?? ''},"${text}",\n`)
    .join('')

/** One thread in two halves, the second of which answers the first. */
const ONE = POSTS.filter(({ threadId }) => threadId === 't0').concat(
  POSTS.filter(({ threadId }) => threadId === 't1').map((post) => ({
    ...post,
    parentId: post.parentId ?? 'p0-5',
  })),
)

const folder = newFolder()
const run = async (command: string, argv: readonly string[]): Promise<string> =>
  (await runWell([command, ...argv])).stdout

/** Scored posts or posts without what tells of their place, by id. */
const byId = (text: string): unknown[] =>
  fromJsonl(text)
    .map(({ id, threadId, parentId, label, meta }) => ({
      id,
      threadId,
      parentId,
      label,
      missingParent: meta.missingParent,
    }))
    .sort((one, other) => (one.id < other.id ? -1 : 1))

const FORMS = {
  jsonl: { name: 'jsonl', one: toJsonl, join: (texts: readonly string[]) => texts.join('') },
  csv: {
    name: 'csv',
    one: asCsv,
    join: ([first = '', second = '']) => first + second.slice(second.indexOf('\n') + 1),
  },
  'reddit.jsonl': {
    name: 'reddit.jsonl',
    one: asReddit,
    join: (texts: readonly string[]) => texts.join(''),
  },
} satisfies Record<
  string,
  { name: string; one(posts: readonly Post[]): string; join(texts: readonly string[]): string }
>

describe('a thread that lies in two files', () => {
  it.each(Object.values(FORMS))(
    'of $name gives what it gives in one file, in either order',
    async ({ name, one, join }) => {
      const texts = [one(FIRST), one(SECOND)]
      for (const order of [texts, texts.toReversed()]) {
        const whole = await run('ingest', [folder.write(`whole.${name}`, join(order))])
        expect(whole).not.toContain('"missingParent":')
        const paths = order.map((text, index) => folder.write(`${index}.${name}`, text))
        expect((await run('ingest', paths)) === whole).toBe(true)
      }
    },
  )

  it('is tied in tables that name no thread where one answers the other, and left apart else', async () => {
    const texts = [ONE.slice(0, 100), ONE.slice(100)].map(asUnnamed)
    for (const order of [texts, texts.toReversed()]) {
      const whole = await run('ingest', [folder.write('whole.csv', HEADER + order.join(''))])
      const paths = order.map((text, index) => folder.write(`${index}.csv`, HEADER + text))
      expect((await run('ingest', [...paths])) === whole).toBe(true)
    }
    const again = folder.write(
      'again.csv',
      `${HEADER}p0-0,,ann,"A new thread",x\np9,gone,bo,"A reply",x\n`,
    )
    const apart = await run('ingest', [folder.write('one.csv', HEADER + texts[0]), again])
    expect(byId(apart).filter((post) => (post as Post).threadId === 't2')).toHaveLength(2)
  })

  it('takes the post that comments stand under for their thread', async () => {
    const header = 'comment_id,post_id,parent_id,body\n'
    const one = 'c1,s1,,"It is a retreat"\nc1,s2,,"A smart deal"\n'
    const other = 'c2,s1,c1,"No it is not"\n'
    const paths = [one, other].map((rows, index) => folder.write(`${index}.csv`, header + rows))
    expect(byId(await run('ingest', paths))).toMatchObject([
      { id: 'c1', threadId: 's1', parentId: null },
      { id: 'c1', threadId: 's2', parentId: null },
      { id: 'c2', threadId: 's1', parentId: 'c1' },
    ])
  })

  it('gives the same posts and parents from files of two formats', async () => {
    const whole = byId(await run('ingest', [folder.write('whole.jsonl', toJsonl(POSTS))]))
    for (const paths of [
      [folder.write('0.jsonl', toJsonl(FIRST)), folder.write('1.csv', asCsv(SECOND))],
      [folder.write('0.csv', asCsv(FIRST)), folder.write('1.json', JSON.stringify(SECOND))],
    ])
      expect(byId(await run('ingest', paths))).toEqual(whole)
    const asDump = byId(await run('ingest', [folder.write('whole.reddit.jsonl', asReddit(POSTS))]))
    const converted = folder.write(
      '1.jsonl',
      await run('ingest', [folder.write('1.reddit.jsonl', asReddit(SECOND))]),
    )
    expect(
      byId(await run('ingest', [folder.write('0.reddit.jsonl', asReddit(FIRST)), converted])),
    ).toEqual(asDump)
  })

  it.each([
    ['ingest', []],
    ['classify', QUICK],
  ])(
    'is one thread to %s, and a post with other words is named at both places',
    async (command, argv) => {
      const posts = POSTS
      const whole = await run(command, [
        folder.write('whole.jsonl', halvesOf(posts).map(toJsonl).join('')),
        ...argv,
      ])
      const paths = halvesOf(posts).map((half, index) =>
        folder.write(`${index}.jsonl`, toJsonl(half)),
      )
      expect(withoutRun(await run(command, [...paths, ...argv])) === withoutRun(whole)).toBe(true)
      const one = folder.write('0.jsonl', toJsonl(posts))
      const other = folder.write(
        '1.csv',
        asCsv([
          ...posts.slice(0, 1).map((post) => ({ ...post, id: 'new' })),
          ...posts.slice(41, 42).map((post) => ({ ...post, text: `${post.text} Edited.` })),
        ]),
      )
      const line = `${other}: line 3: expected every id once in thread "t0", got "${posts[41]?.id}" again (first on line 42 of ${one}).`
      expectRefusal(
        await runCli([command, ...argv, one, other]),
        65,
        `INGEST_ID_DUPLICATE: ${line}`,
      )
      const skipping = await runWell([command, ...argv, one, other, '--on-bad-record', 'skip'])
      expect(skipping.stdout.trimEnd().split('\n')).toHaveLength(posts.length + 1)
      expect(skipping.stderr).toMatch(/line 3: expected every id once in thread "t0"/)
    },
  )
})

// A page is captured today and again tomorrow: a post that stands in both counted twice until
// `audit`, which then refused all.
describe('captures that overlap', () => {
  const OVERLAPPING = [POSTS.slice(0, 125), POSTS.slice(75)] as const

  it.each([
    ['ingest', []],
    ['classify', QUICK],
  ])('are joined by %s, and that is said once', async (command, argv) => {
    const whole = await run(command, [folder.write('whole.jsonl', toJsonl(POSTS)), ...argv])
    for (const [first, second] of [
      [toJsonl, toJsonl],
      [toJsonl, asCsv],
      [asCsv, asCsv],
    ] as const) {
      const paths = [
        folder.write(`one.${first === asCsv ? 'csv' : 'jsonl'}`, first(OVERLAPPING[0])),
        folder.write(`two.${second === asCsv ? 'csv' : 'jsonl'}`, second(OVERLAPPING[1])),
      ]
      const { stdout, stderr } = await runWell([command, ...paths, ...argv])
      expect(byId(withoutRun(stdout))).toEqual(byId(withoutRun(whole)))
      expect(stderr.match(/counted once/g)).toHaveLength(1)
      expect(stderr).toContain('200 posts (50 posts of several inputs counted once)')
    }
  })

  it('are one thread in tables that name none, and stand apart where only ids meet', async () => {
    const [head, ...rows] = asUnnamed(ONE).trimEnd().split('\n')
    const texts = [
      [head, ...rows.slice(0, 125)],
      [head, ...rows.slice(75)],
    ]
    const paths = texts.map((lines, index) =>
      folder.write(`${index}.csv`, `${HEADER}${lines.join('\n')}\n`),
    )
    const { stdout, stderr } = await runWell(['ingest', ...paths])
    expect(fromJsonl(stdout)).toHaveLength(ONE.length)
    expect(new Set(fromJsonl(stdout).map(({ threadId }) => threadId))).toEqual(new Set(['t1']))
    expect(stderr).toContain('51 posts of several inputs counted once')
    const again = folder.write(
      'again.csv',
      `${HEADER}p0-0,,ann,"A new thread",x\n${rows[0]}\np9,p0-0,bo,"A reply",x\n`,
    )
    const apart = await run('ingest', [paths[0] ?? '', again])
    expect(new Set(fromJsonl(apart).map(({ threadId }) => threadId))).toEqual(new Set(['t1', 't2']))
  })

  it('give classify and audit the same number of posts', async () => {
    const paths = OVERLAPPING.map((posts, index) => folder.write(`${index}.csv`, asCsv(posts)))
    const scored = folder.path('scored.jsonl')
    await runWell(['classify', ...paths, ...QUICK, '--out', scored])
    const { stderr } = await runWell([
      'audit',
      scored,
      '--size',
      '60',
      '--export',
      folder.path('sheet.csv'),
    ])
    expect(stderr).toMatch(/Drawn: 60 of 198 posts/)
  })
})
