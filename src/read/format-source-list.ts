import { SOURCE_LIST } from './sources.js'

/** Renders the list of sources as text for a terminal: what each is, and how it is told from the others. */
export function formatSourceList(): string {
  return SOURCE_LIST.map(({ id, description, sign }) => `${id}\n  ${description}\n  told by: ${sign}\n`).join('')
}
