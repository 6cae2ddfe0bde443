import { missingCountOf } from '../../count/audited/readiness.js'
import type { Breakdown } from '../../count/breakdown/breakdown.js'
import type { GroupAudit } from '../../count/breakdown/breakdown-audit.js'

/** A work behind a number or a form of the disclosure. */
export interface Reference {
  readonly key: string
  readonly for: string
  /** Names in BibTeX's form: "Family, Given and Family, Given". */
  readonly author: string
  readonly year: number
  readonly title: string
  /** Journal, volume and pages, or the number of a preprint. */
  readonly where: Readonly<Record<string, string>>
}

const article = (journal: string, volume: number, number: string, pages: string): Reference['where'] => ({
  journal,
  volume: String(volume),
  number,
  pages,
})

const WORKS = {
  estimate: {
    key: 'angelopoulos2023ppi',
    for: 'the estimate of shares from labels and model (power tuning)',
    author: 'Angelopoulos, Anastasios N. and Duchi, John C. and Zrnic, Tijana',
    year: 2023,
    title: 'PPI++: Efficient Prediction-Powered Inference',
    where: { eprint: '2311.01453', archiveprefix: 'arXiv' },
  },
  learning: {
    key: 'zrnic2024cross',
    for: 'the estimate where the model learnt labels of the sample',
    author: 'Zrnic, Tijana and Candès, Emmanuel J.',
    year: 2024,
    title: 'Cross-prediction-powered inference',
    where: article('Proceedings of the National Academy of Sciences', 121, '15', 'e2322083121'),
  },
  interval: {
    key: 'wilson1927probable',
    for: 'intervals of shares, and of alpha',
    author: 'Wilson, Edwin B.',
    year: 1927,
    title: 'Probable Inference, the Law of Succession, and Statistical Inference',
    where: article('Journal of the American Statistical Association', 22, '158', '209-212'),
  },
  few: {
    key: 'berry1995mid',
    for: 'intervals of shares with fewer than eight labels of a kind (mid-P)',
    author: 'Berry, Geoffrey and Armitage, Peter',
    year: 1995,
    title: 'Mid-P confidence intervals: a brief review',
    where: article('The Statistician', 44, '4', '417-423'),
  },
  missing: {
    key: 'horowitz2000nonparametric',
    for: 'intervals that hold whatever the missing labels would be',
    author: 'Horowitz, Joel L. and Manski, Charles F.',
    year: 2000,
    title: 'Nonparametric Analysis of Randomized Experiments with Missing Covariate and Outcome Data',
    where: article('Journal of the American Statistical Association', 95, '449', '77-84'),
  },
  difference: {
    key: 'zou2008construction',
    for: 'the interval of the difference between the sides',
    author: 'Zou, Guang Yong and Donner, Allan',
    year: 2008,
    title: 'Construction of confidence limits about effect measures: A general approach',
    where: article('Statistics in Medicine', 27, '10', '1693-1702'),
  },
  alpha: {
    key: 'krippendorff2011computing',
    for: 'agreement of coders, alpha',
    author: 'Krippendorff, Klaus',
    year: 2011,
    title: "Computing Krippendorff's Alpha-Reliability",
    where: { howpublished: 'University of Pennsylvania, Annenberg School for Communication' },
  },
  alphaInterval: {
    key: 'hayes2007answering',
    for: 'the interval of alpha',
    author: 'Hayes, Andrew F. and Krippendorff, Klaus',
    year: 2007,
    title: 'Answering the Call for a Standard Reliability Measure for Coding Data',
    where: article('Communication Methods and Measures', 1, '1', '77-89'),
  },
  kappa: {
    key: 'cohen1960coefficient',
    for: 'agreement of two coders, kappa',
    author: 'Cohen, Jacob',
    year: 1960,
    title: 'A Coefficient of Agreement for Nominal Scales',
    where: article('Educational and Psychological Measurement', 20, '1', '37-46'),
  },
} as const satisfies Readonly<Record<string, Reference>>

/** The works whose methods gave the numbers of an audit; empty without one. @param hasLead true if a difference between the sides is printed */
export function referencesOf({ audit: record }: Breakdown, audit: GroupAudit | null, hasLead: boolean): readonly Reference[] {
  if (record === null || audit === null) return []
  const { agreement, isCensus, shares } = audit
  const isEstimated = shares !== null && !isCensus
  const isDoubleCoded = agreement.doubleCodedCount > 0
  const isUsed: Readonly<Record<keyof typeof WORKS, boolean>> = {
    estimate: isEstimated,
    learning: isEstimated && record.learnt !== undefined,
    interval: isEstimated || agreement.alphaInterval !== null,
    few: isEstimated,
    missing: isEstimated && missingCountOf(audit) > 0,
    difference: isEstimated && hasLead,
    alpha: isDoubleCoded && agreement.alpha !== null,
    alphaInterval: isDoubleCoded && agreement.alphaInterval !== null,
    kappa: agreement.pairs.some(({ kappa }) => kappa !== null),
  }
  return Object.entries<Reference>(WORKS).flatMap(([name, work]) => (isUsed[name as keyof typeof WORKS] ? [work] : []))
}

/** "Wilson, Edwin B. (1927): Probable Inference, … Journal of the American Statistical Association 22 (158), 209-212." */
export function referenceText({ author, year, title, where }: Reference): string {
  const { journal, volume, number, pages, eprint, howpublished } = where
  const place =
    journal === undefined ? (eprint === undefined ? howpublished : `arXiv:${eprint}`) : `${journal} ${volume} (${number}), ${pages}`
  return `${author.replaceAll(' and ', '; ')} (${year}): ${title}. ${place}.`
}

/** The versions that labelled the posts, as far as they are known. */
export const versionsOf = ({ runs = [] }: Breakdown): string[] => [
  ...new Set(runs.flatMap(({ record }) => (record !== null && /^\d[\w.+-]{0,40}$/.test(record.version) ? [record.version] : []))),
]

/** Facts of CITATION.cff, by which the tool is cited. */
export const TOOL = { title: 'dealstance', author: 'The dealstance maintainers', license: 'MIT' } as const

/** The works and the tool as BibTeX. @param versions that labelled the posts; empty where they are not known */
export function renderBibtex(references: readonly Reference[], versions: readonly string[]): string {
  const entry = (type: string, key: string, fields: Readonly<Record<string, string>>): string =>
    `@${type}{${key},\n${Object.entries(fields)
      .map(([name, value]) => `  ${name} = {${value}}`)
      .join(',\n')}\n}\n`
  const tool = { author: `{${TOOL.author}}`, title: TOOL.title, note: `Computer software, licence ${TOOL.license}` }
  const tools = versions.length === 0 ? [entry('misc', TOOL.title, tool)] : versions.map((version) => toolOf(version))
  const works = references.map(({ key, author, year, title, where }) =>
    entry(where['journal'] === undefined ? 'misc' : 'article', key, { author, title: `{${title}}`, year: String(year), ...where }),
  )
  return [...tools, ...works].join('\n')

  function toolOf(version: string): string {
    const key = versions.length === 1 ? TOOL.title : `${TOOL.title}-${version}`
    return entry('misc', key, { ...tool, note: `Computer software, version ${version}, licence ${TOOL.license}` })
  }
}
