import { ProblemError } from '../../dataset/problem'

/** Bytes to look at for telling what came in a file's place. */
const HEAD_BYTES = 256
const MAX_IR_VERSION = 100
const MIN_IR_VERSION = 3

/** Fields of onnx.proto3's ModelProto. */
const IR_VERSION = 1
const GRAPH = 7
const OPSET_IMPORT = 8

function refuse(where: string, detail: string): never {
  throw new ProblemError({ code: 'model', where, detail })
}

function refuseStandIns(bytes: Uint8Array, where: string): void {
  const head = new TextDecoder().decode(bytes.subarray(0, HEAD_BYTES)).trimStart()
  if (bytes.length === 0) refuse(where, 'The file is empty.')
  if (head.startsWith('<')) refuse(where, 'A web page came in place of the file, often a login or an error page.')
  if (head.startsWith('version https://git-lfs'))
    refuse(where, 'A Git LFS pointer came in place of the file: its host keeps the real one elsewhere.')
}

/**
 * Refuses what is not a whole ONNX file, by the outermost fields of its protobuf: a cut one ends within its graph.
 * @throws ProblemError (`model`).
 */
export function checkOnnx(bytes: Uint8Array, where: string): void {
  refuseStandIns(bytes, where)
  const seen = new Map<number, number>()
  let at = 0
  const varint = (): number => {
    let value = 0
    for (let scale = 1; ; scale *= 128) {
      const byte = bytes[at++]
      if (byte === undefined || scale > 2 ** 63) refuse(where, at > bytes.length ? CUT : FOREIGN)
      value += (byte & 127) * scale
      if (byte < 128) return value
    }
  }
  while (at < bytes.length) {
    const tag = varint()
    const [field, wire] = [Math.floor(tag / 8), tag % 8]
    // Any other beginning of a stranger's file would be taken for the length of something.
    if (seen.size === 0 && tag !== IR_VERSION * 8) refuse(where, FOREIGN)
    if (wire === 0) seen.set(field, varint())
    else if (wire === 2) {
      const length = varint()
      seen.set(field, length)
      at += length
    } else refuse(where, FOREIGN)
    if (at > bytes.length) refuse(where, CUT)
  }
  const version = seen.get(IR_VERSION) ?? 0
  if (version < MIN_IR_VERSION || version > MAX_IR_VERSION || !seen.get(GRAPH) || !seen.has(OPSET_IMPORT)) refuse(where, FOREIGN)
}

const CUT = 'The file is cut off: it ends before its model does.'
const FOREIGN = 'The file is not an ONNX model.'

/**
 * Parses a tokenizer's file.
 * @throws ProblemError (`model`).
 */
export function readJson(bytes: Uint8Array, where: string): unknown {
  refuseStandIns(bytes, where)
  try {
    return JSON.parse(new TextDecoder().decode(bytes))
  } catch {
    return refuse(where, 'The file is not JSON, or is cut off.')
  }
}
