/** A source as it is opened: without white space around it, and on one line. */
export function plainSource(text: string): string {
  return text.trim().replace(/\s+/g, ' ')
}

/** Whether a person wrote what is opened, rather than the link that filled the box with `initial`. */
export function isTyped(text: string, initial: string): boolean {
  return plainSource(text) !== plainSource(initial)
}
