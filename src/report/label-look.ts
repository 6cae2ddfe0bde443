import type { StanceScheme } from '../scheme/stance-scheme.js'
import type { MarkerShape } from '../svg/marker.js'

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
  { symbol: '◂', shape: 'left', series: 4 },
]
const NEUTRAL_LOOK: LabelLook = { symbol: '●', shape: 'dot', series: 0 }

/** What stands for a post without a label. */
export const UNLABELLED_LOOK: LabelLook = { symbol: '○', shape: 'dot', series: 0 }

/** The looks of all labels, sides first, so that a side looks the same in every scheme that has it at its place. */
export function labelLooks({ labels, sides, neutral }: StanceScheme): ReadonlyMap<string, LabelLook> {
  const ranked = [...sides, ...labels.filter((label) => !sides.includes(label) && label !== neutral)]
  const looks = new Map(ranked.map((label, index) => [label, LOOKS[index % LOOKS.length] ?? NEUTRAL_LOOK]))
  return new Map(labels.map((label) => [label, looks.get(label) ?? NEUTRAL_LOOK]))
}
