import { sum } from '../../base/statistics/estimate/mean.js'

/** Bytes of a part whose sizes have 32 bits. */
export const MAX_PART_LENGTH = 2 ** 32 - 1

/** A ZIP archive, built part by part. The same parts give the same bytes. */
export async function createZip() {
  // Commands that write no archive do not pay for loading it.
  const { strToU8, Zip, ZipDeflate } = await import('fflate')
  const chunks: Uint8Array[] = []
  const zip = new Zip((error, chunk) => {
    if (error) throw error
    chunks.push(chunk)
  })
  /** Opens a part after the one before was ended. */
  const open = (name: string) => {
    const part = Object.assign(new ZipDeflate(name, { level: 1 }), { mtime: '1980-01-01T00:00:00' })
    zip.add(part)
    return part
  }
  /** @returns the bytes since the last call, to append to the file */
  const drain = (): Uint8Array => {
    const bytes = new Uint8Array(sum(chunks.map(({ length }) => length)))
    let at = 0
    for (const chunk of chunks.splice(0)) {
      bytes.set(chunk, at)
      at += chunk.length
    }
    return bytes
  }
  return {
    open,
    /** Adds a whole part. */
    add: (name: string, text: string): void => open(name).push(strToU8(text), true),
    drain,
    /** @returns the last bytes of the file */
    end: (): Uint8Array => {
      zip.end()
      return drain()
    },
  }
}
