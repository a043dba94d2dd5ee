import type { Encoder, Term } from './encode'
import { ENCODER_NAME } from './lsa'

/** encoder.json: the vocabulary; the numbers lie beside it, little-endian. */
export interface EncoderFile {
  readonly pairscope: 1
  readonly encoder: string
  readonly width: number
  /** Sorted; term i has row i of `rows` and `weights`. */
  readonly vocabulary: readonly string[]
  /** uint16 for each term: its row of the projection. */
  readonly rows: string
  /** float32 for each term: its idf, times its share where it shares a row. */
  readonly weights: string
  /** float16, row after row, `width` each. */
  readonly projection: string
}

/** The encoder as files, by name. */
export function encoderFiles({ width, terms, projection }: Encoder): Record<string, Uint8Array> {
  const list = [...terms]
  const file: EncoderFile = { pairscope: 1, encoder: ENCODER_NAME, width, vocabulary: list.map(([term]) => term), rows: 'rows.bin', weights: 'weights.bin', projection: 'projection.bin' }
  const bytes = (array: Uint16Array | Float32Array): Uint8Array => new Uint8Array(array.buffer, array.byteOffset, array.byteLength)
  return {
    'encoder.json': new TextEncoder().encode(JSON.stringify(file)),
    [file.rows]: bytes(Uint16Array.from(list, ([, { row }]) => row)),
    [file.weights]: bytes(Float32Array.from(list, ([, { weight }]) => weight)),
    [file.projection]: bytes(projection),
  }
}

/** Puts the fetched files together again. */
export function assembleEncoder(file: EncoderFile, buffers: { readonly rows: ArrayBuffer; readonly weights: ArrayBuffer; readonly projection: ArrayBuffer }): Encoder {
  const rows = new Uint16Array(buffers.rows)
  const weights = new Float32Array(buffers.weights)
  const terms = new Map(file.vocabulary.map((term, i): [string, Term] => [term, { row: rows[i] ?? 0, weight: weights[i] ?? 0 }]))
  return { width: file.width, terms, projection: new Uint16Array(buffers.projection) }
}
