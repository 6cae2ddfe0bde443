/** A condition under which a model learns from a sample in every draw, and the same sample then gives the shares. */
export interface LearntCell {
  readonly postCount: number
  readonly share: number
  readonly reader: keyof typeof READERS
  readonly labelCount: number
}

/**
 * Made-up classifiers. Each sees `separation` x (1 for the true label, 0 for the others) plus standard normal noise, and answers with the
 * probabilities that follow, labels as frequent as they are or (`isFlat`) equally frequent, then sharpened and tilted on the log scale.
 */
export const READERS = {
  calibrated: { separation: 2, isFlat: false, sharpness: 1, tilt: [0, 0, 0] },
  flat: { separation: 1.2, isFlat: true, sharpness: 1, tilt: [0, 0, 0] },
  tilted: { separation: 1.5, isFlat: false, sharpness: 1, tilt: [-1.5, 0, 1] },
  weak: { separation: 0.8, isFlat: false, sharpness: 1.5, tilt: [0.75, -1.5, 1.5] },
} as const

export const LEARNT_LABEL_COUNTS = [20, 30, 60] as const
const POST_COUNTS = [200, 1000] as const
const SHARES = [0.05, 0.1, 0.3] as const

export const LEARNT_CELLS: readonly LearntCell[] = POST_COUNTS.flatMap((postCount) =>
  SHARES.flatMap((share) =>
    (Object.keys(READERS) as LearntCell['reader'][]).flatMap((reader) =>
      LEARNT_LABEL_COUNTS.map((labelCount): LearntCell => ({ postCount, share, reader, labelCount })),
    ),
  ),
)

/** Such as `N200 p0.1 tilted n30`. */
export const learntNameOf = ({ postCount, share, reader, labelCount }: LearntCell): string =>
  `N${postCount} p${share} ${reader} n${labelCount}`
