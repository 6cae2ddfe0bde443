/** A span of the article, as half-open UTF-16 offsets. */
export interface Stretch {
  readonly start: number
  readonly end: number
}

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

interface MaskedParagraph {
  readonly mask: string
  readonly quotations: readonly Stretch[]
  readonly isLeftOpen: boolean
  readonly isContinued: boolean
}

/** Finds the quotations of a paragraph. Straight marks open and close alternately. A nested quotation is part of the outer one. */
function maskQuotations(text: string, wasLeftOpen: boolean, isSingleQuoted: boolean): MaskedParagraph {
  const units = [...Array(text.length).keys()].map((at) => text[at] as string)
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
  return { mask: units.join(''), quotations, isLeftOpen, isContinued: wasLeftOpen && /^\s*["“«‘]/.test(text) }
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
    const masked = maskQuotations(body, wasLeftOpen, isSingleQuoted)
    wasLeftOpen = masked.isLeftOpen
    let from = 0
    let quotationIndex = 0
    for (const to of [...findEnds(masked.mask, body, isAttribution), body.length]) {
      const first = from + (body.slice(from, to).length - body.slice(from, to).trimStart().length)
      const last = from + body.slice(from, to).trimEnd().length
      const isContinued = masked.isContinued && from === 0
      from = to
      const quotations: Stretch[] = []
      for (; (masked.quotations[quotationIndex]?.start ?? Number.POSITIVE_INFINITY) < to; quotationIndex++) {
        const quotation = masked.quotations[quotationIndex] as Stretch
        quotations.push({ start: start + quotation.start, end: start + quotation.end })
      }
      if (first >= last) continue
      sentences.push({ start: start + first, end: start + last, mask: masked.mask.slice(first, last), quotations, paragraph, isContinued })
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
