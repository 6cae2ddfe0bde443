import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { STANCE_SCHEME } from '../../../src/base/scheme/stance-scheme.js'
import { drawAudit } from '../../../src/count/audit/draw/draw-audit.js'
import type { ScoredPost } from '../../../src/judge/stance/stance-prediction.js'
import { labelsToShow } from '../../../src/say/facts/hand-labels.js'
import { html, trusted } from '../../../src/say/page/html.js'
import { anchorOf, postKeys, postsSection } from '../../../src/say/page/post-list.js'
import { NEITHER, PIVOT, RETREAT, scoredPost } from '../../count/scored-posts.js'
import { CODE_POINT } from '../../support/code-point.js'
import { forAny } from '../../support/for-any.js'

it('postKeys is the id, prefixed by the thread where several threads have it, always unique and valid in a URL', () => {
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

describe('postsSection', () => {
  const render = (
    posts: readonly ScoredPost[],
    show = labelsToShow(null),
    dealNames = new Map([['deal-a', 'A']]),
    labelledBy: string | null = 'by hand',
  ): string =>
    postsSection(posts, {
      scheme: STANCE_SCHEME,
      keys: postKeys(posts),
      show,
      labelledBy,
      dealNames,
    }).markup
  const badgesOf = (page: string): string[] =>
    [...page.matchAll(/<span class="badge[^>]*>(.*?)<\/span>(?=\n|<span class="badge)/g)].map(
      ([, words = '']) => words.replace(/<[^>]*>./g, ''),
    )
  const valuesOf = (page: string): string[] =>
    [...page.matchAll(/data-labels="([^"]*)"/g)].map(([, values = '']) => values)

  it('shows each post in the order of the file, without the account that wrote it', () => {
    const posts = [
      scoredPost(PIVOT, { id: 'b', author: 'bo' }),
      scoredPost(RETREAT, { id: 'a', author: 'ana', text: 'They <gave> up.' }),
    ]
    const page = render(posts, undefined, undefined, null)
    expect([...page.matchAll(/<article id="post-(\w)"/g)].map(([, key]) => key)).toEqual(['b', 'a'])
    expect(page).toContain('<p class="text" dir="auto">They &lt;gave&gt; up.</p>')
    expect(page).not.toMatch(/ana|\bbo\b/)
    expect(valuesOf(page)).toEqual(['1', '0'])
  })

  it('names no guess of the model beside labels by hand', () => {
    const posts = [scoredPost(RETREAT, { id: 'a' })]
    const badges = (labelledBy: string | null) =>
      badgesOf(render(posts, labelsToShow(null), undefined, labelledBy))
    expect(badges('by hand')).toEqual([])
    expect(badges(null)).toEqual([RETREAT])
    const opening = scoredPost(RETREAT, { flags: ['prompt:3'] })
    const shown = (labelledBy: string | null): string =>
      render([opening], labelsToShow(null), undefined, labelledBy)
    expect(badgesOf(shown('by hand')), 'an opening post that is not counted').toEqual([])
    expect(valuesOf(shown('by hand'))).toEqual(['-1'])
    expect(badgesOf(shown(null))).toEqual([RETREAT])
  })

  // A page of 300,000 posts was 110 MB, and took 2 GB to write.
  it('lists the first posts of very many, and all that were labelled, and says so', () => {
    const posts = Array.from({ length: 50 }, (_, index) => scoredPost(RETREAT, { id: `p${index}` }))
    const design = drawAudit(posts, { size: 50, labels: STANCE_SCHEME.labels })
    const label = { threadId: 't', coder: 'ana', isAdjudication: false, label: PIVOT }
    const labels = ['p30', 'p49'].map((postId) => ({
      ...label,
      threadId: posts[0]?.threadId ?? '',
      postId,
      dealId: 'deal-a',
    }))
    const page = postsSection(posts, {
      scheme: STANCE_SCHEME,
      keys: postKeys(posts),
      show: labelsToShow({ design, labels }),
      labelledBy: 'by hand',
      dealNames: new Map(),
      mostListed: 5,
    }).markup
    expect([...page.matchAll(/<article id="post-(\w+)"/g)].map(([, key]) => key)).toEqual([
      'p0',
      'p1',
      'p2',
      'p30',
      'p49',
    ])
    expect(page).toContain('Listed here: 5 posts of 50')
    expect(render(posts)).not.toContain('Listed here')
  })

  it('gives a coder’s label where there is one, deal by deal, and no other', () => {
    const one = scoredPost(RETREAT, { id: 'one' })
    const both = scoredPost(RETREAT, { id: 'both' }, ['deal-a', 'deal-b'])
    const silent = scoredPost('unscored', { id: 'silent' })
    const all = [one, both, silent]
    const design = drawAudit(all, { size: 4, labels: STANCE_SCHEME.labels })
    const given = { threadId: one.threadId, coder: 'ana', isAdjudication: false }
    const labels = [
      { ...given, postId: 'one', dealId: 'deal-a', label: PIVOT },
      { ...given, postId: 'both', dealId: 'deal-b', label: NEITHER },
      { ...given, postId: 'silent', dealId: 'deal-a', label: null },
      { ...given, postId: 'silent', dealId: 'deal-a', coder: 'ben', label: RETREAT },
    ]
    const names = new Map([
      ['deal-a', 'A'],
      ['deal-b', 'B'],
    ])
    const page = render(all, labelsToShow({ design, labels }), names)
    expect(badgesOf(page).map((words) => words.replaceAll(/[\u2066-\u2069]/g, ''))).toEqual([
      expect.stringContaining(`A: ${PIVOT} by hand`),
      expect.stringContaining(`B: ${NEITHER} by hand`),
      expect.stringContaining(`A: ${RETREAT} by hand`),
    ])
    expect(valuesOf(page)).toEqual(['1', '2', '0'])
    const learnt = { ...one, label: PIVOT, labelledBy: 'hand' as const }
    expect(render([learnt])).toContain(`${PIVOT} by hand`)
  })

  const unsafe = [
    'javascript:alert(1)',
    'data:text/html,x',
    'https://a.example/"onx',
    ' https://a.example',
    'file:///etc/passwd',
    7,
  ]
  it.each([
    ...unsafe.map((url) => [url, false] as const),
    ['https://a.example/p?q=1#x', true] as const,
  ])('links to the address %s: %s', (url, isLinked) => {
    const page = render([scoredPost(RETREAT, { meta: { role: 'reply', url: url as string } })])
    expect(page.includes('>source</a>')).toBe(isLinked)
  })
})

describe('html', () => {
  it('escapes texts, joins lists, drops null, keeps markup', () => {
    expect(
      html`<p title="${'"\'<'}">${'a < b & c'}${null}${['<i>', html`<b>${1}</b>`]}</p>`.markup,
    ).toBe('<p title="&quot;&#39;&lt;">a &lt; b &amp; c&lt;i&gt;<b>1</b></p>')
    expect(html`${trusted('<hr>')}`.markup).toBe('<hr>')
  })

  it('lets no text become a tag or end an attribute', () => {
    forAny(fc.string({ unit: CODE_POINT }), (text) => {
      expect(html`${text}`.markup).not.toMatch(/[<>"']/)
    })
  })
})
