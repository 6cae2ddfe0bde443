import { formatCount } from '../../../base/text/format-count.js'
import { findMails } from './find-mails.js'

const SIGN =
  /^[^\n]{0,200}[:：] ?\n{1,3} ?>|^\S{2,16}(?: \S{2,8})? ?[:：] ?\S.{0,200}\n\S{2,16}(?: \S{2,8})? ?[:：]|\S at [\w-]{1,60}\.[\w.-]{1,60}\n|<[^<>\s]{3,100}>: \S/m

/** What tells mails, if these hold most lines of a text: other pages quote mails too. */
export function recogniseMail(sample: string): string | null {
  if (!SIGN.test(sample)) return null
  const mails = findMails(sample)
  const authors = new Set(mails.map(({ head }) => head.author))
  const isWords = (line: string): boolean => line.trim() !== ''
  const heldCount = mails.reduce(
    (sum, { head, words, quoted }) =>
      sum + head.to - head.from + words.filter(isWords).length + quoted.length,
    0,
  )
  const holdMost = 2 * heldCount > sample.split('\n').filter(isWords).length
  const isMail = holdMost && mails.length > 1 && authors.size > 1 && !authors.has(null)
  return isMail ? `${formatCount(mails.length, 'mail')} below a sender and a time` : null
}
