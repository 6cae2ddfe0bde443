import { parse } from 'csv-parse/sync'
import fc from 'fast-check'
import { unzipSync } from 'fflate'
import { describe, expect, it } from 'vitest'
import { STANCE_SCHEME as scheme } from '../../../src/base/scheme/stance-scheme.js'
import type { PostRecord } from '../../../src/base/thread/post.js'
import { probabilityColumns } from '../../../src/base/thread/table-columns.js'
import { aggregate } from '../../../src/count/aggregate.js'
import { parseScoredPost } from '../../../src/count/breakdown/parse-scored-post.js'
import { parseXlsx } from '../../../src/read/table/parse-xlsx.js'
import { cite } from '../../../src/say/cite/cite.js'
import { csvRow } from '../../../src/say/format/csv-row.js'
import { renderJson } from '../../../src/say/format/format-value.js'
import { renderJsonl } from '../../../src/say/rows/render-jsonl.js'
import { renderPostsCsv } from '../../../src/say/rows/render-posts-csv.js'
import { checkPostCount, createWorkbook } from '../../../src/say/rows/render-workbook.js'
import { postColumns } from '../../../src/say/rows/source-columns.js'
import { renderBreakdownCsv } from '../../../src/say/table/render-breakdown-csv.js'
import { post as plainPost } from '../../base/thread/post-example.js'
import { auditOf } from '../../count/audit/audit-example.js'
import { manyPosts, NEITHER, PIVOT, RETREAT, scoredPost } from '../../count/scored-posts.js'
import { failure } from '../../support/caught.js'
import { CODE_POINT } from '../../support/code-point.js'
import { forAny, forSomeAwaited } from '../../support/for-any.js'
import { runCount } from '../../support/run-count.js'

describe('renderJsonl', () => {
  it('prints the keys in the order of the record, with four decimals', () => {
    const probabilities = { [RETREAT]: 0.123456, [PIVOT]: 0.87654, [NEITHER]: 0.000004 }
    const post = scoredPost(
      PIVOT,
      {
        id: '7',
        sentiment: -0.00001,
        probabilities,
        evidence: [{ start: 0, end: 4, text: 'They', toward: PIVOT, weight: 1 / 3 }],
      },
      [],
    )
    expect(renderJsonl(post)).toBe(
      '{"id":"7","threadId":"t1","parentId":null,"text":"They are giving up.","meta":{"role":"reply"},' +
        '"label":"shrewd pivot","lean":"shrewd pivot","probabilities":{"retreat":0.1235,"shrewd pivot":0.8765,"neither":0},"status":"scored",' +
        '"dealId":null,"sentiment":0,"flags":[],"evidence":[{"start":0,"end":4,"text":"They","toward":"shrewd pivot","weight":0.3333}],' +
        '"model":"test-model"}\n',
    )
  })

  it('prints one line that parses back to the same line and the same breakdown', () => {
    const posts = manyPosts(60, 4).map((post) => ({
      ...post,
      options: { twoWay: false, minProbability: 0 },
      sentiment: post.sentiment / 3,
      text: `${post.text}\r\n\u2028"`,
      evidence: post.evidence?.map((one) => ({ ...one, weight: one.weight / 7 })) ?? null,
    }))
    const lines = posts.map(renderJsonl)
    for (const line of lines) expect(line.indexOf('\n')).toBe(line.length - 1)
    const again = lines.map((line, index) =>
      parseScoredPost(JSON.parse(line) as unknown, `line ${index + 1}`),
    )
    expect(again.map(renderJsonl)).toEqual(lines)
    expect(renderJson(aggregate(again, { scheme }))).toBe(renderJson(aggregate(posts, { scheme })))
  })
})

