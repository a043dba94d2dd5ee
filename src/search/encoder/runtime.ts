import type * as Ort from 'onnxruntime-web'
import { halfToFloat } from '../vectors/half'
import type { Backend } from './encoder'

/** A tensor that goes in. */
export interface Feed {
  readonly type: 'int64' | 'int32' | 'float32'
  readonly data: BigInt64Array | Int32Array | Float32Array
  readonly dims: readonly number[]
}

/** A tensor that comes out, its numbers as float32 whatever the model computes in. */
export interface Output {
  readonly data: Float32Array
  readonly dims: readonly number[]
}

/** A model ready to run. One run at a time. */
export interface Graph {
  readonly inputs: readonly { readonly name: string; readonly type: string }[]
  run(feeds: Readonly<Record<string, Feed>>): Promise<Readonly<Record<string, Output>>>
}

/** Makes graphs of ONNX files. Rejects with whatever the library throws. */
export type Runtime = (bytes: Uint8Array, backend: Backend) => Promise<Graph>

/** Loads the library for a backend; the one for the GPU runs graphs on the CPU too. */
export async function loadRuntime(backend: Backend): Promise<Runtime> {
  const { ort, wasm } = backend === 'webgpu' ? await import('./ort-webgpu') : await import('./ort-wasm')
  // Fetched here: a slow link must not look like a worker that hangs. The library's glue is in its bundle: as a file of
  // its own it would end in .mjs, which many static hosts do not serve as JavaScript.
  ort.env.wasm.wasmBinary = await part(new URL(wasm, import.meta.url).href)
  return runtimeOf(ort)
}

async function part(url: string): Promise<ArrayBuffer> {
  const response = await fetch(url, { referrerPolicy: 'no-referrer' }).catch(() => null)
  if (!response?.ok) throw new Error('A part of this page did not load.')
  return await response.arrayBuffer()
}

/** Graphs by one of the library's builds. */
export function runtimeOf(ort: typeof Ort): Runtime {
  // Threads need cross-origin isolation, which hotlinked pictures forbid.
  ort.env.wasm.numThreads = 1
  // Its warnings speak of where single nodes of a graph run.
  ort.env.logLevel = 'error'
  return async (bytes, backend) => {
    // One provider: with several the library falls back in silence, and nobody knows what ran.
    const session = await ort.InferenceSession.create(bytes, {
      executionProviders: [backend],
      graphOptimizationLevel: 'all',
      logSeverityLevel: 3,
    })
    return {
      inputs: session.inputMetadata.map(({ name, ...rest }) => ({ name, type: 'type' in rest ? rest.type : '' })),
      async run(feeds) {
        const tensors = Object.fromEntries(
          Object.entries(feeds).map(([name, { type, data, dims }]) => [name, new ort.Tensor(type, data, dims)]),
        )
        const outputs = await session.run(tensors)
        return Object.fromEntries(Object.entries(outputs).map(([name, { data, dims }]) => [name, { data: numbersOf(data), dims }]))
      },
    }
  }
}

function numbersOf(data: Ort.Tensor.DataType): Float32Array {
  if (data instanceof Float32Array) return data
  // Float16: bits where the browser has no type for them, and numbers where it does.
  if (data instanceof Uint16Array) return Float32Array.from(data, halfToFloat)
  return Float32Array.from(data as ArrayLike<number | bigint>, Number)
}
