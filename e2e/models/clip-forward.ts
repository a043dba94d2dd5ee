import type { Affine, ClipLayer, ClipWeights, Matrix } from './clip-weights'

/** One vector for each token. */
type Tokens = readonly Float64Array[]

const EPSILON = 1e-5

function times(x: Float64Array, { rows, columns, values }: Matrix): Float64Array {
  const out = new Float64Array(columns)
  for (let i = 0; i < rows; i++) for (let j = 0; j < columns; j++) out[j] = (out[j] ?? 0) + (x[i] ?? 0) * (values[i * columns + j] ?? 0)
  return out
}

function plus(x: Float64Array, y: ArrayLike<number>): Float64Array {
  return x.map((value, i) => value + (y[i] ?? 0))
}

function linear(x: Float64Array, { weight, bias }: Affine): Float64Array {
  return plus(times(x, weight), bias.values)
}

function norm(x: Float64Array, { weight, bias }: Affine): Float64Array {
  const mean = x.reduce((sum, value) => sum + value, 0) / x.length
  const variance = x.reduce((sum, value) => sum + (value - mean) ** 2, 0) / x.length
  return x.map((value, i) => ((value - mean) / Math.sqrt(variance + EPSILON)) * (weight.values[i] ?? 0) + (bias.values[i] ?? 0))
}

function attention(tokens: Tokens, layer: ClipLayer, heads: number): Float64Array[] {
  const through = (affine: Affine): Tokens => tokens.map((x) => linear(x, affine))
  const [keys, values] = [through(layer.key), through(layer.value)]
  return through(layer.query).map((query, at) => {
    const out = new Float64Array(query.length)
    const size = query.length / heads
    for (let head = 0; head < heads; head++) {
      const part = [head * size, (head + 1) * size] as const
      const here = query.subarray(...part)
      // A token sees itself and those before it.
      const scores = keys
        .slice(0, at + 1)
        .map((key) => key.subarray(...part).reduce((sum, value, i) => sum + value * (here[i] ?? 0), 0) / Math.sqrt(size))
      const most = Math.max(...scores)
      const shares = scores.map((score) => Math.exp(score - most))
      const total = shares.reduce((sum, share) => sum + share, 0)
      for (const [i, share] of shares.entries())
        for (let k = part[0]; k < part[1]; k++) out[k] = (out[k] ?? 0) + (share / total) * (values[i]?.[k] ?? 0)
    }
    return linear(out, layer.out)
  })
}

function feedForward(x: Float64Array, { up, down }: ClipLayer): Float64Array {
  return linear(
    linear(x, up).map((value) => value / (1 + Math.exp(-1.702 * value))),
    down,
  )
}

/** CLIP's text encoder written out in plain arithmetic, as the paper's code reads: what graphs are checked against. */
export function encodeIds(ids: readonly number[], { shape, tokens, positions, layers, last, projection }: ClipWeights): Float64Array {
  const row = ({ columns, values }: Matrix, i: number): Float32Array => values.subarray(i * columns, (i + 1) * columns)
  let states = ids.map((id, at) => plus(Float64Array.from(row(tokens, id)), row(positions, at)))
  for (const layer of layers) {
    const attended = attention(
      states.map((x) => norm(x, layer.before)),
      layer,
      shape.heads,
    )
    states = states.map((x, at) => plus(x, attended[at] ?? []))
    states = states.map((x) => plus(x, feedForward(norm(x, layer.middle), layer)))
  }
  // The mark of the end has the highest id.
  const end = ids.indexOf(Math.max(...ids))
  return times(norm(states[end] ?? new Float64Array(), last), projection)
}
