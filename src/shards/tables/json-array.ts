const [QUOTE, BACKSLASH, OPEN, CLOSE] = [0x22, 0x5c, 0x7b, 0x7d]
/** What lies between the records of an array: white space, commas, and its own brackets. */
const BETWEEN = new Set([0x20, 0x09, 0x0a, 0x0d, 0x2c, 0x5b, 0x5d])

/** Bytes of the whole records that a text of JSON, or a part of it that begins with one, begins with. */
export function wholeRecords(text: Uint8Array): number {
  let whole = 0
  for (const { end, isWhole } of valuesOf(text)) if (isWhole) whole = end
  return whole
}

/** The records of a JSON array, or of objects one after another, each as its text; and whatever else stands among them. */
export function* recordTexts(bytes: Uint8Array): Generator<string> {
  const decoder = new TextDecoder()
  for (const { start, end } of valuesOf(bytes)) yield decoder.decode(bytes.subarray(start, end))
}

function* valuesOf(text: Uint8Array): Generator<{ readonly start: number; readonly end: number; readonly isWhole: boolean }> {
  for (let at = 0; at < text.length;) {
    if (BETWEEN.has(text[at] ?? 0)) {
      at += 1
      continue
    }
    const end = text[at] === OPEN ? endOfObject(text, at) : endOfScalar(text, at)
    yield { start: at, end: end ?? text.length, isWhole: end !== null }
    at = end ?? text.length
  }
}

/** Null where the text ends before the object does. */
function endOfObject(text: Uint8Array, start: number): number | null {
  let depth = 0
  for (let at: number | null = start; at !== null && at < text.length;) {
    const byte: number | undefined = text[at]
    if (byte === OPEN) depth += 1
    if (byte === CLOSE) depth -= 1
    if (depth === 0) return at + 1
    at = byte === QUOTE ? endOfString(text, at) : at + 1
  }
  return null
}

function endOfString(text: Uint8Array, start: number): number | null {
  for (let at = start + 1; at < text.length; at += text[at] === BACKSLASH ? 2 : 1) if (text[at] === QUOTE) return at + 1
  return null
}

/** Of a number or a word, or of what is no JSON. */
function endOfScalar(text: Uint8Array, start: number): number | null {
  if (text[start] === QUOTE) return endOfString(text, start)
  for (let at = start + 1; at < text.length; at++) if (BETWEEN.has(text[at] ?? 0) || text[at] === OPEN) return at
  return null
}
