import { toHalves } from '../../sample/float16'
import { ELEMENT_TYPES, type Attribute, type ElementType, type Node, type Tensor } from '../../sample/onnx'
import type { Precision } from '../../src/search/encoder/models'
import type { Affine, Matrix } from './clip-weights'

/**
 * Collects a graph's nodes and weights, in one precision. `uint8` quantises tables and products as onnxruntime's dynamic quantisation
 * does.
 */
export class GraphWriter {
  readonly nodes: Node[] = []
  readonly initialisers: Tensor[] = []
  /** What the graph computes in. */
  readonly float: ElementType
  private names = 0

  constructor(private readonly precision: Precision) {
    this.float = precision === 'fp16' ? 'float16' : 'float32'
  }

  /** Adds a node and returns the name of its one output. */
  add(op: string, inputs: readonly string[], attributes: Readonly<Record<string, Attribute>> = {}): string {
    return this.addMany(op, inputs, 1, attributes)[0] ?? ''
  }

  ints(...values: number[]): string {
    return this.keep('int64', [values.length], BigInt64Array.from(values, BigInt))
  }

  floats(dims: readonly number[], values: Float32Array): string {
    return this.keep(this.float, dims, this.precision === 'fp16' ? toHalves(values) : values)
  }

  number(value: number): string {
    return this.floats([], Float32Array.of(value))
  }

  /** Rows of a table by ids. */
  lookUp(ids: string, table: Matrix): string {
    const dims = [table.rows, table.columns]
    if (this.precision !== 'uint8') return this.add('Gather', [this.floats(dims, table.values), ids])
    const { bytes, scale, zero } = quantise(table.values)
    return this.add('DequantizeLinear', [
      this.add('Gather', [this.keep('uint8', dims, bytes), ids]),
      this.floats([], Float32Array.of(scale)),
      this.keep('uint8', [], Uint8Array.of(zero)),
    ])
  }

  product(x: string, weight: Matrix): string {
    const dims = [weight.rows, weight.columns]
    if (this.precision !== 'uint8') return this.add('MatMul', [x, this.floats(dims, weight.values)])
    const { bytes, scale, zero } = quantise(weight.values)
    const [quantised = '', itsScale = '', itsZero = ''] = this.addMany('DynamicQuantizeLinear', [x], 3)
    const sums = this.add('MatMulInteger', [
      quantised,
      this.keep('uint8', dims, bytes),
      itsZero,
      this.keep('uint8', [], Uint8Array.of(zero)),
    ])
    const both = this.add('Mul', [itsScale, this.floats([], Float32Array.of(scale))])
    return this.add('Mul', [this.add('Cast', [sums], { to: { int: ELEMENT_TYPES.float32 } }), both])
  }

  linear(x: string, { weight, bias }: Affine): string {
    return this.add('Add', [this.product(x, weight), this.floats([bias.columns], bias.values)])
  }

  norm(x: string, { weight, bias }: Affine): string {
    return this.add('LayerNormalization', [x, this.floats([weight.columns], weight.values), this.floats([bias.columns], bias.values)], {
      axis: { int: -1 },
      epsilon: { float: 1e-5 },
    })
  }

  /** Names the graph's answer, which is float32 in every precision. */
  finish(x: string, name: string): void {
    this.nodes.push({ op: 'Cast', inputs: [x], outputs: [name], attributes: { to: { int: ELEMENT_TYPES.float32 } } })
  }

  private addMany(op: string, inputs: readonly string[], count: number, attributes: Readonly<Record<string, Attribute>> = {}): string[] {
    const outputs = Array.from({ length: count }, () => `${op}_${++this.names}`)
    this.nodes.push({ op, inputs, outputs, attributes })
    return outputs
  }

  private keep(type: ElementType, dims: readonly number[], data: Tensor['data']): string {
    const name = `constant_${++this.names}`
    this.initialisers.push({ name, type, dims, data })
    return name
  }
}

/** Bytes b that stand for (b - zero) * scale. */
function quantise(values: Float32Array): { readonly bytes: Uint8Array; readonly scale: number; readonly zero: number } {
  let [low, high] = [0, 0]
  for (const value of values) {
    low = Math.min(low, value)
    high = Math.max(high, value)
  }
  const scale = Math.fround((high - low) / 255) || 1
  const zero = Math.round(-low / scale)
  return { bytes: Uint8Array.from(values, (value) => Math.min(255, Math.max(0, Math.round(value / scale) + zero))), scale, zero }
}
