import type { HeaderRecord } from '../../thread/post.js'
import type { Thread } from '../../thread/thread.js'

/** The header pieces of a thread as records, for files that commands read again. */
export function headerRecords({ id: threadId, headers }: Pick<Thread, 'id' | 'headers'>): HeaderRecord[] {
  return headers.map((text, index) => {
    const id = `${threadId}/header-${index + 1}`
    return { id, threadId, parentId: null, author: null, createdAt: null, text, meta: { role: 'header' } }
  })
}
