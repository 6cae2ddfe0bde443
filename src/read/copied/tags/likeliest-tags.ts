import model from '#page-lines' with { type: 'json' }
import { TAGS, type Tag, type TagShares } from './tag-lines.js'

/** What stands above a line of the page: nothing yet, the head of a post, or words of one. */
const STAGES = ['nothing', 'head', 'words'] as const
type Stage = (typeof STAGES)[number]

/** What stands above the next line; lines of the page and quoted ones change nothing. */
const STAGE_BELOW: Readonly<Record<Tag, Stage | null>> = {
  page: null,
  name: 'head',
  handle: 'head',
  time: 'head',
  answered: 'head',
  opens: 'words',
  continues: 'words',
  quoted: null,
  signed: 'words',
}

/** Tags of the lines up to one, the last of them first. */
interface Path {
  readonly tag: Tag
  readonly stage: Stage
  readonly above: Path | null
  readonly score: number
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
  const best = paths.reduce<Path | null>(surer, null)
  const tags: Tag[] = []
  for (let path = best; path !== null; path = path.above) tags.push(path.tag)
  return tags.reverse()
}

/** The best path to each tag and stage of the next line. */
function extendPaths(paths: readonly Path[], shares: TagShares): Path[] {
  const starts = paths.length === 0 ? [null] : paths
  return TAGS.flatMap((tag) => {
    const fit = Math.log(Math.max(LEAST_SHARE, shares[tag]))
    const longer = starts.map((above) => longerPath(above, tag, fit))
    return STAGES.flatMap(
      (stage) =>
        longer.filter((path) => path.stage === stage).reduce<Path | null>(surer, null) ?? [],
    )
  })
}

function longerPath(above: Path | null, tag: Tag, fit: number): Path {
  const stageAbove = above?.stage ?? 'nothing'
  const stage = STAGE_BELOW[tag] ?? stageAbove
  const order = above === null ? 0 : orderOf(above, tag)
  return { tag, stage, above, score: (above?.score ?? 0) + fit + ORDER_WEIGHT * order }
}

/** Logarithm of how much more often a tag stands below the end of a path than anywhere. */
const orderOf = ({ stage, tag: tagAbove }: Path, tag: Tag): number =>
  model.orders[STAGES.indexOf(stage)]?.[TAGS.indexOf(tagAbove)]?.[TAGS.indexOf(tag)] ?? 0

const surer = (best: Path | null, path: Path): Path =>
  best === null || path.score > best.score ? path : best
