import { htmlToText } from '../../base/text/html-to-text.js'
import { childOf, forEachXmlElement, type XmlElement } from '../../base/text/xml-elements.js'
import { defineJsonSource } from '../json/json-source.js'
import type { FoundPost } from '../link/assemble-posts.js'
import { known } from '../record/json-fields.js'
import { parseDate } from '../record/parse-date.js'
import type { RecogniseSource } from '../record/source-sample.js'
import type { SourceRecord } from '../table/parse-records.js'

/** Whether a text is an export of Disqus. */
const recogniseDisqus: RecogniseSource = ({ text }) =>
  /^\s*\ufeff?(?:<\?xml[^>]{0,200}\?>\s*)?<disqus[\s>]/.test(text.slice(0, 2000)) ? 'the text is an export of Disqus (XML)' : null

const wordsIn = (element: XmlElement, name: string): string | null => {
  const words = childOf(element, name)?.text.trim() ?? ''
  return words === '' ? null : words
}
const idIn = (element: XmlElement | undefined): string | null => element?.attributes['dsq:id']?.trim() || null
const isTrue = (element: XmlElement, name: string): boolean => wordsIn(element, name) === 'true'

function readPost(element: XmlElement): FoundPost | null {
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
    meta: { ...(isDeleted && { node: 'deleted' as const }), ...(!isDeleted && known({ authorName: name })) },
  }
}

/** The threads and comments of an export, numbered by comments. */
function elementsIn(text: string): SourceRecord[] {
  const elements: SourceRecord[] = []
  let lineNumber = 0
  forEachXmlElement(text, 1, (element) => {
    if (element.name === 'post') lineNumber += 1
    if (element.name === 'post' || element.name === 'thread') elements.push({ record: element, lineNumber })
  })
  return elements
}

/**
 * Reads the comments of an export of Disqus. A thread is a page; its title is a header piece, no post. Comments that were deleted are nodes,
 * spam is left out and counted.
 *
 * @see https://help.disqus.com/en/articles/1717164-comments-export
 */
export const DISQUS = defineJsonSource<Map<string, string>>({
  id: 'disqus',
  description: 'an export of Disqus in XML',
  sign: 'the text opens the element disqus',
  refusal: 'expected a comment of Disqus with a dsq:id and a thread, got none (counted by comments). Leave it out.',
  recognise: recogniseDisqus,
  records: elementsIn,
  book: () => new Map(),
  read: (record, harvest) => {
    const element = record as XmlElement
    if (element.name === 'thread') {
      const [id, title] = [idIn(element), wordsIn(element, 'title')]
      if (id !== null && title !== null) harvest.book.set(id, title)
      return
    }
    const post = readPost(element)
    if (post !== null && isTrue(element, 'isSpam'))
      harvest.remark('comment that Disqus holds for spam left out|comments that Disqus holds for spam left out')
    else harvest.add(post)
  },
  finish: (posts, { book, headers }) => {
    const threadIds = new Set(posts.map(({ threadId }) => threadId))
    for (const [id, title] of book) if (threadIds.has(id)) headers.set(id, [title])
    return posts
  },
})
