import type { TextMatcher } from './texts'

const encoder = new TextEncoder()
const decoder = new TextDecoder()

/**
 * A text without case, character by character: İ is i (which JavaScript makes two characters of), and a σ is one wherever it stands.
 */
export function foldCase(text: string): string {
  return text.replaceAll('İ', 'i').toLowerCase().replaceAll('ς', 'σ')
}

/** Matches what contains a text, whatever the case. The empty text is in every text. */
export function containing(text: string): TextMatcher {
  const folded = foldCase(text)
  const bytes = encoder.encode(folded)
  const inText = (value: string) => foldCase(value).includes(folded)
  if (bytes.length === 0 || !isPlain(folded)) return eachText(inText)
  const plain = plainMatcher(bytes)
  // Two letters beyond ASCII are i and k without case; they are rare, and their texts are looked at one by one.
  const others = [folded.includes('i') ? encoder.encode('İ') : null, folded.includes('k') ? encoder.encode('\u212a') : null].filter(
    (other) => other !== null,
  )
  return {
    find(texts, found) {
      if (others.some((other) => holds(texts.bytes, other))) eachText(inText).find(texts, found)
      else plain.find(texts, found)
    },
  }
}

/** Matches each text by itself, as a string; only those whose bytes are `worth` it. */
export function eachText(matches: (text: string) => boolean, worth: (bytes: Uint8Array) => boolean = () => true): TextMatcher {
  return {
    find({ bytes, starts, ends }, found) {
      for (let index = 0; index < starts.length; index++) {
        const text = bytes.subarray(starts[index], ends[index])
        if (worth(text) && matches(decoder.decode(text))) found(index)
      }
    },
  }
}

/** Whether case changes nothing in a folded text but ASCII letters: then its bytes can be looked for. */
function isPlain(folded: string): boolean {
  return Array.from(folded).every(
    (character) => character < '\x80' || (character.toUpperCase() === character && character.toLowerCase() === character),
  )
}

/** ASCII letters in lower case, all other bytes as they are. */
const LOWER = Uint8Array.from({ length: 256 }, (_, byte) => (byte >= 65 && byte <= 90 ? byte + 32 : byte))

/** Horspool's search through all texts at once: what is found counts where it lies in one of them. */
function plainMatcher(needle: Uint8Array): TextMatcher {
  const last = needle.length - 1
  const skip = new Uint32Array(256).fill(needle.length)
  for (let at = 0; at < last; at++) skip[needle[at] ?? 0] = last - at
  for (let upper = 65; upper <= 90; upper++) skip[upper] = skip[upper + 32] ?? 0
  return {
    find({ bytes, starts, ends }, found) {
      const count = starts.length
      if (count === 0) return
      const stop = ends[count - 1] ?? 0
      const final = needle[last] ?? 0
      let index = 0
      for (let at = (starts[0] ?? 0) + last; at < stop;) {
        const byte = bytes[at] ?? 0
        if (LOWER[byte] === final && isAt(bytes, at - last, needle)) {
          const start = at - last
          while (index < count && (ends[index] ?? 0) <= start) index++
          if (index < count && (starts[index] ?? 0) <= start && at < (ends[index] ?? 0)) {
            found(index++)
            // The rest of that text need not be looked at.
            at = Math.max(at + 1, (starts[index] ?? stop) + last)
            continue
          }
        }
        at += skip[byte] ?? 1
      }
    },
  }
}

function isAt(bytes: Uint8Array, start: number, needle: Uint8Array): boolean {
  for (let at = 0; at < needle.length; at++) if (LOWER[bytes[start + at] ?? 0] !== needle[at]) return false
  return true
}

function holds(bytes: Uint8Array, part: Uint8Array): boolean {
  for (let at = bytes.indexOf(part[0] ?? 0); at >= 0; at = bytes.indexOf(part[0] ?? 0, at + 1)) {
    if (part.every((byte, index) => bytes[at + index] === byte)) return true
  }
  return false
}
