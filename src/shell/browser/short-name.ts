import { compactName } from '../../base/text/fold-text.js'
import { titleOf } from '../../base/thread/deal-record.js'
import { possessive, sayableTitle, straight } from '../../say/facts/wording.js'

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

/** "Toyota" of "Toyota's deal with Volta"; empty where a short name begins with no company. */
export const ownerIn = (title: string): string =>
  /^(\p{Lu}.*?)(?:'s|(?<=s)') /u.exec(straight(title))?.[1] ?? ''

/** A short name that begins with one company, with another in its place. */
export function withOwner(title: string, before: string, after: string): string {
  const owner = possessive(straight(before))
  const isOwned = before !== '' && after !== '' && straight(title).startsWith(`${owner} `)
  return isOwned ? possessive(after) + title.slice(owner.length) : title
}

/** True where a move names its company behind its beginning: "buys its cells from CATL". */
export function isNamedAgain(mover: string, move: string): boolean {
  const words = move.split(/\s+/)
  const nameWords = mover.split(/\s+/)
  return words.some((_, at) => {
    const end = at + nameWords.length
    const isNamed = compactName(words.slice(at, end).join(' ')) === compactName(mover)
    // "to Google Cloud" is a product.
    return at > 0 && isNamed && !/^\p{Lu}/u.test(words[end] ?? '')
  })
}

/** A name in a short name that no text holds; empty where most words have a capital. */
export function strangerIn(title: string, texts: readonly string[]): string {
  const [, ...words] = title.split(/[^\p{L}\p{N}]+/u)
  const names = words.filter((word) => /^\p{Lu}\p{L}{2}/u.test(word))
  if (2 * names.length > words.length) return ''
  return missingIn(texts, names)
}

/** Words with a capital that name no company. */
const TIME =
  /^(?:january|february|march|april|may|june|july|august|september|october|november|december|spring|summer|autumn|christmas|(?:mon|tues|wednes|thurs|fri|satur|sun)day)$/i

/** A partner that a move names ("to", "with", "from", "by") and no text holds; else empty. */
export function strangePartner(move: string, texts: readonly string[]): string {
  const partners = [...move.matchAll(/\b(?:to|with|from|by) (\p{Lu}[\p{L}\p{N}]{2,})/gu)]
  return missingIn(
    texts,
    partners.flatMap(([, name = '']) => (TIME.test(name) ? [] : name)),
  )
}

/** The first of names that no text holds, by letters and digits alone; empty for none. */
function missingIn(texts: readonly string[], names: readonly string[]): string {
  const all = compactName(texts.join(' '))
  return names.find((name) => !all.includes(compactName(name))) ?? ''
}

/** How the sentence will name a move: "… saw Sonos' move to drop Google Cast as a retreat". */
export function shortNameHint(mover: string, title: string): string {
  if (mover === '' || title === '')
    return 'It stands in “… saw … as a retreat”: write it as it reads well there.'
  const name = sayableTitle({ title, mover })
  const quoted = name ?? `the move “${title}”`
  const isBare = name === null && ownerIn(title) === ''
  const advice = isBare ? ` Begin it with “${possessive(mover)}” and no quotes are needed.` : ''
  return `It will read: … saw ${quoted} as a retreat.${advice}`
}
