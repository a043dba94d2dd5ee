/** Writes ONNX models: the few messages of onnx.proto3 that a graph of tensors needs, as protobuf. */

export type ElementType = 'float32' | 'uint8' | 'int8' | 'int32' | 'int64' | 'float16'

/** Numbers of TensorProto.DataType. */
export const ELEMENT_TYPES: Readonly<Record<ElementType, number>> = { float32: 1, uint8: 2, int8: 3, int32: 6, int64: 7, float16: 10 }

const IR_VERSION = 8
const OPSET = 17

export interface Tensor {
  readonly name: string
  readonly type: ElementType
  readonly dims: readonly number[]
  /** Little-endian, row after row; float16 as its bits. */
  readonly data: Float32Array | Uint16Array | Uint8Array | Int8Array | Int32Array | BigInt64Array
}

export type Attribute = { readonly int: number } | { readonly float: number } | { readonly ints: readonly number[] }

export interface Node {
  readonly op: string
  readonly inputs: readonly string[]
  readonly outputs: readonly string[]
  readonly attributes?: Readonly<Record<string, Attribute>>
}

/** An input or output of the graph; a dimension with a name has any length. */
export interface Value {
  readonly name: string
  readonly type: ElementType
  readonly dims: readonly (number | string)[]
}

export interface Graph {
  readonly name: string
  readonly inputs: readonly Value[]
  readonly outputs: readonly Value[]
  readonly nodes: readonly Node[]
  readonly initialisers: readonly Tensor[]
}

/** A message as its pieces: weights of hundreds of megabytes are copied once only. */
type Pieces = readonly Uint8Array[]

const utf8 = new TextEncoder()

function varint(value: number): Uint8Array {
  const bytes: number[] = []
  // Negative int64 take all ten bytes, as two's complement.
  for (let rest = BigInt.asUintN(64, BigInt(value)); ; rest >>= 7n) {
    const low = Number(rest & 0x7fn)
    if (rest < 0x80n) return Uint8Array.of(...bytes, low)
    bytes.push(low | 0x80)
  }
}

function int(field: number, value: number): Pieces {
  return [varint(field << 3), varint(value)]
}

function float(field: number, value: number): Pieces {
  return [varint((field << 3) | 5), new Uint8Array(Float32Array.of(value).buffer)]
}

function message(field: number, pieces: Pieces): Pieces {
  return [varint((field << 3) | 2), varint(pieces.reduce((sum, { length }) => sum + length, 0)), ...pieces]
}

function text(field: number, value: string): Pieces {
  return message(field, [utf8.encode(value)])
}

function attribute(name: string, value: Attribute): Pieces {
  if ('int' in value) return [...text(1, name), ...int(3, value.int), ...int(20, 2)]
  if ('float' in value) return [...text(1, name), ...float(2, value.float), ...int(20, 1)]
  return [...text(1, name), ...value.ints.flatMap((one) => int(8, one)), ...int(20, 7)]
}

function node({ op, inputs, outputs, attributes = {} }: Node): Pieces {
  return [
    ...inputs.flatMap((name) => text(1, name)),
    ...outputs.flatMap((name) => text(2, name)),
    ...text(3, outputs[0] ?? ''),
    ...text(4, op),
    ...Object.entries(attributes).flatMap(([name, value]) => message(5, attribute(name, value))),
  ]
}

function tensor({ name, type, dims, data }: Tensor): Pieces {
  const raw = new Uint8Array(data.buffer, data.byteOffset, data.byteLength)
  return [...dims.flatMap((dim) => int(1, dim)), ...int(2, ELEMENT_TYPES[type]), ...text(8, name), ...message(9, [raw])]
}

function value({ name, type, dims }: Value): Pieces {
  const shape = dims.flatMap((dim) => message(1, typeof dim === 'number' ? int(1, dim) : text(2, dim)))
  return [...text(1, name), ...message(2, message(1, [...int(1, ELEMENT_TYPES[type]), ...message(2, shape)]))]
}

/** The bytes of a `.onnx` file. */
export function encodeModel({ name, inputs, outputs, nodes, initialisers }: Graph): Uint8Array<ArrayBuffer> {
  const graph = [
    ...nodes.flatMap((one) => message(1, node(one))),
    ...text(2, name),
    ...initialisers.flatMap((one) => message(5, tensor(one))),
    ...inputs.flatMap((one) => message(11, value(one))),
    ...outputs.flatMap((one) => message(12, value(one))),
  ]
  const model = [...int(1, IR_VERSION), ...text(2, 'pairscope'), ...message(7, graph), ...message(8, [...text(1, ''), ...int(2, OPSET)])]
  const out = new Uint8Array(model.reduce((sum, { length }) => sum + length, 0))
  let at = 0
  for (const piece of model) {
    out.set(piece, at)
    at += piece.length
  }
  return out
}
