/** Accounts that are certainly bots, in lower case. Other bots are marked by their platform. */
const BOTS = new Set(['automoderator'])

export const isBotName = (name: string | null): boolean =>
  name !== null && BOTS.has(name.replace(/^(?:\/?u\/|@)/i, '').toLowerCase())

const FLAG = /^(?:(?:author|user|account)[._])?(?:is[_ ]?)?bot(?:_account)?$/i

/** Speaker of posts by unknown authors in ConvoKit, which requires one. */
export const UNKNOWN_SPEAKER = '[unknown]'

/** Affirmative cell or value. */
export const YES = /^(?:yes|true|1|1\.0|y)$/i

export const isBotFlag = (name: string, value: unknown): boolean =>
  FLAG.test(name) && YES.test(String(value))

/** Placeholder of a deleted text or author, with the agent. */
const WITHDRAWN =
  /^\s*\[ ?(?:(?:post|comment|reply|tweet|message) )?(deleted|removed)(?: by (?:(?:the |its )?(?:user|author|moderator)s?|reddit))? ?\]\s*$/i

/**
 * Agent of a deletion, if the text is only a placeholder: "[deleted by user]", "[removed by
 * Reddit]"; else null.
 */
export function withdrawnBy(text: string): 'deleted' | 'removed' | null {
  const [, done] = (text.length > 60 ? null : WITHDRAWN.exec(text)) ?? []
  return done === undefined ? null : /deleted|author|user/i.test(text) ? 'deleted' : 'removed'
}
