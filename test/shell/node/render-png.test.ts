import { describe, expect, it } from 'vitest'
import { renderReportCharts } from '../../../src/say/page/render-report-charts.js'
import { renderPng } from '../../../src/shell/node/render-png.js'
import { reportOf, threadOf } from '../../say/report-example.js'

/** Width and height from the header of a PNG. */
const sizeOf = (png: Uint8Array): number[] => {
  const view = new DataView(png.buffer, png.byteOffset)
  return [view.getUint32(16), view.getUint32(20)]
}

describe('renderPng', () => {
  it('renders every picture of a report at twice its size, on a light background', async () => {
    const charts = renderReportCharts(reportOf(threadOf(600)))
    for (const { svg } of charts.slice(0, 4)) {
      const png = await renderPng(svg)
      expect([...png.subarray(1, 4)].map((code) => String.fromCharCode(code)).join('')).toBe('PNG')
      const [width, height] = sizeOf(png)
      expect(width).toBe(1120)
      expect(height).toBe(2 * Number(/ height="(\d+)"/.exec(svg)?.[1]))
    }
    expect(charts.length).toBeGreaterThan(2)
  })

  it('renders text: the picture differs without it', async () => {
    const [chart] = renderReportCharts(reportOf(threadOf(600)))
    const svg = chart?.svg ?? ''
    expect(Buffer.from(await renderPng(svg)).equals(Buffer.from(await renderPng(svg.replace(/<text[^>]*>[^<]*<\/text>/g, ''))))).toBe(false)
  })
})
