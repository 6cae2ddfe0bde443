import { formatHash, hashText } from '../../base/text/hash-text.js'

/** Accounts that are bots beyond doubt, in lower case: Reddit's own. Others are bots where their platform says so. */
const BOTS = new Set(['automoderator'])

/** Whether an account is a bot by its name alone; `u/` or `@` may stand before it. */
export const isBotName = (name: string | null): boolean => name !== null && BOTS.has(name.replace(/^(?:\/?u\/|@)/i, '').toLowerCase())

const FLAG = /^(?:(?:author|user|account)[._])?(?:is[_ ]?)?bot(?:_account)?$/i

/** Speaker of posts by unknown authors in a corpus of ConvoKit, which requires one. */
export const UNKNOWN_SPEAKER = '[unknown]'

/** A cell or value that says yes. */
export const YES = /^(?:yes|true|1|1\.0|y)$/i

/** Whether a field of a record says that its author is a bot: `"is_bot": true`. */
export const isBotFlag = (name: string, value: unknown): boolean => FLAG.test(name) && YES.test(String(value))

/** What stands in place of a text or an author that is gone, and who took it away. */
const WITHDRAWN =
  /^\s*\[ ?(?:(?:post|comment|reply|tweet|message) )?(deleted|removed)(?: by (?:(?:the |its )?(?:user|author|moderator)s?|reddit))? ?\]\s*$/i

/** Who took a text away, when nothing else stands in it: "[deleted by user]", "[removed by Reddit]"; null for any other text. */
export function withdrawnBy(text: string): 'deleted' | 'removed' | null {
  const [, done] = (text.length > 60 ? null : WITHDRAWN.exec(text)) ?? []
  return done === undefined ? null : /deleted|author|user/i.test(text) ? 'deleted' : 'removed'
}

export const HIDDEN_NAMES = 'pseudonyms stand for the authors of this private chat (names: keep leaves their names)'

/** Makes pseudonyms for the names of one private chat: the same for each name there, another in any other chat. */
export function hideNames(chat: string): (name: string) => string {
  const secret = formatHash(hashText(chat.slice(0, 1000)))
  return (name) => `u_${formatHash(hashText(secret + name))}`
}
