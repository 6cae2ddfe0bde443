import { binomialTail } from '../../base/statistics/interval/incomplete-beta.js'

const LONG_ID = /^\d{17,20}$/
const isCut = (id: string): boolean => /^\d{15}0+$/.test(id)
const isDouble = (id: string): boolean => BigInt(Number(id)).toString() === id

/**
 * True for a long id that looks as if it lost its last digits, to a spreadsheet (15 digits stay) or
 * to a double.
 */
export const isRoundedId = (id: string): boolean => LONG_ID.test(id) && (isCut(id) || isDouble(id))

/**
 * Digits of a long id that survive rounding: its double, and its first 15 digits. Empty for other
 * ids.
 */
export const remainsOf = (id: string): string[] =>
  LONG_ID.test(id) ? [String(Number(id)), Number(id).toExponential(14)] : []

/**
 * Greatest share of genuine ids that look rounded: one in a hundred of 17 digits ends in two zeros;
 * 27 to 46 % of X's are doubles.
 */
const CUT_CHANCE = 0.01
const DOUBLE_CHANCE = 0.46
/** Ids are rounded where chance gives as many in fewer than one of a thousand files. Choice. */
const MAX_CHANCE = 0.001

/** Judges by all long ids of an input whether they were rounded. */
export class RoundedIds {
  #longCount = 0
  #cutCount = 0
  #doubleCount = 0

  add(id: string): void {
    if (!LONG_ID.test(id)) return
    this.#longCount += 1
    if (isCut(id)) this.#cutCount += 1
    if (isDouble(id)) this.#doubleCount += 1
  }

  /** Rounded ids; 0 where chance alone explains them. */
  get count(): number {
    const isBeyond = (count: number, chance: number): boolean =>
      count > 0 && binomialTail(count, this.#longCount, chance) < MAX_CHANCE
    return isBeyond(this.#cutCount, CUT_CHANCE) || isBeyond(this.#doubleCount, DOUBLE_CHANCE)
      ? Math.max(this.#cutCount, this.#doubleCount)
      : 0
  }
}
