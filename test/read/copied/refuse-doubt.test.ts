import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { PipelineError } from '../../../src/base/errors.js'
import { parsePaste } from '../../../src/read/copied/plain/parse-mentions.js'
import { findDoubt } from '../../../src/read/doubt/find-doubts.js'
import { type ParsePostsOptions, parsePosts } from '../../../src/read/parse-posts.js'
import { caught } from '../../support/caught.js'
import { inRows } from '../../support/in-rows.js'
import * as texts from './unknown-texts.js'

const refusal = (text: string, options?: ParsePostsOptions): PipelineError =>
  caught(() => parsePosts(text, options))

const ARTICLE = readFileSync('test/fixtures/doubt/article-with-dates.txt', 'utf8')

describe('a text that is no thread in a known layout', () => {
  it('is an article, whose quotations are read, where its paragraphs are long', () => {
    const long = ARTICLE.replace(
      'About 210 people work at the mill.',
      'About 210 people work at the mill, which has lost money in each of the last four years, and which the family that founded it in 1871 had tried to sell twice before, once to a Swedish group and once to its own managers, who could not raise the sum that the banks wanted to see for its ageing machines, its river rights, and the three streets of houses that still belong to it.',
    ).replace(
      'to a property group.',
      'to a property group that builds flats on the sites of old works along the canal, and that has said it will keep the chimney, the clock and the name of the place, though nobody who works there now will be asked to stay when the last reel of paper leaves the yard in the spring of next year.',
    )
    expect(parsePosts(long).summary.source).toBe('article')
  })

  it('is not a list of one comment a line, which is read with a caution', () => {
    const { posts, summary } = parsePosts(texts.LINES)
    expect(posts.map(({ text }) => text).join('\n')).toBe(texts.LINES)
    expect(summary.source).toBe('paste')
    expect(posts[0]?.meta.capture?.notes).toEqual([
      'each line was taken for a post: the text names no authors',
    ])
  })

  it('is not comments in one block, which are read by the tags of lines with a caution', () => {
    const { posts, summary } = parsePosts(texts.BLOCK)
    const comments = texts.BLOCK.split('\n').filter((_, at) => at % 3 === 1)
    expect(posts.map(({ text }) => text)).toEqual(comments)
    expect(summary.source).toBe('page-paste')
    expect(summary.cautions.join()).toContain('the shapes of lines set its posts apart')
  })

  it('is shown as it would be read, with the way to the page itself', () => {
    const { message, context } = refusal(texts.SCRAPS)
    expect(message).toMatch(
      / Its first posts would be .{1,70}: ".{1,80}"; .{1,70}: ".{1,80}"; the saved page is read more surely than the text: /,
    )
    expect(message).toContain('use "Save page as" in the browser, and give the file.')
    expect(context['asRead']).toMatch(/^.*: ".*"; .*: ".*"$/)
    expect(refusal(texts.PYTHON).message).not.toContain('Save page as')
  })

  it.each([
    [
      'comments without what recurs around them',
      texts.SCRAPS,
      /^.*\d+ of \d+ posts have neither a name nor a mention/,
    ],
    [
      'an article among the labels of its page',
      `${'Sign in,News,Business,Sport,Opinion,Share,Save'.replaceAll(',', '\n')}\n\nThe mill stops weaving in August. The union called it a retreat.\n\n${'12 comments,Most read,Bypass to shut,Man fined over swan,About us,Contact us,Cookie settings,Accept all,Reject all'.replaceAll(',', '\n')}`,
      /15 of 17 lines are labels, and no post has a name/,
    ],
    [
      'an article above a list of others with their days',
      ARTICLE,
      /\d+ of \d+ (?:lines are labels|posts hold a list of links)/,
    ],
    [
      'an article above headlines with their authors',
      ARTICLE.replace(
        /Norsk Pulp raises[\s\S]*2 Feb/,
        ['Norsk Pulp raises prices', 'A mill in pictures', 'What paper costs', 'Who reads now?']
          .map((headline) => `${headline}\nBy Ines Brodie\n2 days ago`)
          .join('\n'),
      ),
      /headlines “by” somebody|names and labels|lines are labels/,
    ],
    [
      'an advertisement',
      readFileSync('test/fixtures/doubt/advertisement.txt', 'utf8'),
      /16 of 23 lines are labels/,
    ],
    [
      'an agenda with its times in brackets',
      readFileSync('test/fixtures/doubt/agenda.txt', 'utf8'),
      /6% of its characters are brackets/,
    ],
    [
      'markup that is no page',
      `<talk>${'<say by="ann">They gave <b>up</b>.</say>\n'.repeat(12)}</talk>`,
      /stands in tags, as in HTML or XML/,
    ],
    [
      'an archive of another shape',
      texts.ODD_ARCHIVE,
      /brackets and operators, as in code or data\. Nearest: x-web/,
    ],
    [
      'a list of strings',
      JSON.stringify(texts.LINES.split('\n'), null, 1),
      /got other text: it is JSON of an unknown shape\. Nearest: jsonl/,
    ],
    ['Python', texts.PYTHON, /as in code or data/],
    ['JavaScript', texts.JAVASCRIPT, /as in code or data/],
    ['a log', texts.LOG, /12 of 12 lines open with a time, as in a log or a chat/],
    [
      'a drawn table',
      texts.DRAWN_TABLE,
      /13 of 15 lines have 5 cells apart by bars, as in a table\. Nearest: csv/,
    ],
    [
      'mails',
      'From: Ann\nDate: 3 May\nSubject: mill\n\nSold.\n\nSo be it.\n\n'.repeat(4),
      /it looks like mails of a list \("From: Ann"\)/,
    ],
    [
      'cards of a bot',
      'MillBot APP\n:mill: Mill sold\nView | Dismiss\n'.repeat(4),
      /it looks like cards of programs in Slack/,
    ],
    [
      'a private chat of two lines',
      '[3/11/25, 9:02:11 p.m.] Ann: sold\n[23/11/25, 9:05:00 p.m.] Bo: no',
      /it looks like a private chat/,
    ],
    [
      'a chat with the mark of half a day first',
      '[2026/7/9 下午02:28:09] Ann: sold\n[2026/7/9 下午02:28:37] Bo: no',
      /a private chat/,
    ],
    [
      'a group of Telegram Web',
      ['Ann Bo', 'Cy Dell', 'Di Fox', 'Ann Bo', 'Eve Fen']
        .map((name, at) => `${name}\nThey sold boat ${at} of the five.\n10:0${at}\n`)
        .join(''),
      /it looks like a chat \("10:00"\)/,
    ],
    [
      'a channel of Discord as text',
      `Guild: Mills\nChannel: deals\n\n${'[03.11.2025 09:02] ann\nsold\n\n'.repeat(4)}`,
      /a channel of Discord/,
    ],
    [
      'a page of Hacker News without a comment',
      'Hacker News\tnew | past | comments | ask | show | jobs | submit\tlogin\n\n\tBrill shuts its port (quay.example)\n2 points by ann 40 minutes ago | hide | past | favorite | discuss\n \n\nhelp\n\nGuidelines | FAQ | Lists | API | Security | Legal | Apply to YC | Contact\n\nSearch:',
      /no reply was found on what looks like a page of Hacker News: open the replies first/,
    ],
    [
      'two threads of X, one below the other',
      ['Brill', 'Oddleigh']
        .map(
          (name, at) =>
            `Home\nExplore\nConversation\n${name}\n@${name}\n${name} sells its port.\n${at + 8}:14 AM · Nov 18, 2026\n·\n48.2K\n Views\n` +
            Array.from({ length: 5 }, (_, reply) => {
              const handle = `${name}fan${reply}`
              return `${handle}\n@${handle}\n·\nNov ${reply + 19}\n${name} gave up, take ${reply}.\n1\n20\n`
            }).join(''),
        )
        .join(''),
      /two opening posts stand in it \(8:14 AM · Nov 18, 2026; 9:14 AM · Nov 18, 2026\): give one thread at a time/,
    ],
    ['a table of unknown columns', texts.TABBED, /13 of 13 lines have 3 cells apart by tabs/],
  ])('refuses %s, with what was seen', (_, text, said) => {
    const error = refusal(text)
    expect(error.code).toBe('INGEST_LAYOUT_UNKNOWN')
    expect(error.message).toMatch(said)
    expect(error.message).toMatch(
      /^expected a thread in a known layout, got other text: .* take each line or paragraph as a post\.$/,
    )
    expect(error.message).not.toContain('\n')
  })

  it.each([
    ["Telegram's HTML", texts.TELEGRAM_HTML, /a record of the site.* Nearest: telegram /],
    [
      'a page of comments',
      texts.commentsHtml('li'),
      /a page of an unknown site\. Copy the comments as text/,
    ],
  ])('refuses %s of an unknown site, with the way on', (_, text, said) => {
    const { code, message } = refusal(text)
    expect(code).toBe('INGEST_LAYOUT_UNKNOWN')
    expect(message).toMatch(said)
    expect(message).not.toContain('\n')
  })

  it('refuses posts that mostly hold one line', () => {
    const text = Array.from(
      { length: 10 },
      (_, index) => `@ann answer ${index}\nReport this\nand so on ${'again '.repeat(index)}`,
    ).join('\n\n')
    expect(refusal(text).message).toContain('the line "Report this" stands in 10 of 10 posts')
  })

  it('reads posts that end with one line, without it', () => {
    const text = Array.from({ length: 10 }, (_, index) => `@ann answer ${index}\nReport this`).join(
      '\n\n',
    )
    expect(parsePosts(text).posts.map((post) => post.text)).toEqual(
      Array.from({ length: 10 }, (_, index) => `@ann answer ${index}`),
    )
  })

  it('refuses JSON that nobody knows', () => {
    const json = JSON.stringify(
      { version: 3, feed: { cells: [{ who: 'ana', blob: { words: 'They gave up.' } }] } },
      null,
      1,
    )
    expect(refusal(json).code).toBe('INGEST_JSON_BROKEN')
  })

  it('reads it where the caller insists, and says what is doubtful', () => {
    const { posts, summary } = parsePosts(texts.FORUM_PAGE, { source: 'paste' })
    const caution =
      '134 of 135 posts have neither a name nor a mention: some may be cut in the wrong place'
    expect(posts).toHaveLength(135)
    expect(posts[0]?.meta.capture).toMatchObject({ capturedCount: 131, notes: [caution] })
    expect(summary.notes).toContain(caution)
  })
})

