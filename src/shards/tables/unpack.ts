import { ProblemError } from '../../dataset/problem'

/** A text table is held whole in memory, twice while it is converted. */
export const MOST_TEXT_BYTES = 1e9

/** The text as UTF-8 without a byte order mark: gunzipped, or decoded from UTF-16. Rejects with ProblemError when it is damaged or too large. */
export async function unpacked(bytes: Uint8Array<ArrayBuffer>, where: string): Promise<Uint8Array<ArrayBuffer>> {
  const text = bytes[0] === 0x1f && bytes[1] === 0x8b ? await gunzip(bytes, where) : bytes
  if (text.length > MOST_TEXT_BYTES) throw tooLarge(where)
  if (text[0] === 0xef && text[1] === 0xbb && text[2] === 0xbf) return text.subarray(3)
  if (text[0] === 0xff && text[1] === 0xfe) return new TextEncoder().encode(new TextDecoder('utf-16le').decode(text))
  if (text[0] === 0xfe && text[1] === 0xff) return new TextEncoder().encode(new TextDecoder('utf-16be').decode(text))
  return text
}

async function gunzip(bytes: Uint8Array<ArrayBuffer>, where: string): Promise<Uint8Array<ArrayBuffer>> {
  const parts: Uint8Array<ArrayBuffer>[] = []
  let length = 0
  const reader = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip')).getReader()
  for (;;) {
    const { done, value } = await reader.read().catch(() => {
      throw new ProblemError({ code: 'truncated', where, detail: 'it does not unpack' })
    })
    if (done) break
    parts.push(value)
    length += value.length
    if (length > MOST_TEXT_BYTES) {
      void reader.cancel()
      throw tooLarge(where)
    }
  }
  return new Uint8Array(await new Blob(parts).arrayBuffer())
}

function tooLarge(where: string): ProblemError {
  return new ProblemError({ code: 'too-large', where })
}
