const TABLE = Int32Array.from({ length: 256 }, (_, byte) => {
  let rest = byte
  for (let bit = 0; bit < 8; bit += 1) rest = rest & 1 ? (rest >>> 1) ^ 0xedb88320 : rest >>> 1
  return rest
})

/** CRC-32 of bytes, as ZIP and Parquet keep it: 0 to 2^32 - 1. @see ISO 3309 */
export function crc32(bytes: Uint8Array): number {
  let sum = -1
  for (let at = 0; at < bytes.length; at += 1)
    sum = (TABLE[(sum ^ (bytes[at] as number)) & 255] as number) ^ (sum >>> 8)
  return ~sum >>> 0
}

/**
 * First bytes of an entry, of the end of a ZIP archive's directory, and of the end of a large
 * one's.
 */
const ENTRY = 0x02014b50
const END = 0x06054b50
const LARGE_END = 0x06064b50
const END_BYTE_COUNT = 22

/**
 * Checksums of a ZIP archive's parts by their names, from its directory.
 *
 * @throws {RangeError} for an archive without a directory
 * @see PKWARE, APPNOTE.TXT, sections 4.3.12 to 4.3.16
 */
export function checksumsOf(bytes: Uint8Array): ReadonlyMap<string, number> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  let end = bytes.length - END_BYTE_COUNT
  while (view.getUint32(end, true) !== END) end -= 1
  const largeEnd = end < 20 ? 0 : view.getUint32(end - 12, true)
  const isLarge = largeEnd + 56 <= end && view.getUint32(largeEnd, true) === LARGE_END
  let at = isLarge ? view.getUint32(largeEnd + 48, true) : view.getUint32(end + 16, true)
  const decoder = new TextDecoder()
  const checksums = new Map<string, number>()
  while (view.getUint32(at, true) === ENTRY) {
    const nameEnd = at + 46 + view.getUint16(at + 28, true)
    const name = decoder.decode(bytes.subarray(at + 46, nameEnd))
    checksums.set(name, view.getUint32(at + 16, true))
    at = nameEnd + view.getUint16(at + 30, true) + view.getUint16(at + 32, true)
  }
  return checksums
}
