import { readPaste } from '../paste/parse-paste.js'
import { asResult } from '../paste/paste-spans.js'
import type { SourceEntry } from '../source-entry.js'

/** "Ann Bo on X: “Words.” / X" opens a shared post; its words may go on below. */
const OPENING = /^\S.{0,80}? on (?:X|Twitter): ["“](?<words>.*)$/u
const CLOSING = /["”] \/ (?:X|Twitter)$/
const ADDRESS = /^https:\/\/(?:x|twitter)\.com\/(?<handle>\w{1,15})\/status\/\d\S*$/
const MIN_SHARE_COUNT = 3

/**
 * Posts of X as its app shares them, one below the other: the name, the words, the address. Each becomes "@ann: Words." on the same lines,
 * which the paste reader knows. Null where there are fewer than three.
 */
function unshare(text: string): string | null {
  if (!/ on (?:X|Twitter): ["“]/u.test(text)) return null
  const lines = text.split(/\r\n?|\n/)
  let open: { readonly at: number; readonly words: string } | null = null
  let count = 0
  for (const [at, line] of lines.entries()) {
    const words = OPENING.exec(line)?.groups?.['words']
    if (words !== undefined) open = { at, words }
    const own = words ?? line
    if (open === null || !CLOSING.test(own)) continue
    const { handle } = ADDRESS.exec(lines[at + 1]?.trim() ?? '')?.groups ?? {}
    if (handle === undefined) return null
    lines[at] = own.replace(CLOSING, '')
    lines[open.at] = `@${handle}: ${open.at === at ? lines[at] : open.words}`
    lines[at + 1] = ''
    open = null
    count += 1
  }
  return count < MIN_SHARE_COUNT ? null : lines.join('\n')
}

export const X_SHARES: SourceEntry<'x-shares'> = {
  id: 'x-shares',
  description: 'posts of X as its app shares them, one below the other',
  sign: 'lines "Name on X: “words” / X", each above the address of the post',
  parse: (text) => asResult(readPaste(unshare(text) ?? text)),
  recognise: ({ text }) => (unshare(text) === null ? null : 'posts stand as "Name on X: … / X" above their addresses'),
}