describe('CSV', () => {
  it('quotes by RFC 4180', () => {
    expect(csvRow(['plain', 'a,b', 'say "no"', 'two\nlines', ' edge', null, 0, false, ''])).toBe(
      'plain,"a,b","say ""no""","two\nlines"," edge",,0,false,\r\n',
    )
  })

  it('leaves texts as they are, and guards all that a spreadsheet would run when asked; numbers never', () => {
    const cells = [
      '=1+1',
      '+cmd',
      '-a',
      '@ann',
      '\tx',
      '\rx',
      "'=1",
      "it's",
      -0.5,
      '-0.305',
      '+7,5%',
      '-1e-3',
    ]
    let count = 0
    const onFormula = (): void => void (count += 1)
    const plain = `=1+1,+cmd,-a,@ann,"\tx","\rx",'=1,it's,-0.5,-0.305,"+7,5%",-1e-3\r\n`
    expect([csvRow(cells), csvRow(cells, onFormula), count]).toEqual([plain, plain, 1])
  })

  it('names the probability columns after the labels', () => {
    expect(probabilityColumns(scheme.labels)).toEqual(['pRetreat', 'pShrewdPivot', 'pNeither'])
    expect(probabilityColumns(['a b', 'a-b', 'Rückzug!', '自由'])).toEqual([
      'pAB',
      'pAB2',
      'pRückzug',
      'p自由',
    ])
  })

  it('round-trips any text through a CSV parser', () => {
    forAny(fc.string({ unit: CODE_POINT }), fc.string({ unit: 'grapheme' }), (text, author) => {
      const post = scoredPost(RETREAT, { text: text.replace(/^\ufeff/, ''), author })
      const [row] = parse<Record<string, string>>(renderPostsCsv([post], scheme), {
        columns: true,
        record_delimiter: '\r\n',
      })
      expect([row?.['text'], row?.['author']]).toEqual([post.text, author])
    })
  })

  it('prints a post without a label with empty cells, and lists as JSON', () => {
    const text = renderPostsCsv(
      [scoredPost('unscored', { flags: ['truncated', 'long'] }, ['deal-a', 'deal-b'])],
      scheme,
    )
    const [row, other] = parse<Record<string, string>>(text, { columns: true })
    expect(Object.keys(row ?? {})).toEqual(renderPostsCsv([], scheme).trimEnd().split(','))
    expect(row).toMatchObject({
      status: 'unscored',
      dealId: 'deal-a',
      flags: '["truncated","long"]',
    })
    for (const name of ['label', 'lean', 'pRetreat', 'pShrewdPivot', 'pNeither'])
      expect(row?.[name], name).toBe('')
    expect(other).toMatchObject({ id: row?.['id'], dealId: 'deal-b' })
    expect(JSON.parse(row?.['meta'] ?? '')).toMatchObject({ role: 'reply' })
  })

  it('prints a breakdown as one record per deal and label, then overall', () => {
    const breakdown = aggregate(
      [
        scoredPost(RETREAT, { author: 'ann' }),
        scoredPost(PIVOT, { author: 'bob' }),
        scoredPost(PIVOT, {}, []),
      ],
      {
        scheme,
      },
    )
    const rows = parse<Record<string, string>>(renderBreakdownCsv(breakdown), {
      columns: true,
    })
    expect(rows.map(({ scope, dealId, label, share }) => [scope, dealId, label, share])).toEqual([
      ['deal', 'deal-a', RETREAT, '0.5'],
      ['deal', 'deal-a', PIVOT, '0.5'],
      ['deal', 'deal-a', NEITHER, '0'],
      ['overall', '', RETREAT, String(1 / 3)],
      ['overall', '', PIVOT, String(2 / 3)],
      ['overall', '', NEITHER, '0'],
    ])
    const counts = { postCount: '2', authorCount: '2' }
    expect(rows[0]).toMatchObject({
      ...counts,
      refusal: 'CITE_NOT_AUDITED',
      model: 'test-model',
      confidenceLevel: '0.95',
    })
    expect(rows[0]?.['caution'] ?? rows[0]?.['cautions'] ?? rows[0]?.['findings']).toContain(
      'not checked by people',
    )
  })

  it('refuses audited posts of several deals together by a code of their own, and each deal by its verdict', () => {
    const posts = [...Array(60).keys()].map((index) =>
      scoredPost(index % 3 ? RETREAT : PIVOT, { author: `a${index}` }, [
        index % 2 ? 'deal-a' : 'deal-b',
      ]),
    )
    const audited = { audit: auditOf(posts, 60, () => NEITHER), sha256: null }
    const breakdown = aggregate(posts, { scheme, audit: audited })
    const rows = parse<Record<string, string>>(renderBreakdownCsv(breakdown), {
      columns: true,
    })
    expect(new Set(rows.map(({ scope, refusal }) => `${scope} ${refusal}`))).toEqual(
      new Set(['deal CITE_LABELS_ALIKE', 'overall CITE_DEAL_BY_DEAL']),
    )
    expect(() => cite(breakdown)).toThrow(failure('CITE_DEAL_BY_DEAL', 'Name the one to quote'))
  })

  it('prints empty shares for no posts', () => {
    const rows = parse<Record<string, string>>(renderBreakdownCsv(aggregate([], { scheme })), {
      columns: true,
    })
    expect(rows.map(({ share, boundLow }) => [share, boundLow])).toEqual(
      scheme.labels.map(() => ['', '']),
    )
  })
})

