import { readFileSync } from 'node:fs'

/** Reference values of other programs with their sources: `test/golden/estimators.json`. */
export const GOLDEN = JSON.parse(readFileSync(new URL('../golden/estimators.json', import.meta.url), 'utf8')) as Golden

export interface PredictionPoweredCase {
  readonly Y: readonly number[]
  readonly Yhat: readonly number[]
  readonly Yhat_unl: readonly number[]
  readonly lam: number
  readonly mean: number
  readonly se: number
  readonly ci95: readonly [number, number]
}

interface Golden {
  readonly acc_binary: {
    readonly cases: readonly { readonly p: number; readonly tpr: number; readonly fpr: number; readonly expect: number }[]
  }
  readonly acc_3class: {
    readonly M_pred_given_true: readonly (readonly number[])[]
    readonly q: readonly number[]
    readonly exact: readonly number[]
  }
  readonly acc_3class_infeasible: Readonly<Record<'q' | 'exact' | 'clip_l1' | 'projected_simplex' | 'l2_min_on_simplex', readonly number[]>>
  readonly emq: EmqCase & { readonly prev: readonly number[]; readonly converged_prev_eps1e12: readonly number[] }
  readonly emq_2: EmqCase & { readonly prev_quapy_stop: readonly number[]; readonly converged: readonly number[] }
  readonly quant_errors: Readonly<Record<'p' | 'p_hat', readonly number[]>> &
    Readonly<Record<'AE' | 'NAE' | 'RAE_eps_1_200' | 'KLD_eps_1_200' | 'NKLD', number>>
  readonly glide_ppi: PredictionPoweredCase
  readonly glide_clustered_ppi: Readonly<
    Record<'cluster_means_true' | 'cluster_means_proxy_labeled' | 'cluster_means_proxy_unlabeled' | 'ci95', readonly number[]>
  > & { readonly lam: number; readonly mean: number; readonly se: number }
  readonly glide_clustered_ppi_docstring: Readonly<Record<'cluster_means_true' | 'proxy_l' | 'proxy_u' | 'ci95', readonly number[]>> & {
    readonly mean: number
  }
  readonly ppi_binary_glide_ddof1: PredictionPoweredCase
  readonly ppi_binary_ppi_py_ddof0: PredictionPoweredCase
  readonly ppi_lambda1: Pick<PredictionPoweredCase, 'mean' | 'se' | 'ci95'>
  readonly ppi_lambda0_classical: Pick<PredictionPoweredCase, 'mean' | 'se' | 'ci95'>
  readonly dsl_mean: {
    readonly Y: readonly (number | null)[]
    readonly g: readonly number[]
    readonly pi: readonly number[]
    readonly cluster: readonly number[]
    readonly theta: number
    readonly se_hc0: number
    readonly se_cluster: number
  }
  readonly difference_fpc: { readonly theta: number; readonly se: number }
  readonly wilson95: Readonly<Record<'0/10' | '5/10' | '45/50' | '81/263', readonly [number, number]>>
  readonly temperature: { readonly logits: readonly (readonly number[])[]; readonly y: readonly number[] } & Readonly<
    Record<'nll_T1' | 'ece15_T1' | 'T' | 'nll_T' | 'ece15_T' | 'brier_T1', number>
  >
  readonly platt: { readonly f: readonly number[]; readonly y: readonly number[]; readonly A: number; readonly B: number }
  readonly isotonic: Readonly<Record<'f' | 'y' | 'fit', readonly number[]>>
  readonly krippendorff: {
    readonly cases: readonly {
      readonly data: readonly (readonly (number | null)[])[]
      readonly nominal: number
      readonly interval?: number
    }[]
  }
  readonly f_avg: Readonly<Record<'gold' | 'pred', readonly string[]>>
  readonly cluster_bootstrap_exact: {
    readonly clusters: readonly (readonly number[])[]
    readonly mean: number
    readonly sd_pop: number
    readonly percentile2p5_97p5_linear: readonly [number, number]
  }
  readonly kish_neff: { readonly w: readonly number[]; readonly neff: number }
}

interface EmqCase {
  readonly P: readonly (readonly number[])[]
  readonly train_prev: readonly number[]
  readonly iters: number
  readonly pcc: readonly number[]
}

/** Compares numbers to nine decimals. */
export const nine = (value: number): unknown => expectClose(value)
const expectClose = (value: number): unknown => ({
  asymmetricMatch: (got: unknown) => typeof got === 'number' && Math.abs(got - value) < 1e-9,
})
