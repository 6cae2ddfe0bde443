import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { SKIPPED } from '../../../src/base/scheme/find-label.js'
import { plainCell, safeCell } from '../../../src/base/text/safe-cell.js'
import { type AuditEvent, labelsInForce } from '../../../src/count/audit/audit-event.js'
import { exportLabels } from '../../../src/count/audit/label/export-sheet.js'
import { importLabels } from '../../../src/count/audit/label/import-sheet.js'
import { labelEvent } from '../../../src/count/audit/label/label-task.js'
import { unitViewer } from '../../../src/count/audit/label/show-unit.js'
import { parseCsvRows } from '../../../src/read/table/parse-csv-rows.js'
import { failure } from '../../support/caught.js'
import { forAny } from '../../support/for-any.js'
import { inRows } from '../../support/in-rows.js'
import { fromJsonl } from '../../support/jsonl.js'
import { NEITHER, PIVOT, RETREAT, scoredPost } from '../scored-posts.js'
import { draw } from './audit-example.js'

const IDS = ['1', '2', '3', '=4', '-5', '@6', "'=7", 'with "quotes", commas']
const POSTS = IDS.map((id, index) =>
  scoredPost(
    RETREAT,
    { id, threadId: 't', text: `=HYPERLINK("http://x","${id}")\nmore` },
    index === 2 ? ['a', 'b'] : ['a'],
  ),
)
const design = draw(POSTS, 100)
type Given = Partial<Parameters<typeof importLabels>[1]>
const take = (csv: string, given: Given = {}) =>
  importLabels(csv, { design, posts: POSTS, labels: [], coder: 'a', file: 'labels.csv', ...given })
const read = (csv: string, labels = labelsInForce([])) => take(csv, { labels })

