import { describe, expect, it } from 'vitest'
import { detectSource } from '../../../src/read/detect-source.js'
import { parseNestedJson } from '../../../src/read/export/parse-nested-json.js'
import { joinInputs } from '../../../src/read/link/join-inputs.js'
import { parsePosts } from '../../../src/read/parse-posts.js'
import { decodeAny } from '../../../src/read/record/decode.js'
import { parseDate } from '../../../src/read/record/parse-date.js'
import { parseCsv } from '../../../src/read/table/parse-csv.js'
import { parseJson } from '../../../src/read/table/parse-jsonl.js'
import { inRows } from '../../support/in-rows.js'

const table = (...rows: readonly string[]): string => rows.join('\n')
const postsOf = (...rows: readonly string[]) => parseCsv(table(...rows)).posts
/** Id, parent, author, words and node of each post of a table. */
const shape = (...rows: readonly string[]): string[] =>
  inRows(postsOf(...rows).map(({ id, parentId, author, text, meta }) => [id, parentId, author, text, meta.node]))
const parentsOf = (...rows: readonly string[]): string[] => inRows(postsOf(...rows).map(({ id, parentId }) => [id, parentId]))

describe('tables as others write them', () => {
  it('takes comment_id for the id where post_id stands too, and names of Reddit with and without their kind', () => {
    const posts = postsOf('post_id,comment_id,parent_id,author,body', 'abc,k1,t3_abc,ann,They fold', 'abc,k2,t1_k1,bo,No they grow')
    const rows = posts.map(({ id, threadId, parentId, meta }) => [id, threadId, parentId, meta.missingParent])
    expect(inRows(rows)).toEqual(['k1 | abc | - | abc', 'k2 | abc | k1 | none'])
  })

  it('joins a table of submissions to the table of their comments', () => {
    const results = [
      parseCsv(table('id,title,selftext,num_comments', 'abc,Mill sold,About time,2', 'xyz,Other,,0')),
      parseCsv(table('post_id,comment_id,parent_id,author,body', 'abc,k1,t3_abc,ann,They fold'), { threadId: 't2' }),
    ]
    const { threads } = joinInputs(results, { names: ['a.csv', 'b.csv'], threadIds: ['t1', 't2'], onBadRecord: 'throw' })
    const rows = threads.flatMap(({ id, posts }) => posts.map((post) => [id, post.id, post.parentId]))
    expect(inRows(rows)).toEqual(['abc | abc | -', 'abc | k1 | abc', 'xyz | xyz | -'])
  })

  it('makes nodes of texts that were taken away, and no author of one who left', () => {
    expect(
      shape('id,parent_id,author,body', '1,,ann,Root', '2,1,[deleted],[deleted]', '3,1,[deleted],[removed]', '4,1,[deleted],Kept'),
    ).toEqual(['1 | - | ann | Root | none', '2 | 1 | - |  | deleted', '3 | 1 | - |  | deleted', '4 | 1 | - | Kept | none'])
  })

  it('puts the title before the text of a root, and takes it alone where there is no text', () => {
    const textsOf = (...rows: readonly string[]): string[] => postsOf(...rows).map(({ text }) => text)
    expect(textsOf('id,title,selftext,num_comments', 's1,They sell the mill,,4', 's2,Mill sold,About time,0')).toEqual([
      'They sell the mill',
      'Mill sold\n\nAbout time',
    ])
    expect(textsOf('id,parent_id,title,text', '1,,Mill sold,About time', '2,1,Mill sold,Why?')).toEqual(['Mill sold\n\nAbout time', 'Why?'])
  })

  it('reads ids that pandas made floats of, and finds the post whose last digits are lost', () => {
    const rows = ['1299558242343886849,,Root', '1299558300000000001,1.2995582423438868e+18,A', '1299558300000000777,1299558242343886848,B']
    expect(parentsOf('id,in_reply_to_status_id,text', ...rows)).toEqual([
      '1299558242343886849 | -',
      '1299558300000000001 | 1299558242343886849',
      '1299558300000000777 | 1299558242343886849',
    ])
    expect(parentsOf('id,parent_id,text', '1001,nan,Root', '1002,1001.0,Reply')).toEqual(['1001 | -', '1002 | 1001'])
  })

  it.each(['nan', 'NaN', 'None', 'null', 'NULL', '[]', '<NA>', 'NaT', '{}', '\\N'])(
    'takes %s for nothing where no text stands',
    (nothing) => {
      const { posts } = parseCsv(table('id,parent_id,author,date,text', `1,${nothing},${nothing},${nothing},None`))
      expect(posts[0]).toMatchObject({ parentId: null, author: null, createdAt: null, text: 'None', meta: { role: 'root' } })
      expect(posts[0]?.meta).toEqual({ role: 'root' })
    },
  )

  it.each([
    [`"{'_type': 'snscrape.modules.twitter.User', 'username': 'ann_k', 'id': 12}"`],
    [`"{""username"": ""ann_k"", ""name"": ""Ann K.""}"`],
    [`"User(username='ann_k', id=12, displayname='Ann K.')"`],
  ])('reads the handle of an author that is an object: %s', (cell) => {
    expect(parseCsv(table('id,user,text', `1,${cell},hi`)).posts[0]?.author).toBe('ann_k')
  })

  it('reads parents and retweets out of lists that Python wrote', () => {
    const lists = [`12,A,"[{'type': 'replied_to', 'id': '11'}]"`, '13,B,[<ReferencedTweet id=11 type=replied_to>]']
    expect(shape('id,text,referenced_tweets', '11,Root,', ...lists, `14,Root,"[{'type': 'retweeted', 'id': '11'}]"`)).toEqual([
      '11 | - | - | Root | none',
      '12 | 11 | - | A | none',
      '13 | 11 | - | B | none',
      '14 | - | - | Root | retweet',
    ])
  })

  it('makes nodes of retweets: is_retweet, a named original, RT @', () => {
    const posts = postsOf('id,is_retweet,retweeted_status_id,text', '1,yes,,a', '2,False,,b', '3,,77.0,c', '4,,nan,RT @ann: d')
    expect(posts.map(({ meta }) => meta.node)).toEqual(['retweet', undefined, 'retweet', 'retweet'])
  })

  it("reads 4CAT's flags: a reply names whom it answers, an advert is a node, a post of Instagram is no answer to itself", () => {
    const head = 'id,thread_id,parent_id,is_reply,replied_author,is_ad,body'
    const posts = postsOf(head, 'a,a,a,no,,no,Root', 'b,a,,yes,ann,no,Reply', 'c,a,,no,,yes,Buy')
    const rows = posts.map(({ parentId, meta }) => [parentId, meta.role, meta.missingParent, meta.node])
    expect(inRows(rows)).toEqual(['- | root | none | none', '- | reply | @ann | none', '- | root | none | advert'])
  })

  it('takes root for no parent, unless a post has that id', () => {
    const rootless = parseCsv(table('id,parent,text', 'a,root,x', 'b,a,y')).posts
    expect(rootless.map(({ parentId, meta }) => [parentId, meta.role, meta.missingParent])).toEqual([
      [null, 'root', undefined],
      ['a', 'reply', undefined],
    ])
    expect(parseCsv(table('id,parent,text', 'root,,x', 'b,root,y')).posts[1]?.parentId).toBe('root')
  })

  it('knows author.userName, in a column and in an object', () => {
    expect(parseCsv(table('id,author.userName,author.name,text', '1,ann_k,Ann,x')).posts[0]?.author).toBe('ann_k')
    expect(parsePosts('{"id":"1","text":"x","author":{"name":"Ann","userName":"ann_k"}}').posts[0]?.author).toBe('ann_k')
  })

  it('merges rows that repeat one word for word, and names the way out where they differ', () => {
    const { posts, summary } = parseCsv(table('id,text', '1,x', '2,y', '1,x', '1,x'))
    expect(posts).toHaveLength(2)
    expect(summary).toMatchObject({ skippedCount: 0 })
    expect(summary.notes).toContain('2 records repeat another one word for word; merged into it')
    expect(() => parseCsv(table('id,text', '1,x', '1,other'))).toThrow(/--on-bad-record skip/)
  })

  it('decodes entities of HTML', () => {
    expect(parseCsv(table('id,text', '1,AT&amp;T &lt;3 &#39;deals&#39;')).posts[0]?.text).toBe("AT&T <3 'deals'")
  })

  it("reads Excel's first line sep=;", () => {
    const text = table('sep=;', 'id;text', '1;one, two', '2;three')
    expect(detectSource(text, 'a.csv').source).toBe('csv')
    expect(parsePosts(text).posts.map((post) => post.text)).toEqual(['one, two', 'three'])
    expect(() => parseCsv(table('sep=;', 'id;text', '1;a', '1;b'))).toThrow(/^line 4: .*first on line 3/)
  })

  it('says what each column was read as, what was not read, and that no column names parents', () => {
    expect(parseCsv(table('comment_id,body,score', 'a,x,3')).summary.notes).toEqual([
      'columns read: text from "body", id from "comment_id"',
      'columns not read, kept in meta: "score"',
      'no column names the parent post: no row is tied to another. Map one: parentId=NAME',
    ])
    expect(parseCsv(table('id,text,parent_id', 'a,x,')).summary.notes).toHaveLength(2)
  })
})

