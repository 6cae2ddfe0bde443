import { htmlToText } from '../../base/text/html-to-text.js'
import { childOf, forEachXmlElement, type XmlElement } from '../../base/text/xml-elements.js'
import type { NodeKind } from '../../base/thread/post.js'
import { defineJsonSource } from '../json/json-source.js'
import { known } from '../record/json-fields.js'
import { parseDate } from '../record/parse-date.js'

const wordsIn = (element: XmlElement, name: string): string | null => childOf(element, name)?.text.trim() || null

/** Times without a zone are in UTC: WordPress writes zeros where it knows none. */
const timeIn = (element: XmlElement, name: string): string | null => parseDate(wordsIn(element, name) ?? '')

/**
 * Reads the posts and comments of an export of WordPress (WXR). A post with comments is a root post, its title a header piece. Comments that
 * wait for approval, spam, pingbacks and posts without comments are left out and counted. Addresses of people who write are not read.
 *
 * @see https://wordpress.org/documentation/article/tools-export-screen/
 */
export const WORDPRESS = defineJsonSource<null>({
  id: 'wordpress',
  description: 'an export of WordPress in XML (WXR)',
  sign: 'the text opens the element rss and names wp:wxr_version',
  refusal: 'expected an item of WordPress with a wp:post_id, got none (counted by items). Leave it out.',
  recognise: ({ text }) =>
    /<rss[\s>]/.test(text.slice(0, 4000)) && text.slice(0, 20_000).includes('<wp:wxr_version>')
      ? 'the text is an export of WordPress (XML)'
      : null,
  records: (text) => {
    const items: { record: unknown; lineNumber: number }[] = []
    forEachXmlElement(text, 2, (element) => {
      if (element.name === 'item') items.push({ record: element, lineNumber: items.length + 1 })
    })
    return items
  },
  book: () => null,
  read: (record, harvest) => {
    const item = record as XmlElement
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
      text: htmlToText(childOf(item, 'content:encoded')?.text ?? ''),
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
        const node: NodeKind | null = state === 'trash' ? 'deleted' : null
        harvest.add({
          id: `comment/${id}`,
          threadId,
          parentId: parent && parent !== '0' ? `comment/${parent}` : threadId,
          author: node === null ? wordsIn(comment, 'wp:comment_author') : null,
          createdAt: timeIn(comment, 'wp:comment_date_gmt') ?? timeIn(comment, 'wp:comment_date'),
          text: node === null ? htmlToText(childOf(comment, 'wp:comment_content')?.text ?? '') : '',
          meta: node === null ? {} : { node },
        })
      }
    }
  },
})
