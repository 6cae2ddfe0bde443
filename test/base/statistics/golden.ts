import { readFileSync } from 'node:fs'

/** Reference values of other programs with their sources: `test/golden/estimators.json`. */
export const GOLDEN = JSON.parse(readFileSync(new URL('../../golden/estimators.json', import.meta.url), 'utf8')) as Golden

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
  readonly acc_3class: {
    readonly M_pred_given_true: readonly (readonly number[])[]
    readonly q: readonly number[]
    readonly exact: readonly number[]
  }
  readonly acc_3class_infeasible: Readonly<Record<'q' | 'exact' | 'clip_l1' | 'projected_simplex' | 'l2_min_on_simplex', readonly number[]>>
  readonly emq: EmqCase & { readonly prev: readonly number[]; readonly converged_prev_eps1e12: readonly number[] }
  readonly emq_2: EmqCase & { readonly prev_quapy_stop: readonly number[]; readonly converged: readonly number[] }
  readonly ppi_binary_glide_ddof1: PredictionPoweredCase
  readonly difference_fpc: { readonly theta: number; readonly se: number }
  readonly krippendorff: {
    readonly cases: readonly {
      readonly data: readonly (readonly (number | null)[])[]
      readonly nominal: number
      readonly interval?: number
    }[]
  }
  readonly f_avg: Readonly<Record<'gold' | 'pred', readonly string[]>>
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