describe('importLabels', () => {
  it('reads postId, coder and label; without a deal the only one of the post is meant', () => {
    const { events, ...counts } = read(
      `postId,coder,label\r\n1,ana,${RETREAT}\r\n4,ben,${PIVOT}\r\n`.replace('\n4', '\n=4'),
    )
    const rows = inRows(
      events.map(({ postId, dealId, coder, label, at }) => [postId, dealId, coder, label, at]),
    )
    expect(rows).toEqual([`1 | a | ana | ${RETREAT} | -`, `=4 | a | ben | ${PIVOT} | -`])
    expect(counts).toEqual({
      rowCount: 2,
      byTextCount: 0,
      corrections: [],
      coders: [
        { coder: 'ana', takenCount: 1 },
        { coder: 'ben', takenCount: 1 },
      ],
      lines: { known: [], outside: [], repeated: [], empty: [], ambiguous: [], unmatched: [] },
    })
  })

  it("takes a text that is the post's, white space aside or cut short, and no other (took labels of another thread with the same ids)", () => {
    const text = '=HYPERLINK("http://x","1") more'
    const csv = (shown: string) =>
      `postId,coder,label,text\n1,ana,${RETREAT},"${shown.replaceAll('"', '""')}"\n`
    for (const shown of [
      '',
      text,
      `'${text}`,
      ` ${text.replace(' ', '\n  ')}`,
      `${text.slice(0, 9)} …`,
      `${text.slice(0, 9)}...`,
    ]) {
      expect(read(csv(shown)).events).toHaveLength(1)
    }
    for (const shown of [`${text}!`, text.slice(0, 9), 'another …']) {
      expect(() => read(csv(shown))).toThrow(
        failure(
          'AUDIT_POST_UNKNOWN',
          'line 2: expected the text of post "1" in the column text, got another',
        ),
      )
    }
  })

  it('takes a thread and a deal, other columns in any order, semicolons, a byte order mark, rows without a label or a coder', () => {
    const csv = `\ufeffnote;label;dealId;postId;threadId;coder\nx;${NEITHER};b;3;t;\n;;;1;;ana\n;${SKIPPED};;2;;ana\n`
    const { events, lines } = read(csv)
    const rows = inRows(
      events.map(({ postId, dealId, coder, label }) => [postId, dealId, coder, label]),
    )
    expect(rows).toEqual([`3 | b | a | ${NEITHER}`, '2 | a | ana | -'])
    expect(lines.empty).toHaveLength(1)
  })

  it('takes a label in capitals and with more spaces', () => {
    const { events } = read(
      'postId,label\n1,Neither\n2, Shrewd  PIVOT \n=4,shrewd-pivot\n-5,Skipped\n',
    )
    expect(events.map(({ label }) => label)).toEqual([NEITHER, PIVOT, PIVOT, null])
    const cased = { design: { ...design, labels: ['A', 'a'] } }
    expect(take('postId,label\n1,a\n2,A\n', cased).events.map(({ label }) => label)).toEqual([
      'a',
      'A',
    ])
  })

  it('takes a doubt by yes alone', () => {
    const csv = (doubt: string) => `postId,label,doubt\n1,${RETREAT},${doubt}\n`
    for (const yes of ['yes', 'Yes']) expect(read(csv(yes)).events[0]?.isInDoubt).toBe(true)
    expect(read(csv('')).events[0]).not.toHaveProperty('isInDoubt')
    expect(() => read(csv('maybe'))).toThrow(
      failure('AUDIT_LABEL_UNKNOWN', 'doubt to be yes or empty, got "maybe"'),
    )
  })

  it('records a known label again once the kind of its coder is known, and refuses another kind', () => {
    const known = labelsInForce(
      read(`postId,coder,label\n1,ana,${RETREAT}\n2,ana,${PIVOT}\n`).events,
    )
    const told = read(`postId,coder,label,coderKind\n1,ana,${RETREAT},person\n`, known)
    expect(told.events.map(({ coderKind }) => coderKind)).toEqual(['person'])
    const now = labelsInForce(told.events)
    expect(read(`postId,coder,label,coderKind\n1,ana,${RETREAT},person\n`, now).events).toEqual([])
    expect(() => read(`postId,coder,label,coderKind\n1,ana,${RETREAT},model\n`, now)).toThrow(
      failure('AUDIT_CODER_INVALID', 'as a person, as before'),
    )
  })

  it('counts labels of scored posts outside the sample, and what stood already', () => {
    const small = draw(POSTS, 2)
    const drawn = new Set(small.units.map(({ postId, dealId }) => `${postId} ${dealId}`))
    const csv = `postId,coder,label,dealId\n${IDS.map((id) => `${JSON.stringify(id).replaceAll('\\"', '""')},a,${RETREAT},a`).join('\n')}\n`
    const result = take(csv, { design: small })
    const expected = IDS.filter((id) => drawn.has(`${id} a`)).length
    expect([result.events.length, result.lines.outside.length]).toEqual([
      expected,
      IDS.length - expected,
    ])
    const again = take(csv, { design: small, labels: labelsInForce(result.events) })
    expect([again.events.length, again.lines.known.length]).toEqual([0, expected])
  })

  it.each(fromJsonl(readFileSync('test/fixtures/refused/labels.jsonl', 'utf8')))(
    'refuses $name',
    ({ text, code, says }) => {
      expect(() => read(text)).toThrow(failure(code, says))
    },
  )

  it('refuses a label against one that stands in the audit, and an id of two threads without a thread', () => {
    const { events } = read(`postId,coder,label\n1,a,${RETREAT}\n`)
    expect(() => read(`postId,coder,label\n1,a,${PIVOT}\n`, labelsInForce(events))).toThrow(
      failure('AUDIT_LABEL_CONFLICT', '(in the audit)'),
    )
    const posts = ['t1', 't2'].map((threadId) => scoredPost(RETREAT, { id: '1', threadId }))
    const options = { design: draw(posts, 2), posts }
    expect(() => take(`postId,label\n1,${RETREAT}\n`, options)).toThrow(
      failure('AUDIT_POST_UNKNOWN', 'stands in 2 threads. Add the column threadId'),
    )
    expect(take(`postId,label,threadId\n1,${RETREAT},t2\n`, options).events[0]?.threadId).toBe('t2')
  })
})

