import { formatNumber } from '../../../base/text/format-count.js'
import type { CoderKind } from '../../../count/audit/audit.js'
import { WHOSE_POSTS } from '../../../say/facts/report.js'
import { capitalise } from '../../../say/format/names.js'
import { splitRanges } from '../../../say/format/ranges.js'
import { addressOf, button, byId, copyText, make, saveFile } from '../dom.js'
import type { CheckView, PageFile, PageRequest, Picture } from '../page-messages.js'
import { KeptLabels } from './kept-labels.js'
import type { LabelDialog } from './label-dialog.js'
import type { Scorer } from './scorer.js'

/** Tries a task of the page, and shows how it ended. */
type Attempt = (statusText: string, task: () => Promise<string>) => Promise<void>

/** The finding and its check by hand: labels, result, and files to save. */
export class CheckPanel {
  readonly #scorer: Scorer
  readonly #attempt: Attempt
  readonly #dialog: LabelDialog
  readonly #go = byId('check-go', HTMLButtonElement)
  readonly #facts = byId('facts', HTMLElement)
  readonly kept: KeptLabels
  #view: CheckView | null = null

  /** @param onErased called when nothing is kept any more */
  constructor(
    scorer: Scorer,
    dialog: LabelDialog,
    attempt: Attempt,
    onErased: () => Promise<void>,
  ) {
    this.#scorer = scorer
    this.#dialog = dialog
    this.#attempt = attempt
    this.kept = new KeptLabels(onErased)
    this.#go.addEventListener('click', () => void this.#read('person'))
    byId('check-program', HTMLElement).addEventListener('click', () => void this.#read('model'))
    byId('check-correct', HTMLElement).addEventListener('click', () => void this.#correct())
    byId('check-save', HTMLElement).addEventListener('click', () => void this.saveLabels())
    byId('second-give', HTMLElement).addEventListener('click', () => void this.#give())
    for (const one of document.querySelectorAll<HTMLElement>('[data-reader]'))
      one.addEventListener(
        'click',
        () => void this.#setReader(one.dataset['reader'] === 'person' ? 'person' : 'model'),
      )
    byId('reader-change', HTMLElement).addEventListener('click', () => {
      byId('reader-choice', HTMLElement).hidden = false
    })
    byId('accept', HTMLFormElement).addEventListener('submit', (event) => {
      event.preventDefault()
      void this.#accept(byId('why', HTMLInputElement).value.trim())
    })
    this.#facts.addEventListener('change', () => void this.#tell())
    byId('open-report', HTMLElement).addEventListener(
      'click',
      () => void this.#report((file) => open(addressOf(file))),
    )
    byId('save-report', HTMLElement).addEventListener('click', () => void this.#report(saveFile))
    for (const one of document.querySelectorAll<HTMLElement>('[data-copy]'))
      one.addEventListener('click', () => void copy(one))
  }

  /**
   * Shows the scored thread with its stored labels.
   *
   * @param address of the thread; empty leaves the one that is kept
   */
  async open(address = ''): Promise<CheckView> {
    const kept = this.kept.all()
    let { view } = await this.#scorer.ask({ kind: 'check', kept }, 'checked')
    if (address !== '' && address !== view.facts.url) {
      const message = { facts: { url: address } }
      view = (await this.#scorer.ask({ kind: 'tell', told: message }, 'checked')).view
    }
    this.#show(view)
    return view
  }

  async load(text: string): Promise<string> {
    this.#show((await this.#scorer.ask({ kind: 'take', text }, 'checked')).view)
    showHeading()
    return 'Labels loaded.'
  }

  /**
   * Opens the posts that are next; none where labels of another move hold for all.
   *
   * @param reader kind of coder, if not known before
   */
  async #read(reader: CoderKind): Promise<void> {
    await this.#ask('Picking the posts…', { kind: 'begin', reader })
    if (this.#view === null || this.#view.labels === null) return
    if (this.#view.next === null) showHeading()
    else this.#dialog.open(this)
  }

  /** Opens the labels that are there, to be corrected. */
  async #correct(): Promise<void> {
    await this.#ask('Picking the posts…', { kind: 'reopen' })
    if (this.#view?.labels != null) this.#dialog.open(this, true)
  }

  /** Turns to another move; opens its posts at once where some are to be read. */
  async #turnTo(dealId: string): Promise<void> {
    await this.#ask('Turning to the other move…', { kind: 'move', dealId })
    if (this.#view?.next != null) await this.#read('person')
    else showHeading()
  }

  #ask(statusText: string, request: PageRequest): Promise<void> {
    return this.#attempt(statusText, async () => {
      this.#show((await this.#scorer.ask(request, 'checked')).view)
      return ''
    })
  }

  /** Says who reads, for the labels that are there. */
  async #setReader(reader: CoderKind): Promise<void> {
    this.#show((await this.#scorer.ask({ kind: 'reader', reader }, 'checked')).view)
    byId('reader-choice', HTMLElement).hidden = true
  }

  async #accept(why: string): Promise<void> {
    if (!/\p{L}/u.test(why)) return byId('why', HTMLElement).focus()
    this.#show((await this.#scorer.ask({ kind: 'tell', told: { why } }, 'checked')).view)
    showHeading()
  }

  async #tell(): Promise<void> {
    const facts = Object.fromEntries(
      [...this.#facts.querySelectorAll('input')].map(({ name, value }) => [name, value]),
    )
    this.#show((await this.#scorer.ask({ kind: 'tell', told: { facts } }, 'checked')).view)
  }

  /** The questions, kept where they stay the same: somebody may be typing. */
  #showFacts({ asked, facts }: CheckView): void {
    const count = `${formatNumber(asked.filter(({ fact }) => facts[fact] !== undefined).length)} of ${formatNumber(asked.length)}`
    byId('study-words', HTMLElement).textContent = `For the source line: ${count} answered`
    byId('study', HTMLElement).hidden = asked.length === 0
    const shown = [...this.#facts.querySelectorAll('input')].map(({ name }) => name)
    if (
      this.#facts.contains(document.activeElement) &&
      shown.join() === asked.map(({ fact }) => fact).join()
    )
      return
    const fields = asked.map(({ fact, what }) => {
      const field = make('input', {
        type: 'text',
        id: `fact-${fact}`,
        name: fact,
        maxlength: 2000,
        autocomplete: 'off',
      })
      field.value = facts[fact] ?? ''
      return make('div', {}, make('label', { for: field.id }, capitalise(what)), field)
    })
    this.#facts.replaceChildren(...fields)
  }

  async closed(): Promise<void> {
    this.#show((await this.#scorer.ask({ kind: 'check', kept: null }, 'checked')).view)
    showHeading()
  }

  #show(view: CheckView): void {
    const wasReady = this.#view?.claim != null
    this.#view = view
    const { card, claim, guess, heading, labels, missing, next, picture, quotes, reader } = view
    const isReady = claim !== null
    this.#showFacts(view)
    byId('results-heading', HTMLElement).textContent = heading
    byId('subject', HTMLElement).textContent = card.subject ?? ''
    byId('given-subject', HTMLElement).textContent =
      card.subject === null ? '' : ` · ${card.subject}`
    byId('claim', HTMLElement).hidden = !isReady
    byId('claim-sentence', HTMLElement).replaceChildren(...unbroken(claim?.sentence ?? ''))
    byId('claim-footnote', HTMLElement).replaceChildren(...unbroken(claim?.footnote ?? ''))
    byId('copy-said', HTMLElement).textContent = ''
    this.#go.hidden = next === null
    this.#go.textContent = next ?? ''
    byId('check-program', HTMLElement).hidden = next === null || labels !== null
    byId('moves', HTMLElement).replaceChildren(
      ...view.moves.map(({ dealId, words }) => button(words, () => void this.#turnTo(dealId))),
    )
    for (const id of ['check-save', 'check-correct']) byId(id, HTMLElement).hidden = labels === null
    byId('reader-line', HTMLElement).hidden = labels === null
    byId('reader', HTMLElement).textContent = READERS[reader ?? 'unknown']
    byId('second-give', HTMLElement).hidden = !view.canGive
    byId('accept', HTMLElement).hidden = !view.needsReason
    byId('report', HTMLDetailsElement).open = isReady
    if (isReady && !wasReady) byId('study', HTMLDetailsElement).open = true
    const lines = [...new Set([...missing, ...card.cautions])]
    byId('missing', HTMLElement).replaceChildren(...lines.map((line) => make('li', {}, line)))
    byId('picture', HTMLElement).replaceChildren(
      ...(picture === null ? [] : [pictureOf(picture), make('p', {}, WHOSE_POSTS)]),
    )
    // The model's shares are folded: they are not for print.
    byId('guess', HTMLElement).hidden = guess === null
    byId('guess-picture', HTMLElement).replaceChildren(
      ...[guess?.model, guess?.agreement].flatMap((words) =>
        words == null ? [] : [make('p', {}, words)],
      ),
      ...(guess?.picture == null ? [] : [pictureOf(guess.picture)]),
    )
    byId('report', HTMLElement).hidden = guess === null
    byId('quotes', HTMLElement).replaceChildren(...quotes.map(quoteOf))
    this.kept.show()
  }

  async saveLabels(): Promise<void> {
    // The view may be older than the last label.
    const { view } = await this.#scorer.ask({ kind: 'check', kept: null }, 'checked')
    if (view.labels !== null) saveFile(view.labels)
  }

  /** Saves the posts for a second reader. */
  #give(): Promise<void> {
    return this.#attempt('Writing the posts…', async () => {
      const { file } = await this.#scorer.ask({ kind: 'give' }, 'reported')
      saveFile(file)
      return `${file.name} holds the posts and no labels. Send it with this page to the second reader, who drops it there. Drop the labels that come back here.`
    })
  }

  #report(use: (file: PageFile) => void): Promise<void> {
    return this.#attempt('Writing the report…', async () => {
      use((await this.#scorer.ask({ kind: 'report' }, 'reported')).file)
      return 'The report holds the finding, its pictures to save, and the posts.'
    })
  }
}

