import { parseLeadingMentions } from '../../../read/record/parse-leading-mentions.js'

/** A record that reading leaves as it is, mentions aside, if its parent is found. */
export interface PlainLine {
  readonly id: string
  readonly threadId: string
  readonly parentId: string | null
  readonly isRoot: boolean
  /** Handles that reading adds at the end of `meta`. */
  readonly addressees: readonly string[]
}

/** A plain line is at most so long. Choice: the regular expression keeps a place for each escape. */
const PLAIN_LENGTH = 65_536
const UNITS = String.raw`[^"\\\x00-\x1f]*`
/** A string as JSON.stringify writes it, control characters left aside. */
const REST = String.raw`${UNITS}(?:\\["\\bfnrt]${UNITS})*`
const ID = String.raw`[ !#-[\]-~]+`
/** Neither white space nor a bracket at the start, no white space at the end: no author is trimmed, and none is a sentinel of Reddit. */
const AUTHOR = String.raw`[!#-Z\]-~](?:${UNITS}[!#-[\]-~])?`
const DATE = String.raw`\d{4}-(?:(?:0[1-9]|1[0-2])-(?:0[1-9]|1\d|2[0-8])|(?:0[13-9]|1[0-2])-(?:29|30)|(?:0[13578]|1[02])-31)`
const TIME = String.raw`(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d\.\d{3}`
/** Begins with nothing that may stand before a mention, nor with a bracket: only "@" addresses anybody, and no text is a sentinel of Reddit. */
const TEXT = String.raw`(?:(?:[!#-+\--Z\]-~\xc3-\xe0\xe4-\xee\xf0-\xf4]|\xe2\x80[\x93-\xa7]|\xe3[\x81-\xbf]|\\")${REST})?`
const ADDRESSEES = `,"addressees":\\["${ID}"(?:,"${ID}")*\\]`
/** A line that reading leaves as it is, mentions aside, if its parent is found. In Latin-1: a character for each byte of UTF-8. */
const PLAIN_LINE = new RegExp(
  `\\{"id":"${ID}","threadId":"${ID}","parentId":(?:null|"${ID}"),"author":(?:null|"${AUTHOR}"),"createdAt":(?:null|"${DATE}T${TIME}Z"),"text":"${TEXT}","meta":\\{"role":"r(?:oot|eply)"(?:${ADDRESSEES})?\\}\\}\\n`,
  'y',
)
/** How such a line ends. */
export const LINE_END = '}}\n'
const META_START = '"meta":{"role":'
const ROOT_START = `${META_START}"root"`
const BARE_ENDS = ['"root"', '"reply"'].map((role) => `${META_START}${role}${LINE_END}`)
/** Characters in which mentions are looked for without parsing the line. */
const PLAIN_UNITS = /[ !#-[\]-~]*/y
const NONE: readonly string[] = []

/**
 * Reads a line without parsing its JSON.
 *
 * @param text bytes as Latin-1
 * @param end after the line feed
 * @returns null for a line that has to be parsed
 */
export function readPlainLine(text: string, from: number, end: number): PlainLine | null {
  PLAIN_LINE.lastIndex = from
  if (end - from > PLAIN_LENGTH || !PLAIN_LINE.test(text)) return null
  const idAt = from + '{"id":"'.length
  const idEnd = text.indexOf('"', idAt)
  const threadAt = idEnd + '","threadId":"'.length
  const threadEnd = text.indexOf('"', threadAt)
  const parentAt = threadEnd + '","parentId":"'.length
  const parentId = text[parentAt - 1] === '"' ? text.slice(parentAt, text.indexOf('"', parentAt)) : null
  const words = text.indexOf(',"text":"', threadEnd) + ',"text":"'.length
  const mayAddress = text[words] === '@' && BARE_ENDS.some((bare) => text.endsWith(bare, end))
  const addressees = mayAddress ? readAddressees(text, words) : NONE
  const isRoot = text.startsWith(ROOT_START, text.lastIndexOf(META_START, end))
  return addressees && { id: text.slice(idAt, idEnd), threadId: text.slice(threadAt, threadEnd), parentId, isRoot, addressees }
}

/** The handles at the start of a text; null where the line has to be parsed for them. */
function readAddressees(text: string, at: number): readonly string[] | null {
  PLAIN_UNITS.lastIndex = at
  const [units = ''] = PLAIN_UNITS.exec(text) ?? []
  const { handles, restStart } = parseLeadingMentions(units)
  // A handle may go on beyond the plain characters, and so may one behind its last dot.
  return restStart + 1 >= units.length && text[at + units.length] !== '"' ? null : handles
}
