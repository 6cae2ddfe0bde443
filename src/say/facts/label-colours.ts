import type { StanceScheme } from '../../base/scheme/stance-scheme.js'
import type { MarkerShape } from '../svg/elements.js'

/** Symbol, shape and colour of a label: none is distinguished by colour alone. */
export interface LabelLook {
  /** One character of the same form as `shape`. */
  readonly symbol: string
  readonly shape: MarkerShape
  /** Index of the colour among the chart colours; 0 is soft ink. */
  readonly series: number
}

/**
 * Shapes of the sides have no direction: a triangle on an axis reads as an arrow. No terminal draws
 * these characters as emoji.
 */
const LOOKS: readonly LabelLook[] = [
  { symbol: '■', shape: 'square', series: 2 },
  { symbol: '◆', shape: 'diamond', series: 1 },
  { symbol: '✕', shape: 'cross', series: 3 },
  { symbol: '▴', shape: 'up', series: 4 },
  { symbol: '▾', shape: 'down', series: 2 },
  { symbol: '◂', shape: 'left', series: 1 },
  { symbol: '▸', shape: 'right', series: 3 },
  // Only a scheme of eight labels without a neutral one reaches this entry.
  { symbol: '●', shape: 'dot', series: 4 },
]
const NEUTRAL_LOOK: LabelLook = { symbol: '●', shape: 'dot', series: 0 }

export const UNLABELLED_LOOK: LabelLook = { symbol: '○', shape: 'dot', series: 0 }

/** The look of a label. The first side has the same in every scheme. */
export function lookOf({ labels, sides, neutral }: StanceScheme, label: string): LabelLook {
  const ranked = [...sides, ...labels.filter((one) => !sides.includes(one) && one !== neutral)]
  return LOOKS[ranked.indexOf(label)] ?? NEUTRAL_LOOK
}
