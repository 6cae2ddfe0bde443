import { WHOSE_POSTS } from '../../../say/facts/report.js'
import { LIGHT_SYMBOLS } from '../../../say/table/result-card.js'
import { addressOf, byId, make, saveFile } from '../dom.js'
import type { CheckView, PageFile, PageRequest } from '../page-messages.js'
import type { Scorer } from './scorer.js'

/** Prefix of our keys in localStorage. */
const PREFIX = 'dealstance labels '

const KEPT = 'Labels are kept in this browser, without the posts: score the same thread again to go on.'
const NOT_KEPT =
  'This browser keeps no labels: its storage is refused or full. Save them to a file before you close this page; dropped here, the file brings them back.'

/** Tries a task of the page, and shows how it ended. */
type Attempt = (said: string, task: () => Promise<string>) => Promise<void>

/** The finding and its check by hand: labels, result, and files to save. */
export class CheckPanel {
  readonly #scorer: Scorer
  readonly #attempt: Attempt
  readonly #dialog = byId('label-dialog', HTMLDialogElement)
  readonly #go = byId('check-go', HTMLButtonElement)
  readonly #erase = byId('kept-erase', HTMLButtonElement)
  #view: CheckView | null = null
  #isKept = true

  constructor(scorer: Scorer, attempt: Attempt) {
    this.#scorer = scorer
    this.#attempt = attempt
    this.#go.addEventListener('click', () => void this.#label())
    byId('check-correct', HTMLElement).addEventListener('click', () => void this.#label(true))
    this.#erase.addEventListener('click', () => void this.#eraseAll())
    this.#dialog.addEventListener('close', () => void this.#closed())
    byId('label-back', HTMLElement).addEventListener('click', () => this.#dialog.close())
    for (const id of ['check-save', 'label-save']) byId(id, HTMLElement).addEventListener('click', () => void this.#saveLabels())
    byId('open-report', HTMLElement).addEventListener('click', () => void this.#report((file) => open(addressOf(file))))
    byId('save-report', HTMLElement).addEventListener('click', () => void this.#report(saveFile))
    byId('claim-copy', HTMLElement).addEventListener('click', () => void this.#copy())
    addEventListener('beforeunload', (event) => {
      if (!this.#isKept) event.preventDefault()
    })
    // The label page asks the page around it through this function.
    type Body = Partial<Omit<Extract<PageRequest, { readonly kind: 'answer' }>, 'kind' | 'route'>>
    const answerLabel = async (route: string, { revision = -1, label = null, ...remark }: Body) => {
      if (route !== 'finish') return (await this.#scorer.ask({ kind: 'answer', route, revision, label, ...remark }, 'answered')).answer
      this.#dialog.close()
      return {}
    }
    Object.assign(window, { answerLabel })
    this.#showKept()
  }

  /** Shows the scored thread with its stored labels; returns the deal. */
  async open(): Promise<string | null> {
    const kept = Object.fromEntries(listKept().map(([name, text]) => [name.slice(PREFIX.length), text]))
    const { view } = await this.#scorer.ask({ kind: 'check', kept }, 'checked')
    this.#show(view)
    return view.card.subject
  }

  /** Takes labels from a file. */
  async load(text: string): Promise<string> {
    this.#show((await this.#scorer.ask({ kind: 'take', text }, 'checked')).view)
    showHeading()
    return 'The labels are here.'
  }

  /** Stores labels. */
  keep(key: string, text: string): void {
    try {
      localStorage.setItem(PREFIX + key, text)
      this.#isKept = true
    } catch {
      this.#isKept = false
    }
    this.#showKept()
  }

  /** @param isCorrecting true to open the given labels for correction */
  async #label(isCorrecting = false): Promise<void> {
    await this.#attempt('Picking the posts…', async () => {
      const begin = { kind: 'begin', isByHand: byId('by-hand', HTMLInputElement).checked } as const
      this.#show((await this.#scorer.ask(isCorrecting ? { kind: 'reopen' } : begin, 'checked')).view)
      return ''
    })
    const frame = document.importNode(byId('label-page', HTMLTemplateElement).content, true).firstElementChild
    if (!(frame instanceof HTMLIFrameElement) || this.#view?.labels == null) return
    this.#dialog.querySelector('iframe')?.remove()
    if (isCorrecting) frame.name = '#correct'
    this.#dialog.append(frame)
    this.#dialog.showModal()
    frame.focus()
  }

  async #closed(): Promise<void> {
    this.#dialog.querySelector('iframe')?.remove()
    this.#show((await this.#scorer.ask({ kind: 'check', kept: null }, 'checked')).view)
    showHeading()
  }

  #show(view: CheckView): void {
    this.#view = view
    const { card, claim, next, progress } = view
    byId('results-heading', HTMLElement).textContent = card.headline
    showCard(view)
    byId('check-progress', HTMLElement).textContent = progress
    byId('report-advice', HTMLElement).hidden = card.light !== 'unchecked'
    this.#go.hidden = next === null
    this.#go.textContent = next ?? ''
    for (const id of ['check-save', 'check-correct']) byId(id, HTMLElement).hidden = view.labels === null
    byId('check-who', HTMLElement).hidden = next === null
    const { outlook } = view
    byId('outlook', HTMLElement).replaceChildren(...outlook.map((line) => make('li', {}, line)))
    byId('claim', HTMLElement).hidden = claim === null
    byId('claim-sentence', HTMLElement).textContent = claim?.sentence ?? ''
    byId('claim-short', HTMLElement).textContent = claim?.short ?? ''
    byId('claim-footnote', HTMLElement).textContent = claim?.footnote ?? ''
    byId('claim-copy', HTMLElement).textContent = 'Copy the sentence'
    this.#showKept()
  }

  #showKept(): void {
    for (const id of ['check-kept', 'label-kept']) byId(id, HTMLElement).textContent = this.#isKept ? KEPT : NOT_KEPT
    for (const id of ['check-kept', 'label-kept']) byId(id, HTMLElement).classList.toggle('warning', !this.#isKept)
    this.#erase.hidden = listKept().length === 0
  }

  /** Erases the stored labels of all threads. */
  async #eraseAll(): Promise<void> {
    for (const [name] of listKept()) localStorage.removeItem(name)
    if (this.#view !== null) await this.open()
    this.#showKept()
  }

  async #saveLabels(): Promise<void> {
    // The view may be older than the last label.
    const { view } = await this.#scorer.ask({ kind: 'check', kept: null }, 'checked')
    if (view.labels !== null) saveFile(view.labels)
  }

  #report(use: (file: PageFile) => void): Promise<void> {
    return this.#attempt('Writing the report…', async () => {
      use((await this.#scorer.ask({ kind: 'report' }, 'reported')).file)
      return 'The report holds the posts, the pictures as SVG and PNG, and the method.'
    })
  }

  async #copy(): Promise<void> {
    const sentence = byId('claim-sentence', HTMLElement)
    await navigator.clipboard.writeText(sentence.textContent ?? '').catch(() => getSelection()?.selectAllChildren(sentence))
    byId('claim-copy', HTMLElement).textContent = 'Copied'
  }
}

/** Shows a result card without its headline: its subject above the check button, its numbers below. */
function showCard({ card, picture }: CheckView): void {
  const { subject, light, status, worth, basis, cautions, others } = card
  const listOf = (kind: string, lines: readonly string[]): HTMLElement[] =>
    lines.length === 0 ? [] : [make('ul', { class: kind }, ...lines.map((line) => make('li', {}, line)))]
  byId('card', HTMLElement).replaceChildren(
    ...(subject === null ? [] : [make('p', { class: 'subject' }, subject)]),
    make(
      'p',
      { class: `light ${light}` },
      make('span', { 'aria-hidden': 'true' }, LIGHT_SYMBOLS[light]),
      ` ${status}${worth === null ? '' : `. ${worth}`}`,
    ),
    make('p', { class: 'faint' }, basis),
  )
  const lines = others.map(({ name, line }) => `${name}: ${line}`)
  byId('picture', HTMLElement).replaceChildren(
    ...(picture === null ? [] : [pictureOf(picture)]),
    make('p', {}, WHOSE_POSTS),
    ...listOf('others', lines),
    ...listOf('cautions', cautions),
  )
}

function pictureOf({ wide, narrow, alt }: NonNullable<CheckView['picture']>): HTMLElement {
  const [src, srcset] = [wide, narrow].map((svg) => `data:image/svg+xml,${encodeURIComponent(svg)}`)
  return make('picture', {}, make('source', { media: '(max-width: 40rem)', srcset }), make('img', { src, alt }))
}

/** Scrolls to the finding. */
export function showHeading(): void {
  const heading = byId('results-heading', HTMLElement)
  heading.focus({ preventScroll: true })
  heading.scrollIntoView()
}

/** The stored labels of all threads; none where access is refused. */
function listKept(): [string, string][] {
  try {
    return Object.entries(localStorage).filter(([name]) => name.startsWith(PREFIX))
  } catch {
    return []
  }
}
