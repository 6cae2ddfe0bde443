import { lazyPattern } from '../../base/text/lazily.js'
import { NAME, NAME_WORD, OPENERS, ORGANISATION_ENDINGS, TITLES } from './article-words.js'

export interface Speaker {
  /** The full name, if the article contains it, with straight apostrophes. */
  readonly name: string
  readonly isOrganisation: boolean
}

const NAMES = lazyPattern(`(?<![\\p{L}\\p{N}'’])${NAME}`, 'gu')
const ONE_WORD = lazyPattern(`(?<=[\\p{Ll},;] )${NAME_WORD}`, 'gu')

/** Maximum number of persons remembered per first name, and of recent speakers to which a pronoun may refer. */
const NAMESAKE_LIMIT = 20
const RECENT_LIMIT = 20

const bare = (word: string | undefined): string => (word ?? '').toLowerCase().replace(/\.$/, '')

/** Straightens apostrophes and removes titles and sentence openers: "On Monday CEO Sean O’Kane" becomes "Sean O'Kane". */
function cleanName(found: string): string[] {
  const words = found.replaceAll('’', "'").split(/\s+/)
  while (words.length > 0 && (OPENERS.has(bare(words[0])) || TITLES.has(bare(words[0])))) words.shift()
  return words.map((word, index) => (index === words.length - 1 && !/^\p{Lu}\.$/u.test(word) ? word.replace(/\.$/, '') : word))
}

/**
 * Resolves the persons and organisations of an article. A later mention by surname or first name refers to the full name; "he", "she" and
 * "the company" refer to the most recent matching speaker.
 */
export class SpeakerBook {
  /** First full name found with each last word, and full names with each first word. */
  readonly #byLastWord = new Map<string, string>()
  readonly #byFirstWord = new Map<string, string[]>()
  /** Words with a capital inside sentences. */
  readonly #nameWords = new Set<string>()
  readonly #pronounOf = new Map<string, string>()
  readonly #speakers = new Set<string>()
  /** Recently named speakers, the latest first. */
  #recent: readonly { readonly speaker: Speaker; readonly paragraph: number }[] = []

  /** @param paragraphs texts of the article's paragraphs, without headings, whose capitals do not indicate names */
  constructor(paragraphs: readonly string[]) {
    for (const text of paragraphs) {
      for (const [found] of text.matchAll(NAMES())) {
        const words = cleanName(found)
        const [first = '', last = '', name] = [words[0], words.at(-1), words.join(' ')]
        if (words.length < 2) continue
        if (!this.#byLastWord.has(last)) this.#byLastWord.set(last, name)
        const others = this.#byFirstWord.get(first) ?? []
        if (others.length < NAMESAKE_LIMIT && !others.includes(name)) this.#byFirstWord.set(first, [...others, name])
      }
      for (const [found] of text.matchAll(ONE_WORD())) this.#nameWords.add(found.replaceAll('’', "'").replace(/\.$/, ''))
    }
  }

  /** @returns the speaker with that name; null for words that are not a name, such as "Critics" at the start of a sentence */
  resolve(found: string, paragraph: number): Speaker | null {
    const words = cleanName(found)
    const [only] = words
    if (only === undefined) return null
    const known = this.#byLastWord.get(only) ?? this.#byFirstWord.get(only)?.find((name) => this.#speakers.has(name))
    const name = words.length > 1 ? words.join(' ') : known
    if (name === undefined && !this.#nameWords.has(only) && !/\p{Ll}\p{Lu}|^\p{Lu}{2,}$/u.test(only)) return null
    const speaker = { name: name ?? only, isOrganisation: name === undefined || ORGANISATION_ENDINGS.test(name) }
    this.#speakers.add(speaker.name)
    const others = this.#recent.filter((each) => each.speaker.name !== speaker.name)
    this.#recent = [{ speaker, paragraph }, ...others].slice(0, RECENT_LIMIT)
    return speaker
  }

  /** @param word "he", "she", or a word for an organisation ("they", "the company") */
  resolvePronoun(word: string, paragraph: number): Speaker | null {
    const pronoun = word.toLowerCase()
    const isPerson = pronoun === 'he' || pronoun === 'she'
    const candidates = this.#recent.filter(({ speaker }) => speaker.isOrganisation !== isPerson)
    if (!isPerson) return candidates[0]?.speaker ?? null
    const fitting = candidates.filter(({ speaker }) => (this.#pronounOf.get(speaker.name) ?? pronoun) === pronoun)
    // Prefer the earlier referent of the pronoun, unless a later paragraph names somebody else.
    const [latest] = fitting
    const same = fitting.find(({ speaker }) => this.#pronounOf.has(speaker.name))
    const chosen = same && latest && same.paragraph >= Math.min(latest.paragraph, paragraph) ? same : latest
    if (chosen !== undefined) this.#pronounOf.set(chosen.speaker.name, pronoun)
    return chosen?.speaker ?? null
  }

  /** Resolves a person at the start of a sentence, by full name or as an earlier speaker, and remembers them for pronouns. */
  resolvePerson(found: string, paragraph: number): Speaker | null {
    const words = cleanName(found)
    const isPerson =
      words.length > 1
        ? !ORGANISATION_ENDINGS.test(words.join(' '))
        : this.#recent.some(({ speaker }) => speaker.name.split(' ').includes(words[0] ?? ''))
    return isPerson ? this.resolve(found, paragraph) : null
  }
}
