import { foldSpace } from '../../../base/text/fold-text.js'

/** Letters by which a quotation is found; shorter ones must be a whole text. */
const OPENING_LENGTH = 12
/** Most texts of one opening. */
const HOLDER_LIMIT = 20

/** Finds texts that hold a quotation, from the start of a word on. Linear in the texts. */
export class QuoteFinder {
  readonly #holders = new Map<string, number[]>()
  readonly #texts: string[] = []

  add(text: string): void {
    const words = foldSpace(text)
    const at = this.#texts.push(words) - 1
    for (const { index } of words.matchAll(/(?<=^|\s)\S/g)) {
      const opening = words.slice(index, index + OPENING_LENGTH)
      const holders = this.#holders.get(opening) ?? []
      if (holders.at(-1) !== at && holders.length < HOLDER_LIMIT) holders.push(at)
      this.#holders.set(opening, holders)
    }
  }

  /** Places of the texts that hold a line, which may end with "…". */
  find(line: string): number[] {
    const words = foldSpace(line).replace(/\s?(?:…|\.{3})$/, '')
    const holders = this.#holders.get(words.slice(0, OPENING_LENGTH)) ?? []
    return holders.filter((at) =>
      words.length < OPENING_LENGTH ? this.#texts[at] === words : this.#texts[at]?.includes(words),
    )
  }
}
