import { describe, expect, it } from 'vitest'
import { namesInLines } from '../../../../src/read/copied/tags/names-in-lines.js'

describe('names in the lines that show them', () => {
  it.each([
    {
      what: 'between words that most lines have',
      lines: ['by Ann Bo (913) writes: on Tuesday', 'by Cy writes: on Monday', 'by Di writes: on'],
      names: ['Ann Bo', 'Cy', 'Di'],
    },
    {
      what: 'behind a verb, a day and "by"',
      lines: [
        '— asked May 4th 2022 by Ann Bo',
        '— answered May 5th 2022 by Cy',
        'comment:1 Changed by Di',
      ],
      names: ['Ann Bo', 'Cy', 'Di'],
    },
    {
      what: 'above a comma that most lines have',
      lines: ['Ann of Goole, Goole', 'Cy, Torquay', 'Di Ings, Bath', 'Ed, Hull'],
      names: ['Ann of Goole', 'Cy', 'Di Ings', 'Ed'],
    },
    {
      what: 'with a comma that one line has',
      lines: ['Hanna Kivi, CFA', 'Cy Dale', 'Di Ings', 'Ed Moss'],
      names: ['Hanna Kivi, CFA', 'Cy Dale', 'Di Ings', 'Ed Moss'],
    },
    {
      what: 'before dots, brackets and tabs',
      lines: ['Ann Bo · 2nd', '@cy_d', 'Di Ings (OP)', 'Ed\tGuest', 'Fay <fay@x.example>'],
      names: ['Ann Bo', '@cy_d', 'Di Ings', 'Ed', 'Fay'],
    },
    {
      what: 'with a bracket that one line has',
      lines: ['Ann Bo (toy maker)', 'Cy', 'Di', 'Ed'],
      names: ['Ann Bo (toy maker)', 'Cy', 'Di', 'Ed'],
    },
    {
      what: 'without a role where the page has them without it too',
      lines: ['u/copper', 'mast', 'copper OP'],
      names: ['copper', 'mast', 'copper'],
    },
    {
      what: 'beside an account that the site does not name',
      lines: ['u/copper • 8 h', 'u/[deleted] • 8 h', 'u/mast • 7 h'],
      names: ['copper', '', 'mast'],
    },
    {
      what: 'once where the page has them twice',
      lines: ['Ann Bold WellAnn Bold Well', 'Cy'],
      names: ['Ann Bold Well', 'Cy'],
    },
  ])('are told $what', ({ lines, names }) => {
    expect(namesInLines(lines)).toEqual(names)
  })
})
