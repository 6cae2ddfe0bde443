import { htmlToText } from '../../base/text/html-to-text.js'
import { childOf, type XmlElement, xmlElements } from '../../base/text/xml-elements.js'
import { get, type JsonObject } from '../record/json-fields.js'
import type { SourceRecord } from '../table/unwrap-records.js'
import { defineJsonSource, type Harvest } from './json-source.js'
import { parseMapped, type RecordMap } from './record-map.js'

const htmlIn = (element: XmlElement, name: string): string =>
  htmlToText(childOf(element, name)?.text ?? '')

const fieldsOf = ({ attributes, children }: XmlElement): JsonObject => ({
  ...attributes,
  ...Object.fromEntries(
    children
      .map((child) => [child.name, isPlain(child) ? child.text : fieldsOf(child)] as const)
      .reverse(),
  ),
})
const isPlain = ({ children, attributes, text }: XmlElement): boolean =>
  children.length === 0 && (text.trim() !== '' || Object.keys(attributes).length === 0)

function elementsOf(text: string, depth: number, counted: string): SourceRecord[] {
  const elements: SourceRecord[] = []
  let lineNumber = 0
  for (const element of xmlElements(text, depth)) {
    if (element.name === counted) lineNumber += 1
    elements.push({ record: element, lineNumber })
  }
  return elements
}

const DISQUS_COMMENT: RecordMap = {
  id: ['dsq:id'],
  threadId: ['thread.dsq:id'],
  parentId: ['parent.dsq:id'],
  author: ['author.username', 'author.name'],
  authorName: ['author.name'],
  createdAt: ['createdAt'],
  nodes: { isDeleted: 'deleted' },
}

/**
 * A thread is a page; its title is a header piece.
 *
 * @see https://help.disqus.com/en/articles/1717164-comments-export
 */
export const DISQUS = defineJsonSource({
  id: 'disqus',
  description: 'an export of Disqus in XML',
  refusal:
    'expected a comment of Disqus with a dsq:id and a thread, got none (counted by comments). Leave it out.',
  recognise: ({ text }) =>
    /^[^<]{0,9}(?:<\?xml[^>]{0,200}\?>\s*)?<disqus[\s>]/.test(text.slice(0, 2000))
      ? 'the text is an export of Disqus (XML)'
      : null,
  records: (text) => elementsOf(text, 1, 'post'),
  book: (): Map<string, string> => new Map(),
  read: (record, harvest) => {
    const element = record as XmlElement
    const fields = fieldsOf(element)
    if (element.name === 'thread') {
      const id = get.id(fields, 'dsq:id')
      const title = get.name(fields, 'title')
      if (id !== null && title !== null) harvest.book.set(id, title)
    }
    if (element.name !== 'post') return
    const post = parseMapped(fields, DISQUS_COMMENT, { text: htmlIn(element, 'message') })
    if (post !== null && get.name(fields, 'isSpam') === 'true')
      harvest.remark(
        'comment that Disqus holds for spam left out|comments that Disqus holds for spam left out',
      )
    else harvest.add(post?.threadId === null ? null : post)
  },
  finish: (posts, { book, headers }) => {
    const threadIds = new Set(posts.map(({ threadId }) => threadId))
    for (const [id, title] of book) if (threadIds.has(id)) headers.set(id, [title])
    return posts
  },
})

const WORDPRESS_POST: RecordMap = {
  author: ['dc:creator'],
  createdAt: ['wp:post_date_gmt', 'wp:post_date'],
  url: ['link'],
}
const WORDPRESS_COMMENT: RecordMap = {
  author: ['wp:comment_author'],
  createdAt: ['wp:comment_date_gmt', 'wp:comment_date'],
}

function takeComment(comment: XmlElement, threadId: string, harvest: Harvest): void {
  const fields = fieldsOf(comment)
  const id = get.name(fields, 'wp:comment_id')
  const parent = get.name(fields, 'wp:comment_parent')
  const state = get.name(fields, 'wp:comment_approved')
  if ((get.name(fields, 'wp:comment_type') ?? 'comment') !== 'comment')
    harvest.remark('pingback or trackback left out|pingbacks and trackbacks left out')
  else if (state !== '1' && state !== 'trash')
    harvest.remark('comment that is not approved left out|comments that are not approved left out')
  else if (!id)
    harvest.refuse(
      'expected a comment of WordPress with a wp:comment_id, got none (counted by items). Leave it out.',
    )
  else
    harvest.add(
      parseMapped(fields, WORDPRESS_COMMENT, {
        id: `${threadId}/comment/${id}`,
        threadId,
        parentId: parent && parent !== '0' ? `${threadId}/comment/${parent}` : threadId,
        node: state === 'trash' ? 'deleted' : null,
        text: htmlIn(comment, 'wp:comment_content'),
      }),
    )
}

/**
 * A post with comments is a root post, its title a header piece. Mail addresses are not read.
 *
 * @see https://wordpress.org/documentation/article/tools-export-screen/
 */
export const WORDPRESS = defineJsonSource({
  id: 'wordpress',
  description: 'an export of WordPress in XML (WXR)',
  refusal:
    'expected an item of WordPress with a wp:post_id, guid or link, got none (counted by items). Leave it out.',
  recognise: ({ text }) =>
    /<rss[\s>]/.test(text.slice(0, 4000)) &&
    /xmlns:wp="https?:\/\/wordpress\.org\/export\//.test(text.slice(0, 20_000))
      ? 'the text is an export of WordPress (XML)'
      : null,
  records: (text) => elementsOf(text, 2, 'item'),
  read: (record, harvest) => {
    const item = record as XmlElement
    if (item.name !== 'item') return
    const fields = fieldsOf(item)
    // Other programs that write the format omit the number.
    const postId =
      get.name(fields, 'wp:post_id') ?? get.name(fields, 'guid') ?? get.name(fields, 'link')
    if (postId === null) return harvest.refuse()
    const threadId = `post/${postId}`
    const comments = item.children.filter(({ name }) => name === 'wp:comment')
    if (comments.length === 0)
      return harvest.remark(
        'post or page without comments left out|posts and pages without comments left out',
      )
    const title = get.name(fields, 'title')
    if (title !== null) harvest.headers.set(threadId, [title])
    harvest.add(
      parseMapped(fields, WORDPRESS_POST, {
        id: threadId,
        threadId,
        text: htmlIn(item, 'content:encoded'),
      }),
    )
    for (const comment of comments) takeComment(comment, threadId, harvest)
  },
})
