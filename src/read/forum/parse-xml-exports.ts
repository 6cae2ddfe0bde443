import { htmlToText } from '../../base/text/html-to-text.js'
import { childOf, forEachXmlElement, type XmlElement } from '../../base/text/xml-elements.js'
import { defineJsonSource } from '../json/json-source.js'
import type { FoundPost } from '../link/assemble-posts.js'
import { known } from '../record/json-fields.js'
import { parseDate } from '../record/parse-date.js'
import type { SourceRecord } from '../table/parse-records.js'

const wordsIn = (element: XmlElement | undefined, name: string): string | null => childOf(element, name)?.text.trim() || null
const htmlIn = (element: XmlElement, name: string): string => htmlToText(childOf(element, name)?.text ?? '')
/** Times without a zone are in UTC: WordPress writes zeros where it knows none. */
const timeIn = (element: XmlElement, name: string): string | null => parseDate(wordsIn(element, name) ?? '')

function elementsOf(text: string, depth: number, counted: string): SourceRecord[] {
  const elements: SourceRecord[] = []
  let lineNumber = 0
  forEachXmlElement(text, depth, (element) => {
    if (element.name === counted) lineNumber += 1
    elements.push({ record: element, lineNumber })
  })
  return elements
}

const idOfDisqus = (element: XmlElement | undefined): string | null => element?.attributes['dsq:id']?.trim() || null

function readComment(element: XmlElement): FoundPost | null {
  const id = idOfDisqus(element)
  const threadId = idOfDisqus(childOf(element, 'thread'))
  if (id === null || threadId === null) return null
  const author = childOf(element, 'author')
  const isDeleted = wordsIn(element, 'isDeleted') === 'true'
  const name = wordsIn(author, 'name')
  return {
    id,
    threadId,
    parentId: idOfDisqus(childOf(element, 'parent')),
    author: isDeleted ? null : (wordsIn(author, 'username') ?? name),
    createdAt: timeIn(element, 'createdAt'),
    text: isDeleted ? '' : htmlIn(element, 'message'),
    meta: isDeleted ? { node: 'deleted' } : known({ authorName: name }),
  }
}

/** A thread is a page; its title is a header piece, no post. @see https://help.disqus.com/en/articles/1717164-comments-export */
export const DISQUS = defineJsonSource({
  id: 'disqus',
  description: 'an export of Disqus in XML',
  sign: 'the text opens the element disqus',
  refusal: 'expected a comment of Disqus with a dsq:id and a thread, got none (counted by comments). Leave it out.',
  recognise: ({ text }) =>
    /^\s*\ufeff?(?:<\?xml[^>]{0,200}\?>\s*)?<disqus[\s>]/.test(text.slice(0, 2000)) ? 'the text is an export of Disqus (XML)' : null,
  records: (text) => elementsOf(text, 1, 'post'),
  book: (): Map<string, string> => new Map(),
  read: (record, harvest) => {
    const element = record as XmlElement
    if (element.name === 'thread') {
      const [id, title] = [idOfDisqus(element), wordsIn(element, 'title')]
      if (id !== null && title !== null) harvest.book.set(id, title)
    }
    if (element.name !== 'post') return
    const post = readComment(element)
    if (post !== null && wordsIn(element, 'isSpam') === 'true')
      harvest.remark('comment that Disqus holds for spam left out|comments that Disqus holds for spam left out')
    else harvest.add(post)
  },
  finish: (posts, { book, headers }) => {
    const threadIds = new Set(posts.map(({ threadId }) => threadId))
    for (const [id, title] of book) if (threadIds.has(id)) headers.set(id, [title])
    return posts
  },
})

/**
 * A post with comments is a root post, its title a header piece. Addresses of people who write are not read.
 *
 * @see https://wordpress.org/documentation/article/tools-export-screen/
 */
export const WORDPRESS = defineJsonSource({
  id: 'wordpress',
  description: 'an export of WordPress in XML (WXR)',
  sign: 'the text opens the element rss and names wp:wxr_version',
  refusal: 'expected an item of WordPress with a wp:post_id, got none (counted by items). Leave it out.',
  recognise: ({ text }) =>
    /<rss[\s>]/.test(text.slice(0, 4000)) && text.slice(0, 20_000).includes('<wp:wxr_version>')
      ? 'the text is an export of WordPress (XML)'
      : null,
  records: (text) => elementsOf(text, 2, 'item'),
  read: (record, harvest) => {
    const item = record as XmlElement
    if (item.name !== 'item') return
    const postId = wordsIn(item, 'wp:post_id')
    if (postId === null) return harvest.refuse()
    const threadId = `post/${postId}`
    const comments = item.children.filter(({ name }) => name === 'wp:comment')
    if (comments.length === 0) return harvest.remark('post or page without comments left out|posts and pages without comments left out')
    const title = wordsIn(item, 'title')
    if (title !== null) harvest.headers.set(threadId, [title])
    harvest.add({
      id: threadId,
      threadId,
      parentId: null,
      author: wordsIn(item, 'dc:creator'),
      createdAt: timeIn(item, 'wp:post_date_gmt') ?? timeIn(item, 'wp:post_date'),
      text: htmlIn(item, 'content:encoded'),
      meta: known({ url: wordsIn(item, 'link') }),
    })
    for (const comment of comments) {
      const [id, parent, state] = ['wp:comment_id', 'wp:comment_parent', 'wp:comment_approved'].map((name) => wordsIn(comment, name))
      const kind = wordsIn(comment, 'wp:comment_type') ?? 'comment'
      if (kind !== 'comment') harvest.remark('pingback or trackback left out|pingbacks and trackbacks left out')
      else if (state !== '1' && state !== 'trash')
        harvest.remark('comment that is not approved left out|comments that are not approved left out')
      else if (!id) harvest.refuse('expected a comment of WordPress with a wp:comment_id, got none (counted by items). Leave it out.')
      else {
        const isGone = state === 'trash'
        harvest.add({
          id: `comment/${id}`,
          threadId,
          parentId: parent && parent !== '0' ? `comment/${parent}` : threadId,
          author: isGone ? null : wordsIn(comment, 'wp:comment_author'),
          createdAt: timeIn(comment, 'wp:comment_date_gmt') ?? timeIn(comment, 'wp:comment_date'),
          text: isGone ? '' : htmlIn(comment, 'wp:comment_content'),
          meta: isGone ? { node: 'deleted' } : {},
        })
      }
    }
  },
})
