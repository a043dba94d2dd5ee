/** Longest place of a pair that a link may hold. */
const MAX_PLACE = 200

/** Where a pair lives, as a link has it: text that its engine alone understands. Null for what no engine would have written. */
export function readPlace(text: string): string | null {
  return /^[\w.-]+$/.test(text) && text.length <= MAX_PLACE ? text : null
}
