// Posts of real pages that the built library reads word for word, by part of the list:
// node measure-real.mjs TAGGED, the output of `copy-pages.mjs`. Needs `npm run build`.
import { readFileSync } from 'node:fs'
import { parsePosts } from '../../../dist/src/read/parse-posts.js'

/** Words without white space and signs that nobody sees. */
const fold = (text) => text.replace(/[\s\u00ad\u200b-\u200f\ufeff]/g, '')

/** Words of each post by the tags: its first line, and those that go on. */
function postsOf(lines) {
  const posts = []
  for (const [tag, words] of lines)
    if (tag === 'opens') posts.push(fold(words))
    else if (tag === 'continues') posts[posts.length - 1] += fold(words)
  return posts
}

/** Posts as they are read; none of a text that is refused. */
function readPosts(text) {
  try {
    return parsePosts(text).posts.map((post) => fold(post.text))
  } catch (fault) {
    if (fault.code?.startsWith('INGEST_')) return null
    throw fault
  }
}

const parts = {}
for (const row of readFileSync(process.argv[2], 'utf8').trim().split('\n')) {
  const { part, lines } = JSON.parse(row)
  const expected = postsOf(lines)
  const read = readPosts(lines.map(([, words]) => words).join('\n'))
  const left = [...(read ?? [])]
  let rightCount = 0
  for (const words of expected) {
    const at = left.indexOf(words)
    if (at === -1) continue
    left.splice(at, 1)
    rightCount += 1
  }
  const sums = (parts[part] ??= { pages: 0, whole: 0, refused: 0, posts: 0, right: 0, others: 0 })
  const otherCount = left.filter((words) => words !== '').length
  sums.pages += 1
  sums.posts += expected.length
  sums.right += rightCount
  sums.others += otherCount
  if (read === null) sums.refused += 1
  // An opening post that the page's comments answer may stand above them.
  if (rightCount === expected.length && otherCount < 2) sums.whole += 1
}
console.table(parts)
