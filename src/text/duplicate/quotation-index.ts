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
  add(item: Item, quoting: Quoting): Item | null {
    const known = this.#bySpeaker.get(quoting.speaker) ?? []
    this.#bySpeaker.set(quoting.speaker, known)
    const own = linesOf(quoting)
    const found = findAmong(known, own)
    for (const words of own) if (known.length < QUOTATION_LIMIT) known.push({ words, item: found ?? item })
    return found
  }

  /** @returns the same without remembering anything */
  look(quoting: Quoting): Item | null {
    return findAmong(this.#bySpeaker.get(quoting.speaker) ?? [], linesOf(quoting))
  }
}

/** Spaces at both ends, so that only whole words are found in each other. */
function linesOf({ quotations }: Quoting): string[] {
  const lines = quotations.map(readAllWords).filter((words) => words.length >= MIN_WORD_COUNT)
  return lines.map((words) => ` ${words.join(' ')} `)
}

function findAmong<Item>(known: readonly { readonly words: string; readonly item: Item }[], lines: readonly string[]): Item | null {
  for (const line of lines) {
    const found = known.find((each) => each.words.includes(line) || line.includes(each.words))
    if (found) return found.item
  }
  return null
}
