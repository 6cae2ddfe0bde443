import { formatHash, hashText } from '../../base/text/hash-text.js'

/** What the summary says where pseudonyms stand for names. */
export const HIDDEN_NAMES = 'pseudonyms stand for the authors of this private chat (names: keep leaves their names)'

/** Makes pseudonyms for the names of one private chat: the same for each name there, another in any other chat. */
export function hideNames(chat: string): (name: string) => string {
  const secret = formatHash(hashText(chat.slice(0, 1000)))
  return (name) => `u_${formatHash(hashText(secret + name))}`
}
