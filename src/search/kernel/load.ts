import { createKernel } from './create'
import type { Kernel } from './kernel'
import url from './kernel.wasm?url'

let module: Promise<WebAssembly.Module> | null = null

async function compile(): Promise<WebAssembly.Module> {
  const response = await fetch(url, { referrerPolicy: 'no-referrer' })
  // Some static hosts send .wasm without its type, which streaming refuses.
  return /wasm/.test(response.headers.get('Content-Type') ?? '')
    ? await WebAssembly.compileStreaming(response)
    : await WebAssembly.compile(await response.arrayBuffer())
}

/** A kernel for vectors of a width, in the browser; compiled once. */
export async function loadKernel(width: number): Promise<Kernel> {
  module ??= compile()
  try {
    return createKernel(await module, width)
  } catch (error) {
    module = null
    throw error
  }
}
