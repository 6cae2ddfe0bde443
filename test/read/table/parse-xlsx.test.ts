import { readFileSync } from 'node:fs'
import { strToU8, unzipSync, zipSync } from 'fflate'
import { expect, it } from 'vitest'
import { isXlsx, parseXlsx } from '../../../src/read/table/parse-xlsx.js'
import { failure } from '../../support/caught.js'
import { inRows } from '../../support/in-rows.js'
import { IS_LONG, PLAYS_FAULTS } from '../../support/run-count.js'

const BYTES = readFileSync(new URL('../../fixtures/import/table/posts.xlsx', import.meta.url))

it('parseXlsx reads the rows of the first sheet with a column of texts: digits, dates, line ends, entities', async () => {
  expect(isXlsx(BYTES)).toBe(true)
  const { posts, summary } = await parseXlsx(BYTES)
  const rows = inRows(
    posts.map(({ id, parentId, text, createdAt }) => [id, parentId, text, createdAt]),
  )
  expect(rows).toEqual([
    '1 | - | They fold & go | 2026-06-02T12:00:00.000Z',
    '2060000000000001003 | 1 | They grow\non | -',
  ])
  expect(summary.notes).toEqual([
    'the sheet "Posts" was read; line numbers are its rows',
    'columns read: text from "text", id from "id", parentId from "parent_id", createdAt from "date"',
    'columns not read, kept in meta: none',
  ])
})

it('parseXlsx maps columns, and refuses a workbook without a column of texts, or a broken one', async () => {
  const { posts } = await parseXlsx(BYTES, { columns: { text: 'date' } })
  expect(posts[0]?.text).toBe('2026-06-02T12:00:00.000Z')
  await expect(parseXlsx(BYTES.subarray(0, 600))).rejects.toMatchObject({ code: 'INGEST_BINARY' })
  expect(isXlsx(new TextEncoder().encode('PK no archive'))).toBe(false)
})

/**
 * A workbook of one sheet whose rows are given in XML; its style 1 shows a time, style 2 an amount,
 * style 4 a day.
 */
function workbookOf(rows: string, texts = '', calculation = ''): Uint8Array {
  const office = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships'
  const relation = (id: string, kind: string, target: string): string =>
    `<Relationship Id="${id}" Type="${office}/${kind}" Target="${target}"/>`
  const parts = {
    'xl/workbook.xml': `<workbook><sheets><sheet name="S" sheetId="1" r:id="r1"/></sheets>${calculation}</workbook>`,
    'xl/_rels/workbook.xml.rels': `<Relationships>${relation('r1', 'worksheet', 'worksheets/sheet1.xml')}${relation('r2', 'sharedStrings', '/xl/texts.xml')}${relation('r3', 'styles', 'styles.xml')}</Relationships>`,
    'xl/styles.xml':
      '<styleSheet><numFmts><numFmt numFmtId="165" formatCode="dd/mm/yyyy\\ hh:mm:ss.000;@"/><numFmt numFmtId="166" formatCode="#,##0.00 &quot;days&quot;"/></numFmts><cellXfs><xf numFmtId="0"/><xf numFmtId="165"/><xf numFmtId="166"/><xf numFmtId="22"/><xf numFmtId="14"/></cellXfs></styleSheet>',
    'xl/texts.xml': `<sst>${texts}</sst>`,
    'xl/worksheets/sheet1.xml': `<worksheet><sheetData>${rows}</sheetData></worksheet>`,
  }
  return zipSync(
    Object.fromEntries(Object.entries(parts).map(([name, xml]) => [name, strToU8(xml)])),
  )
}
const cell = (place: string, text: string): string =>
  `<c r="${place}" t="inlineStr"><is><t>${text}</t></is></c>`
const HEADER = `<row r="1">${cell('A1', 'id')}${cell('B1', 'text')}${cell('D1', 'likes')}${cell('C1', 'date')}</row>`
const SMALL = `${HEADER}<row r="2">${cell('A2', '1')}${cell('B2', 'They fold')}</row>`

it('parseXlsx rounds times to the millisecond, reads runs and escapes of texts, and keeps digits of ids and types of other columns', async () => {
  const texts =
    '<si><t>They fold</t></si><si><r><t xml:space="preserve">One </t></r><r><rPr/><t>text_x0021_ _x005F_x0041_</t></r><rPh><t>no</t></rPh></si>'
  const rows = [
    '<row r="2"><c r="A2"><v>2060000000000001003</v></c><c r="B2" t="s"><v>0</v></c><c r="C2" s="1"><v>46023.334155092591</v></c><c r="D2" s="2"><v>1.1000000000000001</v></c></row>',
    '<row><c><v>7</v></c><c t="s"><v>1</v></c><c s="3"><v>46023.5</v></c><c t="b"><v>1</v></c></row>',
    '<row><c><v>8</v></c><c t="s"><v>0</v></c><c s="4"><v>46023</v></c></row>',
    '<row><c><v>9</v></c><c t="s"><v>0</v></c><c s="1"><v>46023</v></c></row>',
  ]
  const { posts } = await parseXlsx(workbookOf(HEADER + rows.join(''), texts))
  expect(
    posts.map(({ id, text, createdAt, meta }) => [id, text, createdAt, meta['likes']]),
  ).toEqual([
    ['2060000000000001003', 'They fold', '2026-01-01T08:01:11.000Z', '1.1'],
    ['7', 'One text! _x0041_', '2026-01-01T12:00:00.000Z', 'true'],
    ['8', 'They fold', '2026-01-01', undefined],
    ['9', 'They fold', '2026-01-01T00:00:00.000Z', undefined],
  ])
})

