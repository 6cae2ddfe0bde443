/**
 * Shows the controls of a text by Unicode's pictures of them, and half of a surrogate pair by the
 * replacement mark. Its length stays.
 */
export const visible = (text: string): string =>
  text
    // biome-ignore lint/suspicious/noControlCharactersInRegex: it replaces control characters
    .replace(/[\u0000-\u0008\u000b-\u001f]/g, (letter) =>
      String.fromCharCode(0x2400 + letter.charCodeAt(0)),
    )
    .replace(/\u007f/g, '\u2421')
    .replace(/[\u0080-\u009f]/g, '\ufffd')
    .replace(/\p{Surrogate}/gu, '\ufffd')
