import { foldSpace } from '../../text/fold-text.js'
import type { PageLine } from '../page/page-line.js'

/** So much of a line is looked at for a byline. */
export const LINE_HEAD_LIMIT = 300

const EDITED =
  /(?<=\S)\s\u200e?(?:<[^<>]{0,40}(?:edit|bearbeit|modif|bewerkt|измен|attach|angeh|adjunt|joint|anexad|allegat|bijgevoegd)[^<>]{0,60}>|\((?:this )?(?:message )?(?:was )?edited\))$/iu

/** Leaves out what programs put behind the words of a message that was edited. */
export function withoutMark(text: string, line: PageLine): PageLine {
  const tail = text.slice(Math.max(line.start, line.end - 80), line.end)
  const mark = EDITED.exec(tail)
  if (mark === null) return line
  const end = line.end - mark[0].length
  return { ...line, end, words: line.words.slice(0, Math.max(0, line.words.length - foldSpace(mark[0]).length)).trim() }
}

/** What pages put behind words that they cut short. */
const MORE = /(?<=\S)\s?(?:(?:…|\.{3})\s?(?:see|read|show|view)\smore|…\s?more)$/i

/** Leaves out "… See more" behind the words of a line. */
export function withoutMore(text: string, line: PageLine): PageLine {
  const mark = /more$/i.test(text.slice(line.end - 4, line.end))
    ? MORE.exec(text.slice(Math.max(line.start, line.end - 30), line.end))
    : null
  return mark === null ? line : { ...line, end: line.end - mark[0].length, words: line.words.slice(0, -foldSpace(mark[0]).length).trim() }
}

/** A line of a page, or the part of it that is a byline. */
export interface CutLine extends PageLine {
  /** The line as it was, where the words of the post go on behind its byline. */
  readonly whole?: PageLine
}

/** Cuts lines that hold a byline and the first words of its post in two. */
export function cutLines(text: string, lines: readonly PageLine[], byline: RegExp): CutLine[] {
  const pattern = new RegExp(byline.source, `${byline.flags}d`)
  const wordsIn = (start: number, end: number): string => (end - start <= LINE_HEAD_LIMIT ? foldSpace(text.slice(start, end)) : '')
  return lines.flatMap((whole): CutLine[] => {
    const at = pattern.exec(text.slice(whole.start, Math.min(whole.end, whole.start + LINE_HEAD_LIMIT)))?.indices?.groups?.['text']?.[0]
    if (at === undefined) return [whole]
    const start = whole.start + at
    const end = whole.start + text.slice(whole.start, start).trimEnd().length
    const head = { ...whole, end, words: wordsIn(whole.start, end), whole }
    return start < whole.end ? [head, { ...whole, start, words: wordsIn(start, whole.end), blankCountAbove: 0 }] : [head]
  })
}
