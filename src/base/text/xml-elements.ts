import { Parser } from 'htmlparser2'
import { PipelineError } from '../errors.js'

/** An element of XML: its name, attributes, text and children, entities decoded. */
export interface XmlElement {
  readonly name: string
  readonly attributes: Readonly<Record<string, string>>
  text: string
  readonly children: XmlElement[]
}

/** Deepest elements that are read. */
const DEPTH_LIMIT = 16

/** Length of a text that is parsed at once. */
const PIECE_LENGTH = 65_536

/**
 * Lists the elements of one level of an XML text, holding those of one piece. Names keep their
 * prefixes. Faults but a cut are passed over.
 *
 * @param xml the text, or its pieces in order
 * @param depth of the elements given: 1 for the children of the top element
 * @throws {PipelineError} `INGEST_XML_BROKEN` for a text that ends within an element
 */
export function* xmlElements(xml: string | Iterable<string>, depth: number): Generator<XmlElement> {
  let elements: XmlElement[] = []
  const path: (XmlElement | null)[] = []
  let isOver = false
  const parser = new Parser(
    {
      onopentag: (name, attributes) => {
        const above = path.at(-1)
        const isKept =
          path.length >= depth &&
          path.length < depth + DEPTH_LIMIT &&
          (path.length === depth || above !== null)
        const element: XmlElement | null = isKept
          ? { name, attributes, text: '', children: [] }
          : null
        if (element !== null && above) above.children.push(element)
        path.push(element)
      },
      ontext: (text) => {
        const top = path.at(-1)
        if (top) top.text += text
      },
      onclosetag: (name, isImplied) => {
        if (isOver && isImplied) {
          const message = `expected the end of each element, got a text that ends within ${name}. It was cut short: export or download it again.`
          throw new PipelineError('INGEST_XML_BROKEN', message, { context: { element: name } })
        }
        const closed = path.pop()
        if (closed && path.length === depth) elements.push(closed)
      },
    },
    { xmlMode: true, decodeEntities: true },
  )
  for (const piece of typeof xml === 'string' ? cut(xml) : xml) {
    parser.write(piece)
    yield* elements
    elements = []
  }
  isOver = true
  parser.end()
  yield* elements
}

function* cut(text: string): Generator<string> {
  for (let start = 0; start < text.length; start += PIECE_LENGTH)
    yield text.slice(start, start + PIECE_LENGTH)
}

export const childOf = (element: XmlElement | undefined, name: string): XmlElement | undefined =>
  element?.children.find((child) => child.name === name)
