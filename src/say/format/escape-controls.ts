/** Shows controls by Unicode's pictures, and lone surrogates by the replacement mark. */
export const visible = (text: string): string =>
  text
    // biome-ignore lint/suspicious/noControlCharactersInRegex: it replaces control characters
    .replace(/[\u0000-\u0008\u000b-\u001f]/g, (letter) =>
      String.fromCharCode(0x2400 + letter.charCodeAt(0)),
    )
    .replace(/\u007f/g, '\u2421')
    .replace(/[\u0080-\u009f]/g, '\ufffd')
    .replace(/\p{Surrogate}/gu, '\ufffd')
