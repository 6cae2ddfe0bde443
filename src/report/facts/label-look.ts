import type { StanceScheme } from '../../scheme/stance-scheme.js'
import { adaptColour, FIRST_OWN_SERIES, type OwnColour } from '../../svg/custom-colours.js'
import type { MarkerShape } from '../../svg/marker.js'

/** How a label looks wherever it is drawn: colour never stands alone. */
export interface LabelLook {
  /** One character; the same form as `shape`. */
  readonly symbol: string
  readonly shape: MarkerShape
  /** Place of its colour among those of charts; 0 is the soft ink. */
  readonly series: number
}

/** Two sides point away from each other; none of the characters is drawn as an emoji. */
const LOOKS: readonly LabelLook[] = [
  { symbol: '◂', shape: 'left', series: 2 },
  { symbol: '▸', shape: 'right', series: 1 },
  { symbol: '▴', shape: 'up', series: 3 },
  { symbol: '▾', shape: 'down', series: 4 },
  { symbol: '◆', shape: 'diamond', series: 2 },
  { symbol: '■', shape: 'square', series: 1 },
  { symbol: '✕', shape: 'cross', series: 3 },
  // Eight labels that are all drawn so are all there are: none of them is neutral.
  { symbol: '●', shape: 'dot', series: 4 },
]
const NEUTRAL_LOOK: LabelLook = { symbol: '●', shape: 'dot', series: 0 }

/** What stands for a post without a label. */
export const UNLABELLED_LOOK: LabelLook = { symbol: '○', shape: 'dot', series: 0 }

/** The labels that a scheme gives a colour of its own, in the order of their places among the colours. */
const colouredLabels = ({ labels, colours = {} }: StanceScheme): string[] => labels.filter((label) => colours[label] !== undefined)

/** The colours that a scheme brings, fit for light and dark ground. */
export const ownColours = (scheme: StanceScheme): OwnColour[] =>
  colouredLabels(scheme).map((label) => adaptColour(scheme.colours?.[label] ?? '#000000'))

/**
 * The looks of all labels, sides first, so that a side looks the same in every scheme that has it at its place. A colour of one's own
 * changes the colour, not the sign.
 */
export function labelLooks(scheme: StanceScheme): ReadonlyMap<string, LabelLook> {
  const { labels, sides, neutral } = scheme
  const ranked = [...sides, ...labels.filter((label) => !sides.includes(label) && label !== neutral)]
  const looks = new Map(ranked.map((label, index) => [label, LOOKS[index % LOOKS.length] ?? NEUTRAL_LOOK]))
  const coloured = colouredLabels(scheme)
  return new Map(
    labels.map((label) => {
      const look = looks.get(label) ?? NEUTRAL_LOOK
      const place = coloured.indexOf(label)
      return [label, place < 0 ? look : { ...look, series: FIRST_OWN_SERIES + place }]
    }),
  )
}
