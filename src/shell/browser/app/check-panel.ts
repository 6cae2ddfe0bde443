import { formatCount } from '../../../base/text/format-count.js'
import { WHOSE_POSTS } from '../../../say/facts/report.js'
import { LIGHT_SYMBOLS } from '../../../say/table/result-card.js'
import { addressOf, button, byId, make, saveFile } from '../dom.js'
import type { About, CheckView, KeptLabels, PageFile, PageRequest } from '../page-messages.js'
import type { Scorer } from './scorer.js'

/** Prefix of our keys in localStorage. */
const PREFIX = 'dealstance labels '
const PROBE = 'x'.repeat(100_000)

const KEPT = 'Labels are kept in this browser, without the posts: score the same thread again to go on.'
const DAMAGED = 'The labels that this browser kept for this thread are damaged: the check starts again.'
const NOT_KEPT =
  'This browser keeps no labels: its storage is refused or full. Save them to a file before you close this page; dropped here, the file brings them back.'

/** The page around the panel. It tries a task, and prepares for a thread with stored labels. */
interface PageAround {
  attempt(said: string, task: () => Promise<string>): Promise<void>
  prepare(about: About): void
}

/** The finding and its check by hand: labels, result, and files to save. */
export class CheckPanel {
  readonly #scorer: Scorer
  readonly #page: PageAround
  readonly #dialog = byId('label-dialog', HTMLDialogElement)
  readonly #go = byId('check-go', HTMLButtonElement)
  readonly #erase = byId('kept-erase', HTMLButtonElement)
  #view: CheckView | null = null
  #known: string | null = null
  #isKept = true
  #erased: readonly (readonly [string, string])[] = []

