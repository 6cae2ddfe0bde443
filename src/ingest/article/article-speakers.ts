import { NAME, NAME_WORD, OPENERS, ORGANISATION_ENDINGS, TITLES } from './article-words.js'

export interface Speaker {
  /** The full name where the article gives it anywhere, apostrophes straight. */
  readonly name: string
  readonly isOrganisation: boolean
}

const NAMES = new RegExp(`(?<![\\p{L}\\p{N}'’])${NAME}`, 'gu')
const ONE_WORD = new RegExp(`(?<=[\\p{Ll},;] )${NAME_WORD}`, 'gu')

/** Persons of one first name that are told apart. */
const NAMESAKE_LIMIT = 20
/** Speakers that "he" or "she" may mean: nobody remembers more. */
const RECENT_LIMIT = 20

/** Straight apostrophes, titles and sentence openers left out: "On Monday CEO Sean O’Kane" is "Sean O'Kane". */
function cleanName(found: string): string[] {
  const words = found.replaceAll('’', "'").split(/\s+/)
  while (words.length > 0 && (OPENERS.has(bare(words[0])) || TITLES.has(bare(words[0])))) words.shift()
  return words.map((word, index) => (index === words.length - 1 && !/^\p{Lu}\.$/u.test(word) ? word.replace(/\.$/, '') : word))
}

const bare = (word: string | undefined): string => (word ?? '').toLowerCase().replace(/\.$/, '')

/**
 * The persons and organisations of an article, and who speaks: later mentions by surname or first name are tied to the full name, "he",
 * "she" and "the company" to the speaker last named whom the word fits.
 */
export class SpeakerBook {
  /** The full name that ends in a word, the first one found; and those that begin with it. */
  readonly #byLastWord = new Map<string, string>()
  readonly #byFirstWord = new Map<string, string[]>()
  /** Words that are written with a capital inside sentences. */
  readonly #nameWords = new Set<string>()
  readonly #pronounOf = new Map<string, string>()
  readonly #speakers = new Set<string>()
  /** Who was last named as a speaker, the last one last. */
  #recent: readonly { readonly speaker: Speaker; readonly paragraph: number }[] = []

  /** @param paragraphs texts of the article's paragraphs, without headings: their capitals say nothing */
  constructor(paragraphs: readonly string[]) {
    for (const text of paragraphs) {
      for (const [found] of text.matchAll(NAMES)) this.#learn(cleanName(found))
      for (const [found] of text.matchAll(ONE_WORD)) this.#nameWords.add(found.replaceAll('’', "'").replace(/\.$/, ''))
    }
  }

  #learn(words: readonly string[]): void {
    const [first, last] = [words[0], words.at(-1)]
    if (words.length < 2 || first === undefined || last === undefined) return
    const name = words.join(' ')
    if (!this.#byLastWord.has(last)) this.#byLastWord.set(last, name)
    const others = this.#byFirstWord.get(first)
    if (others === undefined) this.#byFirstWord.set(first, [name])
    else if (others.length < NAMESAKE_LIMIT && !others.includes(name)) others.push(name)
  }

  /** @returns the speaker of that name; null where the words are no name, such as "Critics" at the start of a sentence */
  resolve(found: string, paragraph: number): Speaker | null {
    const words = cleanName(found)
    const [only] = words
    if (only === undefined) return null
    const known =
      words.length > 1
        ? words.join(' ')
        : (this.#byLastWord.get(only) ?? this.#byFirstWord.get(only)?.find((name) => this.#speakers.has(name)))
    if (known) return this.#name({ name: known, isOrganisation: ORGANISATION_ENDINGS.test(known) }, paragraph)
    const isName = this.#nameWords.has(only) || /\p{Ll}\p{Lu}|^\p{Lu}{2,}$/u.test(only)
    return isName ? this.#name({ name: only, isOrganisation: true }, paragraph) : null
  }

  /** @param word he, she, or another for an organisation ("they", "the company") */
  resolvePronoun(word: string, paragraph: number): Speaker | null {
    const pronoun = word.toLowerCase()
    const isPerson = pronoun === 'he' || pronoun === 'she'
    const candidates = [...this.#recent].reverse().filter(({ speaker }) => speaker.isOrganisation !== isPerson)
    if (!isPerson) return candidates[0]?.speaker ?? null
    const fitting = candidates.filter(({ speaker }) => (this.#pronounOf.get(speaker.name) ?? pronoun) === pronoun)
    // Who was "she" before is "she" again, unless somebody else was named in a paragraph of their own.
    const latest = fitting[0]
    const same = fitting.find(({ speaker }) => this.#pronounOf.has(speaker.name))
    const chosen = same && latest && same.paragraph >= Math.min(latest.paragraph, paragraph) ? same : latest
    if (!chosen) return null
    this.#pronounOf.set(chosen.speaker.name, pronoun)
    return chosen.speaker
  }

  /** A person named at the start of a sentence, by their full name or as a speaker before; remembered as the one that "he" may mean. */
  resolvePerson(found: string, paragraph: number): Speaker | null {
    const words = cleanName(found)
    const isKnown = words.length === 1 && this.#recent.some(({ speaker }) => speaker.name.split(' ').includes(words[0] ?? ''))
    if (words.length < 2 && !isKnown) return null
    const isPerson = words.length === 1 || !ORGANISATION_ENDINGS.test(words.join(' '))
    return isPerson ? this.resolve(found, paragraph) : null
  }

  #name(speaker: Speaker, paragraph: number): Speaker {
    this.#speakers.add(speaker.name)
    this.#recent = [...this.#recent.filter((each) => each.speaker.name !== speaker.name), { speaker, paragraph }].slice(-RECENT_LIMIT)
    return speaker
  }
}
