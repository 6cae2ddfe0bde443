import { countEach } from '../../base/statistics/group-by.js'
import { foldSpace } from '../../base/text/fold-text.js'
import { compilePattern } from '../../base/text/lazily.js'
import type { PageLine } from '../page/page-line.js'
import { shapeOf } from './page-words.js'

/** So much of a line is looked at for a byline. */
export const LINE_HEAD_LIMIT = 300

const EDITED =
  /(?<=\S)\s\u200e?(?:<[^<>]{0,40}(?:edit|bearbeit|modif|bewerkt|измен|attach|angeh|adjunt|joint|anexad|allegat|bijgevoegd)[^<>]{0,60}>|\((?:this )?(?:message )?(?:was )?edited\))$/iu

const MORE = /(?<=\S)\s?(?:(?:…|\.{3})\s?(?:see|read|show|view)\smore|…\s?more)$/i

/** Whether "… more" stands behind the words that end at a place. */
export const isMore = (text: string, end: number): boolean =>
  MORE.test((text.slice(Math.max(0, end - 1), end + 20).split('\n', 1)[0] ?? '').trimEnd())

/** Leaves out what stands behind the words of a line: that a message was edited, "… See more" of a page. */
export function withoutMark(text: string, line: PageLine, isMessage: boolean): PageLine {
  if (!isMessage && !/more$/i.test(text.slice(line.end - 4, line.end))) return line
  const mark = (isMessage ? EDITED : MORE).exec(text.slice(Math.max(line.start, line.end - 80), line.end))
  if (mark === null) return line
  const words = line.words.slice(0, Math.max(0, line.words.length - foldSpace(mark[0]).length)).trim()
  return { ...line, end: line.end - mark[0].length, words }
}

/** A line of a page, or the part of it that is a byline. */
export interface CutLine extends PageLine {
  /** The line as it was, where the words of the post go on behind its byline. */
  readonly whole?: PageLine
}

/** Cuts lines that hold a byline and the first words of its post in two. */
export function cutLines(text: string, lines: readonly PageLine[], byline: RegExp): CutLine[] {
  const pattern = compilePattern(new RegExp(byline.source, `${byline.flags}d`), text)
  const wordsIn = (start: number, end: number): string => (end - start <= LINE_HEAD_LIMIT ? foldSpace(text.slice(start, end)) : '')
  const heads = lines.map((line) => pattern.exec(text.slice(line.start, Math.min(line.end, line.start + LINE_HEAD_LIMIT)))?.indices?.groups)
  const isTimed = byline.source.includes('(?<time')
  const names = heads.map((head, index) => {
    const [from = 0, to = 0] = (isTimed ? undefined : head?.['name']) ?? []
    const { start = 0 } = lines[index] ?? {}
    return text.slice(start + from, start + to)
  })
  const isNone = findStrangers(names, text)
  return lines.flatMap((whole, index): CutLine[] => {
    const at = heads[index]?.['text']?.[0]
    if (at === undefined || isNone(names[index] ?? '')) return [whole]
    const start = whole.start + at
    const end = whole.start + text.slice(whole.start, start).trimEnd().length
    const head = { ...whole, end, words: wordsIn(whole.start, end), whole }
    return start < whole.end ? [head, { ...whole, start, words: wordsIn(start, whole.end), blankCountAbove: 0 }] : [head]
  })
}

/** Words before a colon that look like no name and come once, where no such speaker of as many words comes again, nor is addressed: "Remember the rule: …" */
function findStrangers(names: readonly string[], text: string): (name: string) => boolean {
  const counts = countEach(names)
  const oddLength = (name: string): number => (shapeOf(name) === 'N' ? 0 : name.split(' ').length)
  const usual = [...counts].reduce((most, [name, count]) => (count > 1 ? Math.max(most, oddLength(name)) : most), 1)
  return (name) => counts.get(name) === 1 && oddLength(name) > usual && !text.includes(`@${name}`)
}
