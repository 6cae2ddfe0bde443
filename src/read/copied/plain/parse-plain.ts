import { splitLines, type TextLine } from '../../../base/text/split-lines.js'
import type { Post } from '../../../base/thread/post.js'
import { nameByWords } from '../../link/ids-from-words.js'
import type { IngestResult } from '../../record/ingest-result.js'
import { parseLeadingMentions } from '../../record/parse-leading-mentions.js'
import { rangesOf } from '../lines/page-line.js'

/** Unit of a post: a line, or a paragraph (lines without a blank line between). */
export type OnePostPer = 'line' | 'paragraph'

export function parsePlain(
  text: string,
  per: OnePostPer,
  lines: readonly TextLine[] = splitLines(text),
): IngestResult {
  const opens = (at: number): boolean => per === 'line' || (lines[at]?.blankCountAbove ?? 0) > 0
  const slices = rangesOf([...lines.keys()], opens).map(({ from, to }) => ({
    start: lines[from]?.start,
    end: lines[to - 1]?.end,
  }))
  const numbered = slices.map(({ start, end }, index): Post => {
    const content = text.slice(start, end).replace(/\r\n?/g, '\n')
    const { handles } = parseLeadingMentions(content)
    const meta = { role: 'root' as const, ...(handles.length > 0 && { addressees: handles }) }
    return {
      id: `p${index + 1}`,
      threadId: 't1',
      parentId: null,
      author: null,
      createdAt: null,
      text: content,
      meta,
    }
  })
  return nameByWords(numbered, [], {
    source: 'paste',
    reason: `each ${per} is a post, as the caller says`,
  })
}
