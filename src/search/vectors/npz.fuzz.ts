import { zipSync } from 'fflate'
import { readMatrices } from './matrices.testing'
import { npy } from './npy.testing'
import { npz } from './npz.testing'

export const name = 'npz'

export function seeds(): Uint8Array[] {
  const numbers = Float32Array.from({ length: 120 }, (_, i) => Math.sin(i))
  const files = {
    b32_img: npy(numbers, 12),
    b32_txt: npy(
      Uint16Array.from(numbers, (_, i) => 0x3000 + i),
      12,
    ),
  }
  const named = Object.fromEntries(Object.entries(files).map(([file, content]) => [`${file}.npy`, content]))
  return [npz(files), npz(files, { large: true, comment: 'made by a test', padding: 20 }), zipSync(named, { level: 6 })]
}

/** The directory, then every block of the array that holds the pictures' vectors. */
export function read(bytes: Uint8Array): Promise<void> {
  return readMatrices(bytes, 'a.npz', (ref) => ({ kind: 'npz', ref, side: 'image' }))
}
