import type { Gpu } from './plan'

/** Asks the browser for its GPU; null where there is none to be had. */
export async function findGpu(): Promise<Gpu | null> {
  // Absent without WebGPU and on pages without https, whatever the types say.
  const gpu = (navigator as Partial<Navigator>).gpu
  try {
    const adapter = await gpu?.requestAdapter({ powerPreference: 'high-performance' })
    return adapter ? { real: !isSoftware(adapter.info), shaderF16: adapter.features.has('shader-f16') } : null
  } catch {
    return null
  }
}

function isSoftware({ isFallbackAdapter, architecture, description }: GPUAdapterInfo): boolean {
  return isFallbackAdapter || /swiftshader|llvmpipe|software/i.test(`${architecture} ${description}`)
}
