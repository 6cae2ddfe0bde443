/** Unicode tag characters: an invisible copy of ASCII that models can read. */
const INVISIBLE = /[\u{e0000}-\u{e007f}]/gu
/** Turn delimiters of the chat templates of Mistral and Llama 2: `[INST]`, `[/INST]`, `[TOOL_CALLS]`. */
const TURN_MARK = /\[(?=\/?[A-Z_ ]{2,40}\])/g

/** Texts that do not match need no escaping; most do not. */
const MAY_CHANGE = /[&<>[\r\u{e0000}-\u{e007f}]|\p{Cc}|\p{Cs}/u

/**
 * Escapes a text for a prompt, so that it cannot open or close a section of the prompt or a turn of the chat.
 *
 * `&`, `<`, `>` and the bracket of a turn delimiter become entities. Line ends become `\n`. Control characters and invisible tag characters
 * are removed. A lone surrogate becomes U+FFFD.
 */
export const escapePost = (text: string): string => (MAY_CHANGE.test(text) ? escapeAll(text) : text)

function escapeAll(text: string): string {
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

/** Truncates a text without splitting a surrogate pair. */
export function truncateText(text: string, maxLength: number): string {
  if (text.length <= maxLength) return text
  const code = text.charCodeAt(maxLength - 1)
  return text.slice(0, code >= 0xd800 && code < 0xdc00 ? maxLength - 1 : maxLength)
}
