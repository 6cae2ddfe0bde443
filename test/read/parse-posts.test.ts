import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { parsePaste } from '../../src/read/copied/plain/parse-mentions.js'
import { detectSource } from '../../src/read/detect-source.js'
import { formatIngestSummary, formatSourceList } from '../../src/read/format-ingest-summary.js'
import { parsePosts } from '../../src/read/parse-posts.js'
import { sampleOf } from '../../src/read/record/source-sample.js'
import { SOURCE_LIST } from '../../src/read/sources.js'

const sample = (name: string): string =>
  readFileSync(new URL(`../../corpus/samples/${name}`, import.meta.url), 'utf8')

describe('detectSource', () => {
  it.each([
    ['{"id":"1","text":"x"}\n', 'jsonl'],
    ['[{"id":"1","text":"x"}]', 'json'],
    ['[\n  {\n    "id": 1', 'json'],
    ['{\n  "posts": []\n}', 'json'],
    ['{"id":"1",\n{"id":"2","text":"x"}', 'jsonl'],
    ['id,text\n1,x', 'csv'],
    ['id;author;body\n1;a;x', 'csv'],
    ['id\tbody\n1\tx', 'tsv'],
    ['"comment_id","comment_text"\n1,x', 'csv'],
    ['Well, comment on that.\n\n@ann yes', 'paste'],
    ['[ ] [ rules / news ] [ halls / rent ]\n\n@ann yes', 'paste'],
    ['[]', 'json'],
    ['[BREAKING] xAI leases Colossus\n\n@ann yes', 'paste'],
    ['{sigh} not again\n\n@ann yes', 'paste'],
    ['Post\n\nAnn\n@ann · 2h\nhello', 'paste'],
    ['I said 5 hours ago that it was over.\n\nNobody | parent | listened.', 'paste'],
    ['[–] I said 4 hours ago\nthat it is a retreat', 'paste'],
    [
      '[–]fennel9 40 points 4 hours ago\nLooks like running away.\n\npermalinkembedsavereportreply\n[–]moss[S] 1 point 2 hours ago*\nNobody sells it.',
      'reddit-paste',
    ],
    ['', 'paste'],
  ])('%j is %s', (text, source) => expect(detectSource(text).source).toBe(source))

  it('takes a first line with all mapped columns for the head of a table', () => {
    expect(detectSource('key,remark\n1,x', undefined, { text: 'remark' }).source).toBe('csv')
    expect(detectSource('key,remark\n1,x').source).toBe('paste')
  })

  it('goes by a telling file name', () => {
    expect(detectSource('anything', 'a/b.CSV')).toEqual({
      source: 'csv',
      reason: 'the file name ends in .csv',
    })
    expect(detectSource('anything', 'notes.txt').source).toBe('paste')
  })
})

describe('the list of sources', () => {
  it('describes each source once', () => {
    const ids = SOURCE_LIST.map(({ id }) => id)
    expect(new Set(ids).size).toBe(ids.length)
    expect(ids.at(-1)).toBe('paste')
    const text = formatSourceList()
    for (const { id, description } of SOURCE_LIST)
      expect(text).toContain(`${id}\n  ${description}\n`)
  })

  it('claims plain posts for no platform', () => {
    for (const { recognise } of SOURCE_LIST)
      expect(recognise?.(sampleOf('{"id":"1","text":"x"}')) ?? null).toBeNull()
  })
})

