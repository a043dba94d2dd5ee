import { describe, expect, it } from 'vitest'
import type { Backend } from './encoder'
import { TEST_MODEL } from './model.testing'
import { planAttempts, type Gpu } from './plan'

const GOOD: Gpu = { real: true, shaderF16: true }
const OLD: Gpu = { real: true, shaderF16: false }
const SOFTWARE: Gpu = { real: false, shaderF16: false }

function order(gpu: Gpu | null, backend: Backend | null, allowSoftwareGpu = false, text = TEST_MODEL.text): string[] {
  return planAttempts(text, gpu, { backend, allowSoftwareGpu }).attempts.map((attempt) => `${attempt.backend} ${attempt.precision}`)
}

describe('what is tried', () => {
  it('is float16 on a real GPU that computes in it, then the same weights on the CPU', () => {
    expect(order(GOOD, null)).toEqual(['webgpu fp16', 'wasm fp16', 'wasm uint8', 'wasm fp32'])
  })

  it.each([null, OLD, SOFTWARE])('is the CPU with 8 bits for the GPU %j', (gpu) => {
    expect(order(gpu, null)).toEqual(['wasm uint8', 'wasm fp16', 'wasm fp32'])
  })

  it('is float32 on the GPU only when the settings want the GPU', () => {
    expect(order(OLD, 'webgpu')).toEqual(['webgpu fp32', 'wasm fp32', 'wasm uint8', 'wasm fp16'])
    expect(order(GOOD, 'webgpu').slice(0, 3)).toEqual(['webgpu fp16', 'webgpu fp32', 'wasm fp16'])
  })

  it('is a software GPU only where that is allowed', () => {
    expect(order(SOFTWARE, 'webgpu')[0]).toBe('wasm uint8')
    expect(order(SOFTWARE, 'webgpu', true)[0]).toBe('webgpu fp32')
  })

  it('is the CPU alone when the settings want that', () => {
    expect(order(GOOD, 'wasm')).toEqual(['wasm uint8', 'wasm fp16', 'wasm fp32'])
  })

  it('is what the model has weights for', () => {
    expect(order(GOOD, null, false, { fp32: TEST_MODEL.tokenizer.file })).toEqual(['wasm fp32'])
  })

  it('says why the GPU that was wanted is not', () => {
    const reasons = [null, SOFTWARE].map(
      (gpu) => planAttempts(TEST_MODEL.text, gpu, { backend: 'webgpu', allowSoftwareGpu: false }).dropped[0]?.reason,
    )
    expect(reasons).toEqual(['This browser offers no GPU.', 'There is no real GPU: a program stands in for one.'])
    expect(planAttempts(TEST_MODEL.text, null, { backend: null, allowSoftwareGpu: false }).dropped).toEqual([])
  })
})
