import { button, make } from '../dom.js'

const PNG_SCALE = 3

export function takePictures(): void {
  for (const figure of document.querySelectorAll<HTMLElement>('figure.picture')) {
    const svg = figure.querySelector('svg')
    const rows = figure.querySelector('.data')?.textContent ?? ''
    const { name } = figure.dataset
    if (svg === null) continue
    const saves = {
      SVG: () => save(`${name}.svg`, new Blob([pictureOf(svg)], { type: 'image/svg+xml' })),
      PNG: () => savePng(svg, `${name}.png`),
      CSV: () => save(`${name}.csv`, new Blob([rows.replace(/\n/g, '\r\n')], { type: 'text/csv' })),
    }
    const buttons = Object.entries(saves).map(([kind, act]) => {
      const made = button(`Save ${kind}`, act)
      made.setAttribute('aria-label', `Save ${kind}: ${svg.querySelector('title')?.textContent}`)
      return made
    })
    figure.querySelector('.take')?.prepend(...buttons)
  }
}

/** The picture as a separate file. It gets the chart rules outside media queries, in light colours. */
function pictureOf(svg: SVGSVGElement): string {
  const copy = svg.cloneNode(true) as SVGSVGElement
  const style = document.createElementNS('http://www.w3.org/2000/svg', 'style')
  const rules = [...(document.styleSheets[0]?.cssRules ?? [])]
  style.textContent = rules
    .flatMap((rule) => (rule instanceof CSSStyleRule && rule.selectorText.includes('.chart') ? rule.cssText : []))
    .join('')
  copy.insertBefore(style, copy.firstChild)
  // The file shows the title, even if the page hides it below its own.
  const { width, y, height } = svg.viewBox.baseVal
  copy.setAttribute('viewBox', `0 0 ${width} ${y + height}`)
  copy.setAttribute('height', String(y + height))
  return new XMLSerializer().serializeToString(copy)
}

function save(name: string, blob: Blob): void {
  const link = make('a', { href: URL.createObjectURL(blob), download: name })
  link.click()
  setTimeout(() => URL.revokeObjectURL(link.href), 1000)
}

async function savePng(svg: SVGSVGElement, name: string): Promise<void> {
  const image = new Image()
  image.src = `data:image/svg+xml,${encodeURIComponent(pictureOf(svg))}`
  await image.decode()
  const canvas = make('canvas', { width: image.width * PNG_SCALE, height: image.height * PNG_SCALE })
  canvas.getContext('2d')?.drawImage(image, 0, 0, canvas.width, canvas.height)
  canvas.toBlob((blob) => blob && save(name, blob))
}
