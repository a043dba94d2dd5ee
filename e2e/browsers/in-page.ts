/** A pattern that can be sent into the page. */
export interface Words {
  readonly source: string
  readonly flags: string
}

/** What is looked for: what it is for a person, and the words that name it. */
export interface Wanted {
  /** CSS of the elements that have the role. */
  readonly css: string
  readonly name: Words | null
  /** Looked for only within the first of these. */
  readonly within: Wanted | null
}

export interface Found {
  readonly name: string
  readonly text: string
  readonly value: string
  readonly checked: boolean
  /** The middle of what is seen of it, where a click reaches it; null where something lies over it or it is off the screen. */
  readonly point: { readonly x: number; readonly y: number } | null
}

/**
 * All that is wanted and can be seen, in the order of the page. It runs in the page, as text: it must need nothing from outside itself.
 */
export function findAll(wanted: Wanted): Found[] {
  const words = (text: string | null | undefined): string => (text ?? '').replace(/\s+/g, ' ').trim()
  const nameOf = (element: Element): string => {
    const by = element.getAttribute('aria-labelledby')
    if (by !== null)
      return words(
        by
          .split(/\s+/)
          .map((id) => document.getElementById(id)?.textContent ?? '')
          .join(' '),
      )
    const labels = element instanceof HTMLInputElement ? [...(element.labels ?? [])].map((label) => label.innerText).join(' ') : ''
    return words(element.getAttribute('aria-label') ?? (labels || (element as HTMLElement).innerText || element.getAttribute('title')))
  }
  const matching = ({ css, name, within }: Wanted): Element[] => {
    const root = within ? matching(within)[0] : document
    const all = root ? [...root.querySelectorAll(css)] : []
    const named = name ? all.filter((element) => new RegExp(name.source, name.flags).test(nameOf(element))) : all
    return named.filter((element) => element.getClientRects().length > 0 && getComputedStyle(element).visibility === 'visible')
  }
  return matching(wanted).map((element) => {
    const box = element.getBoundingClientRect()
    const x = Math.round((Math.max(box.left, 0) + Math.min(box.right, innerWidth)) / 2)
    const y = Math.round((Math.max(box.top, 0) + Math.min(box.bottom, innerHeight)) / 2)
    const hit = document.elementFromPoint(x, y)
    const label = element instanceof HTMLInputElement ? element.labels?.[0] : undefined
    const reached = hit !== null && (element.contains(hit) || hit.contains(element) || label?.contains(hit) === true)
    return {
      name: nameOf(element),
      text: (element as HTMLElement).innerText,
      value: element instanceof HTMLInputElement ? element.value : '',
      checked: element instanceof HTMLInputElement && element.checked,
      point: reached ? { x, y } : null,
    }
  })
}

/** Drops a file on the page, as from the desktop. */
export function dropOnPage(name: string, base64: string): void {
  const dataTransfer = new DataTransfer()
  dataTransfer.items.add(new File([Uint8Array.from(atob(base64), (character) => character.charCodeAt(0))], name))
  for (const type of ['dragenter', 'dragover', 'drop'])
    document.body.dispatchEvent(new DragEvent(type, { dataTransfer, bubbles: true, cancelable: true }))
}

/** Pictures in the grid that are really there: decoded, with pixels. */
export function picturesShown(): number {
  return [...document.querySelectorAll<HTMLImageElement>('[data-testid="grid"] img')].filter(
    (image) => image.complete && image.naturalWidth > 0,
  ).length
}
