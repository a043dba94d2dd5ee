import { seededRandom } from '../../sample/hash'

/** The measures of a CLIP text encoder. */
export interface ClipShape {
  readonly vocabulary: number
  /** Most tokens. */
  readonly context: number
  readonly width: number
  readonly heads: number
  readonly layers: number
  /** Numbers in a vector that comes out. */
  readonly projection: number
  readonly seed: number
}

/** A matrix row after row, or a vector (`rows` 1). */
export interface Matrix {
  readonly rows: number
  readonly columns: number
  readonly values: Float32Array
}

/** What y = x W + b, or a normalisation, is made of. */
export interface Affine {
  readonly weight: Matrix
  readonly bias: Matrix
}

export interface ClipLayer {
  readonly before: Affine
  readonly query: Affine
  readonly key: Affine
  readonly value: Affine
  readonly out: Affine
  readonly middle: Affine
  readonly up: Affine
  readonly down: Affine
}

export interface ClipWeights {
  readonly shape: ClipShape
  readonly tokens: Matrix
  readonly positions: Matrix
  readonly layers: readonly ClipLayer[]
  readonly last: Affine
  /** Without a bias. */
  readonly projection: Matrix
}

/** Seeded weights in the spread that CLIP's training starts from: right in form and size, knowing nothing. */
export function seededWeights(shape: ClipShape): ClipWeights {
  const { vocabulary, context, width, layers, projection, seed } = shape
  const random = seededRandom(seed)
  const matrix = (rows: number, columns: number, deviation: number, mean = 0): Matrix => {
    const values = new Float32Array(rows * columns)
    // A uniform distribution of this deviation: 60 million numbers are made in a second.
    const reach = deviation * Math.sqrt(12)
    for (let i = 0; i < values.length; i++) values[i] = mean + reach * (random() - 0.5)
    return { rows, columns, values }
  }
  const norm = (): Affine => ({ weight: matrix(1, width, 0.1, 1), bias: matrix(1, width, 0.02) })
  const linear = (inputs: number, outputs: number, deviation: number): Affine => ({
    weight: matrix(inputs, outputs, deviation),
    bias: matrix(1, outputs, 0.01),
  })
  const narrow = width ** -0.5
  const residual = narrow * (2 * layers) ** -0.5
  return {
    shape,
    tokens: matrix(vocabulary, width, 0.02),
    positions: matrix(context, width, 0.01),
    layers: Array.from({ length: layers }, () => ({
      before: norm(),
      query: linear(width, width, narrow),
      key: linear(width, width, narrow),
      value: linear(width, width, narrow),
      out: linear(width, width, residual),
      middle: norm(),
      up: linear(width, 4 * width, (2 * width) ** -0.5),
      down: linear(4 * width, width, residual),
    })),
    last: norm(),
    projection: matrix(width, projection, narrow),
  }
}
