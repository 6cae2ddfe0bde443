import { decode1252 } from './decode.js'

/**
 * Bytes of UTF-8 that were read as windows-1252 or Latin-1: "â€™", "Ã©". A second sign that ends
 * words, as in "Ã…", may be meant.
 */
const BROKEN =
  /\p{Cs}|[\u00c2-\u00df][\u00a0-\u00bf\u0080-\u009f€‚ƒ„†‡ˆ‰Š‹ŒŽ˜šœžŸ]|[\u00e0-\u00ef][^\0-\u007f]{2}|[\u00f0-\u00f4][^\0-\u007f]{3}/gu
/**
 * Signs that may be meant as they stand, as in "qualité\u00a0»" or "Spaß«". They are misread only
 * beside others that are.
 */
const MAY_BE_MEANT = /^[\u00c4-\u00e1\u00e3-\u00ef][\p{P}\p{Zs}°´®ª²³¹™]+$/u
const byteOf = new Map(
  Array.from({ length: 256 }, (_, byte) => [decode1252(Uint8Array.of(byte)), byte]),
)
const decoder = new TextDecoder('utf-8', { fatal: true })

/** Remark on repaired posts, singular and plural. */
export const REPAIRED =
  'post with broken letters repaired ("donâ€™t", half an emoji)|posts with broken letters repaired ("donâ€™t", half an emoji)'

/**
 * Repairs characters whose encoding was misread, where the bytes are valid UTF-8: "donâ€™t" is
 * "don’t". Half an emoji becomes U+FFFD.
 */
export function repairEncoding(text: string): string {
  // Most texts have no such letter, and the search for broken ones is slow.
  if (!/[\u00c2-\u00f4\ud800-\udfff]/.test(text)) return text
  const misread = text.match(BROKEN) ?? []
  const isSure = misread.some((signs) => !MAY_BE_MEANT.test(signs) && repairSigns(signs) !== signs)
  return text.replace(BROKEN, (signs) =>
    !isSure && MAY_BE_MEANT.test(signs) ? signs : repairSigns(signs),
  )
}

function repairSigns(signs: string): string {
  if (/\p{Cs}/u.test(signs)) return '\ufffd'
  const bytes = [...signs].map(
    (sign) => byteOf.get(sign) ?? (sign < '\u0100' ? sign.charCodeAt(0) : -1),
  )
  try {
    return bytes.includes(-1) ? signs : decoder.decode(Uint8Array.from(bytes))
  } catch {
    return signs
  }
}
