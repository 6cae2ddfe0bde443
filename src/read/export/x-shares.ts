import { parsePaste } from '../copied/plain/parse-mentions.js'
import type { SourceEntry } from '../table/parse-records.js'

/** "Ann Bo on X: “Words.” / X" opens a shared post; its words may continue below. */
const OPENING = /^\S.{0,80}? on (?:X|Twitter): ["“](?<words>.*)$/u
const CLOSING = /["”] \/ (?:X|Twitter)$/
const ADDRESS = /^https:\/\/(?:x|twitter)\.com\/(?<handle>\w{1,15})\/status\/\d\S*$/
const MIN_SHARE_COUNT = 3

/**
 * Rewrites posts shared by X's app (words, address, maybe a name) as "@ann: Words." on the same
 * lines. Null for fewer than three, or where addresses end few paragraphs.
 */
function unshare(text: string): string | null {
  const lines = text.includes('/status/') ? text.split(/\r\n?|\n/) : []
  const places = lines.flatMap((line, at) => (ADDRESS.test(line.trim()) ? [at] : []))
  const isNamed = lines.some((line) => OPENING.test(line))
  const paragraphCount = lines.filter(
    (line, at) => line.trim() !== '' && (lines[at - 1] ?? '').trim() === '',
  ).length
  if (places.length < MIN_SHARE_COUNT || (!isNamed && places.length * 2 < paragraphCount))
    return null
  for (const [index, at] of places.entries()) {
    const shareLines = lines.slice((places[index - 1] ?? -1) + 1, at)
    // Words of the person who kept the posts may precede the first.
    const paragraph =
      index === 0
        ? shareLines.findLastIndex((line) => line.trim() === '') + 1
        : shareLines.findIndex((line) => line.trim() !== '')
    const first = isNamed ? shareLines.findLastIndex((line) => OPENING.test(line)) : paragraph
    if (shareLines[first] === undefined) return null
    const from = at - shareLines.length + first
    lines[at - 1] = (lines[at - 1] ?? '').replace(CLOSING, '')
    const { handle } = ADDRESS.exec((lines[at] ?? '').trim())?.groups ?? {}
    lines[from] = `@${handle}: ${OPENING.exec(lines[from] ?? '')?.groups?.['words'] ?? lines[from]}`
    lines[at] = ''
  }
  return lines.join('\n')
}

export const X_SHARES: SourceEntry<'x-shares'> = {
  id: 'x-shares',
  description: 'posts of X as its app shares them, one below the other',
  parse: (text) => parsePaste(unshare(text) ?? text),
  recognise: ({ text }) =>
    unshare(text) === null ? null : 'posts of X stand above their addresses',
}