it.each([
  ['far below and to the right', '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>', 0],
  [
    'to the right of a row',
    `<row r="3">${cell('A3', '2')}${cell('B3', 'They grow')}<c r="XFD3"><v>1</v></c></row>`,
    1,
  ],
])(
  'parseXlsx pays nothing for a stray cell %s, and says that it is left out',
  async (_where, row, count) => {
    const { posts, summary } = await parseXlsx(workbookOf(SMALL + row))
    expect(posts).toHaveLength(1 + count)
    expect(summary.notes.join()).toContain('left out: a column without a name')
  },
)

it('parseXlsx costs the named columns of a sheet, not all that a stray cell spans', async () => {
  const count = IS_LONG ? 20_000 : 5000
  const rows = Array.from(
    { length: count },
    (_, at) =>
      `<row r="${at + 2}">${cell(`A${at + 2}`, `${at}`)}${cell(`B${at + 2}`, 'They fold')}</row>`,
  )
  const bytes = workbookOf(
    `${HEADER}${rows.join('')}<row r="${count + 2}"><c r="XFD${count + 2}"><v>1</v></c></row>`,
  )
  const start = process.cpuUsage()
  expect((await parseXlsx(bytes)).posts).toHaveLength(count)
  // 20,000 rows took 40 seconds of a processor; now one.
  const { user, system } = process.cpuUsage(start)
  expect((user + system) / 1000).toBeLessThan(count / 2)
})

it.each([
  ['a text that is missing', (bytes: Uint8Array) => bytes, 'cell B2: no text number 5'],
  [
    'an archive that is cut',
    (bytes: Uint8Array) => bytes.subarray(0, bytes.length - 30),
    'cannot be read',
  ],
])('parseXlsx names %s', async (_what, change, words) => {
  const row = '<row r="2"><c r="A2"><v>1</v></c><c r="B2" t="s"><v>5</v></c></row>'
  await expect(parseXlsx(change(workbookOf(HEADER + row)))).rejects.toEqual(
    failure('INGEST_BINARY', words),
  )
})

it('parseXlsx refuses a workbook that unpacks to over 512 MiB before it unpacks it', async () => {
  const bytes = Buffer.from(workbookOf(HEADER))
  // The size of the sheet as the directory of the archive states it.
  const entry = bytes.lastIndexOf('PK\u0001\u0002', undefined, 'latin1')
  bytes.writeUInt32LE(600 * 1024 * 1024, entry + 24)
  await expect(parseXlsx(bytes)).rejects.toMatchObject({
    message: expect.stringContaining('over 512 MiB when it is unpacked') as string,
  })
})

it.runIf(PLAYS_FAULTS)(
  'parseXlsx refuses a workbook whose sheets are one part over and over (each was unpacked for itself)',
  async () => {
    const parts = unzipSync(workbookOf(''))
    const sheets = Array.from(
      { length: 9 },
      (_, index) => `<sheet name="S${index}" sheetId="${index}" r:id="r1"/>`,
    )
    const bytes = zipSync(
      {
        ...parts,
        'xl/workbook.xml': strToU8(`<workbook><sheets>${sheets.join('')}</sheets></workbook>`),
        'xl/worksheets/sheet1.xml': Buffer.concat([
          Buffer.from('<worksheet>'),
          Buffer.alloc(64 * 1024 * 1024, ' '),
          Buffer.from('</worksheet>'),
        ]),
      },
      { level: 1 },
    )
    await expect(parseXlsx(bytes)).rejects.toMatchObject({
      message: expect.stringContaining('over 512 MiB when it is unpacked') as string,
    })
  },
  300_000,
)

it('parseXlsx reads an archive whose parts are stored as they are', async () => {
  const deflated = workbookOf(SMALL)
  const stored = zipSync(unzipSync(deflated), { level: 0 })
  const read = await parseXlsx(deflated)
  expect(read.posts).toMatchObject([{ id: '1', text: 'They fold' }])
  expect(await parseXlsx(stored)).toEqual(read)
})

