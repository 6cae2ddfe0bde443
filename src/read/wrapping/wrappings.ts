import { withPlainSigns } from '../copied/lines/plain-signs.js'
import { withoutFence } from './code-fence.js'
import { withoutPrintMarks } from './print-marks.js'
import { withoutQuoteMargin } from './quote-margin.js'

/** What the way of a copied page put around its words. `unwrap` gives the same text without it. */
export const WRAPPINGS = [
  { unwrap: withPlainSigns, note: null },
  { unwrap: withoutFence, note: null },
  {
    unwrap: withoutQuoteMargin,
    note: 'the quote sign before most lines was taken off; words of whoever forwarded them are in no post',
  },
  { unwrap: withoutPrintMarks, note: 'head and foot of printed pages left out' },
] as const