describe('parsePosts', () => {
  it.each([
    ['xai-compute.txt', 'paste', 18],
    ['apple-siri.txt', 'x-paste', 9],
    ['rivian.csv', 'csv', 10],
    ['intel.jsonl', 'jsonl', 8],
  ])('reads the sample %s as %s without being told', (name, source, postCount) => {
    const { posts, summary } = parsePosts(sample(name))
    expect(summary).toMatchObject({ source, postCount, skippedCount: 0, threadCount: 1 })
    expect(posts).toHaveLength(postCount)
  })

  it('names a pasted thread and its posts by their words, whatever records are to be called', () => {
    const { headers, posts } = parsePosts(sample('xai-compute.txt'), { threadId: 'compute' })
    const [threadId = ''] = posts.map((post) => post.threadId)
    expect(threadId).toMatch(/^t-[0-9a-f]{10}$/)
    expect(headers.get(threadId)).toHaveLength(4)
    expect(new Set(posts.map((post) => post.threadId)).size).toBe(1)
    expect(parsePaste(sample('xai-compute.txt')).posts.map(({ id }) => id)).toEqual(
      posts.map(({ id }) => id),
    )
  })

  it('refuses white space and a source that does not exist', () => {
    expect(() => parsePosts(' \n\ufeff')).toThrow(expect.objectContaining({ code: 'INGEST_EMPTY' }))
    expect(() => parsePosts('x', { source: 'xml' as 'csv' })).toThrow(
      expect.objectContaining({ code: 'INGEST_FORMAT_UNKNOWN' }),
    )
    expect(() => parsePosts('x', { source: 'toString' as 'csv' })).toThrow(
      expect.objectContaining({ code: 'INGEST_FORMAT_UNKNOWN' }),
    )
  })
})

describe('formatIngestSummary', () => {
  it('says what was read, left out and decided, the same words once', () => {
    const text = 'Root.\n\n@ann a\n\nno mention\n\nnone here either\n\n@bob b\n\n@ann c'
    expect(formatIngestSummary(parsePosts(text).summary)).toBe(
      [
        '6 posts (1 root, 5 replies, 1 thread) read as paste: it is plain text, neither JSON nor a table',
        '  1 reply answers a post that is not here',
        '  the source does not show whom 4 replies answer: a likely one is marked as a guess',
        '  layout: posts apart by blank lines',
        '  author of the root posts inferred: @ann, named by 2 of 3 addressed replies; 2 parents rest on it and are guesses too',
        '  2 of 6 posts have neither a name nor a mention: some may be cut in the wrong place',
        '  compare with the page: the first posts were read as ann: "Root."; without a name: "@ann a"',
        '  the saved page is read more surely than the text: use "Save page as" in the browser, and give the file',
        '  2 ambiguous places:',
        '    lines 5, 7: stands without a mention; taken as a reply of its own, not as more of the post above',
      ].join('\n'),
    )
    expect(formatIngestSummary(parsePosts(text).summary, { isBrief: true })).toBe(
      [
        '6 posts (1 root, 5 replies, 1 thread) read as paste: it is plain text, neither JSON nor a table',
        '  1 reply answers a post that is not here; the source does not show whom 4 replies answer: a likely one is marked as a guess; 2 of 6 posts have neither a name nor a mention: some may be cut in the wrong place; 2 notes and 2 ambiguous places: --verbose',
      ].join('\n'),
    )
  })

  it('lists skips with code and line', () => {
    const { summary } = parsePosts('{"id":"a","text":"x"}\n{"id":"a","text":"y"}', {
      onBadRecord: 'skip',
    })
    expect(formatIngestSummary(summary)).toContain(
      '  1 record skipped:\n    INGEST_ID_DUPLICATE line 2: expected every id once',
    )
  })
})

it('keeps posts that others quote beside the words that quote them, where they hold most words of the page', () => {
  const quoted =
    'Quote\nWire News\n@wirenews\n·\n6h\nCastell sells its watch division to Meridian for 640m euros, and keeps leather.'
  const said = ['ana', 'bo', 'cy'].map((handle, at) => [handle, `Take ${at}: that is focus.`])
  const page = said
    .map(([handle, words]) => `${handle} B\n@${handle}\n·\n5h\n${words}\n${quoted}\n3\n8\n4.4K\n`)
    .join('')
  const { posts, summary } = parsePosts(`Post\nConversation\n${page}Post your reply`)
  expect(summary.source).toBe('x-paste')
  expect(posts.map(({ author, text }) => [author, text])).toEqual(said)
})
