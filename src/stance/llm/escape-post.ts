/** Letters that no reader sees: Unicode's tag characters repeat ASCII invisibly, and models read them. */
const INVISIBLE = /[\u{e0000}-\u{e007f}]/gu
/** What chat templates of Mistral's and Llama 2's kind take for the border of a turn: `[INST]`, `[/INST]`, `[TOOL_CALLS]`. */
const TURN_MARK = /\[(?=\/?[A-Z_ ]{2,40}\])/g

/** Texts without any of these stand as they are: most do. */
const MAY_CHANGE = /[&<>[\r\u{e0000}-\u{e007f}]|\p{Cc}|\p{Cs}/u

/**
 * A text as it stands in a prompt: no character of it can open or close a part of the prompt, or a turn of the chat.
 *
 * `&`, `<` and `>` become entities, and so does a bracket that opens a turn mark; line ends become `\n`; control characters and
 * invisible tag characters go; a lone surrogate becomes U+FFFD.
 */
export function escapePost(text: string): string {
  return MAY_CHANGE.test(text) ? escaped(text) : text
}

function escaped(text: string): string {
  return text
    .replace(/\r\n?/g, '\n')
    .replace(/\p{Cc}/gu, (character) => (character === '\n' || character === '\t' ? character : ''))
    .replace(INVISIBLE, '')
    .replace(/\p{Cs}/gu, '\ufffd')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replace(TURN_MARK, '&#91;')
}

/** The start of a text, cut between characters. */
export function cutText(text: string, maxLength: number): string {
  if (text.length <= maxLength) return text
  const code = text.charCodeAt(maxLength - 1)
  return text.slice(0, code >= 0xd800 && code < 0xdc00 ? maxLength - 1 : maxLength)
}
