import { asSource } from '../paste/paste-spans.js'
import type { SourceEntry } from '../source-entry.js'
import { chooseLayout } from './choose-layout.js'
import { LAYOUTS } from './layouts.js'
import { readLayout } from './parse-layout.js'

/** One source for each layout of pages and chats, whatever forms it has. */
export const LAYOUT_SOURCES: readonly SourceEntry[] = [...new Map(LAYOUTS.toReversed().map((layout) => [layout.id, layout])).values()]
  .reverse()
  .map(({ id, name, sign }) => ({
    id,
    description: `${name}, as copied from the page or exported as text`,
    sign,
    parse: asSource((text, options) => readLayout(text, id, options)),
    recognise: (sample) => (chooseLayout(sample)?.id === id ? `bylines stand as in ${name}` : null),
  }))
