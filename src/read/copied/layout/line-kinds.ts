import { type Kind, type KindLine, kindsOf } from '../kinds/kinds.js'
import type { Layout } from '../kinds/layout.js'
import { createKindReader, shapeOf } from '../kinds/recognise-line.js'
import type { PageLine } from '../lines/page-line.js'
import { cutLines, LINE_HEAD_LIMIT, withoutMark } from './cut-lines.js'

const MEASURES = kindsOf('count', 'time')

export function readKinds(text: string, layout: Layout, pageLines: readonly PageLine[]): readonly KindLine[] {
  const line = layout.line?.()
  const isCut = line?.source.includes('(?<text>') === true
  const whole = pageLines.map((each) => withoutMark(text, each))
  const lines = isCut && line ? cutLines(text, whole, line) : whole
  const kindOf = createKindReader(layout, isCut ? null : /^/)
  const kindAt = (at: number): Kind => kindOf(lines[at]?.words ?? '', text.slice(lines[at]?.start, lines[at]?.end))
  const read = (index: number, { words, start, end, whole: cut }: PageLine): Kind => {
    if (cut !== undefined) return 'line'
    const [one, two] = [lines[index + 1], lines[index + 2]]
    // Caption of a picture above the name that it repeats, maybe with a badge between.
    if (words !== '' && words === one?.words && one.blankCountAbove === 0 && !MEASURES.has(kindOf(words, words)))
      return kindOf(lines[index - 1]?.words ?? '', '') === 'picture' ? 'picture' : 'badge'
    if (words !== '' && words === two?.words && two.blankCountAbove + (one?.blankCountAbove ?? 0) === 0 && kindAt(index + 1) === 'badge')
      return 'badge'
    if (words === '') return end - start < LINE_HEAD_LIMIT ? 'furniture' : 'long'
    const kind = kindOf(words, text.slice(start, end))
    // Words of a message may look like a byline.
    if (kind === 'advert' && isCut && (lines[index - 1]?.whole?.end ?? -1) >= end) return shapeOf(words)
    return kind
  }
  return lines.map((each, index): KindLine => ({ ...each, kind: read(index, each) }))
}
