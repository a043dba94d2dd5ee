declare module 'hyparquet-compressors/src/brotli.streams.js' {
  /** What the Brotli decoder writes to; it assigns a longer `buffer` where a stream goes beyond it. */
  export class BrotliOutput {
    buffer: Uint8Array
  }
}
