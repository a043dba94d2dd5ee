/** How a browser is started for tests and measures. */
export const LAUNCH_ARGS = [
  // Needed as root, as in most containers.
  '--no-sandbox',
  '--disable-dev-shm-usage',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
] as const
