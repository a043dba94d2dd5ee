/** What the built page may do (https://www.w3.org/TR/CSP3/). Said by the page itself and by hosts that can send headers. */
const DIRECTIVES: Readonly<Record<string, string>> = {
  'default-src': "'none'",
  // DuckDB, onnxruntime and the scorer are WebAssembly.
  'script-src': "'self' 'wasm-unsafe-eval'",
  'worker-src': "'self'",
  'style-src': "'self'",
  // Pictures of datasets lie anywhere, http included; those stored in shards are blobs and, if SVG, data addresses.
  'img-src': '* data: blob:',
  // Shards and models lie anywhere. Nothing is fetched from blobs or data addresses, so these stay out.
  'connect-src': '*',
  'manifest-src': "'self'",
  'base-uri': "'none'",
  'form-action': "'none'",
  'require-trusted-types-for': "'script'",
  // The one of src/flow/own-scripts.ts.
  'trusted-types': 'default',
}

function policyOf(directives: Readonly<Record<string, string>>): string {
  return Object.entries(directives)
    .map(([name, value]) => `${name} ${value}`)
    .join('; ')
}

/** For a `<meta http-equiv>`. It holds in the page, not in its workers: they obey the headers of their own files alone. */
export const PAGE_POLICY = policyOf(DIRECTIVES)

/** As a header of every file. Only a header can say who may put the page in a frame. */
export const HEADER_POLICY = policyOf({ ...DIRECTIVES, 'frame-ancestors': "'none'" })
