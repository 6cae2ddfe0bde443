/** Bytes of a text in which each character stands for one, U+0000 to U+00FF. */
export function bytesOf(text: string): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(text.length)
  for (let at = 0; at < text.length; at++) bytes[at] = text.charCodeAt(at)
  return bytes
}

/** @throws {DOMException} for a text that is not base64 */
export const decodeBase64 = (text: string): Uint8Array<ArrayBuffer> => bytesOf(atob(text))
