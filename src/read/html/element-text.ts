import { type ChildNode, Element, Text } from 'domhandler'
import { foldSpace } from '../../base/text/fold-text.js'
import { createTextWriter } from '../../base/text/html-to-text.js'

/** Pictures that stand for a sign: "😀", ":)", ":smile:". */
const SIGN = /^(?:[^\p{L}]{1,12}|:[\w+-]{1,30}:)$/u

/**
 * Text of an element by the rules of `htmlToText`, with emoji pictures as text. Linear time, no
 * recursion.
 *
 * @param isOmitted tells elements to leave out with all they hold
 * @param isPre white space is kept, as the site's style does
 */
export function textOf(
  element: Element,
  isOmitted: (element: Element) => boolean = () => false,
  isPre = false,
): string {
  const writer = createTextWriter()
  if (isPre) writer.applyTag('pre', 1)
  const waiting: (Element | Text | string)[] = [element]
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    if (typeof next === 'string') writer.applyTag(next, -1)
    else if (next instanceof Text) writer.appendText(next.data)
    else if (next === element || !isOmitted(next)) {
      const { name, attribs, children } = next
      if (name === 'img' && SIGN.test(attribs['alt'] ?? '')) writer.appendText(attribs['alt'] ?? '')
      writer.applyTag(name, 1)
      // A break and a picture have no end.
      if (name !== 'br') waiting.push(name)
      pushReversed(children, waiting)
    }
  }
  return writer.finish()
}

function pushReversed(children: readonly ChildNode[], waiting: (Element | Text | string)[]): void {
  for (let at = children.length - 1; at >= 0; at -= 1) {
    const child = children[at]
    if (child instanceof Element || child instanceof Text) waiting.push(child)
  }
}

const LINE_LENGTH_LIMIT = 2000

export const lineOf = (element: Element): string =>
  foldSpace(textOf(element).slice(0, LINE_LENGTH_LIMIT))
