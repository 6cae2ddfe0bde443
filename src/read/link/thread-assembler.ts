import type { Post } from '../../base/thread/post.js'
import { buildThreads, type Thread } from '../../base/thread/thread.js'
import type { LineSource } from '../json/line-source.js'
import type { PlacedPost, Skip } from '../record/ingest-result.js'
import { linkParents, NO_LINE, type OnBadRecord } from './link-parents.js'

/** Threads that were assembled, and what became of their records. */
export interface AssembledThreads {
  readonly threads: readonly Thread[]
  readonly skips: readonly Skip[]
  readonly notes: readonly string[]
}

type Place = Pick<PlacedPost, 'lineNumber' | 'input'>

/** Records or posts of one thread in one form. */
interface Group {
  readonly form: string
  readonly source: LineSource | null
  readonly kept: object[]
  readonly posts: Post[]
}

/**
 * Assembles threads from the records of any number of inputs. Records of one form are tied to each other whichever input they stand in;
 * then the forms are tied to each other.
 *
 * Threads come in the order of their first record, posts of a thread form by form, each in the order of the inputs.
 */
export class ThreadAssembler {
  readonly #onBadRecord: OnBadRecord
  readonly #threads = new Map<string, Map<string, Group>>()
  readonly #forms = new Set<string>()
  readonly #headers = new Map<string, string[]>()
  readonly #inputByPost = new Map<Post, string>()
  readonly #inputByForm = new Map<string, string>()
  /** Whether there are posts that were not tied to each other before. */
  #hasParts = false

  constructor(onBadRecord: OnBadRecord) {
    this.#onBadRecord = onBadRecord
  }

  /** Takes a record. @param threadId null where the record names no thread and its form finds it */
  add(threadId: string | null, source: LineSource, kept: object): void {
    this.#groupOf(threadId ?? '', source.id, source).kept.push(kept)
  }

  /** Takes posts of a form that are tied to each other already, and the header pieces of their threads. */
  addPosts(form: string, input: string, posts: readonly Post[], headers: ReadonlyMap<string, readonly string[]>): void {
    if (posts.length > 0) {
      this.#hasParts ||= this.#inputByForm.has(form)
      this.#inputByForm.set(form, input)
    }
    for (const post of posts) {
      this.#groupOf(post.threadId, form, null).posts.push(post)
      this.#inputByPost.set(post, input)
    }
    for (const [threadId, pieces] of headers) this.#addHeaders(threadId, pieces)
  }

  /** @throws {PipelineError} what `LineSource.assemble` and `linkParents` throw, unless bad records are skipped */
  assemble(): AssembledThreads {
    const skips: Skip[] = []
    const notes: string[] = []
    const placed: PlacedPost[] = []
    const hasParts = this.#hasParts || this.#forms.size > 1
    for (const [threadId, groups] of this.#threads) {
      for (const { form, source, kept, posts } of groups.values()) {
        const assembled = source?.assemble(kept, this.#onBadRecord)
        for (const skip of assembled?.skips ?? []) skips.push(skip)
        for (const note of assembled?.notes ?? []) notes.push(note)
        if (assembled !== undefined) this.#addHeaders(threadId, assembled.headers)
        const places = hasParts && source !== null ? placesOf(source, kept) : null
        for (const post of assembled?.posts ?? posts) {
          placed.push({ post, ...(places?.get(post.id) ?? { lineNumber: NO_LINE, input: this.#inputByPost.get(post) ?? form }) })
        }
      }
    }
    const posts = hasParts ? linkParents(placed, this.#onBadRecord, skips) : placed.map(({ post }) => post)
    return { threads: buildThreads(posts, this.#headers), skips, notes }
  }

  #groupOf(threadId: string, form: string, source: LineSource | null): Group {
    let groups = this.#threads.get(threadId)
    if (groups === undefined) this.#threads.set(threadId, (groups = new Map()))
    let group = groups.get(form)
    if (group === undefined) groups.set(form, (group = { form, source, kept: [], posts: [] }))
    this.#forms.add(form)
    return group
  }

  #addHeaders(threadId: string, pieces: readonly string[]): void {
    if (pieces.length > 0) this.#headers.set(threadId, [...(this.#headers.get(threadId) ?? []), ...pieces])
  }
}

function placesOf(source: LineSource, kept: readonly object[]): Map<string, Place> {
  const places = new Map<string, Place>()
  for (const record of kept) {
    const { id, ...place } = source.placeOf(record)
    if (!places.has(id)) places.set(id, place)
  }
  return places
}
