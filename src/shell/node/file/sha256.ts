import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'

/** SHA-256 of the bytes of files, one after the other, read as streams; 64 hex digits. */
export async function hashFiles(...paths: readonly string[]): Promise<string> {
  const hash = createHash('sha256')
  for (const path of paths) for await (const chunk of createReadStream(path, { highWaterMark: 2 ** 20 })) hash.update(chunk as Uint8Array)
  return hash.digest('hex')
}