describe('--one-post-per', () => {
  it('takes each line as a post and ties none', () => {
    const { posts, summary } = parsePosts(texts.LINES, { onePostPer: 'line' })
    expect(posts.map(({ text }) => text).join('\n')).toBe(texts.LINES)
    expect(
      new Set(posts.map(({ threadId, parentId, meta }) => `${threadId} ${parentId} ${meta.role}`)),
    ).toEqual(new Set([`${posts[0]?.threadId} null root`]))
    expect(posts[0]?.meta.capture?.notes).toEqual([
      'each line is one post, as whoever gave the text says',
    ])
    expect(summary).toMatchObject({
      postCount: 35,
      source: 'paste',
      reason: 'each line is a post, as the caller says',
    })
  })

  it('takes each paragraph as a post, with its line breaks and its mentions', () => {
    const { posts } = parsePosts('Reply\r\nno\r\n\r\n@ann yes\n \n12', { onePostPer: 'paragraph' })
    expect(inRows(posts.map(({ text, meta }) => [text, meta.addressees]))).toEqual([
      'Reply\nno | none',
      '@ann yes | ann',
      '12 | none',
    ])
  })

  it('goes with no other source', () => {
    expect(refusal('a\nb', { onePostPer: 'line', source: 'csv' }).code).toBe('USAGE_OPTION_INVALID')
  })
})

