import { titleOf } from '../../base/thread/deal-record.js'
import { possessive, sayableTitle } from '../../say/facts/wording.js'

/** A verb of the third person: no help verb, no noun that ends so. */
const DEED = /^(?!(?:has|was|does)$)[\p{Ll}-]+(?<![sui])s$/u
/** Its ending: "launches", "carries", "sells". */
const ENDING = /(?<=ss|sh|ch|x|zz|o)es$|(?<=..)ies$|s$/

/** "Volta" of "Volta buys its cells from CATL"; empty where the deed begins. */
export function actorIn(move: string): string {
  const words = move.split(/\s+/)
  const at = words.findIndex((word) => !/^\p{Lu}/u.test(word))
  return DEED.test(words[at] ?? '') ? words.slice(0, at).join(' ') : ''
}

/**
 * The name of a move for the sentence, made of its words; empty where they do not begin with what
 * the company does, or are too many to say.
 *
 * @example shortNameOf('Sonos', 'drops Google Cast') // => "Sonos' move to drop Google Cast"
 */
export function shortNameOf(mover: string, move: string): string {
  const [company = ''] = mover.split('/')
  const words = titleOf({ move }).split(/\s+/)
  const [verb = '', ...rest] = words[0] === company ? words.slice(1) : words
  if (!DEED.test(verb)) return ''
  const plain = verb.replace(ENDING, (ending) => (ending === 'ies' ? 'y' : ''))
  const title = [possessive(company), 'move to', plain, ...rest].join(' ')
  return sayableTitle({ title, mover }) ?? ''
}
