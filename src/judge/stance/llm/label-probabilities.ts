/** A token of an answer with its alternatives, as servers report it. */
export interface TokenChoice {
  readonly token: string
  /** UTF-8 bytes of the token, for characters split between tokens; null when the text is enough. */
  readonly bytes: readonly number[] | null
  /** Natural logarithm of its probability. */
  readonly logprob: number
  readonly alternatives: readonly Omit<TokenChoice, 'alternatives'>[]
}

/** If more than this share of the probability is on alternatives that begin several labels, the labels cannot be separated. */
const MAX_AMBIGUOUS_SHARE = 0.01

/**
 * Computes label probabilities from the token log probabilities of an answer `{"label": "…"}`.
 *
 * Starts at the token that begins the label. At each step, the chosen token and its alternatives are appended to the answer so far. An
 * alternative that fits exactly one label (its text, with the closing quote, is a prefix of the label or the reverse) adds its probability
 * times that of the path so far to that label. An alternative that fits none is ignored, since no valid answer continues that way. The path
 * is followed as long as the chosen token fits several labels. Finally the sums are normalised. A label without a listed token gets 0.
 *
 * @returns one probability per label, summing to 1; null when the tokens do not spell the answer, no label received any probability, or
 *   alternatives that begin several labels hold more than {@link MAX_AMBIGUOUS_SHARE} of the total
 */
export function labelProbabilities(content: string, tokens: readonly TokenChoice[], labels: readonly string[]): number[] | null {
  const answer = toByteString(content)
  const opening = [...answer.matchAll(/"label"\s*:\s*"/g)].at(-1)
  if (!opening) return null
  const start = opening.index + opening[0].length
  const endings = labels.map((label) => toByteString(JSON.stringify(label)).slice(1))
  const fitting = (tail: string): number[] =>
    endings.flatMap((label, place) => (label.startsWith(tail) || tail.startsWith(label) ? [place] : []))
  const mass = labels.map(() => 0)
  let ambiguous = 0
  let path = 1
  let before = ''
  let candidates: readonly number[] | null = null
  for (const choice of tokens) {
    const text = bytesOf(choice)
    const after = before + text
    if (answer.slice(before.length, after.length) !== text) return null
    const divides = after.length > start
    if (divides) {
      // Alternatives that change the text before the label are not comparable answers.
      const tailOf = (each: Omit<TokenChoice, 'alternatives'>): string | null => {
        const whole = before + bytesOf(each)
        return whole.length >= start && whole.startsWith(answer.slice(0, start)) ? whole.slice(start) : null
      }
      for (const each of choice.alternatives) {
        // An empty token ends the answer, or has no text.
        const tail = bytesOf(each) === text || bytesOf(each) === '' ? null : tailOf(each)
        if (tail === null) continue
        const fits = fitting(tail)
        const share = path * Math.exp(each.logprob)
        if (fits.length === 1) mass[fits[0] as number] = (mass[fits[0] as number] as number) + share
        else if (fits.length > 1) ambiguous += share
      }
      path *= Math.exp(choice.logprob)
      candidates = fitting(after.slice(start))
      if (candidates.length === 0) return null
      if (candidates.length === 1) {
        mass[candidates[0] as number] = (mass[candidates[0] as number] as number) + path
        break
      }
    }
    before = after
  }
  if (candidates?.length !== 1) return null
  const total = mass.reduce((sum, each) => sum + each, 0)
  if (!(total > 0) || !Number.isFinite(total) || ambiguous > MAX_AMBIGUOUS_SHARE * (total + ambiguous)) return null
  return mass.map((each) => Number((each / total).toFixed(8)))
}

/** UTF-8 bytes as characters of a string, so that string indexes are byte offsets. */
const toByteString = (text: string): string => [...new TextEncoder().encode(text)].map((byte) => String.fromCharCode(byte)).join('')

const bytesOf = ({ token, bytes }: Omit<TokenChoice, 'alternatives'>): string =>
  bytes === null ? toByteString(token) : String.fromCharCode(...bytes)
