import { createWriteStream, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { finished } from 'node:stream/promises'

/**
 * Writes posts as JSONL: the threads of the corpus again and again, each time under ids of their own, a few of them unlike the rest
 * (no author, a date, an advert, a text of many forms). Texts repeat others of their own thread alone.
 */
export async function writePosts(root, path, count) {
  const folder = join(root, 'corpus', 'threads')
  const posts = readdirSync(folder)
    .sort()
    .flatMap((name) => readFileSync(join(folder, name), 'utf8').trim().split('\n').map(JSON.parse))
  const file = createWriteStream(path)
  for (let index = 0; index < count; index++) {
    const post = posts[index % posts.length]
    const copy = Math.floor(index / posts.length)
    const idOf = (id) => (id === null ? null : `${id}/${copy}`)
    const text = `${post.text} (${idOf(post.threadId)})`
    const line = JSON.stringify({
      id: idOf(post.id),
      threadId: idOf(post.threadId),
      parentId: idOf(post.parentId),
      author: index % 7 === 0 ? null : (post.author ?? `a${index % 1000}`),
      createdAt:
        index % 3 === 0 ? new Date(Date.UTC(2026, 0, 1) + index * 977).toISOString() : null,
      text: index % 11 === 0 ? `${text}\n\t"🦋" \u2028 <b>\\` : text,
      meta: {
        role: post.parentId === null ? 'root' : 'reply',
        ...(index % 13 === 0 && { score: 0.0005, likes: 12345678.5, tags: ['a,"meta":{', null] }),
        ...(index % 101 === 0 && { node: 'advert' }),
      },
    })
    if (!file.write(`${line}\n`)) await new Promise((resolve) => file.once('drain', resolve))
  }
  file.end()
  await finished(file)
}
