import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { STANCE_SCHEME } from '../../../src/base/scheme/stance-scheme.js'
import { drawAudit } from '../../../src/count/audit/draw/draw-audit.js'
import { labelsToShow } from '../../../src/say/facts/hand-labels.js'
import { html, jsonForScript, trusted } from '../../../src/say/page/html.js'
import { anchorOf, buildPageData, orderPosts, postKeys } from '../../../src/say/page/page-data.js'
import { NEITHER, PIVOT, RETREAT, scoredPost } from '../../count/scored-posts.js'
import { forAny } from '../../support/for-any.js'

describe('orderPosts', () => {
  it('puts each post before its replies, and replies in their given order', () => {
    const reply = (id: string, parentId: string | null) => scoredPost(RETREAT, { id, parentId })
    const posts = [reply('a', null), reply('c', 'b'), reply('b', 'a'), reply('d', 'a'), reply('e', 'gone'), reply('f', 'b')]
    expect(orderPosts(posts).map(({ post, depth }) => `${post.id}${depth}`)).toEqual(['a0', 'b1', 'c2', 'f2', 'd1', 'e0'])
  })

  it('handles a chain of 20,000 posts', () => {
    const posts = Array.from({ length: 20_000 }, (_, index) =>
      scoredPost(RETREAT, { id: `p${index}`, parentId: index === 0 ? null : `p${index - 1}` }),
    )
    expect(orderPosts(posts).at(-1)?.depth).toBe(19_999)
  })

  it('keeps every post once, whatever its parent', () => {
    forAny(fc.array(fc.option(fc.nat(20)), { maxLength: 20 }), (parents) => {
      const posts = parents.map((parent, index) =>
        scoredPost(RETREAT, { id: `p${index}`, parentId: parent === null ? null : `p${parent}` }),
      )
      const ids = orderPosts(posts).map(({ post }) => post.id)
      expect(ids.sort()).toEqual(posts.map(({ id }) => id).sort())
    })
  })
})

describe('postKeys', () => {
  it('is the id, prefixed by the thread where several threads have it, always unique and valid in a URL', () => {
    const posts = [
      scoredPost(RETREAT, { id: 'a', threadId: 't1' }),
      scoredPost(RETREAT, { id: 'a', threadId: 't2' }),
      scoredPost(RETREAT, { id: 'b', threadId: 't2' }),
      scoredPost(RETREAT, { id: 't1/a', threadId: 't3' }),
      scoredPost(RETREAT, { id: 'x\ud800', threadId: 't3' }),
    ]
    expect([...postKeys(posts).values()]).toEqual(['t1/a', 't2/a', 'b', 't1/a~2', 'x\ufffd'])
    expect(anchorOf('x\ufffd')).toBe('#post-x%EF%BF%BD')
  })
})

