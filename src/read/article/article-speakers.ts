import { lazyPattern } from '../../base/text/lazily.js'

/** One word of a name: `Korosec`, `O'Kane`, `J.`, `SpaceX`, `xAI`. */
const NAME_WORD = "(?:\\p{Lu}[\\p{L}\\p{N}&-]*(?:['’]\\p{Lu}[\\p{L}-]+)?\\.?|\\p{Ll}{1,2}\\p{Lu}[\\p{L}\\p{N}]*)"
const PARTICLE = '(?:de|da|del|der|den|van|von|la|le|bin|al)'
export const NAME = `${NAME_WORD}(?:\\s+(?:${PARTICLE}\\s+){0,2}${NAME_WORD}){0,4}`

/** Titles before names, and words with a capital at the start of a sentence: no part of a name. */
const LEADING_WORDS = new Set(
  'mr mrs ms miss dr prof professor sir lord lady president vice chairman chairwoman chair ceo cfo cto coo chief executive officer founder cofounder co-founder director senator sen representative rep governor gov judge justice analyst editor reporter host economist secretary minister prime chancellor mayor attorney general spokesman spokeswoman spokesperson a an the and but or so yet on in at by for from with as while when after before since because although though however still then now also if it its this that these those there here he she they we you i what why how who where which not no yes one some many most all both each even just only meanwhile moreover furthermore additionally indeed instead later earlier today yesterday monday tuesday wednesday thursday friday saturday sunday january february march april may june july august september october november december according critics analysts experts investors reports sources employees officials observers supporters opponents others people users customers executives regulators researchers speaking asked to is are was were will can could would should do does did has have had outside inside under over between among across despite given once unlike without within'.split(
    ' ',
  ),
)

const ORGANISATION_ENDINGS =
  /(?:^|\s)(?:Inc|Corp|Corporation|Company|Co|Ltd|LLC|Group|Bank|Capital|Partners|Ventures|Holdings|University|Institute|Foundation|Association|Agency|Commission|Department|Ministry|Court|Committee|Union|Party|Times|Post|Journal|News|Press|Reuters|Bloomberg|Labs?|AI|Technologies|Systems|Motors|Securities|Research|World|Media|Securities|Exchange|Fund|Council)\.?$/

export interface Speaker {
  /** The full name, if the article contains it, with straight apostrophes. */
  readonly name: string
  readonly isOrganisation: boolean
}

const NAMES = lazyPattern(`(?<![\\p{L}\\p{N}'’])${NAME}`, 'gu')
const ONE_WORD = lazyPattern(`(?<=[\\p{Ll},;] )${NAME_WORD}`, 'gu')

/** Most recent speakers to whom a first name or a pronoun may refer. */
const REMEMBERED_LIMIT = 20

/** Straightens apostrophes and removes titles and sentence openers: "On Monday CEO Sean O’Kane" becomes "Sean O'Kane". */
function cleanName(found: string): string[] {
  const words = found.replaceAll('’', "'").split(/\s+/)
  while (LEADING_WORDS.has(words[0]?.toLowerCase().replace(/\.$/, '') ?? '')) words.shift()
  return words.map((word, index) => (index === words.length - 1 && !/^\p{Lu}\.$/u.test(word) ? word.replace(/\.$/, '') : word))
}

/** The persons and organisations of an article: a surname, a first name, "he" or "the company" is one named before. */
export class SpeakerBook {
  /** First full name found with each last word. */
  readonly #byLastWord = new Map<string, string>()
  readonly #nameWords = new Set<string>()
  readonly #pronounOf = new Map<string, string>()
  #recent: readonly { readonly speaker: Speaker; readonly paragraph: number }[] = []

  /** @param paragraphs texts of the article's paragraphs, without headings, whose capitals do not indicate names */
  constructor(paragraphs: readonly string[]) {
    for (const text of paragraphs) {
      for (const [found] of text.matchAll(NAMES())) {
        const words = cleanName(found)
        const last = words.at(-1) ?? ''
        if (words.length > 1 && !this.#byLastWord.has(last)) this.#byLastWord.set(last, words.join(' '))
      }
      for (const [found] of text.matchAll(ONE_WORD())) this.#nameWords.add(found.replaceAll('’', "'").replace(/\.$/, ''))
    }
  }

  /**
   * @param isPerson takes persons alone: by full name, or as an earlier speaker
   * @returns the speaker with that name; null for words that are not a name, such as "Critics" at the start of a sentence
   */
  resolve(found: string, paragraph: number, isPerson = false): Speaker | null {
    const words = cleanName(found)
    const [only] = words
    if (only === undefined) return null
    const recent = this.#recent.map(({ speaker }) => speaker.name)
    const known = this.#byLastWord.get(only) ?? recent.find((name) => name.startsWith(`${only} `))
    const name = words.length > 1 ? words.join(' ') : known
    if (name === undefined && !this.#nameWords.has(only) && !/\p{Ll}\p{Lu}|^\p{Lu}{2,}$/u.test(only)) return null
    const speaker = { name: name ?? only, isOrganisation: name === undefined || ORGANISATION_ENDINGS.test(name) }
    if (isPerson && (speaker.isOrganisation || (words.length === 1 && !recent.includes(speaker.name)))) return null
    const others = this.#recent.filter((each) => each.speaker.name !== speaker.name)
    this.#recent = [{ speaker, paragraph }, ...others].slice(0, REMEMBERED_LIMIT)
    return speaker
  }

  /** @param word "he", "she", or a word for an organisation ("they", "the company") */
  resolvePronoun(word: string): Speaker | null {
    const pronoun = word.toLowerCase()
    const isPerson = pronoun === 'he' || pronoun === 'she'
    const fitting = this.#recent.filter(
      ({ speaker: { name, isOrganisation } }) => isOrganisation !== isPerson && (this.#pronounOf.get(name) ?? pronoun) === pronoun,
    )
    // Prefer the earlier referent of the pronoun, unless a later paragraph names somebody else.
    const [latest] = fitting
    const same = fitting.find(({ speaker, paragraph }) => this.#pronounOf.has(speaker.name) && paragraph === latest?.paragraph)
    const chosen = (isPerson ? same : undefined) ?? latest
    if (isPerson && chosen !== undefined) this.#pronounOf.set(chosen.speaker.name, pronoun)
    return chosen?.speaker ?? null
  }
}