describe('rows that hold for each deal of a post', () => {
  it('are taken for all its deals, unless they name one', () => {
    const { events, rowCount } = take(`postId,label,dealId\n3,${PIVOT},*\n1,${RETREAT},*\n`)
    const rows = inRows(events.map(({ postId, dealId, label }) => [postId, dealId, label]))
    expect(rows).toEqual([`3 | a | ${PIVOT}`, `3 | b | ${PIVOT}`, `1 | a | ${RETREAT}`])
    expect(rowCount).toBe(2)
    expect(take(`postId,label,dealId\n3,${PIVOT},b\n`).events.map(({ dealId }) => dealId)).toEqual([
      'b',
    ])
  })

  it('may stand again with the same label: such rows are counted, and their lines named', () => {
    const { events, lines } = read(
      `postId,coder,label\n1,a,${RETREAT}\n2,a,${RETREAT}\n1,a,${RETREAT}\n`,
    )
    expect([events.length, lines.repeated]).toEqual([2, [4]])
  })
})

describe('exportLabels', () => {
  const show = unitViewer(POSTS, new Map([['a', { mover: '+Mover', move: 'moves' }]]))
  const events: AuditEvent[] = design.units.map((unit, index) =>
    labelEvent(
      unit,
      [RETREAT, PIVOT, null][index % 3] ?? null,
      { coder: `c${index % 2}`, isAdjudication: index === 4, doubleCodeShare: 0 },
      null,
      index === 0 ? { isInDoubt: true, note: '=irony, or "not"' } : { isUnclear: index === 5 },
    ),
  )

  it('comes back whole through the import', () => {
    const csv = exportLabels({ design, labels: labelsInForce(events) }, { coder: 'a', show })
    expect(labelsInForce(read(csv).events)).toEqual(labelsInForce(events))
  })

  it('leaves the label empty where there is none, and such rows are no labels', () => {
    const csv = exportLabels({ design, labels: [] }, { coder: 'ana', show })
    expect(read(csv)).toMatchObject({
      events: [],
      lines: { empty: { length: design.units.length } },
    })
    expect(csv.split('\r\n')[0]).toBe(
      'postId,coder,label,threadId,dealId,adjudication,coderKind,doubt,note,reason,mover,move,text,parent,root,labels',
    )
    expect(csv.split('\r\n')[1]).toMatch(/,"retreat, shrewd pivot, neither, skipped, unreadable"$/)
  })

  it('says what the coder is, where that was said', () => {
    const kinds = (coderKind?: 'person'): (string | undefined)[] =>
      read(
        exportLabels(
          { design, labels: [] },
          { coder: 'ana', show, ...(coderKind && { coderKind }) },
        ).replaceAll('ana,,', `ana,${RETREAT},`),
      ).events.map((event) => event.coderKind)
    expect(new Set(kinds('person'))).toEqual(new Set(['person']))
    expect(new Set(kinds())).toEqual(new Set(['unknown']))
  })

  it('holds no cell that a spreadsheet would run, and nothing that the model said', () => {
    const csv = exportLabels({ design, labels: labelsInForce(events) }, { coder: 'a', show })
    expect(csv.startsWith('postId,')).toBe(true)
    for (const { cells } of parseCsvRows(csv, ','))
      for (const cell of cells) expect(cell).not.toMatch(/^(?:[=+@\t\r]|-(?!\d+$))/)
    for (const word of ['sure', '0.6', 'scored', 'test-model']) expect(csv).not.toContain(word)
  })

  it('safeCell and plainCell undo each other for any text', () => {
    forAny(
      fc.string({
        unit: fc.constantFrom(
          "'",
          '=',
          '+',
          '-',
          '@',
          'a',
          ' ',
          '"',
          ',',
          ';',
          ')',
          '\t',
          '\n',
          '\uff1d',
        ),
      }),
      (text) => {
        const [row] = parseCsvRows(`${safeCell(text)},x`, ',')
        expect(plainCell(row?.cells[0] ?? '')).toBe(text)
        expect(row?.cells[0] ?? '').not.toMatch(
          /^[=+\-@\t\r\n\uff1d]|[;\t\r\n][ ";]*(?:[=+@\uff1d]|-[^);\t\r\n])/,
        )
      },
    )
  })
})

it('refuses ids that a spreadsheet rounded, and says what keeps them', () => {
  const posts = [scoredPost(RETREAT, { id: '1234567890123456701' }, ['a'])]
  for (const id of ['1234567890123450000', '1.23457E+18'])
    expect(() =>
      take(`postId,label\n${id},${RETREAT}\n`, { design: draw(posts, 100), posts }),
    ).toThrow(failure('AUDIT_POST_UNKNOWN', 'a spreadsheet rounds ids'))
})
