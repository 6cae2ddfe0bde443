/**
 * Web Content Accessibility Guidelines 2.2: relative luminance of a colour, laid over another one.
 */
function luminance(colour: string, over: string, opacity: number): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const [top, bottom] = [colour, over].map(
      (hex) => Number.parseInt(hex.slice(at, at + 2), 16) / 255,
    ) as [number, number]
    const channel = top * opacity + bottom * (1 - opacity)
    return channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4
  })
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue
}

/** Contrast ratio of one colour with another, which may be laid over a third. */
export function contrast(one: string, other: string, over = other, opacity = 1): number {
  const [dark = 0, light = 0] = [luminance(one, one, 1), luminance(other, over, opacity)].sort(
    (a, b) => a - b,
  )
  return (light + 0.05) / (dark + 0.05)
}
