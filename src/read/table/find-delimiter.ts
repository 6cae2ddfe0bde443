const DELIMITERS = [',', ';', '\t', '|']

/** UTF-16 units read of a first line. */
export const FIRST_LINE_LIMIT = 65_536

/** Text of a table, without the line in which Excel names the delimiter. */
interface DelimitedText {
  readonly body: string
  readonly firstLine: string
  readonly delimiter: string
}

/**
 * Delimiter of a table: the one that its first line names (`sep=;`), the usual one, or the most
 * frequent of its header, outside quotes; `,` without any. Other lines keep their numbers.
 */
export function findDelimiter(text: string, usual?: string): DelimitedText {
  const [line = '', named] = /^\ufeff?"?sep=([,;\t|])"?(?=\r?\n|\r)/i.exec(text) ?? []
  const body = text.slice(line.length)
  const firstLine = firstLineOf(body)
  return { body, firstLine, delimiter: named ?? usual ?? mostFrequentIn(firstLine) }
}

function mostFrequentIn(headerLine: string): string {
  const unquoted = headerLine.replace(/"[^"]*"/g, '')
  const countOf = (delimiter: string): number => unquoted.split(delimiter).length
  return DELIMITERS.reduce((best, next) => (countOf(next) > countOf(best) ? next : best))
}

function firstLineOf(text: string): string {
  const start = text.search(/[^\s\ufeff]/)
  if (start === -1) return ''
  const line = text.slice(start, start + FIRST_LINE_LIMIT)
  const end = line.search(/[\r\n]/)
  return end === -1 ? line : line.slice(0, end)
}
