import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { wrapText } from '../../../src/say/svg/chart.js'
import { element, escapeXml, roundPixel, textElement } from '../../../src/say/svg/svg-element.js'

describe('element', () => {
  it('writes attributes in order, numbers to hundredths, and omits null', () => {
    expect(element('circle', { cx: 1.239, r: 3, fill: null, class: 'a "b"' })).toBe('<circle cx="1.24" r="3" class="a &quot;b&quot;"/>')
    expect(element('g', {}, ['<a/>', '<b/>'])).toBe('<g><a/><b/></g>')
    expect(textElement('<R&D>', { x: 0 })).toBe('<text x="0">&lt;R&amp;D&gt;</text>')
  })

  it('writes no minus zero and no exponent', () => {
    expect([-0, -0.001, 1e-7, 2.004, 1234.5].map(roundPixel)).toEqual(['0', '0', '0', '2', '1234.5'])
  })
})

describe('escapeXml', () => {
  // Extensible Markup Language 1.0, 5th edition, production [2] Char.
  it('replaces characters that XML 1.0 forbids', () => {
    expect(escapeXml('a\u0000b\u001fc\ufffed\ud800e')).toBe('a\ufffdb\ufffdc\ufffdd\ufffde')
    expect(escapeXml('tab\tline\n😀')).toBe('tab\tline\n😀')
  })

  it('leaves nothing that could end a text or an attribute', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => !/[<>"']|&(?!amp;|lt;|gt;|quot;|#39;)/.test(escapeXml(text))))
  })
})

describe('wrapText', () => {
  it('breaks at spaces, and puts a long word on its own line', () => {
    expect(wrapText('one two  three', 7)).toEqual(['one two', 'three'])
    expect(wrapText('a incomprehensibilities b', 5)).toEqual(['a', 'incomprehensibilities', 'b'])
    expect(wrapText('  ', 5)).toEqual([])
  })

  it('loses no word', () => {
    fc.assert(
      fc.property(fc.string(), fc.integer({ min: 1, max: 30 }), (text, width) => {
        expect(wrapText(text, width).join(' ')).toBe(
          text
            .split(/\s+/)
            .filter((word) => word !== '')
            .join(' '),
        )
      }),
    )
  })
})
