import { sha256 } from '@noble/hashes/sha2.js'
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js'

/**
 * SHA-256 of a text's UTF-8 bytes, for code that runs without Node.
 *
 * @param digitCount how many of the 64 hex digits to give
 * @see FIPS 180-4, section 6.2
 */
export const sha256OfText = (text: string, digitCount = 64): string => bytesToHex(sha256(utf8ToBytes(text))).slice(0, digitCount)
