import { button, byId } from '../dom.js'
import type { About, MoveQuestion } from '../page-messages.js'

/** Whose move a thread is about: what the user said, and the dialog that asks. */
export class MoveDialog {
  readonly #mover = byId('mover', HTMLInputElement)
  readonly #move = byId('move', HTMLInputElement)
  readonly #title = byId('short-name', HTMLInputElement)
  readonly #dialog = byId('about-dialog', HTMLDialogElement)
  readonly #fault = byId('about-fault', HTMLElement)
  readonly #count: (asks: boolean) => void
  /** The known move that is read first, where the user chose one of several. */
  #dealId: string | null = null
  /** The company that the user wants although no post names it. */
  #sureOf: string | null = null

  /** @param count counts what was given; asks first where `asks` */
  constructor(count: (asks: boolean) => void) {
    this.#count = count
    byId('about', HTMLFormElement).addEventListener('submit', (event) => {
      event.preventDefault()
      this.#submit()
    })
    byId('found-sure', HTMLElement).addEventListener('click', () => {
      this.#sureOf = this.#mover.value.trim()
      this.#submit()
    })
    byId('found-yes', HTMLElement).addEventListener('click', () => this.#countKnown(null))
    byId('found-no', HTMLElement).addEventListener('click', () => {
      this.#showOwn(true)
      this.#mover.focus()
    })
    byId('about-back', HTMLElement).addEventListener('click', () => this.#dialog.close())
    byId('about-open', HTMLElement).addEventListener('click', () =>
      this.ask({ question: null, moves: [], companies: [], isUnnamed: false }),
    )
  }

  about(): About {
    const mover = this.#mover.value.trim()
    if (mover === '') return this.#dealId === null ? {} : { dealId: this.#dealId }
    const title = this.#title.value.trim()
    return {
      mover,
      move: this.#move.value.trim(),
      ...(title !== '' && { title }),
      ...(mover === this.#sureOf && { isSure: true }),
    }
  }

  get isEmpty(): boolean {
    return this.#mover.value === ''
  }

  /** Fills in what was said before; nothing forgets it. */
  fill({ mover = '', move = '', title = '', dealId, isSure = false }: About = {}): void {
    this.#dealId = dealId ?? null
    this.#mover.value = mover
    this.#move.value = move
    this.#title.value = title
    this.#sureOf = isSure ? mover : null
  }

  show(): void {
    this.#dialog.showModal()
  }

  /** Asks whose move a thread is about, or which of the moves that were found is read first. */
  ask({ question, moves, companies, isUnnamed }: MoveQuestion): void {
    byId('about-title', HTMLElement).textContent = question ?? 'Whose move is this thread about?'
    this.#fault.textContent = ''
    this.#showOwn(question === null || isUnnamed)
    byId('found-sure', HTMLElement).hidden = !isUnnamed
    byId('found-yes', HTMLElement).hidden = moves.length > 1
    byId('found-no', HTMLElement).textContent =
      moves.length > 1 ? 'Another move' : 'No, another move'
    const choices = moves.map(({ dealId, name }) => button(name, () => this.#countKnown(dealId)))
    byId('found-moves', HTMLElement).replaceChildren(...(moves.length > 1 ? choices : []))
    const offer = companies.map((name) =>
      button(name, () => {
        this.#mover.value = name
        this.#move.focus()
      }),
    )
    byId('companies', HTMLElement).replaceChildren(
      ...(offer.length === 0 ? [] : ['Named in the thread: ', ...offer]),
    )
    this.show()
  }

  #showOwn(isOwn: boolean): void {
    byId('own', HTMLElement).hidden = !isOwn
    byId('found', HTMLElement).hidden = isOwn
  }

  #submit(): void {
    const mover = this.#mover
    const move = this.#move
    const [empty] = [mover, move].filter(({ value }) => value.trim() === '')
    this.#fault.textContent =
      empty === undefined
        ? ''
        : `Say both: the company, such as “${mover.placeholder}”, and its move, such as “${move.placeholder}”.`
    if (empty === undefined) {
      this.#dialog.close()
      this.#count(true)
    } else empty.focus()
  }

  /** Counts by the moves that are known by name. @param dealId the one that is read first */
  #countKnown(dealId: string | null): void {
    this.fill(dealId === null ? {} : { dealId })
    this.#dialog.close()
    this.#count(false)
  }
}
