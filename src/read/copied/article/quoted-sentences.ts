/** Sentence of an article as half-open UTF-16 offsets, with its quotations. */
export interface QuotedSentence {
  readonly start: number
  readonly end: number
  /** Sentence with `_` for each UTF-16 unit inside quotation marks; same length. */
  readonly mask: string
  readonly quotations: readonly { readonly start: number; readonly end: number }[]
  readonly paragraph: number
}

const ABBREVIATIONS = new Set(
  'mr mrs ms dr prof sr jr st vs inc corp co ltd llc gov sen rep gen lt no jan feb mar apr jun jul aug sept sep oct nov dec u.s u.k e.g i.e a.m p.m'.split(
    ' ',
  ),
)
/** Attribution after “Why?” or “No!”, which continues the sentence. */
const ATTRIBUTION =
  /^(?:\p{Lu}[\p{L}'’-]*\s+){1,4}\p{Ll}+\s*[.,;:]|^\p{Ll}+\s+(?:[\p{Ll}'’-]+\s+){0,6}\p{Lu}/u

/** Splits paragraphs into sentences; an attribution stays with its quotation. Linear time. */
export function splitSentences(
  text: string,
  paragraphs: readonly { readonly start: number; readonly end: number }[],
): QuotedSentence[] {
  const isSingleQuoted = !/["“«]/.test(text)
  return paragraphs.flatMap(({ start, end }, paragraph) => {
    const body = text.slice(start, end)
    const { mask, quotations } = maskQuotations(body, isSingleQuoted)
    const sentences: QuotedSentence[] = []
    let from = 0
    let next = 0
    for (const to of [...findEnds(mask, body), body.length]) {
      const last = from + body.slice(from, to).trimEnd().length
      const first = next
      while ((quotations[next]?.start ?? to) < to) next++
      if (from < last)
        sentences.push({
          start: start + from,
          end: start + last,
          mask: mask.slice(from, last),
          quotations: quotations
            .slice(first, next)
            .map((each) => ({ start: start + each.start, end: start + each.end })),
          paragraph,
        })
      from = to
    }
    return sentences
  })
}

/**
 * Finds quotations. Straight marks open and close in turn; a nested quotation belongs to the outer
 * one.
 */
function maskQuotations(text: string, isSingleQuoted: boolean) {
  const units = text.split('')
  const quotations: { start: number; end: number }[] = []
  const isOpening = (at: number): boolean => /[\s([—–-]/.test(text[at - 1] ?? ' ')
  const isClosing = (at: number): boolean => !/[\p{L}\p{N}]/u.test(text[at + 1] ?? ' ')
  let from = -1
  for (let at = 0; at < text.length; at++) {
    const unit = text[at] as string
    if (from === -1) {
      const isSingle = isSingleQuoted && "‘'".includes(unit) && isOpening(at)
      if (isSingle || '“«"'.includes(unit)) from = at + 1
    } else if ('”»"'.includes(unit) || (isSingleQuoted && "’'".includes(unit) && isClosing(at))) {
      quotations.push({ start: from, end: at })
      from = -1
    } else units[at] = '_'
  }
  if (from !== -1 && from < text.length) quotations.push({ start: from, end: text.length })
  return { mask: units.join(''), quotations }
}

function findEnds(mask: string, body: string): number[] {
  const ends: number[] = []
  for (const match of mask.matchAll(
    /(?:[.!?…]["”»’)\]]*|_["”»’])\s+(?=["“«‘(\p{Lu}\p{N}]|\p{Ll}\p{Lu})/gu,
  )) {
    const at = match.index
    const end = at + match[0].length
    const isInQuotation = mask[at] === '_'
    if (isInQuotation && !/[.!?…]/.test(body[at] as string)) continue
    if (!isInQuotation && mask[at] === '.' && isAbbreviated(mask.slice(Math.max(0, at - 12), at)))
      continue
    if (/["”»’]/.test(match[0]) && body[at] !== '.' && ATTRIBUTION.test(mask.slice(end, end + 120)))
      continue
    ends.push(end)
  }
  return ends
}

function isAbbreviated(before: string): boolean {
  const word = before.split(/[^\p{L}.]/u).at(-1) ?? ''
  return ABBREVIATIONS.has(word.toLowerCase()) || /(?:^|\.)\p{Lu}$/u.test(word)
}
