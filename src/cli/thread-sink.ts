import type { Post, Thread } from '../index.js'
import type { PostSink } from './write-posts.js'

/** A sink of posts and header pieces, threads one behind the other, that hands on each thread when it is whole. */
export function createThreadSink(take: (thread: Thread) => void): PostSink<Post> {
  let threadId: string | null = null
  let posts: Post[] = []
  let headers: string[] = []
  const handOn = (): void => {
    if (threadId !== null) take({ id: threadId, posts, headers })
    posts = []
    headers = []
  }
  const add = async (records: readonly Post[]): Promise<void> => {
    for (const record of records) {
      if (record.threadId !== threadId) handOn()
      threadId = record.threadId
      // What `headerRecords` gives: no role of a post.
      if ((record.meta.role as string) === 'header') headers.push(record.text)
      else posts.push(record)
    }
  }
  return { add, addLines: (lines) => add(lines.map((line) => JSON.parse(line) as Post)), end: async () => handOn() }
}
