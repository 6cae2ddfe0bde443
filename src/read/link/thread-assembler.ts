import { addTo } from '../../base/statistics/group-by.js'
import type { Post } from '../../base/thread/post.js'
import { buildThreads, type Thread } from '../../base/thread/thread.js'
import type { LineSource } from '../json/json-source.js'
import type { KeptRecord, PlacedPost, Skip } from '../record/ingest-result.js'
import { linkParents, NO_LINE, type OnBadRecord } from './link-parents.js'

/** Threads that were assembled, and what became of their records. */
export interface AssembledThreads {
  readonly threads: readonly Thread[]
  readonly skips: readonly Skip[]
  readonly notes: readonly string[]
}

interface Form extends Pick<LineSource, 'assemble'> {
  readonly id: string
}

interface Group {
  readonly source: Form
  readonly kept: KeptRecord[]
}

const tied = (id: string): Form => ({
  id,
  assemble: (kept) => ({ posts: (kept as readonly PlacedPost[]).map(({ post }) => post), headers: [], skips: [], notes: [] }),
})

/**
 * Assembles threads of records of one form, whichever input they stand in, then ties the forms. Threads come in the order of their first
 * record, posts of a thread form by form, each in the order of the inputs.
 */
export class ThreadAssembler {
  readonly #onBadRecord: OnBadRecord
  readonly #threads = new Map<string, Map<string, Group>>()
  readonly #forms = new Set<string>()
  readonly #headers = new Map<string, string[]>()
  /** Whether there are posts that were not tied to each other before. */
  #hasParts = false

  constructor(onBadRecord: OnBadRecord) {
    this.#onBadRecord = onBadRecord
  }

  /** Takes a record. @param threadId null where the record names no thread and its form finds it */
  add(threadId: string | null, source: Form, kept: KeptRecord): void {
    const id = threadId ?? ''
    const groups = this.#threads.get(id) ?? new Map<string, Group>()
    const group = groups.get(source.id) ?? { source, kept: [] }
    group.kept.push(kept)
    this.#threads.set(id, groups.set(source.id, group))
    this.#forms.add(source.id)
  }

  /** Takes posts of a form that are tied to each other already, and the header pieces of their threads. */
  addPosts(form: string, input: string, posts: readonly Post[], headers: ReadonlyMap<string, readonly string[]>): void {
    this.#hasParts ||= posts.length > 0 && this.#forms.has(form)
    const source = tied(form)
    for (const post of posts) this.add(post.threadId, source, { post, lineNumber: NO_LINE, input })
    for (const [threadId, pieces] of headers) for (const piece of pieces) addTo(this.#headers, threadId, piece)
  }

  /** @throws {PipelineError} what `LineSource.assemble` and `linkParents` throw, unless bad records are skipped */
  assemble(): AssembledThreads {
    const skips: Skip[] = []
    const notes: string[] = []
    const placed: PlacedPost[] = []
    const hasParts = this.#hasParts || this.#forms.size > 1
    for (const [threadId, groups] of this.#threads) {
      for (const { source, kept } of groups.values()) {
        const assembled = source.assemble(kept, this.#onBadRecord)
        for (const skip of assembled.skips) skips.push(skip)
        for (const note of assembled.notes) notes.push(note)
        for (const piece of assembled.headers) addTo(this.#headers, threadId, piece)
        const places = new Map<string, Omit<PlacedPost, 'post'>>()
        for (const { post, lineNumber, input, isUnnamed } of hasParts ? kept : [])
          if (post && !places.has(post.id))
            places.set(post.id, { lineNumber, ...(input !== undefined && { input }), ...(isUnnamed && { isUnnamed }) })
        for (const post of assembled.posts) placed.push({ post, ...(places.get(post.id) ?? { lineNumber: NO_LINE, input: source.id }) })
      }
    }
    const posts = hasParts ? linkParents(placed, this.#onBadRecord, skips) : placed.map(({ post }) => post)
    return { threads: buildThreads(posts, this.#headers), skips, notes }
  }
}
