import model from '#page-lines' with { type: 'json' }
import { TAGS, type Tag, type TagShares } from './tag-lines.js'

/** What stands above a line of the page: nothing yet, the head of a post, or words of one. */
const STAGES = ['nothing', 'head', 'words'] as const
type Stage = (typeof STAGES)[number]

/** What stands above the next line; other tags change nothing. */
const STAGE_BELOW: Readonly<Partial<Record<Tag, Stage>>> = {
  name: 'head',
  handle: 'head',
  time: 'head',
  answered: 'head',
  opens: 'words',
  continues: 'words',
  signed: 'words',
}

/** Tags of the lines up to one, the last of them first. */
interface Path {
  readonly tag: Tag
  readonly stage: Stage
  readonly above: Path | null
  readonly score: number
  /** For each tag how much more often it stands below, as a logarithm. */
  readonly orders: readonly number[]
}

/** How much the order of tags counts beside the shares of each line. By trial. */
const ORDER_WEIGHT = 0.45
const LEAST_SHARE = 1e-6

/**
 * The tags that fit the lines and follow one another as they do on pages: words go on below words
 * of a post, not below a name. The best path (Viterbi 1967). Linear in the page.
 */
export function likeliestTags(shares: readonly TagShares[]): Tag[] {
  const paths = shares.reduce(extendPaths, [])
  const tags: Tag[] = []
  for (let path = bestOf(paths, null); path !== null; path = path.above) tags.push(path.tag)
  return tags.reverse()
}

/** The best path to each tag and stage of the next line. */
function extendPaths(paths: readonly Path[], shares: TagShares): Path[] {
  if (paths.length === 0)
    return TAGS.map((tag) => pathTo(tag, STAGE_BELOW[tag] ?? 'nothing', null, fitOf(shares, tag)))
  const byStage = STAGES.map((stage) => paths.filter((path) => path.stage === stage))
  return TAGS.flatMap((tag, at) => {
    const fit = fitOf(shares, tag)
    const groups = STAGE_BELOW[tag] === undefined ? byStage : [paths]
    return groups.flatMap((group) => {
      const above = bestOf(group, at)
      if (above === null) return []
      const score = scoreBelow(above, at) + fit
      return pathTo(tag, STAGE_BELOW[tag] ?? above.stage, above, score)
    })
  })
}

const fitOf = (shares: TagShares, tag: Tag): number => Math.log(Math.max(LEAST_SHARE, shares[tag]))

const pathTo = (tag: Tag, stage: Stage, above: Path | null, score: number): Path => ({
  tag,
  stage,
  above,
  score,
  orders: model.orders[STAGES.indexOf(stage)]?.[TAGS.indexOf(tag)] ?? [],
})

/** Score of a path before a tag, by its place in `TAGS`; without one that of the path itself. */
const scoreBelow = ({ score, orders }: Path, at: number | null): number =>
  at === null ? score : score + ORDER_WEIGHT * (orders[at] ?? 0)

/** The path of the best score before a tag; null of none. */
function bestOf(paths: readonly Path[], at: number | null): Path | null {
  let best: Path | null = null
  let bestScore = Number.NEGATIVE_INFINITY
  for (const path of paths) {
    const score = scoreBelow(path, at)
    if (score <= bestScore) continue
    best = path
    bestScore = score
  }
  return best
}