  constructor(scorer: Scorer, page: PageAround) {
    this.#scorer = scorer
    this.#page = page
    this.#go.addEventListener('click', () => void this.#label())
    byId('check-correct', HTMLElement).addEventListener('click', () => void this.#label(true))
    this.#erase.addEventListener('click', () => this.#eraseAll())
    this.#dialog.addEventListener('close', () => void this.#page.attempt('', () => this.#closed()))
    byId('label-back', HTMLElement).addEventListener('click', () => this.#dialog.close())
    for (const id of ['check-save', 'label-save']) byId(id, HTMLElement).addEventListener('click', () => void this.#saveLabels())
    byId('open-report', HTMLElement).addEventListener('click', () => void this.#report((file) => open(addressOf(file))))
    byId('save-report', HTMLElement).addEventListener('click', () => void this.#report(saveFile))
    byId('claim-copy', HTMLElement).addEventListener('click', () => void this.#copy())
    addEventListener('beforeunload', (event) => {
      if (!this.#isKept && this.#known !== null) event.preventDefault()
    })
    // The label page asks the page around it through this function.
    type Body = Partial<Omit<Extract<PageRequest, { readonly kind: 'answer' }>, 'kind' | 'route'>>
    const answerLabel = async (route: string, { revision = -1, label = null, ...remark }: Body) => {
      if (route !== 'finish') return (await this.#scorer.ask({ kind: 'answer', route, revision, label, ...remark }, 'answered')).answer
      this.#dialog.close()
      return {}
    }
    Object.assign(window, { answerLabel })
    this.#isKept = canKeep()
    this.#showKept()
    addEventListener('storage', () => this.#showKept())
  }

  /** Shows the scored thread with its stored labels; returns the deal. */
  async open(): Promise<string | null> {
    const kept = Object.fromEntries(listKept().map(([name, text]) => [name.slice(PREFIX.length), text]))
    this.#isKept = canKeep()
    const { view } = await this.#scorer.ask({ kind: 'check', kept }, 'checked')
    this.#known = kept[view.key] ?? null
    this.#show(view)
    return view.card.subject
  }

  /** Takes labels from a file. */
  async load(text: string): Promise<string> {
    this.#known = storage()?.getItem(PREFIX + this.#view?.key) ?? null
    this.#show((await this.#scorer.ask({ kind: 'take', text }, 'checked')).view)
    showHeading()
    return 'The labels are here.'
  }

  /** Takes labels that another window has stored meanwhile. */
  async #catchUp(): Promise<string> {
    if (!this.#isKept || (storage()?.getItem(PREFIX + this.#view?.key) ?? null) === this.#known) return ''
    await this.open()
    return 'Another window of this page added labels: they are here.'
  }

  /** Stores labels. @throws where another window has stored others meanwhile */
  keep(key: string, text: string): void {
    const name = PREFIX + key
    const kept = storage()?.getItem(name)
    if (this.#isKept && kept !== undefined && kept !== this.#known)
      throw new Error('another window of this page added labels. Go back to the result: all labels that were kept are there.')
    this.#known = text
    try {
      localStorage.setItem(name, text)
    } catch {
      this.#isKept = false
    }
    this.#showKept()
  }

  /** @param isCorrecting true to open the given labels for correction */
  async #label(isCorrecting = false): Promise<void> {
    await this.#page.attempt('Picking the posts…', async () => {
      const said = await this.#catchUp()
      const begin = { kind: 'begin', isByHand: byId('by-hand', HTMLInputElement).checked } as const
      this.#show((await this.#scorer.ask(isCorrecting ? { kind: 'reopen' } : begin, 'checked')).view)
      return said
    })
    const frame = document.importNode(byId('label-page', HTMLTemplateElement).content, true).firstElementChild
    if (!(frame instanceof HTMLIFrameElement) || this.#view?.labels == null) return
    this.#dialog.querySelector('iframe')?.remove()
    if (isCorrecting) frame.name = '#correct'
    this.#dialog.append(frame)
    this.#dialog.showModal()
    frame.focus()
  }

  async #closed(): Promise<string> {
    this.#dialog.querySelector('iframe')?.remove()
    this.#show((await this.#scorer.ask({ kind: 'check', kept: null }, 'checked')).view)
    showHeading()
    return await this.#catchUp()
  }

  #show(view: CheckView): void {
    this.#view = view
    const { card, claim, next, isDamaged, progress } = view
    byId('results-heading', HTMLElement).textContent = card.headline
    showCard(view)
    byId('check-progress', HTMLElement).textContent = isDamaged ? DAMAGED : progress
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
    this.#erased = []
    this.#showKept()
  }

  #showKept(): void {
    for (const id of ['check-kept', 'label-kept']) byId(id, HTMLElement).textContent = this.#isKept ? KEPT : NOT_KEPT
    for (const id of ['check-kept', 'label-kept']) byId(id, HTMLElement).classList.toggle('warning', !this.#isKept)
    const kept = keptThreads()
    byId('kept-words', HTMLElement).textContent =
      kept.length === 0 ? '' : `Labels of ${formatCount(kept.length, 'thread')} are kept in this browser, without the posts.`
    const buttons = kept.map(({ title, labelCount, about }) =>
      button(`Go on: ${title ?? 'no known deal'}, ${formatCount(labelCount, 'label')}`, () => this.#page.prepare(about)),
    )
    byId('kept-threads', HTMLElement).replaceChildren(...buttons)
    this.#erase.hidden = this.#erased.length === 0 && listKept().length === 0
    this.#erase.textContent = this.#erased.length > 0 ? 'Put the erased labels back' : 'Erase all labels kept here'
  }

  /** Erases the stored labels of all threads; they can be restored until the next action. */
  #eraseAll(): void {
    const back = this.#erased
    const kept = listKept()
    void this.#page.attempt(back.length > 0 ? 'Putting back…' : 'Erasing…', async () => {
      for (const [name] of kept) localStorage.removeItem(name)
      for (const [name, text] of back) localStorage.setItem(name, text)
      if (this.#view !== null) await this.open()
      this.#erased = back.length > 0 ? [] : kept
      this.#showKept()
      return back.length > 0 ? 'The labels are back.' : 'Erased: this browser keeps no labels any more.'
    })
  }

  async #saveLabels(): Promise<void> {
    // The view may be older than the last label.
    const { view } = await this.#scorer.ask({ kind: 'check', kept: null }, 'checked')
    if (view.labels !== null) saveFile(view.labels)
  }

  #report(use: (file: PageFile) => void): Promise<void> {
    return this.#page.attempt('Writing the report…', async () => {
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

/** The browser's storage; null where access is refused. */
function storage(): Storage | null {
  try {
    return localStorage
  } catch {
    return null
  }
}

/** The threads with stored labels. */
function keptThreads(): KeptLabels[] {
  return listKept().flatMap(([, text]) => {
    try {
      const kept = JSON.parse(text) as KeptLabels
      return kept.labelCount > 0 ? [kept] : []
    } catch {
      // Another page may have stored something under such a name.
      return []
    }
  })
}

const listKept = (): [string, string][] => Object.entries(storage() ?? {}).filter(([name]) => name.startsWith(PREFIX))

/** True if the browser has room for labels; asked before the first one. */
function canKeep(): boolean {
  const name = `${PREFIX}probe`
  try {
    localStorage.setItem(name, PROBE)
    localStorage.removeItem(name)
    return true
  } catch {
    return false
  }
}
