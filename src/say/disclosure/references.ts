import type { Breakdown } from '../../count/breakdown/breakdown.js'
import type { GroupAudit } from '../../count/breakdown/breakdown-audit.js'

/** A work behind a number of the disclosure. */
export interface Reference {
  readonly for: string
  readonly work: string
}

/** The works whose methods gave the numbers of an audit; empty without one. @param hasLead true if a difference between the sides is printed */
export function referencesOf({ audit: record }: Breakdown, audit: GroupAudit | null, hasLead: boolean): readonly Reference[] {
  if (record === null || audit === null) return []
  const { agreement, isCensus, shares } = audit
  const isEstimated = shares !== null && !isCensus
  const isAssisted = isEstimated && audit.assisted !== undefined
  const hasAlpha = agreement.doubleCodedCount > 0 && agreement.alpha !== null
  const works: readonly (readonly [isUsed: boolean, reason: string, work: string])[] = [
    [
      isAssisted,
      'the estimate of shares from labels and model (power tuning)',
      'Angelopoulos, Duchi and Zrnic (2023): PPI++: Efficient Prediction-Powered Inference. arXiv:2311.01453.',
    ],
    [
      isAssisted && record.learnt !== undefined,
      'the estimate where the model learnt labels of the sample',
      'Zrnic and Candès (2024): Cross-prediction-powered inference. PNAS 121 (15), e2322083121.',
    ],
    [
      isAssisted || agreement.alphaInterval !== null,
      'intervals of assisted shares, and of alpha',
      'Wilson (1927): Probable Inference, the Law of Succession, and Statistical Inference. JASA 22 (158), 209-212.',
    ],
    [
      isEstimated,
      'intervals of shares (mid-P)',
      'Berry and Armitage (1995): Mid-P confidence intervals: a brief review. The Statistician 44 (4), 417-423.',
    ],
    [
      isEstimated && audit.drawnCount > audit.labelledCount,
      'intervals that hold whatever the missing labels would be',
      'Horowitz and Manski (2000): Nonparametric Analysis of Randomized Experiments with Missing Covariate and Outcome Data. ' +
        'JASA 95 (449), 77-84.',
    ],
    [
      isEstimated && hasLead,
      'the interval of the difference between the sides',
      'Zou and Donner (2008): Construction of confidence limits about effect measures. Statistics in Medicine 27 (10), 1693-1702.',
    ],
    [
      hasAlpha,
      'agreement of coders, alpha',
      "Krippendorff (2011): Computing Krippendorff's Alpha-Reliability. University of Pennsylvania.",
    ],
    [
      hasAlpha && agreement.alphaInterval !== null,
      'the interval of alpha',
      'Hayes and Krippendorff (2007): Answering the Call for a Standard Reliability Measure for Coding Data. ' +
        'Communication Methods and Measures 1 (1), 77-89.',
    ],
  ]
  return works.flatMap(([isUsed, reason, work]) => (isUsed ? [{ for: reason, work }] : []))
}

/** The tool with the versions that labelled the posts, as far as they are known. CITATION.cff has the same facts. */
export function toolReference({ runs = [] }: Breakdown): Reference {
  const versions = new Set(
    runs.flatMap(({ record }) => (record !== null && /^\d[\w.+-]{0,40}$/.test(record.version) ? [record.version] : [])),
  )
  const named = versions.size === 0 ? '' : `, version ${[...versions].join(' and ')}`
  return { for: 'labels and numbers', work: `The dealstance maintainers: dealstance${named} (computer software, MIT licence).` }
}
