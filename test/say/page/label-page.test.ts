import { describe, expect, it } from 'vitest'
import {
  createScheme,
  STANCE_SCHEME,
  type StanceScheme,
} from '../../../src/base/scheme/stance-scheme.js'
import { unitViewer } from '../../../src/count/audit/label/show-unit.js'
import { labelKeys, renderLabelPage } from '../../../src/say/page/label-page.js'
import { NEITHER, PIVOT, RETREAT, scoredPost } from '../../count/scored-posts.js'

describe('labelKeys', () => {
  it.each([
    ['rsn', STANCE_SCHEME.labels],
    ['fan', ['for', 'Against', 'none']],
    ['123', ['support', 'split', 'none']],
    ['12', ['unfair', 'fair']],
    ['12', ['zurück', 'über']],
  ])('gives the keys %s to %j', (keys, labels) => {
    expect(labelKeys(labels).map(({ key }) => key)).toEqual([...keys])
  })

  it('gives a label called "constructor" a key like any other (it was the code of a function)', () => {
    const scheme = createScheme({
      id: 'own',
      labels: ['constructor', 'toString'],
      sides: ['constructor', 'toString'],
      neutral: null,
    })
    expect(labelKeys(scheme.labels, scheme.keys).map(({ key }) => key)).toEqual(['c', 't'])
    expect(() => createScheme({ ...scheme, definitions: {} as never })).toThrow(
      /none of "constructor"/,
    )
  })
})

it.each([
  [['for', 'against', 'none'], {}, ['1', '2', '3']],
  [['unfair', 'fair'], {}, [null, null]],
  [['one', 'other', 'third'], { one: '3', other: 'x', third: 'y' }, ['1', '2', null]],
])('%j with the keys %j has the digits %j too, where no label has them', (labels, keys, digits) => {
  expect(
    labelKeys(labels, Object.keys(keys).length === 0 ? undefined : keys).map(({ digit }) => digit),
  ).toEqual(digits)
})