describe('other small things from the wild', () => {
  it.each([
    ['Wed, 10 Oct 2018 20:19:24 +0000', '2018-10-10T20:19:24.000Z'],
    ['Wed, 10 Oct 2018 22:19:24 +0200', '2018-10-10T20:19:24.000Z'],
    ['1 Feb 2026 08:05 GMT', '2026-02-01T08:05:00.000Z'],
    ['2026-02-01 10:05:00+02', '2026-02-01T08:05:00.000Z'],
    ['2024-02-29', '2024-02-29'],
    [1_750_000_000.25, '2025-06-15T15:06:40.250Z'],
    [1_750_000_000_250, '2025-06-15T15:06:40.250Z'],
    ['2026-02-30', null],
    ['30 Feb 2026 08:05 GMT', null],
    [20_260_605, null],
    [2026, null],
    [-1, null],
  ])('reads the time %s', (given, expected) => {
    expect(parseDate(given)).toBe(expected)
  })

  it('keeps a number or a day that is no time as it was given', () => {
    const { posts, summary } = parsePosts('{"text":"a","date":20260605}\n{"text":"b","time":12}\n{"text":"c","date":"2026-02-30"}')
    expect(inRows(posts.map(({ createdAt, meta }) => [createdAt, meta['timeText']]))).toEqual(['- | 20260605', '- | 12', '- | 2026-02-30'])
    expect(summary.notes.join()).toContain('3 times are not in a known form; kept as meta.timeText')
  })

  it('takes a sentence with a comma for a table only where the next line has as many cells', () => {
    expect(detectSource('ok, comment\n\n@ann they gave up').source).toBe('paste')
    expect(detectSource('ok, comment\nWell, they gave up, and they know it.').source).toBe('paste')
    expect(detectSource('user, comment\nann, they gave up').source).toBe('csv')
    expect(detectSource('user,comment\nann,"they gave up, and\nthey know it"').source).toBe('csv')
    expect(detectSource('id,text').source).toBe('csv')
  })

  it("reads Python's NaN in JSON as null, outside strings alone", () => {
    const { posts } = parsePosts('{"id":1,"text":"NaN and Infinity","score":NaN,"low":-Infinity}\n{"id":2,"text":"x","score":Infinity}')
    expect(posts).toMatchObject([{ text: 'NaN and Infinity', meta: { score: null, low: null } }, { meta: { score: null } }])
  })

  it('reads bytes that are windows-1252, says so, and refuses UTF-8 with a fault', () => {
    const bytes = Uint8Array.from([...'id,text\n1,caf'].map((unit) => unit.charCodeAt(0)).concat([0xe9, 0x20, 0x80, 0x0a]))
    const { text, note } = decodeAny(bytes)
    expect(text).toBe('id,text\n1,café €\n')
    expect(note).toMatch(/windows-1252/)
    expect(() => decodeAny(Uint8Array.from([0xc3, 0xa9, 0x20, 0xe9]))).toThrow(/UTF-8/)
    expect(decodeAny(new TextEncoder().encode('café')).note).toBeNull()
  })

  it('names what an object holds that is no list of posts', () => {
    expect(() => parseJson('{\n "status": "ok",\n "rows": 3\n}')).toThrow(/one object with status, rows, and no list of posts/)
    expect(() => parseJson('[null]')).toThrow(/got null\. .*--on-bad-record skip/)
  })

  it('reads the search of Hacker News, whose hits name their children by number', () => {
    const hit = {
      objectID: '41',
      created_at_i: 1780000000,
      author: 'ann',
      story_id: 40,
      parent_id: 40,
      comment_text: 'They fold',
      _tags: ['comment'],
      children: [42, 43],
    }
    const { posts, summary } = parsePosts(JSON.stringify({ hits: [hit, { ...hit, objectID: '42', parent_id: 41, children: [] }] }))
    expect(inRows(posts.map(({ id, parentId }) => [id, parentId]))).toEqual(['41 | -', '42 | 41'])
    expect(summary.skippedCount).toBe(0)
  })

  it('reads what academictwitteR keeps beside its posts without a fault', () => {
    const users = { users: [{ id: '7', name: 'Ann', username: 'ann_k', public_metrics: { tweet_count: 2 } }], errors: [] }
    const { posts, summary } = parsePosts(JSON.stringify(users), { fileName: 'users_1.json' })
    expect(posts).toEqual([])
    expect(summary.source).toBe('x-api')
    expect(summary.notes).toContain('the input holds users alone, and no post')
  })
})

describe('JSON with posts within posts', () => {
  const thread = {
    post: 'irrelevant',
    items: [
      {
        id: 1,
        text: 'Root',
        author: 'ann',
        replies: [
          { id: 2, text: 'No', replies: [{ text: 'Why not', replies: [] }] },
          { id: 3, text: 'Yes', parent_id: 2 },
        ],
      },
    ],
  }

  it('keeps every reply, under the record that holds it or the one it names', () => {
    for (const text of [
      JSON.stringify(thread.items),
      JSON.stringify(thread.items[0]),
      JSON.stringify({ data: { items: thread.items } }, null, 2),
    ]) {
      expect(detectSource(text, 'a.json').source).toBe('nested-json')
      expect(inRows(parsePosts(text).posts.map(({ id, parentId }) => [id, parentId]))).toEqual(['1 | -', '2 | 1', 'p3 | 2', '3 | 2'])
    }
  })

  it('reads chains of 5,000 records without recursion', () => {
    let text = '{"id":"c0","text":"end"}'
    for (let index = 1; index < 5000; index += 1) text = `{"id":"c${index}","text":"x","replies":[${text}]}`
    expect(parseNestedJson(text).posts).toHaveLength(5000)
  })
})
