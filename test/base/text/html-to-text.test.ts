import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decodeEntities, htmlToText } from '../../../src/base/text/html-to-text.js'
import { forAny } from '../../support/for-any.js'

describe('htmlToText', () => {
  it.each([
    ['', ''],
    ['plain words', 'plain words'],
    ['<p>One</p><p>Two</p>', 'One\n\nTwo'],
    ['<p>One<br>Two<br/>Three</p>', 'One\nTwo\nThree'],
    ['<p>One<br><br>Two</p>', 'One\n\nTwo'],
    ['<p>One</p>\n\n\n<p>Two<br></p>', 'One\n\nTwo'],
    [
      '<p>AT&amp;T &lt;3 &#39;deal&#x27; &nbsp;&eacute; &madeup;</p>',
      "AT&T <3 'deal' \u00a0é &madeup;",
    ],
    ['I <3 this & that', 'I <3 this & that'],
    ['<p>a\n  folded   <b>bold</b> <i>word</i></p>', 'a folded bold word'],
    ['<pre>  kept\n    so</pre>', '  kept\n    so'],
    ['<ul><li>one</li><li>two</li></ul>after', 'one\ntwo\n\nafter'],
    ['<script>alert("x")</script><style>p{}</style><p>seen</p>', 'seen'],
    ['<p>unclosed <b>tags<p>are fine', 'unclosed tags\n\nare fine'],
    [
      '<head><title>x</title><meta charset="utf-8"><body>no end of the head</body>',
      'no end of the head',
    ],
    ['a <svg><path d="M0"/></svg>drawing <svg/>or two', 'a drawing or two'],
    ['<P CLASS="a" title="a > b">Capitals</P>', 'Capitals'],
    ['<!-- not this --><p>this</p>', 'this'],
    [
      'First paragraph <p>as Hacker News writes<p>its texts',
      'First paragraph\n\nas Hacker News writes\n\nits texts',
    ],
  ])('%j is %j', (html, text) => expect(htmlToText(html)).toBe(text))

  it('keeps the full URL of a link that Mastodon shortens', () => {
    const link =
      '<a href="https://example.org/news/long-path"><span class="invisible">https://</span><span class="ellipsis">example.org/news/lo</span><span class="invisible">ng-path</span></a>'
    expect(htmlToText(`<p>See ${link}</p>`)).toBe('See https://example.org/news/long-path')
  })

  it('converts deep and hostile markup in linear time, without recursion', () => {
    expect(htmlToText(`${'<div>'.repeat(50_000)}x${'</div>'.repeat(50_000)}`)).toBe('x')
    expect(htmlToText(`${'<'.repeat(100_000)}x`)).toContain('x')
    expect(htmlToText('&'.repeat(100_000))).toHaveLength(100_000)
    expect(htmlToText('<p> '.repeat(50_000))).toBe('')
  })

  it('never throws and leaves no tag of a known name', () => {
    const piece = fc.constantFrom(
      ...'<p> </p> <br> <b > &amp; &# <script> </script> \n " <!-- --> ='.split(' '),
      'x ',
    )
    forAny(fc.array(fc.oneof(piece, fc.string())), (pieces) => {
      expect(htmlToText(pieces.join(''))).not.toMatch(/<\/?(?:p|br)>/)
    })
  })
})

it('decodeEntities decodes only references that end in a semicolon', () => {
  expect(decodeEntities('a &lt;b&gt; <i> &amp;amp; &amp;copy=2 ?a=1&copy=2')).toBe(
    'a <b> <i> &amp; &copy=2 ?a=1&copy=2',
  )
})
