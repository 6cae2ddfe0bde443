import { htmlToText } from '../../base/text/html-to-text.js'
import { childOf, forEachXmlElement, type XmlElement } from '../../base/text/xml-elements.js'
import { assemblePosts } from '../link/assemble-posts.js'
import type { FoundPost } from '../link/found-post.js'
import type { IngestResult } from '../record/ingest-result.js'
import { known } from '../record/json-fields.js'
import { parseDate } from '../record/parse-date.js'
import type { RecogniseSource } from '../record/source-sample.js'
import type { ParseRecordsOptions } from '../table/parse-records.js'
import { createReader } from '../table/read-source-records.js'

/** Whether a text is an export of Disqus. */
export const recogniseDisqus: RecogniseSource = ({ text }) =>
  /^\s*\ufeff?(?:<\?xml[^>]{0,200}\?>\s*)?<disqus[\s>]/.test(text.slice(0, 2000)) ? 'the text is an export of Disqus (XML)' : null

const wordsIn = (element: XmlElement, name: string): string | null => {
  const words = childOf(element, name)?.text.trim() ?? ''
  return words === '' ? null : words
}
const idIn = (element: XmlElement | undefined): string | null => element?.attributes['dsq:id']?.trim() || null
const isTrue = (element: XmlElement, name: string): boolean => wordsIn(element, name) === 'true'

/**
 * Reads the comments of an export of Disqus. A thread is a page; its title is a header piece, no post. Comments that were deleted are nodes,
 * spam is left out and counted.
 *
 * @see https://help.disqus.com/en/articles/1717164-comments-export
 */
export function parseDisqus(text: string, options: ParseRecordsOptions = {}): IngestResult {
  const reader = createReader(options)
  const posts: FoundPost[] = []
  const titles = new Map<string, string[]>()
  let position = 0
  let spamCount = 0
  forEachXmlElement(text, 1, (element) => {
    if (element.name === 'thread') {
      const [id, title] = [idIn(element), wordsIn(element, 'title')]
      if (id !== null && title !== null) titles.set(id, [title])
      return
    }
    if (element.name !== 'post') return
    position += 1
    const post = readPost(element, position)
    if (post === null)
      reader.reject(position, 'expected a comment of Disqus with a dsq:id and a thread, got none (counted by comments). Leave it out.')
    else if (isTrue(element, 'isSpam')) spamCount += 1
    else posts.push(post)
  })
  const threadIds = new Set(posts.map(({ threadId }) => threadId))
  const headers = new Map([...titles].filter(([id]) => threadIds.has(id)))
  const notes = spamCount > 0 ? [`${spamCount} comments that Disqus holds for spam left out`] : []
  return assemblePosts(posts, { source: 'disqus', skips: reader.skips, notes, headers, onBadRecord: options.onBadRecord ?? 'throw' })
}

function readPost(element: XmlElement, lineNumber: number): FoundPost | null {
  const id = idIn(element)
  const threadId = idIn(childOf(element, 'thread'))
  if (id === null || threadId === null) return null
  const author = childOf(element, 'author')
  const isDeleted = isTrue(element, 'isDeleted')
  const name = author === undefined ? null : wordsIn(author, 'name')
  const username = author === undefined ? null : wordsIn(author, 'username')
  return {
    id,
    threadId,
    parentId: idIn(childOf(element, 'parent')),
    author: isDeleted ? null : (username ?? name),
    createdAt: parseDate(wordsIn(element, 'createdAt') ?? ''),
    text: isDeleted ? '' : htmlToText(childOf(element, 'message')?.text ?? ''),
    lineNumber,
    meta: { ...(isDeleted && { node: 'deleted' as const }), ...(!isDeleted && known({ authorName: name })) },
  }
}
