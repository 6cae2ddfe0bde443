import { describe, expect, it } from 'vitest'
import { elementsOf, parseTree } from '../../../src/read/html/parse-tree.js'
import { decodePage, isPage, unwrapPage } from '../../../src/read/html/unwrap-page.js'
import { parsePosts } from '../../../src/read/parse-posts.js'
import { importFixture } from '../../contract/importer.js'
import { caught } from '../../support/caught.js'
import { cpuTimeOf } from '../../support/cpu-time.js'

const PAGE = importFixture('html/youtube.html')
const bytesOf = (text: string): Uint8Array => Uint8Array.from(text, (sign) => sign.charCodeAt(0))

/** Bytes as quoted-printable, with soft line ends that also cut names of attributes. */
function quoted(text: string): string {
  const signs = [...new TextEncoder().encode(text)].map((byte) =>
    byte === 61 || byte > 126 || (byte < 32 && byte !== 10)
      ? `=${byte.toString(16).toUpperCase().padStart(2, '0')}`
      : String.fromCharCode(byte),
  )
  const lines: string[] = []
  let line = ''
  for (const sign of signs) {
    if (line.length + sign.length > 72) [lines[lines.length], line] = [`${line}=\r\n`, '']
    line += sign === '\n' ? '\r\n' : sign
    if (sign === '\n') [lines[lines.length], line] = [line, '']
  }
  return lines.join('') + line
}

const mhtml = (html: string, encoding = 'quoted-printable'): string =>
  `From: <Saved by Blink>\r\nSnapshot-Content-Location: https://www.youtube.com/watch?v=abcDEF12345\r\nSubject: =?utf-8?Q?Why?=\r\nDate: Sat, 20 Jul 2024 12:00:00 +0200\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related;\r\n\ttype="text/html";\r\n\tboundary="----MultipartBoundary--x1----"\r\n\r\n\r\n------MultipartBoundary--x1----\r\nContent-Type: text/html${encoding.includes(';') ? ';charset=iso-8859-1' : ''}\r\nContent-ID: <f@mhtml.blink>\r\nContent-Transfer-Encoding: ${encoding.split(';')[0]}\r\nContent-Location: https://www.youtube.com/watch?v=abcDEF12345\r\n\r\n${encoding === 'quoted-printable' ? quoted(html) : html}\r\n------MultipartBoundary--x1----\r\nContent-Type: image/png\r\nContent-Transfer-Encoding: base64\r\n\r\niVBORw0KGgo=\r\n------MultipartBoundary--x1------\r\n`

describe('MHTML', () => {
  it('gives the posts of the page, its address, and the day of the copy', () => {
    const { posts, summary } = parsePosts(mhtml(PAGE.replace(/<!-- saved[^>]*>/u, '')))
    expect(summary.source).toBe('html')
    expect(posts.map(({ id, text }) => [id, text])).toEqual(
      parsePosts(PAGE).posts.map(({ id, text }) => [id, text]),
    )
    expect(posts.find(({ id }) => id === 'UgxA1')?.createdAt).toBe('2024-07-18')
  })

  it('reads a shadow root as content, and no other template', () => {
    const inShadow = PAGE.replace(
      '<ytd-comments id="comments">',
      '<template shadowmode="open"><ytd-comments id="comments">',
    ).replace('</ytd-comments>', '</ytd-comments></template>')
    expect(parsePosts(mhtml(inShadow)).posts).toHaveLength(4)
    expect(caught(() => parsePosts(mhtml(inShadow.replace(' shadowmode="open"', '')))).code).toBe(
      'INGEST_EMPTY',
    )
  })

  it('is read from bytes in which a part has an encoding of its own', () => {
    const part = mhtml('<p class=a>\u0093Nein\u0094 \u00e4</p>', '8bit; latin')
    expect(unwrapPage(decodePage(bytesOf(part)) ?? '').html).toContain('“Nein” ä')
  })
})

