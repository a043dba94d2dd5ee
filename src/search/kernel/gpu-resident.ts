import { exactCosine } from './exact-cosine'
import { FLOAT32_ERROR } from './kernel'
import type { Resident } from './resident'

/** No vector has such a cosine: it marks rows without a direction, since shaders may take NaN for anything. */
const NOTHING = -8
const WORKGROUP = 64
/** GPUBufferUsage and GPUMapMode by the standard's numbers: TypeScript's DOM library has none of their constants. */
const USAGE = { MAP_READ: 1, COPY_SRC: 4, COPY_DST: 8, UNIFORM: 64, STORAGE: 128 } as const
const MAP_FOR_READING = 1
/** Rows in one dispatch: the most workgroups that every device allows, along one axis. */
const MAX_ROWS = 65_535 * WORKGROUP

/** One thread a row, reading two float16 at a time with what core WGSL has; reductions across threads were 40 times slower. */
const SHADER = /* wgsl */ `
struct Sizes { words: u32, rows: u32 }
@group(0) @binding(0) var<uniform> sizes: Sizes;
@group(0) @binding(1) var<storage, read> query: array<vec2<f32>>;
@group(0) @binding(2) var<storage, read> vectors: array<u32>;
@group(0) @binding(3) var<storage, read_write> scores: array<f32>;
@compute @workgroup_size(${WORKGROUP})
fn main(@builtin(global_invocation_id) id: vec3<u32>) {
  let row = id.x;
  if (row >= sizes.rows) { return; }
  let start = row * sizes.words;
  var dot2 = vec2<f32>(0.0);
  var norm2 = vec2<f32>(0.0);
  var damaged = false;
  for (var i = 0u; i < sizes.words; i++) {
    let packed = vectors[start + i];
    damaged = damaged || (packed & 0x7c00u) == 0x7c00u || (packed & 0x7c000000u) == 0x7c000000u;
    let v = unpack2x16float(packed);
    dot2 += v * query[i];
    norm2 += v * v;
  }
  let norm = norm2.x + norm2.y;
  scores[row] = select(${NOTHING}.0, (dot2.x + dot2.y) * inverseSqrt(norm), norm > 0.0 && !damaged);
}`

/** Pads rows to a whole number of 32-bit words, as the shader reads them. */
export function packRows(halves: Uint16Array, rows: number, width: number): Uint32Array<ArrayBuffer> {
  const words = Math.ceil(width / 2)
  const packed = new Uint16Array(rows * words * 2)
  if (width % 2 === 0) packed.set(halves.subarray(0, rows * width))
  else for (let row = 0; row < rows; row++) packed.set(halves.subarray(row * width, (row + 1) * width), row * words * 2)
  return new Uint32Array(packed.buffer)
}

function isSoftware({ info }: GPUAdapter): boolean {
  return (
    info.isFallbackAdapter ||
    /swiftshader|llvmpipe|software|basic render/i.test(`${info.vendor} ${info.architecture} ${info.device} ${info.description}`)
  )
}

/** Rows of each block whose scores are computed here too: a GPU that is wrong is as good as none. */
const CHECKED_ROWS = 64

/** Some rows of a block, spread over all of it. */
export interface Sample {
  readonly rows: readonly number[]
  /** Their float16 numbers, row after row. */
  readonly halves: Uint16Array
}

export function sampleOf(halves: Uint16Array, rows: number, width: number): Sample {
  const count = Math.min(rows, CHECKED_ROWS)
  const chosen = Array.from({ length: count }, (_, i) => (i === count - 1 ? rows - 1 : Math.floor((i * rows) / count)))
  const copies = new Uint16Array(count * width)
  for (const [i, row] of chosen.entries()) copies.set(halves.subarray(row * width, (row + 1) * width), i * width)
  return { rows: chosen, halves: copies }
}

/** Throws a plain Error where scores of a sample's rows are not those of exact arithmetic; `query` has length 1. */
export function checkScores(scores: Float32Array, sample: Sample, query: Float64Array): void {
  for (const [i, row] of sample.rows.entries()) {
    const score = scores[row] ?? NaN
    const exact = exactCosine(sample.halves, i, query)
    if (!(Math.abs(score - exact) <= FLOAT32_ERROR || (Number.isNaN(score) && Number.isNaN(exact))))
      throw new Error(`The GPU gave a cosine of ${score} that is ${exact}.`)
  }
}