it('parseXlsx names a packing that it cannot read, and a part that ends within its bytes', async () => {
  const other = Buffer.from(workbookOf(SMALL))
  const entry = other.lastIndexOf('PK\u0001\u0002', undefined, 'latin1')
  other.writeUInt16LE(12, entry + 10)
  await expect(parseXlsx(other)).rejects.toEqual(failure('INGEST_BINARY', 'compression type 12'))
  const cut = Buffer.from(workbookOf(SMALL))
  cut.writeUInt32LE(cut.readUInt32LE(entry + 20) - 9, entry + 20)
  await expect(parseXlsx(cut)).rejects.toMatchObject({ code: 'INGEST_BINARY' })
})

it('parseXlsx refuses a mapping to a column that no sheet has, and names what may be meant', async () => {
  const refused = failure(
    'INGEST_COLUMN_MISSING',
    /"texxt" that text is mapped to.*Did you mean text=text\?/,
  )
  await expect(parseXlsx(workbookOf(SMALL), { columns: { text: 'texxt' } })).rejects.toEqual(
    refused,
  )
})

const UNCALCULATED = '<calcPr calcId="124519" fullCalcOnLoad="1"/>'
const BARE = '1 cell holds a formula without its value and is read as empty'
const FORMULA = '<f>1+2 is how they count</f>'

/** A cell whose value, null where the file lacks it, is that of a formula. */
it.each<[form: string, cell: string, value: string | null, calculation?: string]>([
  // As writers leave them: openpyxl and pandas, POI, XlsxWriter.
  ['v is missing', `<c r="B2">${FORMULA}</c>`, null],
  ['v is empty', `<c r="B2">${FORMULA}<v></v></c>`, null],
  ['v is blank', `<c r="B2" t="n">${FORMULA}<v xml:space="preserve"> </v></c>`, null],
  ['a text without v', `<c r="B2" t="str">${FORMULA}</c>`, null],
  ['an error without v', `<c r="B2" t="e">${FORMULA}<v/></c>`, null],
  ['an inline text that is missing', `<c r="B2" t="inlineStr">${FORMULA}</c>`, null],
  ['a shared formula', '<c r="B2"><f t="shared" si="0"/><v/></c>', null],
  ['a 0 until it is calculated', `<c r="B2">${FORMULA}<v>0</v></c>`, null, UNCALCULATED],
  ['a text', '<c r="B2" t="str"><f>A3</f><v>They fold</v></c>', 'They fold'],
  ['the empty text', '<c r="B2" t="str"><f>""</f><v></v></c>', ''],
  ['an inline text', '<c r="B2" t="inlineStr"><f>A3</f><is><t>Fold</t></is></c>', 'Fold'],
  ['a number', '<c r="B2"><f>1+2</f><v>3</v></c>', '3', UNCALCULATED],
  ['a 0 that was calculated', '<c r="B2"><f>1-1</f><v>0</v></c>', '0'],
  ['a 0 that is no formula', '<c r="B2"><v>0</v></c>', '0', UNCALCULATED],
])('parseXlsx tells a formula without its value: %s', async (_, xml, value, calculation) => {
  const rows = `${HEADER}<row r="2">${cell('A2', '1')}${xml}</row>`
  const { summary, posts } = await parseXlsx(workbookOf(rows, '', calculation))
  expect(posts.map(({ text }) => text)).toEqual([value ?? ''])
  expect(summary.cautions.map((words) => words.slice(0, BARE.length))).toEqual(
    value === null ? [BARE] : [],
  )
})

it('parseXlsx counts rows of a bare formula alone, and no formula outside of named columns', async () => {
  const rows = [
    `<row r="2"><c r="B2">${FORMULA}<v/></c></row>`,
    `<row r="3">${cell('B3', 'They fold')}<c r="G3"><f>SUM(D:D)</f><v/></c></row>`,
  ]
  const { summary, posts } = await parseXlsx(workbookOf(HEADER + rows.join('')))
  expect(posts.map(({ text }) => text)).toEqual(['They fold'])
  expect(summary.cautions.join()).toContain(BARE)
})

it('parseXlsx takes an error for no text, and keeps it in other columns as a CSV has it', async () => {
  const error = (place: string, name: string): string =>
    `<c r="${place}" t="e"><f>x</f><v>${name}</v></c>`
  const rows = ['#NAME?', '#NAME?', '#VALUE!', '#N/A'].map(
    (name, at) =>
      `<row r="${at + 2}">${cell(`A${at + 2}`, `${at}`)}${error(`B${at + 2}`, name)}${error(`D${at + 2}`, name)}</row>`,
  )
  const { summary, posts } = await parseXlsx(workbookOf(HEADER + rows.join('')))
  expect(posts.map(({ text, meta }) => [text, meta['likes']])).toEqual([
    ['', '#NAME?'],
    ['', '#NAME?'],
    ['', '#VALUE!'],
    ['', '#N/A'],
  ])
  expect(summary.cautions).toEqual([
    '3 texts are errors of a formula and read as empty: #NAME?, #VALUE!',
    expect.stringMatching(/^most cells of "text", which was read as the text, are empty/),
  ])
})
