import { button, copyText, make, saveFile } from '../dom.js'

/**
 * Adds the buttons that save a picture in its forms, its data, and the code for a page of one's
 * own.
 */
export function takePictures(): void {
  for (const figure of document.querySelectorAll<HTMLElement>('figure.picture')) {
    const rows = figure.querySelector('.data')?.textContent ?? ''
    const pictures = [...figure.querySelectorAll('template')].map(
      ({ content, dataset: { name = '', pixels } }) => {
        return {
          name,
          form: /-(wide|square)$/.exec(name)?.[1] ?? 'picture',
          svg: content.textContent ?? '',
          pixels: Number(pixels),
        }
      },
    )
    const [first] = pictures
    if (first === undefined) continue
    const taking = pictures.flatMap(({ name, form, svg, pixels }) => [
      button(`Save ${form} SVG`, () =>
        saveFile({ name: `${name}.svg`, type: 'image/svg+xml', content: svg }),
      ),
      button(`Save ${form} PNG`, () => void savePng(svg, `${name}.png`, pixels)),
    ])
    const saveRows = (): void =>
      saveFile({
        name: `${figure.dataset['name']}.csv`,
        type: 'text/csv',
        content: rows.replace(/\n/g, '\r\n'),
      })
    const status = make('p', { role: 'status' })
    const embed = button('Copy for a web page', () => void copyCode(first.svg, status))
    figure.querySelector('.take')?.prepend(...taking, button('Save CSV', saveRows), embed, status)
  }
}

/** Copies the picture as inline SVG, which needs no other file. */
async function copyCode(code: string, statusLine: HTMLElement): Promise<void> {
  if (await copyText(code)) {
    statusLine.textContent = 'Copied: paste it into the HTML of your page.'
    return
  }
  const shown = make(
    'textarea',
    { readonly: true, rows: 3, 'aria-label': 'Code of the picture' },
    code,
  )
  statusLine.replaceChildren('Not copied. Press Ctrl+C:', shown)
  shown.select()
}

async function savePng(svg: string, name: string, width: number): Promise<void> {
  const image = new Image()
  image.src = `data:image/svg+xml,${encodeURIComponent(svg)}`
  await image.decode()
  const canvas = make('canvas', { width, height: Math.round((width * image.height) / image.width) })
  canvas.getContext('2d')?.drawImage(image, 0, 0, canvas.width, canvas.height)
  canvas.toBlob((content) => content && saveFile({ name, type: 'image/png', content }))
}
