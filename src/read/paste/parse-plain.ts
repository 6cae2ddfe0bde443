import { splitLines, type TextLine } from '../../base/text/split-lines.js'
import type { Post } from '../../base/thread/post.js'
import { rangesOf } from '../page/page-line.js'
import { summarise } from '../record/ingest-counter.js'
import type { IngestResult } from '../record/ingest-result.js'
import { parseLeadingMentions } from '../record/parse-leading-mentions.js'
import { spanOf } from './paste-layout.js'
import { asResult } from './paste-spans.js'

/** What the caller says a post is: a line, or a paragraph (lines without a blank line between). */
export type OnePostPer = 'line' | 'paragraph'

/** Reads each line, or each paragraph, as a post. Nothing is left out, and no post is tied to another: the text does not say so. */
export function parsePlain(text: string, per: OnePostPer, lines: readonly TextLine[] = splitLines(text)): IngestResult {
  const opens = (at: number): boolean => per === 'line' || (lines[at]?.blankCountAbove ?? 0) > 0
  const slices = rangesOf([...lines.keys()], opens).flatMap((range) => spanOf(lines, range))
  const numbered = slices.map(({ start, end }, index): Post => {
    const content = text.slice(start, end).replace(/\r\n?/g, '\n')
    const { handles } = parseLeadingMentions(content)
    const meta = { role: 'root' as const, ...(handles.length > 0 && { addressees: handles }) }
    return { id: `p${index + 1}`, threadId: 't1', parentId: null, author: null, createdAt: null, text: content, meta }
  })
  const headersOf = new Map<string, readonly string[]>()
  const reason = `each ${per} is a post, as the caller says`
  const summary = summarise(numbered, headersOf, { source: 'paste', reason, skips: [], ambiguities: [], notes: [] })
  return asResult({ posts: numbered, headersOf, summary })
}
