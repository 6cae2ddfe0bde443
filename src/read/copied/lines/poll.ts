/** Share of a poll's votes: "31%", "%31", "31,5 %". */
const PERCENT = /^(?:[%٪] ?\d{1,3}|\d{1,3}(?:[.,]\d)? ?[%٪])$/
const OPTION_LENGTH_LIMIT = 40
const LEAST_OPTION_COUNT = 2
/** Lines below a poll's options: its votes, a dot, the time left. */
const FOOT_LINE_LIMIT = 4

/** Most characters and number of a poll's options on X. */
const OPEN_OPTION_LENGTH = 25
const OPEN_OPTION_COUNT = 4

/** "1,318 votes" and "2 days left", but neither "18.4K" nor a clock. */
const VOTES = /^\d[\d.,]{0,11} ?(?![KM]$)\p{L}[\p{L} ]{0,20}$/u
const TIME_LEFT = /^(?=.*\d)(?=.*\p{L}{2}|.*\p{Lo})[\p{L}\p{M}\d ]{2,25}$/u
const QUESTION_END = /[:?：？]$/

/**
 * Index of the first line of a poll that ends a post's words, -1 without one: short lines, each
 * beside a share of the votes.
 *
 *     Who wins?
 *     Tarn           <- index 1; elsewhere shares stand above
 *     31%
 *     Oriel
 *     58%
 *     2,918 votes
 *
 * @param below Lines below these words
 */
export function startOfPoll(words: readonly string[], below: readonly string[]): number {
  const start = startOfShares(words)
  return start === -1 ? startOfOpenPoll(words, below) : start
}

function startOfShares(words: readonly string[]): number {
  const isShare = (at: number): boolean => PERCENT.test(words[at] ?? '')
  const isOption = (at: number): boolean =>
    (words[at] ?? '').length <= OPTION_LENGTH_LIMIT && isShare(at) !== isShare(at + 1)
  for (let at = 0; at < words.length; at += 1) {
    let end = at
    while (isOption(end) && isShare(end) === isShare(at)) end += 2
    if (end - at < 2 * LEAST_OPTION_COUNT) continue
    return words.length - end <= FOOT_LINE_LIMIT ? at : -1
  }
  return -1
}

/**
 * Index of the first option of a poll that shows no shares yet.
 *
 *     Bet you:
 *     5 to 9               <- index 1
 *     10 or more
 *     1,318 votes
 *     ·
 *     2 days left
 */
function startOfOpenPoll(words: readonly string[], below: readonly string[]): number {
  const lines = [...words, ...below]
  // Its foot may be taken for words.
  const dot = lines.indexOf('·', Math.max(0, words.length - 2))
  const isFoot = VOTES.test(lines[dot - 1] ?? '') && TIME_LEFT.test(lines[dot + 1] ?? '')
  if (!isFoot || dot > words.length + 1) return -1
  const options = lines.slice(Math.max(0, dot - 1 - OPEN_OPTION_COUNT), dot - 1)
  const isOption = (line: string): boolean =>
    line.length <= OPEN_OPTION_LENGTH && !QUESTION_END.test(line)
  const optionCount = options.length - 1 - options.findLastIndex((line) => !isOption(line))
  return optionCount < LEAST_OPTION_COUNT ? -1 : dot - 1 - optionCount
}
