/** Attributes of an element; those that are false or absent are left out. */
type Attributes = Readonly<Record<string, string | number | boolean | undefined>>

/** An element with its children; strings become text, never markup. */
export function make<Name extends keyof HTMLElementTagNameMap>(
  name: Name,
  attributes: Attributes = {},
  ...children: readonly (Node | string)[]
): HTMLElementTagNameMap[Name] {
  const element = document.createElement(name)
  for (const [key, value] of Object.entries(attributes)) {
    if (value !== undefined && value !== false) element.setAttribute(key, value === true ? '' : String(value))
  }
  element.append(...children)
  return element
}

/** The element of the page's own markup with this id. */
export function byId<Kind extends HTMLElement>(id: string, kind: new () => Kind): Kind {
  const element = document.getElementById(id)
  if (!(element instanceof kind)) throw new Error(`expected an element #${id} of another kind`)
  return element
}

const REPLACEMENT_MARK = '\ufffd'
const CONTROL_PICTURES = 0x2400
const DELETE_PICTURE = '\u2421'

/** Controls as the pictures of Unicode's block 2400, half of a pair as the replacement mark; as long as the text, in UTF-16 units. */
export function visible(text: string): string {
  return Array.from(text, (character) => {
    const code = character.codePointAt(0) ?? 0
    if (code === 9 || code === 10) return character
    if (code >= 0xd800 && code <= 0xdfff) return REPLACEMENT_MARK
    return code < 32 ? String.fromCodePoint(CONTROL_PICTURES + code) : code === 127 ? DELETE_PICTURE : character
  }).join('')
}

/** Gives the browser a file to save. */
export function saveFile({ name, type, content }: { readonly name: string; readonly type: string; readonly content: string | Blob }): void {
  const url = URL.createObjectURL(content instanceof Blob ? content : new Blob([content], { type: `${type};charset=utf-8` }))
  make('a', { href: url, download: name }).click()
  setTimeout(() => URL.revokeObjectURL(url), 60_000)
}