interface GpuBlock {
  readonly rows: number
  readonly buffer: GPUBuffer
  readonly sample: Sample
}

/** Copies in float16 on the GPU; null where there is no real one. */
export async function createGpuResident(
  width: number,
  budgetBytes: number,
  { allowSoftware }: { readonly allowSoftware: boolean },
): Promise<Resident | null> {
  const adapter = (await (navigator as Partial<Navigator>).gpu?.requestAdapter({ powerPreference: 'high-performance' })) ?? null
  if (!adapter || (!allowSoftware && isSoftware(adapter))) return null
  const device = await adapter.requestDevice()
  const { maxStorageBufferBindingSize } = device.limits
  const words = Math.ceil(width / 2)
  const pipeline = await device.createComputePipelineAsync({
    layout: 'auto',
    compute: { module: device.createShaderModule({ code: SHADER }), entryPoint: 'main' },
  })
  const sizes = device.createBuffer({ size: 8, usage: USAGE.UNIFORM | USAGE.COPY_DST })
  const query = device.createBuffer({ size: words * 8, usage: USAGE.STORAGE | USAGE.COPY_DST })
  const blocks = new Map<string, GpuBlock>()
  let exact = new Float64Array(width)
  let used = 0
  let failure: string | null = null
  void device.lost.then(({ message }) => (failure = `The GPU was lost: ${message}`))
  device.addEventListener('uncapturederror', ({ error }) => (failure = error.message))

  return {
    kind: 'webgpu',
    has: (id) => blocks.has(id),
    add(id, halves, rows) {
      const bytes = rows * words * 4
      if (failure !== null || blocks.has(id) || used + bytes > budgetBytes || bytes > maxStorageBufferBindingSize || rows > MAX_ROWS) return
      const buffer = device.createBuffer({ size: bytes, usage: USAGE.STORAGE | USAGE.COPY_DST })
      device.queue.writeBuffer(buffer, 0, packRows(halves, rows, width))
      blocks.set(id, { rows, buffer, sample: sampleOf(halves, rows, width) })
      used += bytes
    },
    setQuery(vector) {
      const norm = Math.hypot(...vector)
      const padded = new Float32Array(words * 2)
      exact = Float64Array.from(vector, (value) => value / norm)
      padded.set(exact)
      device.queue.writeBuffer(query, 0, padded)
    },
    async score(id, out, errors) {
      const block = blocks.get(id)
      if (!block) throw new Error(`no block ${id} on the GPU`)
      const asked = exact
      const bytes = block.rows * 4
      const scores = device.createBuffer({ size: bytes, usage: USAGE.STORAGE | USAGE.COPY_SRC })
      const read = device.createBuffer({ size: bytes, usage: USAGE.COPY_DST | USAGE.MAP_READ })
      try {
        device.queue.writeBuffer(sizes, 0, Uint32Array.of(words, block.rows))
        const group = device.createBindGroup({
          layout: pipeline.getBindGroupLayout(0),
          entries: [sizes, query, block.buffer, scores].map((buffer, binding) => ({ binding, resource: { buffer } })),
        })
        const encoder = device.createCommandEncoder()
        const pass = encoder.beginComputePass()
        pass.setPipeline(pipeline)
        pass.setBindGroup(0, group)
        pass.dispatchWorkgroups(Math.ceil(block.rows / WORKGROUP))
        pass.end()
        encoder.copyBufferToBuffer(scores, 0, read, 0, bytes)
        device.queue.submit([encoder.finish()])
        await read.mapAsync(MAP_FOR_READING)
        const values = new Float32Array(read.getMappedRange())
        for (let row = 0; row < block.rows; row++) {
          const value = values[row] ?? NaN
          if (!(Math.abs(value) <= 1.01 || value === NOTHING)) throw new Error(`The GPU gave a cosine of ${value}.`)
          out[row] = value === NOTHING ? NaN : value
        }
        checkScores(out, block.sample, asked)
        errors.fill(FLOAT32_ERROR)
        if (failure !== null) throw new Error(failure)
      } finally {
        scores.destroy()
        read.destroy()
      }
    },
  }
}
