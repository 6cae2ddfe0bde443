import { shapeOf } from '../line-kinds.js'
import { parseMoment } from '../tags/moments.js'
import type { Label } from './parse-label.js'

const BOLD = '(?:\\*\\*|__)?'
const NAME =
  '(?:[@＠](?<handle>[\\p{L}\\p{N}_.-]{1,60})(?:@[\\w.-]{1,60})?|(?<name>[^\\s:@*(][^:@*()\\n]{1,40}?))'
const NOTE = '(?<mark>,? [([]|,? [–—·|-] |, )(?<note>[^()[\\]\\n]{1,40}?)[)\\]]?'
const ANSWERED = '(?:,? (?:\\p{L}{1,10} )?[#@]?(?<behind>\\d{1,4}))?'
/** A colon, the end of the line, or a space behind a bracket. */
const END = `(?:(?<colon>:)${BOLD}(?:[ \\t]+(?=\\S)|$)|${BOLD}$|(?<=[)\\]]${BOLD})[ \\t]+(?=\\S))`
/** "a. ", "Q41 ", "(to 2) " */
const PREFIX =
  '(?:(?:\\p{Ll}{1,4}|\\d{1,3})[.)][ \\t]+|\\p{Lu}\\d{1,4}[.)]?[ \\t]+|[([](?:\\p{L}{1,10} )?[#@]?(?<above>\\d{1,4})[)\\]] )?'
const HEAD = new RegExp(
  `^${PREFIX}${BOLD}${NAME}(?: \\([^()\\d\\n]{1,40}\\))?${BOLD}(?:${NOTE})?${ANSWERED}${END}`,
  'u',
)
const CAPITALS = /^\p{Lu}{3,}$/u

export const NAME_SIGN = 'a name and a colon'
export const TIME_SIGN = 'a name and a time'

/** A label with a name, and the words behind it. */
export interface LineHead extends Label {
  readonly words: string
}

/**
 * Name before the words of a post, maybe with a time and the number that it answers; null for other
 * lines.
 *
 *     L. Marchetti: It is a pause.              L. Marchetti
 *     **@bo** (2 Apr, 18:03): Is it?            bo, 2 Apr, 18:03
 *     Henk (9:05), to 1: Basement.              Henk, 9:05, answers 1
 */
export function parseLineHead(content: string, isItem: boolean): LineHead | null {
  const match = HEAD.exec(content)
  const { handle = '', name = '', mark = '', note = '', above, behind, colon } = match?.groups ?? {}
  if (match === null || (handle === '' && shapeOf(name) !== 'Name')) return null
  const parts = [note, ...note.split(/,\s/)]
  const timeText = parts.map((part) => parseMoment(part)?.time ?? null).find(Boolean) ?? null
  const [{ length }] = match
  const words = content.slice(length)
  const isShown = above !== undefined || /^\p{Lu}/u.test(name) || (isItem && /^[\w.-]+$/.test(name))
  const isOpen = colon !== undefined && behind === undefined
  const isName = isOpen && isShown && !CAPITALS.test(name)
  const isBracketed = /[([]$/.test(mark)
  const isTimed = timeText !== null
  const isHead = words === '' ? isTimed && isBracketed : isTimed || isName
  if (!isHead) return null
  const isPart = !isTimed && !isBracketed
  const answered = behind ?? above
  return {
    handle,
    name: isPart ? name + mark + note : name || undefined,
    to: undefined,
    sign: isTimed ? TIME_SIGN : NAME_SIGN,
    length,
    words,
    timeText,
    answered: answered === undefined ? null : Number(answered),
  }
}
