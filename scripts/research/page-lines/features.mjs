// Pages to features: one JSON `{ text }` a line in, one a line out, in the same order.
// `rows` are the float32 features of all lines one after the other, in base64, `width` of them a line;
// `places` are the numbers of the lines that are not blank, from 0 on. Needs `npm run build`.
import { createInterface } from 'node:readline'
import { parsePageLines } from '../../../dist/src/read/copied/lines/page-line.js'
import { featuresOf } from '../../../dist/src/read/copied/tags/line-features.js'

for await (const page of createInterface({ input: process.stdin })) {
  const { text } = JSON.parse(page)
  const lines = parsePageLines(text)
  const { rows, forms, keys, words } = featuresOf(text, lines)
  const width = rows[0].length
  const joined = new Float32Array(rows.length * width)
  for (const [at, row] of rows.entries()) joined.set(row, at * width)
  const record = {
    width,
    rows: Buffer.from(joined.buffer).toString('base64'),
    forms,
    keys,
    words,
    places: lines.map(({ lineNumber }) => lineNumber - 1),
  }
  process.stdout.write(`${JSON.stringify(record)}\n`)
}
