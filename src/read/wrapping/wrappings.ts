import { withPlainSigns } from '../copied/lines/plain-signs.js'
import { withoutFence } from './code-fence.js'
import { withoutBullets, withoutQuoteMargin } from './margins.js'
import { withoutEntities, withoutLineBreaks } from './markup.js'
import { withoutPrintMarks } from './print-marks.js'

/** What a print puts around the words of a page, or of mails. */
export const PRINTED = {
  unwrap: withoutPrintMarks,
  note: 'head and foot of printed pages left out',
} as const

/** What the way of a copied page put around its words. `unwrap` gives the same text without it. */
export const WRAPPINGS = [
  { unwrap: withPlainSigns, note: null },
  { unwrap: withoutEntities, note: null },
  { unwrap: withoutFence, note: null },
  { unwrap: withoutLineBreaks, note: null },
  {
    unwrap: withoutQuoteMargin,
    note: 'the quote sign before most lines was taken off; words of whoever forwarded them are in no post',
  },
  { unwrap: withoutBullets, note: 'the bullet before most lines was taken off' },
  PRINTED,
] as const
