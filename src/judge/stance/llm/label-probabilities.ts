/** A token of an answer, as servers report it. */
export interface Token {
  readonly token: string
  /** UTF-8 bytes, for a character split between tokens; null where the text is enough. */
  readonly bytes: readonly number[] | null
  /** Natural logarithm of its probability. */
  readonly logprob: number
}

/** A token of an answer, and the most probable tokens at its place. */
export interface TokenChoice extends Token {
  readonly top_logprobs: readonly Token[]
}

/** Largest share of listed tokens that fit several labels. */
const MAX_SHARED = 0.01

/** UTF-8 bytes as the characters of a string, so that indexes are offsets of bytes. */
const toByteString = (text: string): string =>
  Array.from(new TextEncoder().encode(text), (byte) => String.fromCharCode(byte)).join('')
const spell = ({ token, bytes }: Token): string =>
  bytes === null ? toByteString(token) : bytes.map((byte) => String.fromCharCode(byte)).join('')

/**
 * Reads the probabilities of labels from the log-probabilities of the tokens of an answer
 * `{"label": "…"}`.
 *
 * Follows the answer's tokens while they fit several labels. A listed token that fits one label
 * alone (either begins with the other) gives it its probability times that of the path. Tokens that
 * fit no label are left out, and the sums are divided by their total: a label of which no token is
 * listed gets 0.
 *
 * @returns one probability a label, summing to 1; null when the tokens do not spell the answer, or
 *   more than 1 % fits several labels
 */
export function labelProbabilities(
  content: string,
  tokens: readonly TokenChoice[],
  labels: readonly string[],
): number[] | null {
  // Servers trim what they show: tokens may spell blanks or thoughts before it.
  const answer = tokens.map(spell).join('')
  const shown = toByteString(content.trim())
  const start = answer.lastIndexOf(shown)
  const opening = [...shown.matchAll(/"label"\s*:\s*"/g)].at(-1)
  if (start < 0 || opening === undefined) return null
  const head = answer.slice(0, start + opening.index + opening[0].length)
  const endings = labels.map((label) => toByteString(JSON.stringify(label)).slice(1))
  const mass = labels.map(() => 0)
  /**
   * Gives a share to the label that a text fits alone.
   *
   * @returns the number of labels that it fits
   */
  const credit = (text: string, share: number): number => {
    const tail = text.slice(head.length)
    const fits = [...endings.keys()].filter(
      (label) => endings[label]?.startsWith(tail) || tail.startsWith(endings[label] as string),
    )
    if (fits.length === 1) mass[fits[0] as number] = (mass[fits[0] as number] as number) + share
    return fits.length
  }
  let before = ''
  let path = 1
  let shared = 0
  for (const choice of tokens) {
    const after = before + spell(choice)
    if (after.length > head.length) {
      for (const { text, logprob } of rivalsOf(choice, before, head)) {
        const share = path * Math.exp(logprob)
        if (credit(text, share) > 1) shared += share
      }
      path *= Math.exp(choice.logprob)
      if (credit(after, path) < 2) break
    }
    before = after
  }
  const total = mass.reduce((sum, each) => sum + each, 0)
  if (!(total > 0) || shared > MAX_SHARED * (total + shared)) return null
  return mass.map((each) => Number((each / total).toFixed(8)))
}

/** Answers with another token in place of the chosen one, as long as they reach the label. */
function rivalsOf(choice: TokenChoice, before: string, head: string) {
  const after = before + spell(choice)
  return (
    choice.top_logprobs
      .map((other) => ({ text: before + spell(other), logprob: other.logprob }))
      // A token without text ends the answer; one that changes the head gives no label.
      .filter(({ text }) => text !== after && text !== before && text.startsWith(head))
  )
}
