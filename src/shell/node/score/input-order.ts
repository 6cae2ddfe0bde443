import type { Post } from '../../../base/thread/post.js'
import type { Thread } from '../../../base/thread/thread.js'
import type { ScoredRows } from './thread-scorer.js'

const LINE_FEED = 10

/**
 * Puts rows that come thread by thread into the order of the input. Rows wait as bytes until those
 * before them have come.
 *
 * @param held the posts in the order of the input; null where threads stand together, and rows come
 *   in order
 */
export async function* inInputOrder(
  rows: AsyncIterable<ScoredRows>,
  held: { readonly posts: readonly Post[]; readonly threads: readonly Thread[] } | null,
): AsyncGenerator<ScoredRows> {
  const places = held === null ? null : placesOf(held.posts, held.threads)
  if (places === null) return yield* rows
  const waiting = new Map<number, Uint8Array>()
  let arrivedCount = 0
  let next = 0
  for await (const { bytes, ...others } of rows) {
    for (let start = 0; start < bytes.length; ) {
      const end = bytes.indexOf(LINE_FEED, start) + 1
      waiting.set(places[arrivedCount++] as number, bytes.subarray(start, end))
      start = end
    }
    const due: Uint8Array[] = []
    for (let row = waiting.get(next); row !== undefined; row = waiting.get(next)) {
      due.push(row)
      waiting.delete(next++)
    }
    yield { ...others, bytes: Buffer.concat(due), postCount: due.length }
  }
}

/**
 * The place in the input of each post in the order of threads; null where both orders are the same.
 */
function placesOf(held: readonly Post[], threads: Iterable<Thread>): Uint32Array | null {
  const placeOf = new Map(held.map((post, place) => [post, place]))
  const places = new Uint32Array(held.length)
  let at = 0
  let isInOrder = true
  for (const { posts } of threads)
    for (const post of posts) {
      const place = placeOf.get(post) as number
      isInOrder &&= place === at
      places[at++] = place
    }
  return isInOrder ? null : places
}
