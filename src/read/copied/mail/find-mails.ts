import { countEach } from '../../../base/statistics/group-by.js'
import {
  findMailHeads,
  isRule,
  type MailHead,
  type MailLine,
  parseMailLines,
} from './find-mail-heads.js'

/** Mail with its words, and what it quotes. */
export interface Mail {
  readonly head: MailHead
  readonly words: string[]
  /** Lines behind one more quote sign than its own words, without a head. */
  readonly quoted: string[]
  /** Mail that it answers, where that one is quoted below a head; -1 for none. */
  answered: number
}

/** Line of Mailman above what it took off a mail: an attachment's address. */
const CUT_PART = /^-{10,20} next part -{10,20}$/

/** Mails found so far, and the one that owns the lines of each depth. */
class Mailbox {
  readonly mails: Mail[] = []
  #owners: (number | undefined)[] = []
  readonly #rules: ReadonlySet<string>
  readonly #signed = new Set<number>()

  /** @param rules lines that part the mails of a digest */
  constructor(rules: ReadonlySet<string>) {
    this.#rules = rules
  }

  /** Opens a mail. One that is quoted is answered by the mail whose depth it was quoted in. */
  open(head: MailHead): void {
    const answerer = this.mails[this.#owners[head.depth - (head.isQuote ? 1 : 0)] ?? -1]
    if (head.isAnswered && answerer !== undefined) answerer.answered = this.mails.length
    this.#owners.length = head.depth
    this.#owners[head.depth] = this.mails.length
    this.mails.push({ head, words: [], quoted: [], answered: -1 })
  }

  /** Gives a line to the mail of its depth, or to the quotations of the one above. */
  add({ depth, words }: MailLine): void {
    if (words !== '') this.#owners.length = Math.min(this.#owners.length, depth + 1)
    const owner = this.#owners[depth]
    if (owner === undefined) {
      if (words !== '') this.mails[this.#owners[depth - 1] ?? -1]?.quoted.push(words)
      return
    }
    if (words === '--' || CUT_PART.test(words) || this.#rules.has(words)) this.#signed.add(owner)
    if (!this.#signed.has(owner)) this.mails[owner]?.words.push(words)
  }
}

/**
 * Deals the lines out to mails. A mail owns the lines of its depth until another one opens there.
 *
 *     Fine by me.                                <- the first mail
 *     On Mon, 4 May 2026, Ann Bo wrote:
 *     > Shall we sell?                           <- the second, which the first answers
 */
export function findMails(text: string): readonly Mail[] {
  const lines = parseMailLines(text)
  const heads = findMailHeads(lines)
  const above = heads.flatMap(({ from }) => lines[from]?.words ?? []).filter(isRule)
  const rules = [...countEach(above)].filter(([, count]) => count > 1).map(([words]) => words)
  const box = new Mailbox(new Set(rules))
  let next = 0
  for (const head of heads) {
    for (const line of lines.slice(next, head.from)) box.add(line)
    box.open(head)
    next = head.to
  }
  for (const line of lines.slice(next)) box.add(line)
  return box.mails
}
