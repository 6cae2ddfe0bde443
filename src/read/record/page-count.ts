/** Count: "1,234", "1.234", "12.3k", "1,2K". Null for other words. */
export function readPageCount(words: string | undefined): number | null {
  const plain = words?.replace(/^(\d{1,3})\.(?=\d{3}$)/, '$1').replace(/^(\d{1,3}),(?=\d{1,2}\s?[km]$)/i, '$1.')
  const [, digits, size = ''] = /^(-?\d[\d,]*(?:\.\d{1,2})?)\s?([km]?)$/i.exec(plain ?? '') ?? []
  if (digits === undefined) return null
  const count = Math.round(Number(digits.replaceAll(',', '')) * (size === '' ? 1 : size.toLowerCase() === 'k' ? 1000 : 1_000_000))
  return Number.isSafeInteger(count) ? Math.max(0, count) : null
}
