import { readAllWords } from './same-words.js'

/** Fewer words in common are a phrase that anybody may use: "a positive view". */
const MIN_WORD_COUNT = 5
/** Quotations of one speaker that are compared: those of an article or a few hundred of them. */
const QUOTATION_LIMIT = 1000

/** Somebody's words as others report them. */
export interface Quoting {
  readonly speaker: string
  readonly quotations: readonly string[]
}

/** Finds statements in which a speaker is quoted with words that an earlier one has too: the same words told twice. */
export class QuotationIndex<Item> {
  readonly #bySpeaker = new Map<string, { readonly words: string; readonly item: Item }[]>()

  /** @returns the first item that quotes this speaker with the same words, or part of them; null where there is none */
  add(item: Item, { speaker, quotations }: Quoting): Item | null {
    let found: Item | null = null
    const known = this.#bySpeaker.get(speaker) ?? []
    this.#bySpeaker.set(speaker, known)
    const own: string[] = []
    for (const quotation of quotations) {
      const words = readAllWords(quotation)
      if (words.length < MIN_WORD_COUNT) continue
      // Spaces at both ends, so that only whole words are found in each other.
      const line = ` ${words.join(' ')} `
      found ??= known.find((each) => each.words.includes(line) || line.includes(each.words))?.item ?? null
      own.push(line)
    }
    for (const words of own) if (known.length < QUOTATION_LIMIT) known.push({ words, item: found ?? item })
    return found
  }
}
