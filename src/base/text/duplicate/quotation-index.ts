import { extractWords } from './same-words.js'

/** Fewer common words may be a phrase anyone uses: "a positive view". */
const MIN_WORD_COUNT = 5
/** The most quotations stored per speaker: those of up to a few hundred articles. */
const QUOTATION_LIMIT = 1000

/** A speaker's words as quoted by others. */
export interface QuotedStatement {
  readonly speaker: string
  readonly quotations: readonly string[]
}

/** Finds statements that quote a speaker with the same words as an earlier statement. */
export class QuotationIndex<Item> {
  readonly #bySpeaker = new Map<string, { readonly words: string; readonly item: Item }[]>()

  /** @returns the first item that quotes this speaker with the same words or part of them; null for none */
  add(item: Item, statement: QuotedStatement): Item | null {
    const known = this.#bySpeaker.get(statement.speaker) ?? []
    this.#bySpeaker.set(statement.speaker, known)
    const own = normalisedQuotations(statement)
    const found = findAmong(known, own)
    for (const words of own) if (known.length < QUOTATION_LIMIT) known.push({ words, item: found ?? item })
    return found
  }

  /** {@link add} without storing anything. */
  find(statement: QuotedStatement): Item | null {
    return findAmong(this.#bySpeaker.get(statement.speaker) ?? [], normalisedQuotations(statement))
  }
}

/** The normalised words of each quotation, with spaces at both ends, so that only whole words match. */
function normalisedQuotations({ quotations }: QuotedStatement): string[] {
  const lines = quotations.map(extractWords).filter((words) => words.length >= MIN_WORD_COUNT)
  return lines.map((words) => ` ${words.join(' ')} `)
}

function findAmong<Item>(known: readonly { readonly words: string; readonly item: Item }[], lines: readonly string[]): Item | null {
  for (const line of lines) {
    const found = known.find((each) => each.words.includes(line) || line.includes(each.words))
    if (found) return found.item
  }
  return null
}
