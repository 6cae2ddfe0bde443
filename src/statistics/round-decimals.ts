/** The nearest number with so many decimals, halves upwards; what is printed and read again stays the same. */
export function roundDecimals(value: number, decimalCount: number): number {
  const scale = 10 ** decimalCount
  // Adding 0 turns -0 into 0.
  return Math.round(value * scale) / scale + 0
}
