const COMMON = [
  // Needed as root, as in most containers.
  '--no-sandbox',
  '--disable-dev-shm-usage',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
] as const

/** How a browser is started for tests and measures: without a GPU, and so without WebGPU. */
export const LAUNCH_ARGS = [...COMMON, '--disable-gpu'] as const

/** Journeys run each engine for seconds: compiling its WASM twice, first fast and then well, takes longer than it saves. */
const COMPILED_ONCE = '--js-flags=--liftoff-only'

export const JOURNEY_ARGS = [...LAUNCH_ARGS, COMPILED_ONCE] as const

/** With WebGPU on a program that stands in for a GPU: right, and very slow. */
export const WEBGPU_JOURNEY_ARGS = [...COMMON, '--enable-unsafe-webgpu', COMPILED_ONCE] as const
