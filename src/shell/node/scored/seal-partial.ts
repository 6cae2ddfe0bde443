import { createHash } from 'node:crypto'
import type { CountedParts } from '../../../count/partial/partial.js'

/** Rows per piece of output. */
const ROWS_AT_ONCE = 1000

/** The last line of a partial's file: a hash of all lines before it, which reveals any change. */
export const sealLine = (sha256: string): string => JSON.stringify({ sha256 })

/** Renders the file of a partial breakdown piece by piece: a header line, a line per post, and a line with the hash of these lines. */
export function* sealPartial({ header, rows }: Pick<CountedParts, 'header' | 'rows'>): Generator<string, undefined> {
  const hash = createHash('sha256')
  let lines = [JSON.stringify(header())]
  for (const row of rows()) {
    lines.push(JSON.stringify(row))
    if (lines.length < ROWS_AT_ONCE) continue
    const text = `${lines.join('\n')}\n`
    hash.update(text)
    yield text
    lines = []
  }
  const text = lines.map((line) => `${line}\n`).join('')
  yield `${text}${sealLine(hash.update(text).digest('hex'))}\n`
  return undefined
}