describe('renderLabelPage', () => {
  const page = renderLabelPage({
    scheme: { ...STANCE_SCHEME, labels: [RETREAT, '<img src=x onerror=alert(1)>'] } as StanceScheme,
    nonce: 'bm9uY2U=',
    graceSeconds: 15,
  })

  it('is self-contained: no address, no file, style and script under the nonce', () => {
    expect(page).not.toMatch(/https?:|@import|url\(/)
    expect(page.match(/<(script|style)\b[^>]*>/g)).toEqual([
      '<style nonce="bm9uY2U=">',
      '<script nonce="bm9uY2U=">',
    ])
    expect(page).not.toMatch(/\son\w+="/)
  })

  it('shows what the labels mean, folded: definitions, examples and eight rules', () => {
    const shipped = renderLabelPage({
      nonce: 'bm9uY2U=',
      graceSeconds: 15,
    })
    const codebook = /<details id="codebook"><summary>.*<\/details>/.exec(shipped)?.[0] ?? ''
    expect(codebook.match(/<dt>/g)).toHaveLength(3)
    expect(codebook.match(/class="example"/g)).toHaveLength(3)
    expect(codebook.match(/<li>/g)).toHaveLength(8)
    expect(shipped).toContain(
      'data-question="Does the post see {move} as a retreat, as a shrewd pivot, or as neither?"',
    )
    expect(shipped).toContain('aria-keyshortcuts="1 r"')
  })

  it('shows a label as text, and puts text in by textContent alone', () => {
    expect(page).not.toContain('<img')
    expect(page).toContain('&lt;img src=x onerror=alert(1)&gt;')
    expect(page).not.toMatch(
      /innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\b|new Function/,
    )
  })
})

const scheme = createScheme({
  id: 'own',
  labels: ['unfair', 'fair'],
  sides: ['unfair', 'fair'],
  neutral: null,
  question: 'Is the deal <fair>?',
  definitions: { unfair: 'One side loses & knows it.', fair: 'Both gain.' },
  keys: { unfair: 'x', fair: 'y' },
})

it('labels of one’s own bring their question, definitions and keys to the page', () => {
  expect(labelKeys(scheme.labels, scheme.keys).map(({ key }) => key)).toEqual(['x', 'y'])
  const page = renderLabelPage({
    scheme,
    nonce: 'bm9uY2U=',
    graceSeconds: 15,
  })
  expect(page).toContain('Is the deal &lt;fair&gt;?')
  expect(page).toContain('<dt>unfair</dt><dd>One side loses &amp; knows it.</dd>')
  expect(page).toContain('aria-keyshortcuts="1 x"')
  expect(page).not.toMatch(/mover’s move|judge the move/)
})

describe('unitViewer', () => {
  const posts = [
    scoredPost(RETREAT, { id: '1', author: 'x', meta: { role: 'root' } }),
    scoredPost(PIVOT, { id: '2', parentId: '1' }),
    scoredPost(NEITHER, { id: '3', parentId: '2' }),
    scoredPost(NEITHER, { id: '4', parentId: 'gone' }),
  ]
  const show = unitViewer(posts, new Map([['deal-a', { mover: 'M', move: 'does' }]]))
  const view = (postId: string, dealId: string | null = 'deal-a') =>
    show({ threadId: 't1', postId, dealId })

  it('shows the post answered, and the start of the thread where that is another', () => {
    expect([view('1').parent, view('1').opening]).toEqual([null, []])
    expect([view('2').parent?.author, view('2').opening]).toEqual(['x', []])
    expect([view('3').parent?.text, view('3').opening[0]?.author]).toEqual([posts[1]?.text, 'x'])
    expect([view('4').parent, view('4').opening]).toEqual([null, []])
    expect([view('1').parentTitle, view('4').parentTitle]).toEqual([
      'It answers no post: it starts the thread',
      'The post that it answers is not known',
    ])
  })

  it('shows all posts in a row with which an author opened a thread, the first one first', () => {
    // Author and parent of each post; a post without a parent is a root.
    const rows = ['x', 'x', 'x2', 'y3', 'x4', 'y', 'y', '-', '-', '-9']
    const opened = rows.map((row, index) => {
      const [name = '', parentId = null] = row
      const author = name === '-' ? null : name
      const role = parentId === null ? 'root' : 'reply'
      return scoredPost(NEITHER, {
        id: `${index + 1}`,
        text: row,
        author,
        parentId,
        meta: { role },
      })
    })
    const showIn = unitViewer(opened, new Map())
    const above = (postId: string) =>
      showIn({ threadId: 't1', postId, dealId: null }).opening.map(({ text }) => text)
    expect(['2', '3', '4', '5'].map(above)).toEqual([['x'], ['x'], ['x', 'x'], ['x', 'x', 'x2']])
    expect(['7', '9', '10'].map(above)).toEqual([['y'], [], []])
    expect(showIn({ threadId: 't1', postId: '1', dealId: null }).parentTitle).toBe(
      'Whether it answers a post is not known',
    )
  })

  it('says where it is not known what a post answers, and shows the post above', () => {
    const role = 'reply'
    const guessed = [
      ...posts,
      scoredPost(NEITHER, { id: '5', parentId: '1', meta: { role, isParentInferred: true } }),
      scoredPost(NEITHER, { id: '7', parentId: null, meta: { role, missingParent: '@x' } }),
      scoredPost(NEITHER, {
        id: '6',
        parentId: '3',
        meta: { role, possibleParents: ['3', '2'], quotedText: '@z: so' },
      }),
    ]
    const showIn = unitViewer(guessed, new Map())
    const seen = (postId: string) => showIn({ threadId: 't1', postId, dealId: null })
    expect(seen('3').parentTitle).toBe('It answers')
    expect(seen('5')).toMatchObject({
      parentTitle: 'Post above (perhaps not what it answers)',
      parent: { text: posts[3]?.text },
      opening: [{ author: 'x' }],
    })
    expect(seen('7')).toMatchObject({
      parent: null,
      parentTitle: 'The post that it answers is not known: @x is not among the posts',
    })
    expect(seen('6')).toMatchObject({
      parentTitle: 'Probably an answer to',
      post: { text: expect.stringContaining('[It quotes @z: so]') },
      parent: { text: posts[2]?.text },
    })
  })

  it('names mover and move of a known deal, and nothing that the model said', () => {
    expect(view('2')).toMatchObject({ mover: 'M', move: 'does' })
    expect(view('2', 'other')).toMatchObject({ mover: null, move: null })
    expect(Object.keys(view('3').post)).toEqual(['author', 'createdAt', 'text'])
    expect(JSON.stringify(view('3'))).not.toMatch(/label|lean|probab|status|scored/)
  })
})
