import { addTo } from '../../../base/statistics/group-by.js'
import type { PageLine } from '../../page/page-line.js'

/** A button is so short, in words and UTF-16 units. */
const BUTTON_WORD_LIMIT = 3
const BUTTON_LENGTH_LIMIT = 30
/** A line is a button where it comes so often, beside half of the page's other buttons, and nearly always above a count or a button. */
const BUTTON_COUNT = 4
const BUTTON_SHARE = 0.5
const BESIDE_SHARE = 0.8

/** Short lines that stand again and again right above counts and buttons are buttons, whatever their language. Names stand above times. */
export function withButtons(lines: readonly PageLine[], letters: string): string {
  const places = new Map<string, number[]>()
  for (let at = 0; at < lines.length; at += 1) {
    const { words = '' } = lines[at] ?? {}
    if (!/[Nn]/.test(letters[at] ?? '') || words.length > BUTTON_LENGTH_LIMIT || words.split(' ').length > BUTTON_WORD_LIMIT) continue
    addTo(places, words, at)
  }
  const answerCount = letters.match(/r/g)?.length ?? 0
  const buttons = [...places.values()].filter((all) => {
    const beside = all.filter((at) => /^[rbc](?![cgf]{0,2}t)/.test(letters.slice(at + 1, at + 5)))
    return all.length >= Math.max(BUTTON_COUNT, answerCount * BUTTON_SHARE) && beside.length >= BESIDE_SHARE * all.length
  })
  if (buttons.length === 0) return letters
  const made = [...letters]
  for (const at of buttons.flat()) made[at] = 'b'
  return made.join('')
}
