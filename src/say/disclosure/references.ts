import type { Breakdown } from '../../count/breakdown/breakdown.js'
import type { GroupAudit } from '../../count/breakdown/breakdown-audit.js'

/** The works whose methods gave the numbers of an audit, then the tool. @param hasLead true if a difference between the sides is printed */
export function referencesOf(
  { audit: record, runs = [] }: Breakdown,
  audit: GroupAudit | null,
  hasLead: boolean,
): readonly string[] {
  const isEstimated = audit !== null && audit.shares !== null && !audit.isCensus
  const isAssisted = isEstimated && audit.assisted !== undefined
  const hasAlpha = audit !== null && audit.agreement.alphaInterval !== null
  const works: readonly (readonly [isUsed: boolean, work: string])[] = [
    [
      isAssisted,
      'Angelopoulos, Duchi and Zrnic (2023): PPI++: Efficient Prediction-Powered Inference. arXiv:2311.01453.',
    ],
    [
      isAssisted && record?.learnt !== undefined,
      'Zrnic and Candès (2024): Cross-prediction-powered inference. PNAS 121 (15), e2322083121.',
    ],
    [
      isAssisted || hasAlpha,
      'Wilson (1927): Probable Inference, the Law of Succession, and Statistical Inference. JASA 22 (158), 209-212.',
    ],
    [
      isEstimated,
      'Berry and Armitage (1995): Mid-P confidence intervals: a brief review. The Statistician 44 (4), 417-423.',
    ],
    [
      isEstimated && audit.drawnCount > audit.labelledCount,
      'Horowitz and Manski (2000): Nonparametric Analysis of Randomized Experiments with Missing Covariate and Outcome Data. JASA 95 (449), 77-84.',
    ],
    [
      isEstimated && hasLead,
      'Zou and Donner (2008): Construction of confidence limits about effect measures. Statistics in Medicine 27 (10), 1693-1702.',
    ],
    [
      hasAlpha,
      "Krippendorff (2011): Computing Krippendorff's Alpha-Reliability. University of Pennsylvania.",
    ],
    [
      hasAlpha,
      'Hayes and Krippendorff (2007): Answering the Call for a Standard Reliability Measure for Coding Data. Communication Methods and Measures 1 (1), 77-89.',
    ],
  ]
  const versions = new Set(
    runs.flatMap(({ record: run }) =>
      run !== null && /^\d[\w.+-]{0,40}$/.test(run.version) ? [run.version] : [],
    ),
  )
  // CITATION.cff has the same facts.
  const tool = `The dealstance maintainers: dealstance${versions.size === 0 ? '' : `, version ${[...versions].join(' and ')}`} (computer software, MIT licence).`
  return [...works.flatMap(([isUsed, work]) => (isUsed ? [work] : [])), tool]
}
