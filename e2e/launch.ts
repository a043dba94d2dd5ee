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

/** With WebGPU on a program that stands in for a GPU: right, and very slow. */
export const WEBGPU_LAUNCH_ARGS = [...COMMON, '--enable-unsafe-webgpu'] as const
