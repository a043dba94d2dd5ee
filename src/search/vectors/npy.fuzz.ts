import { readMatrices } from './matrices.testing'
import { npy, npyHead } from './npy.testing'

export const name = 'npy'

export function seeds(): Uint8Array[] {
  const numbers = Array.from({ length: 60 }, (_, i) => Math.sin(i))
  return [
    npy(Float32Array.from(numbers), 12),
    npy(
      Uint16Array.from(numbers, (_, i) => 0x3000 + i),
      6,
    ),
    npyHead("{'descr': '<f4', 'fortran_order': False, 'shape': (0, 4), }", 2),
  ]
}

/** The header, then every block. */
export function read(bytes: Uint8Array): Promise<void> {
  return readMatrices(bytes, 'a.npy', (ref) => ({ kind: 'npy', ref }))
}