it('renderJson has the keys of a breakdown in their order', () => {
  const json = JSON.parse(renderJson(aggregate([scoredPost(RETREAT)], { scheme }))) as {
    deals: object[]
    overall: object
  }
  expect(Object.keys(json)).toEqual([
    'schema',
    'model',
    'options',
    'deals',
    'overall',
    'unlinkedPostCount',
    'audit',
    'capture',
  ])
  const group =
    'postCount rootCount promptCount authorCount unknownAuthorCount unsureCount unscoredCount written shares sidedShares bounds intervals findings verdict'
  expect(Object.keys(json.deals[0] ?? {})).toEqual(`dealId mover move ${group}`.split(' '))
  expect(Object.keys(json.overall)).toEqual(group.split(' '))
})

const post = (id: string, text: string, author: string | null = null): PostRecord => ({
  ...plainPost(id, null, text),
  author,
})

async function write(posts: readonly PostRecord[]): Promise<Uint8Array> {
  const table = await createWorkbook(postColumns())
  return new Uint8Array(
    Buffer.concat([table.add(posts.slice(0, 1)), table.add(posts.slice(1)), table.end()]),
  )
}

describe('createWorkbook', () => {
  it.each([
    ['an id of 19 digits', '1234567890123456789', 'a'],
    ['what a CSV would run', '=1', "=1+1\n+cmd|' /C calc'!A0\t-1@a"],
    ['what a sheet would take for a date, a number, a truth', '1.5', '0,953'],
    ['line ends, tabs and spaces', '1', '  a\r\nb\rc\td  e \n'],
    ['what XML cannot hold', '1', '\u0000\u0007\u000b\ud83d \ufffe & <b> ]]>'],
    ['what looks like an escape', '1', '_x0041_ _x005F_x0041_ x_x000D_'],
    ['an empty text', '1', ''],
  ])('keeps %s', async (_, id, text) => {
    const { posts } = await parseXlsx(
      await write([post(id, text, text || null), post('other', 'b')]),
    )
    // Half an emoji is no character: reading replaces it.
    const whole = text.replace(/\p{Cs}/gu, '\ufffd')
    expect(posts[0]).toMatchObject({ id, text: whole, author: whole.trim() || null })
  })

  it('keeps any texts', async () => {
    const texts = fc.array(fc.string({ unit: CODE_POINT, maxLength: 40 }), {
      minLength: 1,
      maxLength: 5,
    })
    await forSomeAwaited(runCount(2000), texts, async (all) => {
      const { posts } = await parseXlsx(
        await write(all.map((text, index) => post(`p${index}`, text))),
      )
      expect(posts.map(({ text }) => text)).toEqual(all)
    })
  })

  it('writes texts as texts and no formula, and the same bytes at any time', async () => {
    const bytes = await write([post('1', '=1+1')])
    const sheet = new TextDecoder().decode(unzipSync(bytes)['xl/worksheets/sheet1.xml'])
    expect(sheet).toContain('<c r="G2" t="inlineStr"><is><t xml:space="preserve">=1+1</t></is></c>')
    expect(sheet).not.toMatch(/<f[ >]|<v>/)
    expect(Buffer.compare(bytes, await write([post('1', '=1+1')]))).toBe(0)
  })

  it('refuses a cell that Excel would cut, and more posts than a sheet holds', async () => {
    await write([post('1', 'a'.repeat(32_767))])
    const refused = failure(
      'OUTPUT_TOO_LARGE',
      /^expected post "1", column text: at most 32,767 .* got 32,768/,
    )
    await expect(write([post('1', 'a'.repeat(32_768))])).rejects.toEqual(refused)
    checkPostCount(1_048_575)
    expect(() => checkPostCount(1_048_576)).toThrow(/at most 1,048,575 posts, got 1,048,576 posts/)
  })
})
