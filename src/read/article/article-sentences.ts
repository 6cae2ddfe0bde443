/** A span of the article, as half-open UTF-16 offsets. */
export type Stretch = Readonly<Record<'start' | 'end', number>>

export interface ArticleSentence extends Stretch {
  /** The sentence with every UTF-16 unit inside quotation marks replaced by `_`, so that it has no quoted words and the same length. */
  readonly mask: string
  /** Spans inside quotation marks, without the marks. */
  readonly quotations: readonly Stretch[]
  /** 0-based index of the paragraph. */
  readonly paragraph: number
  /** Whether the sentence continues a quotation that the previous paragraph left open. */
  readonly isContinued: boolean
}

/** Abbreviations that end in a full stop. */
const ABBREVIATIONS = new Set(
  'mr mrs ms dr prof sr jr st vs inc corp co ltd llc gov sen rep gen lt no jan feb mar apr jun jul aug sept sep oct nov dec u.s u.k e.g i.e a.m p.m'.split(
    ' ',
  ),
)

/** Finds the quotations of a paragraph. Straight marks open and close alternately. A nested quotation is part of the outer one. */
function maskQuotations(text: string, isSingleQuoted: boolean) {
  const units = text.split('')
  const quotations: Stretch[] = []
  const isOpening = (at: number): boolean => /[\s([—–-]/.test(text[at - 1] ?? ' ')
  const isClosing = (at: number): boolean => !/[\p{L}\p{N}]/u.test(text[at + 1] ?? ' ')
  let from = -1
  for (let at = 0; at < text.length; at++) {
    const unit = text[at] as string
    const isSingle = isSingleQuoted && (unit === '‘' || unit === '’' || unit === "'")
    if (from === -1) {
      if (unit === '“' || unit === '«' || unit === '"' || (isSingle && unit !== '’' && isOpening(at))) from = at + 1
    } else if (unit === '”' || unit === '»' || unit === '"' || (isSingle && unit !== '‘' && isClosing(at))) {
      quotations.push({ start: from, end: at })
      from = -1
    } else units[at] = '_'
  }
  const isLeftOpen = from !== -1 && from < text.length
  if (isLeftOpen) quotations.push({ start: from, end: text.length })
  return { mask: units.join(''), quotations, isLeftOpen }
}

/** Whether the text after a closing quotation mark is an attribution, so that the sentence continues; `mark` ends the quotation. */
type IsAttribution = (rest: string, mark: string) => boolean

/**
 * Splits paragraphs into sentences. A quotation is never split, even with several sentences. A sentence continues after a quotation if its
 * speaker is named there. Linear time.
 */
export function splitSentences(text: string, paragraphs: readonly Stretch[], isAttribution: IsAttribution): ArticleSentence[] {
  const isSingleQuoted = !/["“«]/.test(text)
  const sentences: ArticleSentence[] = []
  let wasLeftOpen = false
  for (const [paragraph, { start, end }] of paragraphs.entries()) {
    const body = text.slice(start, end)
    const masked = maskQuotations(body, isSingleQuoted)
    let isContinued = wasLeftOpen && /^["“«‘]/.test(body)
    wasLeftOpen = masked.isLeftOpen
    const quoted = masked.quotations.map((each) => ({ start: start + each.start, end: start + each.end })).reverse()
    let from = 0
    for (const to of [...findEnds(masked.mask, body, isAttribution), body.length]) {
      const last = from + body.slice(from, to).trimEnd().length
      const quotations: Stretch[] = []
      while (quoted.length > 0 && (quoted.at(-1) as Stretch).start < start + to) quotations.push(quoted.pop() as Stretch)
      if (from < last) {
        sentences.push({ start: start + from, end: start + last, mask: masked.mask.slice(from, last), quotations, paragraph, isContinued })
      }
      isContinued = false
      from = to
    }
  }
  return sentences
}

/** Finds the ends of sentences inside a paragraph, after the white space that follows them. */
function findEnds(mask: string, body: string, isAttribution: IsAttribution): number[] {
  const ends: number[] = []
  for (const match of mask.matchAll(/(?:[.!?…]["”»’)\]]*|_["”»’])\s+(?=["“«‘(\p{Lu}\p{N}]|\p{Ll}\p{Lu})/gu)) {
    const at = match.index
    const end = at + match[0].length
    const isInQuotation = mask[at] === '_'
    if (isInQuotation && !/[.!?…]/.test(body[at] as string)) continue
    if (!isInQuotation && mask[at] === '.' && isAbbreviated(mask.slice(Math.max(0, at - 12), at))) continue
    if (/["”»’]/.test(match[0]) && isAttribution(mask.slice(end, end + 120), body[at] as string)) continue
    ends.push(end)
  }
  return ends
}

function isAbbreviated(before: string): boolean {
  const word = /[\p{L}.]+$/u.exec(before)?.[0] ?? ''
  return ABBREVIATIONS.has(word.toLowerCase()) || /(?:^|\.)\p{Lu}$/u.test(word)
}
