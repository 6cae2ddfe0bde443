import { groupBy } from '../../../base/statistics/group-by.js'

import { normaliseSpace } from '../../../base/thread/deal-record.js'
import type { ScoredPost } from '../../../judge/stance/stance-prediction.js'
import type { LabelRow } from './parse-sheet.js'
import { shownText } from './show-unit.js'

/**
 * Gives a function that finds the post of a row by its id, or, where a spreadsheet rounded ids, by
 * thread, text and the digits left. A rounded id may equal another post's: it is exact only where
 * that post shows the row's text, and no other row has the id.
 */
export function postFinder(
  posts: readonly ScoredPost[],
): (
  row: Pick<LabelRow, 'rawPostId' | 'cell'>,
  isOnly: boolean,
) => { readonly candidates: readonly ScoredPost[]; readonly isByText: boolean } {
  const byId = groupBy(posts, ({ id }) => id)
  let byText: ReadonlyMap<string, readonly ScoredPost[]> | undefined
  return ({ rawPostId, cell }, isOnly) => {
    const plainId = cell('postId')
    const thread = cell('threadId')
    const text = cell('text')
    const exact = (byId.get(plainId) ?? byId.get(rawPostId) ?? []).filter(
      ({ threadId }) => thread === '' || threadId === thread,
    )
    if (!looksRounded(plainId) && !looksRounded(thread))
      return { candidates: exact, isByText: false }
    const shown = exact.filter((post) => isShown(post, text))
    const isExact = shown.length === 1 && isOnly
    if (isExact || (text === '' && shown.length === 0))
      return { candidates: shown, isByText: false }
    byText ??= groupBy(posts, (post) => normaliseSpace(post.text))
    const candidates = (byText.get(normaliseSpace(text)) ?? posts).filter(
      (post) =>
        isLeftOf(post.id, plainId) &&
        (thread === '' || isLeftOf(post.threadId, thread)) &&
        isShown(post, text),
    )
    return { candidates, isByText: true }
  }
}

/** True if a cell is empty or holds the post's text; an ellipsis stands for the rest. */
export function isShown(post: ScoredPost, shown: string): boolean {
  const cell = normaliseSpace(shown)
  const start = /^(.*?) ?(?:…|\.\.\.)$/su.exec(cell)?.[1]
  return (
    cell === '' ||
    [post.text, shownText(post)].some((text) => {
      const whole = normaliseSpace(text)
      return cell === whole || (start !== undefined && whole.startsWith(start))
    })
  )
}

/** A number as a spreadsheet or a double leaves it: 1.7455E+18, 1,7455E+18, 1745501200005630000. */
const ROUNDED = /^(?:(\d)(?:[.,](\d+))?E\+(\d+)|(\d{15,}0))$/i

export const looksRounded = (id: string): boolean => ROUNDED.test(id)

/** Digits that a spreadsheet keeps; zeros at their end are not written. */
const PRECISION = 15
/** Shorter numbers were cut to the width of a cell. Choice: general cells show up to 10 digits. */
const MIN_PRECISE = 11

/** True if the cell is the id, or a number that the id becomes when its last digits are cut. */
function isLeftOf(id: string, cell: string): boolean {
  const match = ROUNDED.exec(cell)
  if (cell === id || match === null || !/^\d{16,}$/.test(id)) return cell === id
  const [, first = '', decimals = '', power = '', plain = ''] = match
  const length = first === '' ? plain.length : Number(power) + 1
  const written = first === '' ? plain.replace(/(?<!0)0+$/, '') : `${first}${decimals}`
  const digits = written.length < MIN_PRECISE ? written : written.padEnd(PRECISION, '0')
  if (id.length !== length || digits.length > length) return false
  const unit = 10n ** BigInt(length - digits.length)
  const difference = BigInt(id) - BigInt(digits) * unit
  const isWithinDigits = -unit < difference && difference < unit
  return isWithinDigits || Number(id) === Number(`${digits}e${length - digits.length}`)
}
