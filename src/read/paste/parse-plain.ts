import { splitLines, type TextLine } from '../../base/text/split-lines.js'
import type { Post } from '../../base/thread/post.js'
import { summarise } from '../record/ingest-counter.js'
import type { IngestResult } from '../record/ingest-result.js'
import { parseLeadingMentions } from '../record/parse-leading-mentions.js'
import { asResult } from './paste-spans.js'

/** What the caller says a post is: a line, or a paragraph (lines without a blank line between). */
export type OnePostPer = 'line' | 'paragraph'

/** Reads each line, or each paragraph, as a post. Nothing is left out, and no post is tied to another: the text does not say so. */
export function parsePlain(text: string, per: OnePostPer, lines: readonly TextLine[] = splitLines(text)): IngestResult {
  const numbered: Post[] = []
  const add = (first: TextLine, last: TextLine): void => {
    const content = text.slice(first.start, last.end).replace(/\r\n?/g, '\n')
    const { handles } = parseLeadingMentions(content)
    const meta = { role: 'root' as const, ...(handles.length > 0 && { addressees: handles }) }
    numbered.push({ id: `p${numbered.length + 1}`, threadId: 't1', parentId: null, author: null, createdAt: null, text: content, meta })
  }
  let first: TextLine | undefined
  for (const [index, line] of lines.entries()) {
    first ??= line
    const next = lines[index + 1]
    if (next !== undefined && per === 'paragraph' && next.blankCountAbove === 0) continue
    add(first, line)
    first = undefined
  }
  const headersOf = new Map<string, readonly string[]>()
  const reason = `each ${per} is a post, as the caller says`
  const summary = summarise(numbered, headersOf, { source: 'paste', reason, skips: [], ambiguities: [], notes: [] })
  return asResult({ posts: numbered, headersOf, summary })
}
