/** Escapes text so that Markdown shows it literally, wherever it stands. */
export function escapeMarkdown(text: string): string {
  return text
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;')
    .replace(/>/g, '&gt;')
    .replace(/[\\`*_[\]|~^$@]/g, '\\$&')
    .replace(/(https?|ftp):/gi, '$1&#58;')
    .replace(/(www)\./gi, '$1&#46;')
    .replace(/^([^\S\n\r\u2028\u2029]*)([#+-])/gm, '$1\\$2')
    .replace(/^([^\S\n\r\u2028\u2029]*\d+)([.)])/gm, '$1\\$2')
}
