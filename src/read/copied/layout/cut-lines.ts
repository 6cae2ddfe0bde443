import { foldSpace } from '../../../base/text/fold-text.js'
import { compilePattern } from '../../../base/text/lazily.js'
import type { PageLine } from '../lines/page-line.js'

/** UTF-16 units of a line searched for a byline. */
export const LINE_HEAD_LIMIT = 300

const MORE = /(?<=\S)\s?(?:(?:…|\.{3})\s?(?:see|read|show|view)\smore|…\s?more)$/i

/** True before "… more". */
export const isMore = (text: string, end: number): boolean =>
  MORE.test((text.slice(Math.max(0, end - 1), end + 20).split('\n', 1)[0] ?? '').trimEnd())

/** Drops the mark behind a line: "… See more". */
export function withoutMark(text: string, line: PageLine): PageLine {
  if (!/more$/i.test(text.slice(line.end - 4, line.end))) return line
  const mark = MORE.exec(text.slice(Math.max(line.start, line.end - 80), line.end))
  if (mark === null) return line
  const words = line.words.slice(0, Math.max(0, line.words.length - foldSpace(mark[0]).length)).trim()
  return { ...line, end: line.end - mark[0].length, words }
}

/** Cuts lines with a byline and first words in two. */
export function cutLines(text: string, lines: readonly PageLine[], byline: RegExp): PageLine[] {
  const pattern = compilePattern(new RegExp(byline.source, `${byline.flags}d`), text)
  const wordsIn = (start: number, end: number): string => (end - start <= LINE_HEAD_LIMIT ? foldSpace(text.slice(start, end)) : '')
  const heads = lines.map((line) => pattern.exec(text.slice(line.start, Math.min(line.end, line.start + LINE_HEAD_LIMIT)))?.indices?.groups)
  return lines.flatMap((whole, index): PageLine[] => {
    const at = heads[index]?.['text']?.[0]
    if (at === undefined) return [whole]
    const start = whole.start + at
    const end = whole.start + text.slice(whole.start, start).trimEnd().length
    const head = { ...whole, end, words: wordsIn(whole.start, end), whole }
    return start < whole.end ? [head, { ...whole, start, words: wordsIn(start, whole.end), blankCountAbove: 0 }] : [head]
  })
}