describe('the text of a page', () => {
  it.each([
    ['a document', '<!DOCTYPE html><html>'],
    ['a document below white space and a mark', '\ufeff \n<html lang="en">'],
    [
      'a document below the headers of a server',
      'HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<html><body class="a">',
    ],
    ['a document below zero bytes', '\0\0<!doctype html>'],
    ['XHTML', '<?xml version="1.0"?>\n<!DOCTYPE html PUBLIC "x">'],
    ['a part of a page', '<div class="a"><p>x</p></div>'],
    [
      'what Windows puts on the clipboard',
      '<html>\r\n<body>\r\n<!--StartFragment--><article id="a">x</article>',
    ],
  ])('is told where it is %s', (_, text) => {
    expect(isPage(text)).toBe(true)
  })

  it.each([
    ['words', '<3 this deal\nthey gave up'],
    ['a chat', '<ann> they gave up\n<bob> no'],
    ['an export of Disqus', '<?xml version="1.0"?><disqus xmlns="http://disqus.com">'],
    ['a feed', '<rss version="2.0"><channel>'],
    ['a tag in words', '<b>bold</b> words of a post'],
    ['mails', 'From: Ann\nDate: 3 May\nSubject: mill\n\nSold.'],
  ])('is not taken for one where it is %s', (_, text) => {
    expect(isPage(text)).toBe(false)
  })
})

describe('the encoding of a page', () => {
  const decoded = (text: string) => decodePage(bytesOf(text))
  const page = (charset: string, words: string) =>
    `<html><head><meta charset="${charset}"></head><body>${words}</body></html>`

  it('is windows-1252 where the page says ISO-8859-1, as in browsers', () => {
    expect(decoded(page('iso-8859-1', '\u0093a\u0094 \u0080 \u00e9'))).toContain('“a” € é')
  })

  it('is UTF-8 where the bytes are, whatever the page says, and however late', () => {
    expect(decoded(page('iso-8859-1', '\u00c3\u00a9'))).toContain('>é<')
    expect(
      decoded(`<html><!--${' '.repeat(20_000)}--><meta charset="utf-8">\u00c3\u00a9</html>`),
    ).toContain('é')
  })

  it('is that of the page for others, and windows-1252 without a word', () => {
    expect(decoded(page('windows-1251', '\u00c4\u00e0'))).toContain('Да')
    expect(decoded('<html><body>caf\u00e9</body></html>')).toContain('café')
  })

  it('is UTF-16 with a mark', () => {
    const text = '<html><body>\u20ac'
    const bytes = new Uint8Array([
      0xff,
      0xfe,
      ...[...text].flatMap((sign) => [sign.charCodeAt(0) & 255, sign.charCodeAt(0) >> 8]),
    ])
    expect(decodePage(bytes)).toBe(text)
  })

  it('is left to others for bytes that are no page', () => {
    expect(decoded('id,text\n1,They gave up')).toBeNull()
  })
})

describe('the tree of a page', () => {
  const namesOf = (html: string): string =>
    [...elementsOf(parseTree(html).root)].map(({ name }) => name).join(' ')

  it.each([
    ['list items and paragraphs', '<li><p>'.repeat(50_000)],
    ['boxes', '<div>'.repeat(50_000)],
    [
      'formats, each of which opens again in every paragraph',
      Array.from({ length: 10_000 }, (_, at) => `<p><b id=${at}>x`).join(''),
    ],
  ])('takes linear time for unclosed %s', (_, html) => {
    expect(cpuTimeOf(() => parseTree(html))).toBeLessThan(3000)
  })

  it('a page of nothing but unclosed list items is refused, soon after it is parsed', () => {
    const read = () => parsePosts(`<html><body>${'<li><p>'.repeat(50_000)}`)
    expect(
      cpuTimeOf(() =>
        expect(read).toThrow(expect.objectContaining({ code: 'INGEST_LAYOUT_UNKNOWN' })),
      ),
    ).toBeLessThan(2000)
  })

  it('keeps rows copied without their table, and pages in one text apart', () => {
    expect(namesOf('<meta charset="utf-8"><tr><td>a</td></tr>')).toBe('#page meta tr td')
    expect(
      namesOf(
        '<html><body><!--StartFragment--><tr><td>a</td></tr><!--EndFragment--></body></html>',
      ),
    ).toBe('#page tr td')
    expect(namesOf('<html><body>a</body></html>\n<!doctype html><html><body>b</body></html>')).toBe(
      '#page html head body html head body',
    )
  })
})
