const FRAME_MAGIC = 0xfd2fb528
const SKIPPABLE_MAGIC = 0x184d2a50
/** Magic number and descriptor. */
const HEADER_START_LENGTH = 5
const BLOCK_HEADER_LENGTH = 3
const CHECKSUM_LENGTH = 4
const RLE_BLOCK = 1
const RESERVED_BLOCK = 3

/** Whether bytes start with a zstd frame or a skippable frame. */
export function isZstd(bytes: Uint8Array): boolean {
  if (bytes.length < 4) return false
  const magic = littleEndian(bytes, 0, 4)
  return magic === FRAME_MAGIC || isSkippable(magic)
}

const isSkippable = (magic: number): boolean => magic - (magic % 16) === SKIPPABLE_MAGIC

function littleEndian(bytes: ArrayLike<number>, start: number, count: number): number {
  let value = 0
  for (let at = start + count - 1; at >= start; at--) value = value * 256 + (bytes[at] ?? 0)
  return value
}

/**
 * Walks over compressed bytes from frame to frame without decoding, so that a frame can be rejected before any of it is decoded.
 *
 * @param onFrame receives the window of each frame, the decoded bytes that a decoder must keep for back references; may throw
 * @returns accepts the next bytes; throws `RangeError` when they are not zstd
 * @see RFC 8878, section 3.1
 */
export function createFrameWalker(onFrame: (windowByteCount: number) => void): (bytes: Uint8Array) => void {
  let held: number[] = []
  let wantedCount = HEADER_START_LENGTH
  let skipCount = 0
  let state: 'header' | 'block' = 'header'
  let hasChecksum = false
  const expect = (next: 'header' | 'block'): void => {
    state = next
    held = []
    wantedCount = next === 'header' ? HEADER_START_LENGTH : BLOCK_HEADER_LENGTH
  }
  const takeHeader = (): void => {
    const magic = littleEndian(held, 0, 4)
    if (isSkippable(magic)) {
      if (held.length < 8) {
        wantedCount = 8
        return
      }
      skipCount = littleEndian(held, 4, 4)
      expect('header')
      return
    }
    if (magic !== FRAME_MAGIC) throw new RangeError('no zstd frame')
    const descriptor = held[4] ?? 0
    const isSingleSegment = (descriptor & 0x20) !== 0
    const dictionaryLength = [0, 1, 2, 4][descriptor & 3] ?? 0
    const sizeFlag = descriptor >> 6
    const sizeLength = sizeFlag === 0 ? (isSingleSegment ? 1 : 0) : 2 ** sizeFlag
    const windowLength = isSingleSegment ? 0 : 1
    wantedCount = HEADER_START_LENGTH + windowLength + dictionaryLength + sizeLength
    if (held.length < wantedCount) return
    hasChecksum = (descriptor & 4) !== 0
    const windowDescriptor = held[HEADER_START_LENGTH] ?? 0
    const base = 2 ** (10 + (windowDescriptor >> 3))
    const contentByteCount = littleEndian(held, wantedCount - sizeLength, sizeLength) + (sizeLength === 2 ? 256 : 0)
    onFrame(isSingleSegment ? contentByteCount : base + (base / 8) * (windowDescriptor & 7))
    expect('block')
  }
  const takeBlock = (): void => {
    const header = littleEndian(held, 0, BLOCK_HEADER_LENGTH)
    const type = (header >> 1) & 3
    if (type === RESERVED_BLOCK) throw new RangeError('a reserved block')
    const isLast = (header & 1) === 1
    skipCount = (type === RLE_BLOCK ? 1 : header >> 3) + (isLast && hasChecksum ? CHECKSUM_LENGTH : 0)
    expect(isLast ? 'header' : 'block')
  }
  return (bytes) => {
    let at = 0
    while (at < bytes.length) {
      if (skipCount > 0) {
        const step = Math.min(skipCount, bytes.length - at)
        skipCount -= step
        at += step
        continue
      }
      held.push(bytes[at] ?? 0)
      at += 1
      if (held.length < wantedCount) continue
      if (state === 'header') takeHeader()
      else takeBlock()
    }
  }
}