const READERS: Readonly<Record<CoderKind, string>> = {
  person: 'a person',
  model: 'a program',
  unknown: 'nobody said',
}

/** Copies the text that a button names, and says so only if it was copied; else it is selected. */
async function copy(from: HTMLElement): Promise<void> {
  const text = byId(from.dataset['copy'] ?? '', HTMLElement)
  const isCopied = await copyText(text.textContent ?? '')
  if (!isCopied) getSelection()?.selectAllChildren(text)
  byId('copy-said', HTMLElement).textContent = isCopied
    ? 'Copied.'
    : 'This browser lets no page copy. The text is selected: press Ctrl+C.'
}

/** A post to quote, with its button. */
function quoteOf({ author, text }: CheckView['quotes'][number], at: number): HTMLElement {
  const id = `quote-${at}`
  const copier = make('button', { type: 'button', 'data-copy': id }, 'Copy')
  copier.setAttribute('aria-label', `Copy the post ${at + 1}`)
  copier.addEventListener('click', () => void copy(copier))
  const words = author === null ? `“${text}”` : `“${text}” (${author})`
  return make('li', {}, make('p', { id, dir: 'auto' }, words), copier)
}

/** A text whose ranges of numbers no line breaks. */
const unbroken = (text: string): (Node | string)[] =>
  splitRanges(text).map((part, at) =>
    at % 2 === 0 ? part : make('span', { class: 'range' }, part),
  )

function pictureOf({ wide, narrow, alt }: Picture): HTMLElement {
  const [src, srcset] = [wide, narrow].map((svg) => `data:image/svg+xml,${encodeURIComponent(svg)}`)
  return make(
    'picture',
    {},
    make('source', { media: '(max-width: 40rem)', srcset }),
    make('img', { src, alt }),
  )
}

export function showHeading(): void {
  const heading = byId('results-heading', HTMLElement)
  heading.focus({ preventScroll: true })
  heading.scrollIntoView()
}
