import { readFileSync } from 'node:fs'

/** Reference values of other programs with their sources: `test/golden/estimators.json`. */
export const GOLDEN = JSON.parse(
  readFileSync(new URL('../../golden/estimators.json', import.meta.url), 'utf8'),
) as Golden

interface Golden {
  readonly ppi_binary_glide_ddof1: Readonly<
    Record<'Y' | 'Yhat' | 'Yhat_unl', readonly number[]> & Record<'lam' | 'mean', number>
  >
  /** Shares with their standard errors. */
  readonly survey: Readonly<Record<'full' | 'none', readonly [number, number]>>
  readonly ppi_py: { readonly means: readonly number[] }
  readonly krippendorff: {
    readonly cases: readonly {
      readonly data: readonly (readonly (number | null)[])[]
      readonly nominal: number
      readonly interval?: number
    }[]
  }
  readonly f_avg: Readonly<Record<'gold' | 'pred', readonly string[]>>
}

/** Compares numbers to nine decimals. */
export const nine = (value: number): unknown => expectClose(value)
const expectClose = (value: number): unknown => ({
  asymmetricMatch: (got: unknown) => typeof got === 'number' && Math.abs(got - value) < 1e-9,
})
