import { strToU8, zipSync } from 'fflate'

const OFFICE = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships'
const place = (row: number, column: number): string =>
  `${String.fromCharCode(65 + column)}${row + 1}`

/** A workbook of sheets by their names, whose cells are texts: a row is "one|two". */
export function workbookOf(sheets: Readonly<Record<string, readonly string[]>>): Uint8Array {
  const names = Object.keys(sheets)
  const rowsOf = (name: string): string =>
    (sheets[name] ?? [])
      .map((cells, row) => {
        const xml = cells
          .split('|')
          .map(
            (text, column) =>
              `<c r="${place(row, column)}" t="inlineStr"><is><t>${text}</t></is></c>`,
          )
        return `<row r="${row + 1}">${xml.join('')}</row>`
      })
      .join('')
  const parts: Record<string, string> = {
    'xl/workbook.xml': `<workbook><sheets>${names.map((name, at) => `<sheet name="${name}" sheetId="${at + 1}" r:id="r${at + 1}"/>`).join('')}</sheets></workbook>`,
    'xl/_rels/workbook.xml.rels': `<Relationships>${names.map((_, at) => `<Relationship Id="r${at + 1}" Type="${OFFICE}/worksheet" Target="worksheets/sheet${at + 1}.xml"/>`).join('')}</Relationships>`,
    ...Object.fromEntries(
      names.map((name, at) => [
        `xl/worksheets/sheet${at + 1}.xml`,
        `<worksheet><sheetData>${rowsOf(name)}</sheetData></worksheet>`,
      ]),
    ),
  }
  return zipSync(
    Object.fromEntries(Object.entries(parts).map(([name, xml]) => [name, strToU8(xml)])),
  )
}
