import type { PageFile } from './page-messages.js'

/**
 * An element with its children; strings become text, never markup. Attributes that are false or
 * absent are left out.
 */
export function make<Name extends keyof HTMLElementTagNameMap>(
  name: Name,
  attributes: Readonly<Record<string, string | number | boolean | undefined>> = {},
  ...children: readonly (Node | string)[]
): HTMLElementTagNameMap[Name] {
  const element = document.createElement(name)
  for (const [key, value] of Object.entries(attributes)) {
    if (value !== undefined && value !== false)
      element.setAttribute(key, value === true ? '' : String(value))
  }
  element.append(...children)
  return element
}

export function button(words: string, act: () => void): HTMLButtonElement {
  const made = make('button', { type: 'button' }, words)
  made.addEventListener('click', act)
  return made
}

export function byId<Kind extends HTMLElement>(id: string, kind: new () => Kind): Kind {
  const element = document.getElementById(id)
  if (!(element instanceof kind)) throw new Error(`expected an element #${id} of another kind`)
  return element
}

export const element = (id: string): HTMLElement => byId(id, HTMLElement)

export function setText(id: string, words: string): void {
  element(id).textContent = words
}

export function hide(id: string, isHidden: boolean): void {
  element(id).hidden = isHidden
}

/** Fills a list, each line in the direction of its own words. */
export const fillList = (id: string, lines: readonly string[]): void =>
  element(id).replaceChildren(...lines.map((line) => make('li', { dir: 'auto' }, line)))

/** Listens to clicks on the elements that a selector finds. */
export function onClick(selector: string, act: (one: HTMLElement) => unknown): void {
  for (const one of document.querySelectorAll<HTMLElement>(selector))
    one.addEventListener('click', () => act(one))
}

/** True if the text is on the clipboard. */
export const copyText = (text: string): Promise<boolean> =>
  Promise.resolve(navigator.clipboard?.writeText(text) ?? Promise.reject()).then(
    () => true,
    () => false,
  )

type Saved = Omit<PageFile, 'content'> & { readonly content: string | Blob }

/** The address of a file of the page's own; it holds as long as the page is open. */
export const addressOf = ({ type, content }: Saved): string =>
  URL.createObjectURL(new Blob([content], { type: `${type};charset=utf-8` }))

export const saveFile = (file: Saved): void =>
  make('a', { href: addressOf(file), download: file.name }).click()
