import type { Backend, EncoderSettings, FailedAttempt } from './encoder'
import type { Precision, TextModel } from './models'

/** What a browser's GPU can do for a model. */
export interface Gpu {
  /** A piece of hardware, not a program that stands in for one. */
  readonly real: boolean
  readonly shaderF16: boolean
}

/** One way to run a model. */
export interface Attempt {
  readonly backend: Backend
  readonly precision: Precision
}

export interface Plan {
  /** Best first; never empty for a model with files. */
  readonly attempts: readonly Attempt[]
  /** Asked for by the settings, and known beforehand not to work. */
  readonly dropped: readonly FailedAttempt[]
}

/** 8 bits are the smallest to fetch and the fastest on the CPU; float16 is computed there as float32. */
const ON_CPU: readonly Precision[] = ['uint8', 'fp16', 'fp32']

/**
 * Which ways to run a model are tried, in order. The GPU runs float16 well, and 8-bit weights not at all; float32 is for
 * tests. After it comes the CPU with the same weights, which are there already, then with others.
 * @param gpu null where the browser offers none.
 */
export function planAttempts(
  text: TextModel['text'],
  gpu: Gpu | null,
  { backend, allowSoftwareGpu }: Pick<EncoderSettings, 'backend' | 'allowSoftwareGpu'>,
): Plan {
  const offered = (precision: Precision): boolean => text[precision] !== undefined
  const usable = gpu !== null && (gpu.real || allowSoftwareGpu) ? gpu : null
  const wanted: Precision[] = []
  if (usable && backend !== 'wasm') {
    if (usable.shaderF16 && offered('fp16')) wanted.push('fp16')
    if (backend === 'webgpu' && offered('fp32')) wanted.push('fp32')
  }
  const onCpu = [...new Set([...wanted, ...ON_CPU])].filter(offered)
  const attempts: Attempt[] = [
    ...wanted.map((precision): Attempt => ({ backend: 'webgpu', precision })),
    ...onCpu.map((precision): Attempt => ({ backend: 'wasm', precision })),
  ]
  const inVain = backend === 'webgpu' && wanted.length === 0
  return {
    attempts,
    dropped: inVain ? [{ backend: 'webgpu', precision: offered('fp16') ? 'fp16' : 'fp32', reason: reasonAgainst(gpu, usable) }] : [],
  }
}

function reasonAgainst(gpu: Gpu | null, usable: Gpu | null): string {
  if (!gpu) return 'This browser offers no GPU.'
  if (!usable) return 'There is no real GPU: a program stands in for one.'
  return 'The model has no weights that this GPU computes with.'
}
