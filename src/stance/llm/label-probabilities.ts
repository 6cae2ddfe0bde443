/** One token of an answer as servers report it, with what else might have stood in its place. */
export interface TokenChoice {
  readonly token: string
  /** UTF-8 bytes of the token, where characters are divided between tokens; null where the text says it all. */
  readonly bytes: readonly number[] | null
  /** Natural logarithm of its probability. */
  readonly logprob: number
  readonly alternatives: readonly Omit<TokenChoice, 'alternatives'>[]
}

/** More of the probability than this on tokens that begin several labels, beside the path taken, and there is no telling them apart. */
const MAX_UNDIVIDED = 0.01

/**
 * The probability of every label from the log-probabilities of the tokens of an answer `{"label": "…"}`.
 *
 * The tokens are followed from the one that begins the label. At each, the token taken and its alternatives are laid behind the answer so
 * far. One that fits a single label (its text, with the closing quote, begins with it or is begun by it) gives its probability, times that
 * of the path so far, to that label; one that fits none is left out, since no answer of the form asked for goes on so; the path is followed
 * as long as the token taken fits several. The sums are divided by their total. A label of which no token is listed gets 0.
 *
 * @param content the whole answer
 * @param labels  of the scheme
 * @returns one per label, sum 1; null where the tokens are not those of the answer, nothing is left for any label, or more than
 *   {@link MAX_UNDIVIDED} of the whole is on tokens beside the path that begin several labels
 */
export function labelProbabilities(content: string, tokens: readonly TokenChoice[], labels: readonly string[]): number[] | null {
  const answer = binary(content)
  const opening = [...answer.matchAll(/"label"\s*:\s*"/g)].at(-1)
  if (!opening) return null
  const start = opening.index + opening[0].length
  const wanted = labels.map((label) => binary(JSON.stringify(label)).slice(1))
  const fitting = (tail: string): number[] =>
    wanted.flatMap((label, place) => (label.startsWith(tail) || tail.startsWith(label) ? [place] : []))
  const mass = labels.map(() => 0)
  let undivided = 0
  let path = 1
  let before = ''
  let candidates: readonly number[] | null = null
  for (const choice of tokens) {
    const text = bytesOf(choice)
    const after = before + text
    if (answer.slice(before.length, after.length) !== text) return null
    const divides = after.length > start
    if (divides) {
      // Alternatives that would have changed what stands before the label are no answers to compare with.
      const tailOf = (each: Omit<TokenChoice, 'alternatives'>): string | null => {
        const whole = before + bytesOf(each)
        return whole.length >= start && whole.startsWith(answer.slice(0, start)) ? whole.slice(start) : null
      }
      for (const each of choice.alternatives) {
        // A token without letters ends the answer, or means nothing to a reader.
        const tail = bytesOf(each) === text || bytesOf(each) === '' ? null : tailOf(each)
        if (tail === null) continue
        const fits = fitting(tail)
        const share = path * Math.exp(each.logprob)
        if (fits.length === 1) mass[fits[0] as number] = (mass[fits[0] as number] as number) + share
        else if (fits.length > 1) undivided += share
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
  if (!(total > 0) || !Number.isFinite(total) || undivided > MAX_UNDIVIDED * (total + undivided)) return null
  return mass.map((each) => Number((each / total).toFixed(8)))
}

/** UTF-8 bytes as characters of a string, so that places in it are places of bytes. */
function binary(text: string): string {
  return [...new TextEncoder().encode(text)].map((byte) => String.fromCharCode(byte)).join('')
}

function bytesOf({ token, bytes }: Omit<TokenChoice, 'alternatives'>): string {
  return bytes === null ? binary(token) : String.fromCharCode(...bytes)
}
