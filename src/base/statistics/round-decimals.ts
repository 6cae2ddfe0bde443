/** Rounds to a number of decimals, halves upwards. Printing and parsing the result gives the same number. */
export function roundDecimals(value: number, decimalCount: number): number {
  const scale = 10 ** decimalCount
  // Adding 0 turns -0 into 0.
  return Math.round(value * scale) / scale + 0
}
