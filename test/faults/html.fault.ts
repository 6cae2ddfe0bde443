import { writeFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { PipelineError } from '../../src/base/errors.js'
import { isPage } from '../../src/read/html/unwrap-page.js'
import { parseCopied } from '../../src/read/parse-clipboard.js'
import { parsePosts } from '../../src/read/parse-posts.js'
import { importFixture } from '../contract/importer.js'
import { fromJsonl, newFolder } from '../shell/cli/cli-harness.js'
import { IS_LONG } from '../support/run-count.js'
import { type CraftedText, findGrowth } from './growth.js'
import { runMeasured } from './run-measured.js'

const folder = newFolder()
const SITES = [
  'hacker-news',
  'x',
  'reddit',
  'youtube',
  'xenforo-2',
  'vbulletin-3',
  'phpbb-2',
  'blogger-2008',
  'wordpress',
  'stack-exchange',
]
const PAGE = importFixture('html/hacker-news.html')

/** Reads a page; a refusal has to be one clear line. */
function readOrRefuse(read: () => unknown): string {
  try {
    read()
    return 'read'
  } catch (error) {
    if (!(error instanceof PipelineError)) throw error
    expect(error.message).toMatch(/^[^\n]{10,}$/)
    return error.code
  }
}
const read = (text: string) => readOrRefuse(() => parsePosts(text, { source: 'html' }))

/** Ingests bytes by the command. */
function ingest(name: string, bytes: Buffer | string, ...argv: readonly string[]) {
  const path = folder.path(name)
  const out = folder.path('out.jsonl')
  writeFileSync(path, bytes)
  writeFileSync(out, '')
  const { status, stderr, peakMebibytes } = runMeasured(
    ['ingest', path, '--out', out, ...argv],
    folder,
  )
  return {
    status,
    stderr,
    peakMebibytes,
    posts: status === 0 ? fromJsonl(folder.read('out.jsonl')) : [],
  }
}

describe('a damaged page is read or refused in one line', () => {
  it.each(SITES)('cut off anywhere: %s', (name) => {
    const page = importFixture(`html/${name}.html`)
    const step = IS_LONG ? 1 : 97
    for (let length = 1; length < page.length; length += step) {
      read(page.slice(0, length))
      readOrRefuse(() => parseCopied('@ana They gave up.', [page.slice(-length)]))
    }
  })

  it('whose half holds half of the posts', () => {
    const half = PAGE.slice(0, PAGE.indexOf('id="41000012"'))
    const { posts } = ingest('half.html', half)
    expect(posts.map(({ id }) => id)).toEqual(['41000001', '41000010', '41000011'])
  })

  it('in windows-1252 that names ISO-8859-1, and in UTF-8 that says so late', () => {
    const worded = (meta: string) =>
      PAGE.replace('A retreat, plain and simple.', '\u0093A retreat\u0094 \u2026').replace(
        '<head>',
        `<head>${meta}`,
      )
    const western = Buffer.from(
      worded('<meta charset="iso-8859-1">')
        .replace('\u2026', '\u0085')
        .replaceAll(/[^\0-\u00ff]/gu, '?'),
      'latin1',
    )
    expect(ingest('western.html', western).posts[1]?.['text']).toMatch(/^“A retreat” …/)
    const late = PAGE.replace('A retreat, plain and simple.', 'Ein Rückzug 🏳').replace(
      '<head>',
      `<head><!--${'x'.repeat(20_000)}--><meta charset="utf-8">`,
    )
    expect(ingest('late.html', late).posts[1]?.['text']).toMatch(/^Ein Rückzug 🏳/)
  })

  it.each([
    [
      'headers of a server',
      `HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\nX-A: <b>\r\n\r\n${PAGE}`,
    ],
    ['zero bytes', `\0\0\0${PAGE.replaceAll('retreat', 'ret\0reat')}`],
    ['a declaration of XML', `<?xml version="1.0" encoding="utf-8"?>\n${PAGE}`],
  ])('below %s', (_, text) => {
    expect(isPage(text)).toBe(true)
    expect(ingest('page.html', text).posts).toHaveLength(6)
  })

  it('with two threads in one text, which stay two', () => {
    const other = PAGE.replaceAll('410000', '420000')
    const { posts } = ingest('two.html', `${PAGE}\n${other}`)
    expect(new Set(posts.map(({ threadId }) => threadId))).toEqual(
      new Set(['41000001', '42000001']),
    )
    expect(posts).toHaveLength(12)
  })
})

describe('hostile markup', () => {
  it('is words at most: nothing of it is run, fetched or linked', () => {
    const evil = [
      '<script>globalThis.isRun = true</script><img src="http://127.0.0.1:9/a" onerror="globalThis.isRun = true">',
      '<a href="javascript:globalThis.isRun=true">x</a><iframe srcdoc="<script>1</script>"></iframe><object data="http://127.0.0.1:9/b"></object>',
      '&#0;&#x110000;&#xD800;&amp;lt;script&gt;&notanentity;&#99999999999999999999;&NewLine;',
      '<svg><script>globalThis.isRun = true</script><foreignObject><div>in</div></foreignObject></svg><math><mi//xlink:href="data:x,1">',
      '<template><p>hidden</p></template><noscript><p>off</p></noscript><style>p{}</style><plaintext',
    ].join('\n')
    const hostile = PAGE.replace('A retreat, plain and simple.', evil)
      .replaceAll('item?id=', 'javascript:alert(1)//item?id=')
      .replace(
        '<head>',
        '<head><base href="javascript:alert(2)//"><link rel="canonical" href="javascript:alert(3)"><meta property="og:url" content="data:text/html,x">',
      )
    const { posts } = parsePosts(hostile)
    expect((globalThis as { readonly isRun?: boolean }).isRun).toBeUndefined()
    expect(posts.length).toBeGreaterThanOrEqual(2)
    expect(posts[1]?.text).not.toMatch(/isRun|hidden|p\{\}/)
    for (const { meta } of posts) expect(String(meta['url'] ?? 'https:')).toMatch(/^https?:/)
    expect(JSON.stringify(posts)).not.toMatch(/javascript:/)
  })

  it('keeps names of the prototype apart', () => {
    const page = PAGE.replaceAll(
      'class="athing comtr"',
      '__proto__="x" constructor="y" class="athing comtr"',
    ).replaceAll('41000011', '__proto__')
    expect(parsePosts(page).posts.map(({ id }) => id)).toContain('__proto__')
    expect(({} as Record<string, unknown>)['x']).toBeUndefined()
  })
})

/** So many of a piece around or after each other, as a page of a length. */
const page = (
  name: string,
  start: string,
  piece: string | ((at: number) => string),
  end = '',
): CraftedText => ({
  name,
  build: (length) => {
    const pieces = [start]
    for (let total = start.length, at = 0; total < length; at += 1) {
      const next = typeof piece === 'string' ? piece : piece(at)
      total += next.length
      pieces.push(next)
    }
    return `${pieces.join('')}${end}`
  },
})
const COMMENT = (at: number) =>
  `<li class="comment" id="comment-${at}"><div class="comment-author"><cite class="fn">A${at}</cite></div><time datetime="2026-01-01T00:00:00Z"></time><div class="comment-content"><p>x</p></div>`
const FORUM = (at: number) =>
  `<article class="message message--post" data-author="a${at}" data-content="post-${at}"><div class="message-body"><div class="bbWrapper">x</div></div></article>`
const MAIL = 'From: a\r\nContent-Type: multipart/related;\r\n boundary="b"\r\n\r\n'

const GROWING: readonly CraftedText[] = [
  page('nested elements', '<html>', '<div class="comment">'),
  page('nested elements without end', '<html><body class="a">', '<b><p><i>'),
  page('nested tables', '<html>', '<table><tr class="athing comtr" id="1"><td>'),
  page('nested posts', '<html><ol>', (at) => `${COMMENT(at)}<ol>`),
  page('posts beside each other', '<html><ol>', (at) => `${COMMENT(at)}</li>`),
  page('posts of a forum', '<html>', FORUM),
  {
    name: 'posts of a forum below the opening one',
    build: (length) =>
      `<html><link rel="canonical" href="https://a.example/t/1/2"><article class="boxed" data-post-id="a">${'<article class="boxed" data-post-id="b" id="post_9">x</article>'.repeat(length / 60)}`,
  },
  page(
    'words of one post',
    `<html>${COMMENT(1).replace('<div class="comment-content">', '')}`,
    '<p>a',
  ),
  page(
    'quotations in one post',
    `<html>${FORUM(1).replace('x</div></div></article>', '')}`,
    '<div class="bbCodeBlock--quote" data-source="post: 1">q</div>',
  ),
  page(
    'quotations in quotations',
    `<html>${FORUM(1).replace('x</div></div></article>', '')}`,
    '<div class="bbCodeBlock--quote" data-source="post: 1">q',
  ),
  page(
    'rows without one element around them',
    '<html><table><tr><td><b class="postauthor">a</b>',
    '<tr><td><div class="postbody">a</div>',
  ),
  page('elements of no post', '<html>', '<p class="a"><time datetime="x">a</time>'),
  page('kinds of elements', '<html>', (at) => `<a${at}-x class="k${at} l${at}"></a${at}-x>`),
  page('comments', '<html>', '<!-- a -->'),
  page('starts of comments', '<html>', '<!--'),
  page('starts of tags', '<html>', '<a'),
  page('ends of tags', '<html>', '</a></p></td>'),
  page('attributes', '<html><a ', (at) => `a${at}="" `),
  page('an attribute without end', '<html><a title="', 'a'),
  page('entities', '<html><p>', '&amp;&#65;'),
  page('pages', '', '<html><p>a</html>'),
  page('templates', '<html>', '<template>'),
  page('scripts', '<html>', '<script type="application/ld+json">[[</script>'),
  page('data for machines', '<html><script type="application/ld+json">', '{"@graph":['),
  page('parts of a mail', MAIL, '--b\r\nContent-Type: text/css\r\n\r\nx\r\n'),
  page(
    'a part of a mail',
    `${MAIL}--b\r\nContent-Type: text/html\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n<html>`,
    '=3D=\r\n',
  ),
  page('heads of parts', `${MAIL}--b\r\n`, 'A: b\r\n'),
]

describe('time grows with the length of a page, not faster', () => {
  it.each(GROWING)('$name', (crafted) => {
    expect(findGrowth(read, [crafted])).toEqual([])
  })

  it('reads 100,000 nested elements', () => {
    const deep = PAGE.replace('plain and simple.', `${'<div><b>'.repeat(50_000)}deep down`)
    expect(parsePosts(deep).posts[1]?.text).toContain('deep down')
  })

  it('reads a page of 30 MB of inlined pictures by its words alone, in the time of its length', () => {
    const picture = `<img src="data:image/png;base64,${'iVBORw0KGgo'.repeat(90_000)}"><div style="background:url(data:x,${'A'.repeat(10_000)})"></div>`
    const pictured = (count: number) =>
      PAGE.replace('plain and simple.', `plain.${picture.repeat(count)}`)
    expect(
      findGrowth(read, [
        { name: 'pictures', build: (length) => pictured(Math.round(length / 20_000)) },
      ]),
    ).toEqual([])
    const { posts, peakMebibytes } = ingest('pictures.html', pictured(30))
    expect(posts).toHaveLength(6)
    expect(posts[1]?.['text']).toContain('A retreat, plain.')
    expect(peakMebibytes).toBeLessThan(1024)
  })
})
