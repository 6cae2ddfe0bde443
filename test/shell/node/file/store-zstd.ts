const MAGIC = [0x28, 0xb5, 0x2f, 0xfd]
const MIN_WINDOW_LOG = 10

/** A zstd frame with each piece as an uncompressed block (at most 128 KiB). See RFC 8878, section 3.1.1. */
export function storeZstd(pieces: readonly Uint8Array[], { windowLog = 20 }: { readonly windowLog?: number } = {}): Buffer {
  const blocks = pieces
    .flatMap((piece) =>
      piece.length === 0
        ? [piece]
        : Array.from({ length: Math.ceil(piece.length / 131_072) }, (_, at) => piece.subarray(at * 131_072, (at + 1) * 131_072)),
    )
    .flatMap((block, index, all) => {
      const header = (block.length << 3) | (index === all.length - 1 ? 1 : 0)
      return [Buffer.from([header & 255, (header >> 8) & 255, header >> 16]), block]
    })
  return Buffer.concat([Buffer.from([...MAGIC, 0, (windowLog - MIN_WINDOW_LOG) << 3]), ...blocks])
}