describe('buildPageData', () => {
  it('refers from posts to labels, deals and parents by index', () => {
    const root = scoredPost(RETREAT, { id: 'root', author: 'ana' })
    const answer = scoredPost(PIVOT, {
      id: 'answer',
      parentId: 'root',
      text: 'They were never going to win; a clever lease of the old hall.',
      evidence: [
        { start: 0, end: 3, text: 'The', toward: PIVOT, weight: 1.2 },
        { start: 33, end: 37, text: 'ever', toward: PIVOT, weight: 0.9 },
        { start: 45, end: 47, text: 'of', toward: PIVOT, weight: 2 },
        { start: 10, end: 15, text: 'never', toward: RETREAT, weight: 3 },
      ],
    })
    const { posts, deals, labels } = buildPageData([answer, root], STANCE_SCHEME)
    expect(deals).toEqual(['deal-a'])
    expect(posts.map(({ key, parent, depth }) => [key, parent, depth])).toEqual([
      ['root', undefined, undefined],
      ['answer', 0, 1],
    ])
    expect(labels[posts[1]?.label ?? -1]?.name).toBe(PIVOT)
    // Whole words towards the label; "of" alone tells nothing.
    expect(posts[1]?.marked?.map(([start, end]) => answer.text.slice(start, end))).toEqual(['They', 'clever'])
    expect(posts[1]?.stances).toEqual([[0, 'text', 1, 1]])
  })

  it('gives a coder’s label where there is one, deal by deal, with what the model said beside it', () => {
    const [one, both, silent] = [
      scoredPost(RETREAT, { id: 'one' }),
      scoredPost(RETREAT, { id: 'both' }, ['deal-a', 'deal-b']),
      scoredPost('unscored', { id: 'silent' }),
    ]
    const all = [one, both, silent]
    const design = drawAudit(all, { size: 4, labels: STANCE_SCHEME.labels })
    const given = { threadId: one.threadId, coder: 'ana', isAdjudication: false }
    const labels = [
      { ...given, postId: 'one', dealId: 'deal-a', label: PIVOT },
      { ...given, postId: 'both', dealId: 'deal-b', label: NEITHER },
      { ...given, postId: 'silent', dealId: 'deal-a', label: null },
      { ...given, postId: 'silent', dealId: 'deal-a', coder: 'ben', label: RETREAT },
    ]
    const show = labelsToShow({ design, labels })
    expect(buildPageData(all, STANCE_SCHEME, { show }).posts).toMatchObject([
      { key: 'one', label: 1, model: 0, lean: 0, stances: [[0, 'text', 1, 0, 0]] },
      {
        key: 'both',
        label: 0,
        stances: [
          [0, 'text', 0, 0],
          [1, 'text', 2, 0, 0],
        ],
      },
      { key: 'silent', label: 0, model: -1 },
    ])
    const learnt = { ...one, label: PIVOT, labelledBy: 'hand' as const }
    expect(buildPageData([learnt], STANCE_SCHEME).posts[0]).toMatchObject({ label: 1, model: 0 })
  })

  it('refers to no parent that is a guess or one of several, and says so', () => {
    const root = scoredPost(RETREAT, { id: 'root', meta: { role: 'root' } })
    const guess = scoredPost(PIVOT, { id: 'a', parentId: 'root', meta: { role: 'reply', isParentInferred: true } })
    const several = scoredPost(PIVOT, { id: 'b', parentId: 'a', meta: { role: 'reply', possibleParents: ['a', 'root'] } })
    expect(buildPageData([root, guess, several], STANCE_SCHEME).posts).toMatchObject([
      { key: 'root' },
      { key: 'a', depth: 1, isDepthUnknown: true, answer: 'which post it answers is not known' },
      { key: 'b', depth: 2, isDepthUnknown: true, answer: 'answers a or root' },
    ])
    expect(buildPageData([root, guess], STANCE_SCHEME).posts[1]).not.toHaveProperty('parent')
  })

  const unsafe = ['javascript:alert(1)', 'data:text/html,x', 'https://a.example/"onx', ' https://a.example', 'file:///etc/passwd', 7]
  it.each([...unsafe.map((url) => [url, undefined]), ['https://a.example/p?q=1#x', 'https://a.example/p?q=1#x']])(
    'links to the address %s as %s',
    (url, linked) => {
      const [post] = buildPageData([scoredPost(RETREAT, { meta: { role: 'reply', url: url as string } })], STANCE_SCHEME).posts
      expect(post?.url).toBe(linked)
    },
  )
})

describe('html', () => {
  it('escapes texts, joins lists, drops null, keeps markup', () => {
    expect(html`<p title="${'"\'<'}">${'a < b & c'}${null}${['<i>', html`<b>${1}</b>`]}</p>`.markup).toBe(
      '<p title="&quot;&#39;&lt;">a &lt; b &amp; c&lt;i&gt;<b>1</b></p>',
    )
    expect(html`${trusted('<hr>')}`.markup).toBe('<hr>')
  })

  it('lets no text become a tag or end an attribute', () => {
    forAny(fc.string({ unit: 'binary' }), (text) => {
      expect(html`${text}`.markup).not.toMatch(/[<>"']/)
    })
  })
})

describe('jsonForScript', () => {
  it('parses back to the value, and contains nothing that ends a script or starts a comment', () => {
    forAny(fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom('</script>', '<!--', '\u2028', '\ud800')), (text) => {
      const { markup } = jsonForScript({ text })
      expect(markup).not.toMatch(/[<>&\u2028\u2029]/)
      expect(JSON.parse(markup)).toEqual({ text })
    })
  })
})
