import { PipelineError } from '../../errors.js'
import { isParquet, readParquetGroups } from '../../ingest/table/parse-parquet.js'
import { openSource, readWhole } from '../file/read-source.js'

/** Whether a text contains one of the names as whole words, ignoring case. */
export type NameSearch = (text: string) => boolean

/** Longer names are not searched for. */
const MAX_NAME_LENGTH = 1024
const WORD = /[\p{L}\p{N}_]+/gu
const ZIP = [0x50, 0x4b, 0x03, 0x04]

const plain = (text: string): string =>
  (text.includes('\\u') ? text.replace(/\\u([\da-f]{4})/gi, (_, digits: string) => String.fromCharCode(Number.parseInt(digits, 16))) : text)
    .normalize('NFC')
    .toLowerCase()

/** Creates a search for names. Its time is linear in the length of the text, whatever the number of names. */
export function createNameSearch(names: Iterable<string>): NameSearch {
  // Names by their longest word, with the offset of that word.
  const byWord = new Map<string, { readonly name: string; readonly at: number }[]>()
  for (const given of names) {
    const name = plain(given)
    const [longest] = [...name.matchAll(WORD)].sort(([one], [other]) => other.length - one.length)
    if (longest === undefined || name.length > MAX_NAME_LENGTH) continue
    byWord.set(longest[0], [...(byWord.get(longest[0]) ?? []), { name, at: longest.index }])
  }
  const isWordAt = (text: string, index: number): boolean => /^[\p{L}\p{N}_]/u.test(text.slice(index, index + 2))
  return (text) => {
    const searched = plain(text)
    for (const { 0: word, index } of searched.matchAll(WORD)) {
      for (const { name, at } of byWord.get(word) ?? []) {
        const start = index - at
        const isWhole = !/[\p{L}\p{N}_]$/u.test(searched.slice(Math.max(0, start - 2), start)) && !isWordAt(searched, start + name.length)
        if (searched.startsWith(name, start) && isWhole) return true
      }
    }
    return false
  }
}

/**
 * Searches a file of any form: text in UTF-8 or UTF-16, gzip, zstd, Parquet.
 *
 * @returns whether the file contains a name, or why this is unknown
 */
export async function fileContains(path: string, search: NameSearch): Promise<boolean | string> {
  try {
    const source = await openSource(path)
    try {
      const { head } = source
      if (ZIP.every((byte, index) => head[index] === byte)) return 'is an archive'
      if (isParquet(head)) {
        const { buffer, byteOffset, byteLength } = await readWhole(source)
        for await (const rows of readParquetGroups(buffer.slice(byteOffset, byteOffset + byteLength) as ArrayBuffer)) {
          for (const { record } of rows) if (search(JSON.stringify(record))) return true
        }
        return false
      }
      const decoder = new TextDecoder(
        head[0] === 0xff && head[1] === 0xfe ? 'utf-16le' : head[0] === 0xfe && head[1] === 0xff ? 'utf-16be' : 'utf-8',
      )
      let tail = ''
      for await (const chunk of source.chunks()) {
        const text = tail + decoder.decode(chunk, { stream: true })
        if (search(text)) return true
        tail = text.slice(-2 * MAX_NAME_LENGTH)
      }
      return false
    } finally {
      await source.close()
    }
  } catch (error) {
    if (error instanceof PipelineError) return `cannot be read (${error.code})`
    throw error
  }
}
