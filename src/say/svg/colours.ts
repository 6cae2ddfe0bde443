/**
 * Foreground and background colours of the light and dark theme. The hues are Okabe and Ito's blue, vermilion, green and orange, which
 * colour-blind readers can distinguish. Each has a contrast of at least 4.5:1 with the background (`test/say/svg/chart.test.ts`).
 */
export const CHART_COLOURS = {
  light: { paper: '#ffffff', ink: '#1b1b1b', soft: '#555555', grid: '#e3e3e3', series: ['#0072b2', '#b84700', '#00785a', '#8a5c00'] },
  dark: { paper: '#161616', ink: '#eeeeee', soft: '#b4b4b4', grid: '#3a3a3a', series: ['#56b4e9', '#ff8a4c', '#2fc79a', '#e8b23a'] },
} as const
