import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { joinInputs } from '../../../../src/read/link/join-inputs.js'
import { parsePosts } from '../../../../src/read/parse-posts.js'
import { printPosts } from '../../../../src/shell/node/batch/print-posts.js'
import { renderPostLine } from '../../../../src/shell/node/score/row-form.js'
import { toJsonl } from '../../../jsonl.js'
import { runCount } from '../../../run-count.js'

const OWN = { id: 'p1', threadId: 't1', parentId: null, author: 'ann', createdAt: null, text: 'They rent now.', meta: { role: 'root' } }

/** What parsing and rendering every record gives. */
function readSlowly(text: string) {
  const result = parsePosts(text, { source: 'jsonl', fileName: 'posts.jsonl', threadId: 't1' })
  const { threads } = joinInputs([result], { names: ['posts.jsonl'], threadIds: ['t1'], onBadRecord: 'throw' })
  return { text: threads.flatMap(({ posts }) => posts.map(renderPostLine)).join(''), summary: result.summary }
}

function print(text: string) {
  const printed = printPosts(Buffer.from(text), { threadId: 't1' })
  return (
    printed && {
      text: Buffer.concat([...printed.blocks()]).toString(),
      summary: printed.summary.summarise('jsonl', 'given by the caller'),
    }
  )
}

const lines = (...records: readonly object[]): string => toJsonl(records)

const TEXTS = [
  '',
  'They rent now.',
  '@ann no way',
  '@ann, @bob.b@host.org no',
  '@ann.é no',
  '@ann é @b',
  '@annÉ',
  '@',
  ' @ann a blank first',
  '\u200b@ann hidden',
  '\u3000@ann wide',
  '“@ann” quoted',
  '[deleted]',
  ' [removed] ',
  '[a] list',
  'a "quoted" \\ word\nand a line',
  '\u0001 control',
  'é, ü and 🙂',
  '🙂 first',
  '日本',
  '@ann\n@bob below',
  ',@ann a comma first',
]
const record = fc.record({
  id: fc.constantFrom('p1', 'p2', 'p3', 'p4', 'é', 'a b', 'a"b', '', 5),
  threadId: fc.constantFrom('t1', 't1', 't2', 'ü', ''),
  parentId: fc.constantFrom(null, null, 'p1', 'p2', 'p3', 'é', 'root', 'gone', '1979249076425363800', ''),
  author: fc.constantFrom(null, 'ann', '@bob', ' ann', 'ann ', '', '[deleted]', 'josé', 'é', 'a"b', 7),
  createdAt: fc.constantFrom(
    null,
    '2026-03-01T10:00:00.000Z',
    '2026-02-29T10:00:00.000Z',
    '2024-02-29T10:00:00.123Z',
    '2026-03-01',
    'soon',
    '2026-03-31T24:00:00.000Z',
    1_772_000_000,
  ),
  text: fc.constantFrom(...TEXTS),
  meta: fc.constantFrom<object | null>(
    { role: 'root' },
    { role: 'reply' },
    { role: 'root', addressees: ['ann'] },
    { role: 'reply', addressees: ['ann', 'b.b'] },
    { role: 'reply', addressees: [] },
    { role: 'reply', missingParent: 'gone' },
    { role: 'reply', missingParent: 'p1' },
    { role: 'reply', parentUnchecked: true },
    { addressees: ['ann'], role: 'reply' },
    { role: 'header' },
    { role: 'root', url: 5 },
    null,
  ),
})
const spelled = fc
  .tuple(
    record,
    fc.constantFrom('\n', '\n', '\n', '\r\n', '\n\n', '\r'),
    fc.constantFrom('own', 'own', 'own', 'spaced', 'turned', 'escaped'),
  )
  .map(([fields, end, spelling]) => {
    if (spelling === 'turned') return JSON.stringify(Object.fromEntries(Object.entries(fields).reverse())) + end
    const line = JSON.stringify(fields)
    if (spelling === 'spaced') return line.replaceAll('","', '", "') + end
    return (spelling === 'escaped' ? line.replaceAll('e', '\\u0065') : line) + end
  })

describe('printPosts', () => {
  it('passes on lines of its own form byte for byte', () => {
    const text = lines(OWN, { ...OWN, id: 'p2', parentId: 'p1', meta: { role: 'reply', addressees: ['ann'] } }, { ...OWN, threadId: 't2' })
    expect(print(text)).toMatchObject({ text, summary: { postCount: 3, rootCount: 2, replyCount: 1, threadCount: 2 } })
  })

  it('adds what is addressed, and moves a parent that is missing', () => {
    const reply = { ...OWN, id: 'p2', parentId: 'p1', text: '@ann no', meta: { role: 'reply' } }
    expect(print(lines(OWN, reply))?.text).toBe(lines(OWN, { ...reply, meta: { role: 'reply', addressees: ['ann'] } }))
    const lost = { ...OWN, id: 'p2', parentId: 'p9', meta: { role: 'reply' } }
    expect(print(lines(OWN, lost))).toMatchObject({
      text: lines(OWN, { ...lost, parentId: null, meta: { role: 'reply', missingParent: 'p9' } }),
      summary: { missingParentCount: 1 },
    })
  })

  it.each([
    ['threads that stand apart', lines(OWN, { ...OWN, threadId: 't2' }, { ...OWN, id: 'p2' })],
    ['an id that comes twice', lines(OWN, { ...OWN, text: 'again' })],
    ['a cycle', lines({ ...OWN, parentId: 'p2' }, { ...OWN, id: 'p2', parentId: 'p1' })],
    ['a header piece', lines(OWN, { ...OWN, id: 'h', meta: { role: 'header' } })],
    ['a line that is no JSON', `${lines(OWN)}no json\n`],
    ['no posts', '\n\n'],
  ])('leaves %s to the readers of records', (_, text) => {
    expect(print(text)).toBeNull()
  })

  it('gives what parsing and rendering every record gives', () => {
    let printedCount = 0
    fc.assert(
      fc.property(fc.array(spelled, { minLength: 1, maxLength: 6 }), fc.boolean(), (pieces, hasMark) => {
        const text = (hasMark ? '\ufeff' : '') + pieces.join('')
        const printed = print(text)
        if (printed === null) return
        printedCount += 1
        expect(printed).toEqual(readSlowly(text))
      }),
      { numRuns: runCount() * 40 },
    )
    expect(printedCount).toBeGreaterThan(runCount())
  })
})
