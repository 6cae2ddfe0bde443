/**
 * Krippendorff's alpha, nominal: agreement of any number of coders, with missing values allowed, beyond the chance agreement of the values'
 * frequencies. 1 is full agreement, 0 chance, below 0 worse. Units with fewer than two values are ignored.
 *
 * @param units the values of each unit, in any order; labels as any distinct numbers
 * @returns null when no unit has two values, or when all values are equal, so that agreement cannot be distinguished from habit
 * @see Krippendorff (2011), Computing Krippendorff's Alpha-Reliability, section D
 */
export function krippendorffAlpha(units: readonly (readonly number[])[]): number | null {
  const values = [...new Set(units.flat())]
  const indexOf = new Map(values.map((value, index) => [value, index]))
  const totals = values.map(() => 0)
  let observed = 0
  for (const unit of units) {
    if (unit.length < 2) continue
    for (const value of unit) totals[indexOf.get(value) as number] = (totals[indexOf.get(value) as number] as number) + 1
    let distance = 0
    for (const one of unit) for (const other of unit) distance += one === other ? 0 : 1
    observed += distance / (unit.length - 1)
  }
  const total = totals.reduce((sum, count) => sum + count, 0)
  let expected = 0
  for (const [first, one] of values.entries()) {
    for (const [second, other] of values.entries()) expected += one === other ? 0 : (totals[first] as number) * (totals[second] as number)
  }
  return expected === 0 ? null : 1 - (observed * (total - 1)) / expected
}
