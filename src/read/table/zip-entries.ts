import type { Inflate } from 'fflate'

/** A file of a ZIP archive, still packed. */
export interface ZipEntry {
  /** 0: stored, 8: deflated. */
  readonly method: number
  /** Size as the archive states it. */
  readonly unpackedByteCount: number
  readonly packed: Uint8Array
}

const [ENTRY, END, END_64] = [0x02014b50, 0x06054b50, 0x06064b50]
/** Values of 16 and 32 bits that refer to the fields for archives above 4 GiB (ZIP64). */
const [ELSEWHERE_16, ELSEWHERE_32] = [0xffff, 0xffffffff]

/**
 * Lists the files of a ZIP archive by its directory, which is at its end.
 *
 * @throws {Error} for an archive that is cut or damaged
 * @see APPNOTE.TXT of PKWARE, sections 4.3.7, 4.3.12 and 4.3.16
 */
export function listZipEntries(bytes: Uint8Array): ReadonlyMap<string, ZipEntry> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const [u16, u32] = [(at: number): number => view.getUint16(at, true), (at: number): number => view.getUint32(at, true)]
  const u64 = (at: number): number => Number(view.getBigUint64(at, true))
  let end = bytes.length - 22
  while (end >= 0 && u32(end) !== END) end--
  if (end < 0) throw new Error('without the directory of the archive')
  let [count, at] = [u16(end + 10), u32(end + 16)]
  if (count === ELSEWHERE_16 || at === ELSEWHERE_32) {
    const large = u64(end - 12)
    if (u32(large) !== END_64) throw new Error('without the directory of the archive')
    ;[count, at] = [u64(large + 32), u64(large + 48)]
  }
  const entries = new Map<string, ZipEntry>()
  const decoder = new TextDecoder()
  for (let index = 0; index < count; index++) {
    if (u32(at) !== ENTRY) throw new Error('with a broken directory of the archive')
    const [nameLength, extraLength, noteLength] = [u16(at + 28), u16(at + 30), u16(at + 32)]
    let extra = at + 46 + nameLength
    const extraEnd = extra + extraLength
    while (extra < extraEnd && u16(extra) !== 1) extra += 4 + u16(extra + 2)
    extra += 4
    const sized = (field: number): number => {
      const value = u32(at + field)
      if (value !== ELSEWHERE_32) return value
      extra += 8
      return u64(extra - 8)
    }
    // Read in the order of the ZIP64 fields.
    const [unpackedByteCount, packedByteCount, local] = [sized(24), sized(20), sized(42)]
    const start = local + 30 + u16(local + 26) + u16(local + 28)
    if (start + packedByteCount > bytes.length) throw new Error('cut short')
    const name = decoder.decode(bytes.subarray(at + 46, at + 46 + nameLength))
    entries.set(name, { method: u16(at + 10), unpackedByteCount, packed: bytes.subarray(start, start + packedByteCount) })
    at = extraEnd + noteLength
  }
  return entries
}

/** Packed bytes unpacked at a time: they give at most about 16 MiB. */
const PIECE_BYTE_COUNT = 16 * 1024

/** Unpacks a file of an archive piece by piece. @param unpack `Inflate` of fflate */
export function* unpackEntry({ method, packed }: ZipEntry, unpack: typeof Inflate): Generator<Uint8Array> {
  if (method !== 0 && method !== 8) throw new Error(`packed by method ${method}`)
  let pieces: Uint8Array[] = []
  const inflate = method === 0 ? null : new unpack((piece) => void pieces.push(piece))
  for (let start = 0; start < packed.length; start += PIECE_BYTE_COUNT) {
    const piece = packed.subarray(start, start + PIECE_BYTE_COUNT)
    if (inflate === null) pieces.push(piece)
    else inflate.push(piece, start + PIECE_BYTE_COUNT >= packed.length)
    yield* pieces
    pieces = []
  }
}
