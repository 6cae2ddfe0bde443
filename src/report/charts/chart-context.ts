import type { StanceScheme } from '../../scheme/stance-scheme.js'
import { type ChartFrame, DARK_MEDIA } from '../../svg/chart.js'
import { ownChartRules } from '../../svg/custom-colours.js'
import { formatCount } from '../../text/format-count.js'
import { isolateRuns } from '../../text/right-to-left.js'
import { type LabelLook, labelLooks, ownColours, UNLABELLED_LOOK } from '../facts/label-look.js'
import type { ReportGroup } from '../facts/report-group.js'

/** What every picture of a report says, and how wide it is. */
export interface ChartContext {
  readonly scheme: StanceScheme
  /** Null without posts. */
  readonly model: string | null
  /** Printed as it is given; null prints none. */
  readonly date: string | null
  readonly confidenceLevel: number
  readonly width: number
  readonly isBare: boolean
}

/** A picture with a name for its file and its text for those who don't see it. */
export interface ReportChart {
  readonly name: string
  readonly svg: string
  readonly alt: string
}

interface FrameOptions {
  readonly kind: string
  readonly title: string
  readonly subtitle: string
  /** How to read it. */
  readonly reading: string
}

/** The frame of a group's picture. */
export function chartFrame(
  { slug }: Pick<ReportGroup, 'slug'>,
  context: ChartContext,
  { kind, title, subtitle, reading }: FrameOptions,
): ChartFrame {
  const { model, date, width, isBare } = context
  const source = ['dealstance', ...(model === null ? [] : [`model ${model}`]), ...(date === null ? [] : [date])].join(', ')
  const ownRules = ownChartRules(ownColours(context.scheme), DARK_MEDIA)
  return {
    id: `${slug}-${kind}`,
    title: isolateRuns(title),
    subtitle,
    source: `${reading} Source: ${source}.`,
    width,
    isBare,
    ...(ownRules !== '' && { ownRules }),
  }
}

/** A whole chart from its parts: `description` is what it shows, in words. */
export function reportChart(frame: ChartFrame, description: string, svg: string): ReportChart {
  return { name: frame.id, svg, alt: `${frame.title}. ${frame.subtitle}. ${description}` }
}

/** "n = 17 posts by 12 known authors; not audited". */
export function describeSample({ group, audit }: ReportGroup): string {
  const { postCount, authorCount, unknownAuthorCount } = group
  const authors =
    authorCount === 0
      ? ', no author known'
      : unknownAuthorCount === 0
        ? ` by ${formatCount(authorCount, 'author')}`
        : ` (${formatCount(authorCount, 'known author')}, ${unknownAuthorCount} without)`
  const checked = audit === null ? 'classifier counts, not audited' : `audited: ${audit.labelledCount} labelled by hand`
  return `n = ${formatCount(postCount, 'post')} captured${authors}; ${checked}`
}

/** 0.95 as "95 %". */
export const levelOf = ({ confidenceLevel }: ChartContext): string => `${Math.round(confidenceLevel * 1000) / 10} %`

export const lookOf = ({ scheme }: ChartContext, label: string | null): LabelLook =>
  (label === null ? undefined : labelLooks(scheme).get(label)) ?? UNLABELLED_LOOK
