/** Passes chunks on, and shows each to `take` first. */
export async function* tapChunks(chunks: AsyncIterable<Uint8Array>, take: (chunk: Uint8Array) => void): AsyncGenerator<Uint8Array> {
  for await (const chunk of chunks) {
    take(chunk)
    yield chunk
  }
}

/** Chunks that were read ahead, and all chunks from the first on, once. */
export interface ReadAhead {
  readonly ahead: readonly Uint8Array[]
  all(): AsyncGenerator<Uint8Array>
}

/** Reads chunks until `isEnough` holds for one, or until they end. */
export async function readAhead(chunks: AsyncIterable<Uint8Array>, isEnough: (chunk: Uint8Array) => boolean): Promise<ReadAhead> {
  const source = chunks[Symbol.asyncIterator]()
  const ahead: Uint8Array[] = []
  for (let isDone = false; !isDone; ) {
    const { value, done } = await source.next()
    if (done !== true) ahead.push(value)
    isDone = done === true || isEnough(value)
  }
  return {
    ahead: [...ahead],
    all: async function* () {
      try {
        yield* ahead.splice(0)
        for (let next = await source.next(); next.done !== true; next = await source.next()) yield next.value
      } finally {
        await source.return?.()
      }
    },
  }
}
