/**
 * Text as Markdown shows it letter by letter: marks of emphasis, links, code, tables and HTML lose their meaning, also a bare address and a
 * mention. What stands at the start of a line is no heading, list or quote.
 */
export function escapeMarkdown(text: string): string {
  return text
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;')
    .replace(/>/g, '&gt;')
    .replace(/[\\`*_[\]|~^$]/g, '\\$&')
    .replace(/@/g, '&#64;')
    .replace(/(https?|ftp):/gi, '$1&#58;')
    .replace(/(www)\./gi, '$1&#46;')
    .replace(/^(\s*)([#+-])/gm, '$1\\$2')
    .replace(/^(\s*\d+)([.)])/gm, '$1\\$2')
}