describe('a thread', () => {
  it.each(texts.THREADS)('is read: %s', (_, text, count) => {
    expect(parsePosts(text).posts).toHaveLength(count)
  })

  it('with some doubtful boundaries carries a caution', () => {
    const answers = Array.from({ length: 9 }, (_, index) =>
      index < 6 ? `@ann no ${index}` : `It says ${index} on the label.`,
    )
    const { posts } = parsePosts(['They gave up.', ...answers].join('\n\n'))
    expect(posts[0]?.meta.capture?.notes?.[0]).toMatch(
      /^3 of 10 posts have neither a name nor a mention/,
    )
  })

  it('is refused above half, never at half, and not below eight posts', () => {
    const post = (index: number, author: string | null) => ({
      ...parsePaste('a').posts[0],
      id: `p${index}`,
      author,
      text: 'a',
    })
    const judge = (namedCount: number, count: number) =>
      findDoubt(
        'paste',
        Array.from({ length: count }, (_, index) =>
          post(index, index < namedCount ? 'ann' : null),
        ) as never,
        'a '.repeat(count),
      )
    expect(judge(10, 20)).toMatchObject({
      isRefused: false,
      seen: expect.stringContaining('10 of 20'),
    })
    expect(judge(9, 20)?.isRefused).toBe(true)
    expect(judge(1, 8)?.isRefused).toBe(true)
    expect(judge(1, 7)?.isRefused).toBe(false)
    expect(judge(17, 20)).toBeNull()
  })
})

describe('every text that the project has', () => {
  const files = (folder: string): string[] =>
    existsSync(folder)
      ? readdirSync(folder).flatMap((name) => {
          const path = join(folder, name)
          return statSync(path).isDirectory() ? files(path) : [path]
        })
      : []
  const known = [
    ...files('corpus/samples'),
    ...files('test/fixtures/import'),
    ...files('../shared/seeds'),
  ].filter(
    (path) =>
      /\.(?:txt|json|jsonl|ndjson|csv|tsv|html|xml|js|har)$/.test(path) &&
      !/-labels\.csv$/.test(path),
  )

  it.each(known)('%s is not refused and carries no caution', (path) => {
    let text = readFileSync(path, 'utf8')
    if (text.startsWith('\ufeff')) text = text.slice(1)
    let posts: ReturnType<typeof parsePosts>['posts'] = []
    try {
      posts = parsePosts(text, { onBadRecord: 'skip' }).posts
    } catch (error) {
      expect(error).not.toMatchObject({ code: 'INGEST_LAYOUT_UNKNOWN' })
    }
    expect(posts.flatMap(({ meta }) => meta.capture?.notes ?? []).join()).not.toMatch(
      /cut in the wrong place/,
    )
  })
})
